/*
 * Server profiles: what the sessions so far have taught of each server, and
 * how well an answer fits it.
 */

#ifndef TALK_PROFILE_H
#define TALK_PROFILE_H

#include "talk/observations.h"
#include "talk/shown.h"
#include "talk/talk.h"

enum { PROFILE_LENGTHS = 8 };

/*
 * A length of a verdict, the tag's left out, and how often it was seen, an
 * unsettled one by as much as it is likely; n = 0: unused, and so are all
 * behind it.
 */
struct seen_length {
	uint16_t bytes;
	float n;
};

/* What the ports of one address that speak one protocol have taught. */
struct profile {
	struct profile_key key;
	uint16_t software;		/* row of data/servers.c, by greeting */
	uint16_t taught;	/* 1 + the row of a servers file, 0 = none */
	bool is_begun;			/* weights[] hold */
	bool is_greeted, has_left;	/* ... by a greeting, a goodbye */
	struct seen_length refused[PROFILE_LENGTHS];
	struct seen_length accepted[PROFILE_LENGTHS];
	/* The answers to "what can you do?", which are alike each time. */
	struct seen_length prepared[PROFILE_LENGTHS];
	struct shown_answer shown[SHOWN_ANSWERS];
	/* How likely the server is each model of observations.models. */
	float weights[MODELS_MAX];
};

/* A greeting in the clear has named the software at this end. */
void	profile_set_software(struct talk_store *s, const struct endpoint *at,
	    enum proto proto, uint16_t server);

/* A servers file knows this server by its row so numbered (talk/taught.h). */
void	profile_teach(struct talk_store *s, const struct ip *ip,
	    enum proto proto, uint32_t row);

/*
 * Fill r's models and profile by its protocol and the server's address; a
 * server that is not known gets a profile, in the place of the stalest if
 * there is no room.
 */
void	profile_begin(struct talk_store *s, const struct ip *ip,
	    struct observations *r);
/* A session is over: has its goodbye told something of the software? */
bool	profile_left(struct talk_store *s, struct observations *r,
	    const struct belief *b);
/* The same without making one; false when nothing is known. */
bool	profile_find(const struct talk_store *s, const struct ip *ip,
	    struct observations *r);

/* What there is to see of an answer; ip, proto and beliefs are left out. */
void	profile_seen(const struct exchange *x, uint32_t tag,
	    struct unsettled *out);

/* --- what an answer teaches; b: what is believed of the session --- */

/* The answer to "what can you do?" was recognized. */
void	profile_learn_prepared(struct observations *r,
	    const struct exchange *x, const struct belief *b);
/* Could profile_hint learn anything of this exchange, whatever is believed? */
bool	profile_may_hint(const struct observations *r,
	    const struct exchange *x);
/*
 * A session is over, and one of its exchanges may have been a login: as likely
 * a refused or an accepted one as the session by itself says.
 */
void	profile_hint(struct talk_store *s, struct observations *r,
	    const struct exchange *x, const struct belief *b,
	    const float p[STEP_COUNT]);
/* Somebody went on from this answer with work; is_mail: by a message. */
void	profile_show(struct talk_store *s, struct observations *r,
	    const struct exchange *x, const struct belief *b, bool is_mail);
/*
 * A verdict was told for sure.  Its length is learnt only where the tag's is
 * known as well.
 */
void	profile_learn(struct talk_store *s, struct observations *r,
	    const struct exchange *x, const struct belief *b, bool is_refused);

#endif
