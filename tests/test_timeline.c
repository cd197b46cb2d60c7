/* What is done to the wall clock while a network is watched. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/when.h"
#include "edge/capture.h"
#include "edge/timeline.h"
#include "engine/engine.h"

#define S		NS_PER_S
#define HOUR		(3600 * NS_PER_S)
#define BEGAN		(INT64_C(1795475900) * NS_PER_S)

/* The two clocks of a computer, and what lockhound makes of them. */
struct world {
	struct timeline t;
	struct clock_look now;
	int64_t stepped_ns;		/* as told, in sum */
};

static void
look(struct world *w)
{
	w->stepped_ns += timeline_look(&w->t, &w->now);
}

static void
world_begin(struct world *w)
{
	memset(w, 0, sizeof *w);
	w->now.wall_ns = BEGAN;
	w->now.boot_ns = 777 * S;
	look(w);
}

static void
pass(struct world *w, int64_t ns)
{
	w->now.wall_ns += ns;
	w->now.boot_ns += ns;
}

/* Ten seconds, with a look now and then. */
static void
idle(struct world *w)
{
	int i;

	for (i = 0; i < 20; i++) {
		pass(w, S / 2);
		look(w);
	}
}

/* A frame that comes now, handled as the loop does it. */
static int64_t
frame_of(struct world *w, int64_t stamp_ns)
{
	if (timeline_is_odd(&w->t, stamp_ns))
		look(w);
	return (timeline_frame_ns(&w->t, stamp_ns));
}

static int64_t
frame_now(struct world *w)
{
	return (frame_of(w, w->now.wall_ns));
}

/* Begun, ten seconds ago; a frame that comes then. */
static int64_t
world_watched(struct world *w)
{
	world_begin(w);
	idle(w);
	return (frame_now(w));
}

static void
without_a_step_stamps_stay_as_they_are(void **state)
{
	struct world w;
	int i;

	(void)state;
	world_begin(&w);
	for (i = 0; i < 1000; i++) {
		pass(&w, S / 7);
		look(&w);
		assert_true(frame_now(&w) == w.now.wall_ns);
	}
	assert_true(w.stepped_ns == 0);
}

static void
a_step_moves_the_stamps_and_not_the_time(void **state)
{
	static const int64_t steps[] = { -HOUR, HOUR, -S, S, -S / 5, S / 5,
	    INT64_C(20) * 365 * 24 * HOUR };
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct world w;
		int64_t before;

		before = world_watched(&w);
		w.now.wall_ns += steps[i];
		for (n = 1; n <= 100; n++) {
			pass(&w, S / 10);
			look(&w);
			assert_true(frame_now(&w) == before + n * S / 10);
			assert_true(timeline_quiet_ns(&w.t) < before +
			    n * S / 10);
			assert_true(timeline_quiet_ns(&w.t) >= before +
			    n * S / 10 - S / 2);
		}
		assert_true(w.stepped_ns == steps[i]);
	}
}

static void
frames_that_waited_over_a_step_are_placed_by_the_old_clock(void **state)
{
	static const int64_t steps[] = { -HOUR, HOUR };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct world w;
		int64_t waited, engine;

		engine = world_watched(&w);
		pass(&w, S / 5);
		waited = w.now.wall_ns;
		pass(&w, S / 10);
		w.now.wall_ns += steps[i];
		look(&w);
		assert_true(frame_of(&w, waited) == engine + S / 5);
		assert_true(frame_now(&w) == engine + 3 * S / 10);
	}
}

static void
a_step_in_the_midst_of_a_batch_is_seen(void **state)
{
	struct world w;
	int64_t engine;

	(void)state;
	engine = world_watched(&w);
	w.now.wall_ns += HOUR;		/* and no look */
	pass(&w, S / 100);
	assert_true(frame_now(&w) == engine + S / 100);
	w.now.wall_ns -= 3 * HOUR;
	pass(&w, S / 100);
	assert_true(frame_now(&w) == engine + S / 50);
}

static void
a_suspend_is_time_that_passed(void **state)
{
	struct world w;
	int64_t engine, quiet, waited;

	(void)state;
	engine = world_watched(&w);
	quiet = timeline_quiet_ns(&w.t);
	pass(&w, S / 100);
	waited = w.now.wall_ns;
	pass(&w, 8 * HOUR);
	look(&w);
	assert_true(w.stepped_ns == 0);
	/* What the kernel still holds is not from the past. */
	assert_true(timeline_quiet_ns(&w.t) == quiet);
	assert_true(frame_of(&w, waited) == engine + S / 100);
	pass(&w, S);
	look(&w);
	assert_true(timeline_quiet_ns(&w.t) > engine + 8 * HOUR);
	assert_true(frame_now(&w) == w.now.wall_ns);
}

/* The clock of the board counts whole seconds. */
static void
a_suspend_with_a_coarse_clock_is_one_too(void **state)
{
	struct world w;
	int64_t engine;

	(void)state;
	engine = world_watched(&w);
	pass(&w, 8 * HOUR);
	w.now.wall_ns -= 7 * S / 10;
	look(&w);
	pass(&w, S);
	look(&w);
	assert_true(frame_now(&w) == engine + 8 * HOUR + S);
	assert_true(w.stepped_ns == -7 * S / 10);
}

/* Offsets too small to be a step are followed once they have grown. */
static void
a_drift_is_followed(void **state)
{
	struct world w;
	int64_t off = 0;
	int i;

	(void)state;
	world_begin(&w);
	for (i = 0; i < 10000; i++) {
		pass(&w, S / 10);
		w.now.wall_ns += S / 1000;
		off += S / 1000;
		look(&w);
		assert_true(llabs(frame_now(&w) - (w.now.wall_ns - off)) <
		    S / 20);
	}
	assert_true(llabs(w.stepped_ns - off) < S / 20);
}

