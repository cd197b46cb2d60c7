/*
 * The one timeline of a live run, whatever is done to the wall clock: packets
 * are stamped with the time of day, the engine's time goes on evenly.
 */

#ifndef EDGE_TIMELINE_H
#define EDGE_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/snapshot.h"
#include "edge/clock.h"

/* What is known of the clocks.  Zeroed it changes nothing, as a replay wants
 * it. */
struct timeline {
	bool is_running;
	int64_t start_ns;	/* engine = steady time + this */
	int64_t shift_ns;	/* engine = stamp + this */
	int64_t before_ns;	/* the same until the last step */
	int64_t now_ns;		/* engine time of the last look ... */
	int64_t stepped_ns;	/* ... of the one that saw the step */
	int64_t last_ns;	/* of the last frame */
	int64_t quiet_ns;	/* no frame from before this will come */
	int64_t awake_ns;	/* slept: quiet_ns stays until then */
};

/* Take note of a look at the clocks.  Returns by how much the wall clock was
 * set forward (or back) since the last look, 0 if it was not. */
int64_t	timeline_look(struct timeline *t, const struct clock_look *look);
/* Can no frame of now have this stamp?  Then the clocks are to be looked at
 * before it is placed. */
bool	timeline_is_odd(const struct timeline *t, int64_t stamp_ns);
/* The engine's time of a frame. */
int64_t	timeline_frame_ns(struct timeline *t, int64_t stamp_ns);
/*
 * No frame from before this will come, when none waits now.  It stops for a
 * moment after a suspend or a stop, for what the kernel still holds.
 */
int64_t	timeline_quiet_ns(const struct timeline *t);

/* From the engine's time to the time of day, as the clock is set now. */
void	timeline_event(const struct timeline *t, struct event *ev);
void	timeline_snapshot(const struct timeline *t, struct snapshot *s);

#endif
