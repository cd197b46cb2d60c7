/*
 * How pending logins end, and how they are handed out as attempts.
 */

#ifndef TALK_SETTLE_H
#define TALK_SETTLE_H

#include "talk/pending.h"

/* The server's words are the verdict; reply: from its status on. */
void	settle_by_words(struct talk_store *s, struct pending *p,
	    struct judgement j, struct span reply, int64_t when_ns);

/*
 * The server's words tell what the verdict will be, unless words that are a
 * verdict follow: a BYE, or a refused USER.
 */
void	settle_early(struct talk_store *s, struct pending *p,
	    struct judgement j, struct span reply, int64_t when_ns);
/*
 * A challenge has refused the token: whatever ends the exchange, it was
 * refused, unless the server lets it in or says that it did not judge.
 */
void	settle_refused(struct talk_store *s, struct pending *p,
	    struct span challenge, int64_t when_ns);
/* The early words, "" when there was no room for them. */
struct span	settle_early_words(const struct talk_store *s,
		    const struct pending *p);

/*
 * Only the server's half is in the capture: a verdict whose words can answer
 * nothing but a login stands for the login that nobody saw.
 */
void	settle_unasked(struct talk *t, struct talk_store *s,
	    const struct line_view *v, int64_t when_ns);

/*
 * The connection or the capture has ended: open logins are settled without
 * words, and those of which only the name was sent are dropped.
 */
void	settle_all(struct talk *t, struct talk_store *s, enum reason reason,
	    int64_t when_ns);

/*
 * The client goes on: what the server has answered in a hole since is past.
 * To be called before a command (not a SASL response) is pushed.
 */
void	settle_lost(struct talk *t, struct talk_store *s, int64_t when_ns);

/* The first settled login, copied out and dropped; false if there is none. */
bool	settle_take(struct talk *t, struct talk_store *s,
	    struct attempt *out);

#endif
