/*
 * A second look at logins that were told by guesses: when their session shows
 * more, when their server has taught something, and at those that are alike
 * together.  What is known better then is told again, as a correction.
 */

#ifndef ENGINE_SECOND_LOOK_H
#define ENGINE_SECOND_LOOK_H

#include "engine/state.h"

struct told;

/* Queue a login of this session as events_login does, or correct one; and look
 * at the others that it tells something of. */
void	second_look_login(struct engine *e, const struct session *s,
	    const struct told *told);

#endif
