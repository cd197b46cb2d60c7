/*
 * What the words of a refusal ask for: data/hints.h, searched.
 */

#ifndef TALK_HINT_H
#define TALK_HINT_H

#include "base/span.h"
#include "data/words.h"

/*
 * words: one line from its status on, without what the client said.  Of a good
 * reply only IMAP's [ALERT] counts.
 */
enum hint	hint_of(enum proto proto, struct span words);
/* Of a greeting that refuses. */
enum hint	hint_of_greeting(enum proto proto, struct span words);

#endif
