/* A replay on the screen: at a speed, to a time, and back. */

#ifndef PLAYER_H
#define PLAYER_H

#include "base/err.h"
#include "dashboard.h"
#include "run.h"

/*
 * Until a key or a signal ends it; the engine is finished then.  -1 with a
 * sentence when it was to go back and cannot.
 */
int	player_run(struct run *r, struct dashboard *d, struct err *err);

#endif
