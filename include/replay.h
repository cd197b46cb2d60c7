/*
 * A replay without a screen: the files' frames into the engine, to the end.
 */

#ifndef REPLAY_H
#define REPLAY_H

#include "base/err.h"
#include "data/frame.h"
#include "run.h"

/* Until the end of the files or a signal; the engine is finished then. */
void	replay_run(struct run *r);

/*
 * The next frames of the capture, those at hand together: how many, good
 * until the next call.  0: the end.  -1: something about one file, with a
 * sentence; the others go on with the next call.
 */
int	replay_frames(struct run *r, struct frame frames[PREFETCH_MAX],
	    struct err *err);

#endif
