/*
 * Roads: which step can follow which, and how likely, in a session where
 * servers deliver to each other or not, before a message was sent or after.
 */

#ifndef TALK_ROADS_H
#define TALK_ROADS_H

#include "talk/observations.h"
#include "talk/sums.h"

/* out: [is_relay][is_unsent]. */
void	roads_make(enum proto proto, struct roads out[2][2]);

/* Those that lead to the i-th exchange. */
const struct roads	*roads_to(const struct observations *r, int i);

/* How likely the session ends behind this step. */
float	roads_end(const struct observations *r, int step);

#endif