static void
what_is_told_is_told_by_the_clock_as_it_is_set(void **state)
{
	static struct snapshot s;
	struct event ev;
	struct world w;
	int64_t engine;

	(void)state;
	engine = world_watched(&w);
	w.now.wall_ns -= HOUR;
	look(&w);
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = ev.u.login.attempt.ended_ns = engine;
	timeline_event(&w.t, &ev);
	assert_true(ev.when_ns == w.now.wall_ns);
	assert_true(ev.u.login.attempt.ended_ns == w.now.wall_ns);
	assert_true(ev.u.login.attempt.asked_ns == 0);
	s.n_devices = 1;
	s.as_of_ns = s.devices[0].last_ns = engine;
	s.devices[0].accounts[0].last_failure_ns = engine;
	timeline_snapshot(&w.t, &s);
	assert_true(s.as_of_ns == w.now.wall_ns);
	assert_true(s.devices[0].last_ns == w.now.wall_ns);
	assert_true(s.devices[0].accounts[0].last_failure_ns ==
	    w.now.wall_ns);
	assert_true(s.devices[0].first_ns == 0);
}

static void
a_replay_is_left_alone(void **state)
{
	struct timeline none;
	struct event ev = { .when_ns = 5 };

	(void)state;
	memset(&none, 0, sizeof none);
	assert_true(timeline_frame_ns(&none, BEGAN) == BEGAN);
	timeline_event(&none, &ev);
	assert_true(ev.when_ns == 5);
}

struct found { int n_logins, n_failed, n_verdicts; int64_t last_ns; };

/* Watch this capture; before frame n_at the clock is set by step_ns, or the
 * computer sleeps for sleep_ns. */
static struct found
watched(const char *path, int n_at, int64_t step_ns, int64_t sleep_ns)
{
	struct engine_setup setup = { .memory_bytes = 0, .key = { 1, 2, 3 } };
	struct engine *e = engine_new(&setup);
	struct found found = { 0, 0, 0, 0 };
	struct err err;
	struct capture *c = capture_new(&path, 1, NULL, &err);
	struct frame f;
	struct event ev;
	struct world w;
	int64_t first_ns = 0, set_ns = 0, slept_ns = 0;
	bool goes_on = true;
	int n = 0;

	memset(&w, 0, sizeof w);
	while (goes_on) {
		goes_on = capture_next(c, &f, &err) == 1;
		if (goes_on) {
			if (first_ns == 0)
				first_ns = f.when_ns;
			if (++n == n_at) {
				set_ns = step_ns;
				slept_ns = sleep_ns;
			}
			f.when_ns += slept_ns;
			w.now.boot_ns = 777 * S + f.when_ns - first_ns;
			w.now.wall_ns = f.when_ns + set_ns;
			look(&w);
			engine_advance(e, timeline_quiet_ns(&w.t));
			f.when_ns = frame_of(&w, w.now.wall_ns);
			engine_frame(e, &f);
		} else
			while (engine_finish(e))
				;
		while (engine_next_event(e, &ev)) {
			timeline_event(&w.t, &ev);
			found.n_logins += ev.kind == EVENT_LOGIN;
			found.n_failed += ev.kind == EVENT_LOGIN &&
			    ev.u.login.attempt.outcome == OUTCOME_FAILED;
			found.n_verdicts += ev.kind == EVENT_VERDICT;
			found.last_ns = ev.when_ns;
		}
	}
	capture_free(c);
	engine_free(e);
	return (found);
}

static void
the_same_is_found_whatever_is_done_to_the_clock(void **state)
{
	static const char *const paths[] = { "pcaps/household.pcap",
	    "pcaps/two-programs.pcap", "pcaps/stale-password.pcap" };
	static const int64_t steps[] = { -HOUR, HOUR, -24 * 365 * HOUR, -S };
	size_t i, j;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct found still = watched(paths[i], 300, 0, 0);

		assert_true(still.n_failed > 0 && still.n_verdicts > 0);
		for (j = 0; j < 4; j++) {
			struct found set = watched(paths[i], 300,
			    steps[j], 0);

			assert_int_equal(set.n_logins, still.n_logins);
			assert_int_equal(set.n_failed, still.n_failed);
			assert_int_equal(set.n_verdicts, still.n_verdicts);
			assert_true(set.last_ns == still.last_ns + steps[j]);
		}
	}
}

/* Wherever it falls asleep: no failure is told that was none. */
static void
a_suspend_invents_no_failure(void **state)
{
	static const char *const paths[] = { "pcaps/household.pcap",
	    "pcaps/two-programs.pcap", "pcaps/typing-slip.pcap" };
	size_t i;
	int at;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct found awake = watched(paths[i], 0, 0, 0);

		for (at = 20; at < 1500; at += 37)
			assert_true(watched(paths[i], at, 0, 8 * HOUR).
			    n_failed <= awake.n_failed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_step_stamps_stay_as_they_are),
		cmocka_unit_test(a_step_moves_the_stamps_and_not_the_time),
		cmocka_unit_test(
		    frames_that_waited_over_a_step_are_placed_by_the_old_clock),
		cmocka_unit_test(a_step_in_the_midst_of_a_batch_is_seen),
		cmocka_unit_test(a_suspend_is_time_that_passed),
		cmocka_unit_test(a_suspend_with_a_coarse_clock_is_one_too),
		cmocka_unit_test(a_drift_is_followed),
		cmocka_unit_test(
		    what_is_told_is_told_by_the_clock_as_it_is_set),
		cmocka_unit_test(a_replay_is_left_alone),
		cmocka_unit_test(
		    the_same_is_found_whatever_is_done_to_the_clock),
		cmocka_unit_test(a_suspend_invents_no_failure),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
