/*
 * One session as inference reads it: exchanges, and what is believed of each.
 * For the rooms guess.c, chain.c and lesson.c alone.
 */

#ifndef TALK_OBSERVATIONS_H
#define TALK_OBSERVATIONS_H

#include "data/shapes.h"
#include "talk/guess.h"

enum { EXCHANGES_MAX = TURNS_MAX / 2 + 1 };

/* Added to every share, so that no single observation decides alone. */
#define FLOOR_LENGTH	2e-5f
#define FLOOR_DELAY	1e-3f

struct exchange {
	struct turn client, server;
	bool has_answer;
	uint8_t number;			/* in v->told */
	int bin;			/* of the delay, -1 = unknown */
};

struct observations {
	struct exchange ex[EXCHANGES_MAX];
	int n;
	enum proto proto;
	struct profile *profile;
	uint8_t models[MODELS_MAX];	/* rows of this protocol, 0 = any */
	int n_models;
	bool is_relay;			/* port 25: servers deliver there */
	bool is_final;			/* nothing more will come */
	bool is_untaught;		/* as if this server were a new one */
	/* SMTP: the first turn as long as a message, -1 = none */
	int body_at;
	int64_t rtt_ns;
};

/* Posterior of each step at each exchange. */
struct belief {
	float p[EXCHANGES_MAX][STEP_COUNT];
	int tag;			/* IMAP: the likeliest length; else 0 */
	bool is_tag_sure;		/* it hardly can be another */
};

/* --- chain.c: the hidden Markov model --- */

/* How likely each step is at each exchange, over all readings. */
void	hmm_believe(const struct observations *r, struct belief *out);
/* The generic shares of a turn's length for every step. */
void	shapes_share(const struct observations *r, const struct turn *turn,
	    enum said said, uint32_t tag, float out[STEP_COUNT]);
/* What there is to see of a verdict; ip, proto and beliefs are left out. */
void	profile_seen(const struct exchange *x, uint32_t tag,
	    struct unsettled *out);

/* --- lesson.c: what is known of a server --- */

/* Fills r's models and lesson by its protocol and the server's address. */
void	profile_begin(struct talk_store *s, const struct ip *ip,
	    struct observations *r);
/* The same without making one; false when nothing is known. */
bool	profile_find(const struct talk_store *s, const struct ip *ip,
	    struct observations *r);
/* The share of a length of what it can do; one was told for sure. */
float	profile_prepared(const struct observations *r, float generic,
	    const struct unsettled *d);
void	profile_prepare(struct observations *r, const struct exchange *x,
	    const struct belief *b);
/* The share of a verdict's length alone, and of its delay alone. */
float	profile_length(const struct observations *r, enum step step, float generic,
	    const struct unsettled *d);
float	profile_pace(const struct observations *r, enum step step, int bin);
/* The share of a verdict's length and delay under all that is known. */
float	profile_share(const struct observations *r, enum step step, float generic,
	    const struct unsettled *d);
/*
 * Does anything but the model's guesses bear such a refusal out: lengths that
 * this server has taught, or those of a server's source?  Where the server
 * closes as well it may be in trouble: then only what it has taught.
 */
bool	profile_bears_out(const struct observations *r,
	    const float generic[STEP_COUNT], const struct unsettled *d,
	    bool is_closed);
/*
 * A session is over, and one of its exchanges may have been a login: as likely
 * a refused or an accepted one as the session by itself says.
 */
void	profile_hint(struct talk_store *s, struct observations *r,
	    const struct exchange *x, const struct belief *b,
	    const float p[STEP_COUNT]);
/*
 * A verdict was told for sure.  Its length is learnt only where the tag's is
 * known as well.
 */
void	profile_learn(struct talk_store *s, struct observations *r,
	    const struct exchange *x, const struct belief *b,
	    bool is_refused);

/* The share of an even spread a, a + by, ... b that lies in from..to. */
static inline float
overlap(uint32_t from, uint32_t to, uint32_t a, uint32_t b, uint32_t by)
{
	uint32_t low, high;

	if (to < a || from > b)
		return (0.f);
	low = from <= a ? 0 : (from - a + by - 1) / by;
	high = (to < b ? to - a : b - a) / by;
	return (low > high ? 0.f :
	    (float)(high - low + 1) / (float)((b - a) / by + 1));
}

#endif
