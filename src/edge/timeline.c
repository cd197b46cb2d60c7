/*
 * Engine time and time of day.
 *
 * The kernel stamps packets with the time of day, which is set back and forth:
 * by hand, by NTP once a router without a battery has found its server.  Were
 * it the engine's time, an hour back would freeze all that waits for silence,
 * and an hour forward would end every session at once.  So the engine lives by
 * the clock that counts from the boot on, sleep included (those hours did
 * pass), and a stamp is shifted onto it.  What leaves the engine is shifted
 * back, all by the same amount: what happened before the clock was set is told
 * in the time of the clock that is right now.
 *
 * Slewing moves both clocks alike and is no step.
 */

#include "edge/timeline.h"

#include "base/when.h"

/* The wall clock was set if it moved so much against the other one: two clocks
 * cannot be read at once, and ntpd steps by 128 ms and more. */
#define STEP_NS		(NS_PER_S / 50)
/* So long the kernel may hold a frame back (live.c, BLOCK_MS). */
#define LATE_NS		(NS_PER_S / 4)
/* With a longer time between two looks the program or the computer slept. */
#define SLEPT_NS	(NS_PER_S)
/* So long after a step a frame may still have been stamped before it. */
#define UNSETTLED_NS	(5 * NS_PER_S)

static int64_t
magnitude(int64_t n)
{
	return (n < 0 ? -n : n);
}

static void
look_quiet(struct timeline *t, int64_t passed_ns)
{
	if (passed_ns > SLEPT_NS)
		t->awake_ns = t->now_ns + LATE_NS;
	if (t->now_ns >= t->awake_ns)
		t->quiet_ns = t->now_ns - LATE_NS;
}

int64_t
timeline_look(struct timeline *t, const struct clock_look *look)
{
	int64_t step_ns, passed_ns;

	if (!t->is_running) {
		t->is_running = true;
		t->start_ns = look->wall_ns - look->boot_ns;
		t->now_ns = t->last_ns = look->wall_ns;
		t->stepped_ns = t->now_ns - UNSETTLED_NS;
		t->quiet_ns = t->now_ns - LATE_NS;
		return (0);
	}
	passed_ns = look->boot_ns + t->start_ns - t->now_ns;
	t->now_ns += passed_ns;
	look_quiet(t, passed_ns);
	step_ns = look->wall_ns + t->shift_ns - t->now_ns;
	if (magnitude(step_ns) < STEP_NS)
		return (0);
	t->before_ns = t->shift_ns;
	t->shift_ns -= step_ns;
	t->stepped_ns = t->now_ns;
	return (step_ns);
}

bool
timeline_is_odd(const struct timeline *t, int64_t stamp_ns)
{
	return (magnitude(stamp_ns + t->shift_ns - t->now_ns) > LATE_NS);
}

/* How far a time is from all that a frame read now can have. */
static int64_t
misfit(const struct timeline *t, int64_t ns)
{
	return (ns > t->now_ns ? ns - t->now_ns : ns < t->last_ns ?
	    t->last_ns - ns : 0);
}

int64_t
timeline_frame_ns(struct timeline *t, int64_t stamp_ns)
{
	int64_t ns = stamp_ns + t->shift_ns, old_ns;

	/* Just after a step a frame may have been stamped by either clock. */
	if (t->is_running && t->now_ns - t->stepped_ns < UNSETTLED_NS) {
		old_ns = stamp_ns + t->before_ns;
		if (misfit(t, old_ns) < misfit(t, ns))
			ns = old_ns;
	}
	if (ns > t->last_ns)
		t->last_ns = ns;
	return (ns);
}

int64_t
timeline_quiet_ns(const struct timeline *t)
{
	return (t->quiet_ns);
}

/* From the engine's time to the wall clock's; 0 says that there is no time. */
static void
to_wall(const struct timeline *t, int64_t *ns)
{
	if (*ns != 0)
		*ns -= t->shift_ns;
}

void
timeline_event(const struct timeline *t, struct event *ev)
{
	struct attempt *a = &ev->u.login.attempt;

	to_wall(t, &ev->when_ns);
	if (ev->kind == EVENT_LOGIN) {
		to_wall(t, &a->began_ns);
		to_wall(t, &a->asked_ns);
		to_wall(t, &a->ended_ns);
	} else if (ev->kind == EVENT_VERDICT)
		to_wall(t, &ev->u.verdict.since_ns);
}

void
timeline_snapshot(const struct timeline *t, struct snapshot *s)
{
	snapshot_move(s, -t->shift_ns);
}
