/*
 * A watch: frames of the interfaces into the engine, on a timeline of its
 * own, events out; with a dashboard or without.
 */

#define _GNU_SOURCE

#include "watch.h"

#include <poll.h>

#include "base/when.h"
#include "edge/clock.h"

enum {
	DRAIN_MAX = 512,		/* a burst must not starve the keys */
	WAIT_MS = 200,
	LAST_WAIT_MS = 20
};

/* The kernel hands a block over after BLOCK_MS (live.c), older ones twice
 * that. */
#define LAST_NS		(NS_PER_S / 4)

struct watch {
	struct run *run;
	struct dashboard *dashboard;	/* NULL: none */
	struct asking *asking;
};

/* A sentence about the capture, for whoever sits before the watch. */
static void
trouble_tell(struct watch *w, const struct err *trouble)
{
	if (w->dashboard != NULL)
		dashboard_trouble(w->dashboard, trouble);
	else
		complain(w->run, trouble->text);
}

static void
clocks_look(struct watch *w)
{
	struct run *r = w->run;
	const struct clock_look look = clock_look();
	int64_t step_ns = timeline_look(&r->timeline, &look);
	char span[WHEN_SPAN_BYTES];
	struct err err;

	if (step_ns == 0)
		return;
	if (r->ui != NULL)
		ui_clock_set(r->ui, step_ns);
	if (step_ns > -NS_PER_S && step_ns < NS_PER_S)
		return;
	when_span(step_ns < 0 ? -step_ns : step_ns, span);
	err_set(&err, "the clock was set %s by %s; all times told from here "
	    "on are by the new one", step_ns < 0 ? "back" : "forward", span);
	trouble_tell(w, &err);
}

static void
frame_take(struct watch *w, struct frame *f)
{
	struct run *r = w->run;

	if (timeline_is_odd(&r->timeline, f->when_ns))
		clocks_look(w);
	f->when_ns = timeline_frame_ns(&r->timeline, f->when_ns);
	live_keep(r->live, f);
	if (!asking_is_own(w->asking, f))
		engine_frame(r->engine, f);
	run_drain(r);
}

/* Takes the frames that wait, DRAIN_MAX at most; returns how many. */
static int
frames_take(struct watch *w)
{
	struct frame frame;
	struct err err;
	int n, rc;

	for (n = 0; n < DRAIN_MAX; n++) {
		rc = live_next(w->run->live, &frame, &err);
		if (rc == 0)
			break;
		if (rc == -1)
			trouble_tell(w, &err);
		else
			frame_take(w, &frame);
	}
	return (n);
}

/* Frames that had come when the end came lie in the kernel's last block. */
static void
last_frames(struct watch *w)
{
	int64_t end_ns = clock_steady_ns() + LAST_NS;
	int fds[LIVE_INTERFACES], n_fds, i;
	struct pollfd p[LIVE_INTERFACES];

	while (clock_steady_ns() < end_ns) {
		clocks_look(w);
		if (frames_take(w) > 0)
			continue;
		n_fds = live_fds(w->run->live, fds, LIVE_INTERFACES);
		for (i = 0; i < n_fds; i++)
			p[i] = (struct pollfd){ fds[i], POLLIN, 0 };
		poll(p, (nfds_t)n_fds, LAST_WAIT_MS);
	}
}

/* Time and speed are the traffic's own: what a key asks of them is refused. */
static void
watch_act(struct watch *w, enum ui_act act)
{
	struct err *notice = &w->dashboard->notice;

	if (act == UI_GOTO)
		err_set(notice, "only a replay can go to a time");
	if (act == UI_FASTER || act == UI_SLOWER)
		err_set(notice, "only a replay has a speed");
	if (act == UI_PROBE)
		asking_propose(w->asking, w->run, notice);
	if (act == UI_PROBE_ONCE || act == UI_PROBE_AGAIN)
		asking_begin(w->asking, act == UI_PROBE_AGAIN, notice);
}

static void
watch_attend(struct watch *w, int wait_ms)
{
	struct run *r = w->run;
	int fds[LIVE_INTERFACES];
	int n_fds = live_fds(r->live, fds, LIVE_INTERFACES);
	enum ui_act asked;

	if (writer_is_behind(r->out) && wait_ms > WRITER_BEHIND_MS)
		wait_ms = WRITER_BEHIND_MS;
	if (w->dashboard == NULL) {
		run_wait(r, fds, n_fds, wait_ms);
		return;
	}
	while ((asked = dashboard_keys(w->dashboard)) != UI_NOTHING)
		watch_act(w, asked);
	w->dashboard->has_news |= asking_turn(w->asking,
	    &w->dashboard->notice);
	dashboard_wait(w->dashboard, fds, n_fds, asking_wait_ms(w->asking,
	    wait_ms));
}

/* One round: what waits is taken, then keys, the picture, and a wait. */
static void
watch_round(struct watch *w)
{
	struct run *r = w->run;
	struct err err;
	int n;

	clocks_look(w);
	while (live_look(r->live, &err) == -1)
		trouble_tell(w, &err);
	n = frames_take(w);
	if (n == 0)
		engine_advance(r->engine, timeline_quiet_ns(&r->timeline));
	if (n < DRAIN_MAX && live_flush(r->live, &err) == -1)
		trouble_tell(w, &err);
	run_drain(r);
	watch_attend(w, n == DRAIN_MAX ? 0 : live_wait_ms(r->live, WAIT_MS));
}

static void
watch_finish(struct watch *w)
{
	struct run *r = w->run;
	uint64_t received, dropped;
	struct err err;

	writer_patience(r->out, run_is_patient, r);
	live_patience(r->live, run_is_patient, r);
	if (live_flush(r->live, &err) == -1)
		trouble_tell(w, &err);
	live_counts(r->live, &received, &dropped);
	engine_set_dropped(r->engine, dropped);
	run_finish(r);
}

void
watch_run(struct run *r, struct dashboard *d, struct asking *a)
{
	struct watch w = { r, d, a };

	r->began_ns = clock_steady_ns();
	while (!run_is_over(r))
		watch_round(&w);
	/* For a screen that is left nobody waits. */
	if (!r->is_deserted && (d == NULL || d->wants_report ||
	    r->options.write_to != NULL))
		last_frames(&w);
	watch_finish(&w);
}
