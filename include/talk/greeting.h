/*
 * Greetings that refuse: a server that turns a client away in words before
 * it has said anything.
 */

#ifndef TALK_GREETING_H
#define TALK_GREETING_H

#include "base/span.h"
#include "talk/talk.h"

/* The server's first line; kept for talk_refused where it refuses. */
void	greeting_read(const struct talk *t, struct talk_store *s,
	    struct span line, int64_t when_ns);

/*
 * The reply to EHLO, the first thing that a client says: a server that waits
 * for it before it refuses means the same.
 */
void	greeting_hello(const struct talk *t, struct talk_store *s,
	    struct span line, int64_t when_ns);

#endif
