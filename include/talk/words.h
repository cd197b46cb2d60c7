/*
 * The words of a server's reply.
 */

#ifndef TALK_WORDS_H
#define TALK_WORDS_H

#include "base/span.h"
#include "data/event.h"

/* Takes a reply's first word off it: a code, "-ERR", "NO"; not what is glued
 * to that.  Borrowed as the reply is. */
struct span	words_status(struct span *reply);

/* The reply with "?" for each word that servers are not known to say. */
void	words_keep_known(struct span reply, char out[REPLY_BYTES]);

#endif
