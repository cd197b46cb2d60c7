/*
 * Inference: what became of the logins inside TLS, by lengths, turns and
 * delays (DOMAIN.md D).
 *
 * A session is a row of exchanges, each a step of a hidden Markov model whose
 * shapes are in data/shapes.h; forward-backward gives for each exchange how
 * likely it was a refusal or an acceptance, over all ways to read the whole
 * session.  What was told with certainty teaches the lengths of this very
 * server for the sessions that follow.
 */

#ifndef TALK_GUESS_H
#define TALK_GUESS_H

#include "data/shapes.h"
#include "talk/talk.h"
#include "talk/tls_view.h"

enum { PROFILE_LENGTHS = 8 };

/*
 * A length of a verdict and how often it was seen, a doubtful one by as much
 * as it is likely; 0 = unused.
 */
struct seen_length {
	uint16_t bytes;
	float n;
};

/* What this server has taught. */
struct profile {
	struct profile_key key;
	uint16_t software;		/* row of data/servers.c, by greeting */
	bool is_begun;
	struct seen_length refused[PROFILE_LENGTHS];
	struct seen_length accepted[PROFILE_LENGTHS];
	/* What it can do, which it says alike each time. */
	struct seen_length prepared[PROFILE_LENGTHS];
	float weights[MODELS_MAX];	/* of this protocol's models */
};

/* A greeting in the clear has named the software at this end. */
void	profile_set_software(struct talk_store *s, const struct endpoint *at,
	    enum proto proto, uint16_t server);

/*
 * Judge the turns seen so far: before the client's next turn, or at the end
 * (is_final).  What is certain is put among v's verdicts.
 */
void	guess_run(struct talk *t, struct talk_store *s, struct tls_view *v,
	    bool is_final);

/* The turns say enough to tell whether there was a login at all. */
bool	guess_has_read(const struct tls_view *v);

/*
 * A login that was told as unknown or failed looked at again, for its server
 * has taught more since.  True when a is told otherwise now.
 */
bool	guess_again(const struct talk_store *s, const struct unsettled *d,
	    struct attempt *a);

/*
 * Take the next verdict as an attempt; false when there is none.  One that
 * may yet turn out otherwise leaves a doubt in s->doubt (has_doubt), good
 * until the next call.
 */
bool	guess_next(struct talk *t, struct talk_store *s, struct attempt *out);

#endif
