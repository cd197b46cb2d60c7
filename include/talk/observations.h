/*
 * One session as inference sees it: what the client asked, what the server
 * answered, how long both were and how long the answer took.
 *
 * Lengths of the client's turns are secrets too: whoever fills observations
 * wipes them.
 */

#ifndef TALK_OBSERVATIONS_H
#define TALK_OBSERVATIONS_H

#include "data/shapes.h"
#include "talk/tls_view.h"

enum { EXCHANGES_MAX = TURNS_MAX / 2 + 1 };

struct profile;
struct sums;

struct exchange {
	struct turn client, server;
	bool has_answer;		/* server holds one */
	uint8_t number;			/* its bit in tls_view.told, .taught */
	int bin;			/* of its delay, -1 = unknown */
};

struct observations {
	struct exchange ex[EXCHANGES_MAX];
	int n;				/* exchanges, in the order of time */
	enum proto proto;
	struct profile *profile;	/* of the server, borrowed */
	const struct sums *sums;	/* the store's */
	uint8_t models[MODELS_MAX];	/* rows of this protocol, 0 = any */
	int n_models;
	bool is_relay;			/* port 25: servers deliver there */
	bool is_final;			/* nothing more will come */
	bool is_untaught;		/* as if this server were a new one */
	/* SMTP: the first turn as long as a message, -1 = none */
	int body_at;
	int64_t rtt_ns;
	/* Where TLS begins at once: the greeting's length, 0 = not seen, and
	 * how many tickets came before it in TLS 1.3, -1 = not known. */
	uint32_t greeting;
	int n_tickets;
	uint64_t stack_tag;		/* as in struct attempt */
};

/* What is believed of them: how likely each exchange was for each step. */
struct belief {
	float p[EXCHANGES_MAX][STEP_COUNT];
	int tag;			/* IMAP: the likeliest length; else 0 */
	bool is_tag_sure;		/* it hardly can be another */
};

/* Nothing of it was missed. */
static inline bool
exchange_is_clear(const struct exchange *x)
{
	return (x->has_answer && !x->server.has_gap && !x->client.has_gap);
}

/*
 * Make exchanges of the turns of v, whose shortest round trip is learnt as
 * well; *r is zero but for what the caller knows.
 */
void	observations_fill(struct tls_view *v, struct observations *r);

/* The generic shares of a turn's length for every step (data/shapes.h). */
void	observations_shares(const struct observations *r,
	    const struct turn *turn, enum said said, uint32_t tag,
	    float out[STEP_COUNT]);

#endif
