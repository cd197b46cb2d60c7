/*
 * Inference: what became of the logins inside TLS, by lengths, turns and
 * delays (DOMAIN.md D).
 *
 * A session is a row of exchanges (observations.h), each a step of a hidden
 * Markov model (hmm.h) whose shapes are in data/shapes.h.  What was told with
 * certainty teaches the lengths of this very server (profile.h) for the
 * sessions that follow.
 */

#ifndef TALK_GUESS_H
#define TALK_GUESS_H

#include "talk/talk.h"
#include "talk/tls_view.h"

/*
 * Judge the turns seen so far: before the client's next turn, or at the end
 * (is_final).  What is certain is put among v's verdicts.
 */
void	guess_run(struct talk *t, struct talk_store *s, struct tls_view *v,
	    bool is_final);

/* The turns say enough to tell whether there was a login at all. */
bool	guess_has_read(const struct tls_view *v);

#ifdef LEARN
struct observations;
struct belief;
/* tests/learn/observe.c's: a session is over. */
void	guess_observed(const struct talk *t, const struct tls_view *v,
	    const struct observations *r, const struct belief *b);
#endif

/* Take the next verdict; false when there is none. */
bool	guess_next(struct talk *t, struct talk_store *s, struct told *out);

#endif
