/*
 * The loops: next frame, into the engine, events out; on a screen also keys
 * and a picture now and then.
 */

#define _GNU_SOURCE

#include "loop.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/when.h"
#include "edge/clock.h"
#include "show/alert.h"

enum {
	FRAMES_PER_LOOK = 8192,
	DRAIN_MAX = 512,		/* a burst must not starve the keys */
	WAIT_MS = 200,
	LAST_WAIT_MS = 20,
	COMPLAINT_MS = 100
};

#define REDRAW_NS	(NS_PER_S)
/* The kernel hands a block over after BLOCK_MS (live.c), older ones twice
 * that. */
#define LAST_NS		(NS_PER_S / 4)
/* So long "is back" stands where the capture's health is told. */
#define TOLD_NS		(10 * NS_PER_S)
#define REDRAW_NEWS_NS	(NS_PER_S / 4)
/* What is told once stands as long as it takes to be read. */
#define NOTICE_NS	(20 * NS_PER_S)

volatile sig_atomic_t n_interrupts, is_hung_up;

bool
is_called_off(void)
{
	return (n_interrupts > 0 || is_hung_up != 0);
}

/*
 * A replay waits for its reader; a watch whose end has come, and a replay that
 * is to end, for a second.
 */
bool
run_is_patient(void *arg)
{
	struct run *r = arg;

	if (r->live == NULL && !is_called_off())
		return (true);
	if (r->given_up_ns == 0)
		r->given_up_ns = clock_steady_ns() + NS_PER_S;
	return (clock_steady_ns() < r->given_up_ns);
}

/* A reader of complaints that stalls must not hold up what they are about. */
static bool
stderr_takes(int wait_ms)
{
	struct pollfd p = { STDERR_FILENO, POLLOUT, 0 };

	return (poll(&p, 1, wait_ms) > 0);
}

/* What it names (a file, an interface) a stranger may have named. */
void
complain(struct run *r, const char *sentence)
{
	char words[2 * sizeof ((struct err *)NULL)->text];
	struct text t;

	if (!stderr_takes(COMPLAINT_MS))
		return;
	text_init(&t, words, sizeof words);
	text_add_wire(&t, span_text(sentence), r->options.ascii ||
	    strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
	if (r->has_line)
		fputs("\r\033[K", stderr);
	r->has_line = false;
	fprintf(stderr, "lockhound: %s\n", words);
}

/* Something about the capture that the one before it wants to know. */
static void
tell(struct run *r, const struct err *err)
{
	r->trouble = *err;
	r->told_ns = clock_steady_ns();
	r->has_news = true;
	if (r->ui == NULL)
		complain(r, err->text);
}

/* "  68%  1.9/2.8 GB  212 MB/s  4 s left  3 devices failing" */
static void
progress_print(struct run *r, int64_t now_ns)
{
	struct capture_progress p = capture_progress(r->capture);
	double s = (double)(now_ns - r->began_ns) / 1e9;
	double rate = s > 0 ? (double)p.read_bytes / s : 0;
	double unit = p.size_bytes >= 1000000000 ? 1e9 : 1e6;
	uint32_t n = engine_failing(r->engine);

	if (r->is_tty)
		fputs("\r\033[K", stderr);
	if (p.size_bytes > 0)
		fprintf(stderr, "  %3.0f%%  %.1f/%.1f %s  %.0f MB/s  "
		    "%.0f s left  ", 100.0 * (double)p.read_bytes /
		    (double)p.size_bytes, (double)p.read_bytes / unit,
		    (double)p.size_bytes / unit, unit > 1e8 ? "GB" : "MB",
		    rate / 1e6, rate > 0 ?
		    (double)(p.size_bytes - p.read_bytes) / rate : 0);
	else
		fprintf(stderr, "  %.1f MB  %.0f MB/s  ",
		    (double)p.read_bytes / 1e6, rate / 1e6);
	fprintf(stderr, "%u device%s failing%s", n, n == 1 ? "" : "s",
	    r->is_tty ? "" : "\n");
	r->has_line = r->is_tty;
}

static void
progress_look(struct run *r)
{
	int64_t now_ns;

	if (r->options.quiet || (!r->is_tty && !r->options.verbose))
		return;
	now_ns = clock_steady_ns();
	if (now_ns - r->shown_ns < (r->is_tty ? NS_PER_S / 4 :
	    30 * NS_PER_S) || !stderr_takes(0))
		return;
	r->shown_ns = now_ns;
	progress_print(r, now_ns);
}

/* The capture comes as it is made: who sits before it wants to be told. */
static bool
is_piped(const struct run *r)
{
	int i;

	for (i = 0; i < r->options.n_files; i++)
		if (strcmp(r->options.files[i], "-") == 0)
			return (true);
	return (false);
}

/*
 * Without a screen an alert is a line: of the results when they are a stream,
 * beside them when a report is to come.
 */
static void
alert_print(struct run *r, const struct event *ev)
{
	char when[WHEN_ISO_BYTES], words[SENTENCE_BYTES + USER_BYTES];
	struct text t;

	if (ev->kind != EVENT_VERDICT ||
	    (r->live == NULL && (r->options.quiet || !is_piped(r))))
		return;
	when_short(ev->when_ns, when);
	text_init(&t, words, sizeof words);
	alert_add(&t, ev, r->options.show_users, r->options.ascii ||
	    strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ? SPELLING_ASCII :
	    SPELLING_UTF8);
	if (r->live != NULL) {
		fprintf(outlet_page(r->out), "%s  %s\n", when, words);
		outlet_put(r->out);
	} else if (stderr_takes(COMPLAINT_MS)) {
		fprintf(stderr, "%s%s  %s\n", r->has_line ? "\r\033[K" : "",
		    when, words);
	}
}

/* Whoever reads a live stream wants it now. */
static void
out_pump(struct run *r)
{
	struct err err;

	outlet_pump(r->out);
	if (outlet_left_out(r->out) == 0 || r->is_stalled)
		return;
	r->is_stalled = true;
	err_set(&err, "who reads the results has stalled: lines are left out "
	    "until it reads on");
	tell(r, &err);
}

void
run_drain(struct run *r)
{
	struct event ev;

	while (engine_next_event(r->engine, &ev)) {
		timeline_event(&r->timeline, &ev);
		if (r->json != NULL) {
			json_event(r->json, &ev);
			outlet_put(r->out);
		}
		if (r->ui != NULL)
			ui_event(r->ui, &ev);
		if (r->ui == NULL && r->json == NULL)
			alert_print(r, &ev);
		r->has_news = true;
	}
	if (r->live != NULL)
		out_pump(r);
	r->is_deserted |= outlet_fd(r->out) == STDOUT_FILENO &&
	    outlet_error(r->out) == EPIPE;
}

/* The next frames of the capture, those at hand together. */
int
run_frames(struct run *r, struct frame frames[PREFETCH_MAX], struct err *err)
{
	int n = capture_next(r->capture, &frames[0], err);

	if (n != 1)
		return (n);
	n += capture_more(r->capture, frames + 1, PREFETCH_MAX - 1);
	if (n > 1)
		engine_prefetch(r->engine, frames, n);
	return (n);
}

/* --- the dashboard --- */

static struct snapshot shown;		/* 600 KB: not for the stack */
static struct canvas canvas;

/* What is wrong now, or was a moment ago; "" if all is well. */
static const char *
trouble_now(const struct run *r, int64_t now_ns)
{
	bool is_new = now_ns - r->began_ns <= NOTICE_NS;

	if (r->notice.text[0] != '\0')
		return (r->notice.text);
	if (r->live != NULL && live_trouble(r->live)[0] != '\0')
		return (live_trouble(r->live));
	if (r->trouble.text[0] != '\0' && (r->live == NULL ||
	    (r->told_ns != 0 && now_ns - r->told_ns <= TOLD_NS)))
		return (r->trouble.text);
	return (is_new ? r->lacks.text : "");
}

static void
source_fill(struct run *r, int64_t now_ns)
{
	struct ui_source *s = &r->source;
	double passed = (double)(now_ns - r->counted_ns) / 1e9;

	s->steady_ns = now_ns;
	s->up_ns = now_ns - r->began_ns;
	s->trouble = trouble_now(r, now_ns);
	if (r->live != NULL) {
		s->now_ns = clock_wall_ns();
		live_counts(r->live, &s->received, &s->dropped);
		engine_set_dropped(r->engine, s->dropped);
	} else {
		struct capture_progress p = capture_progress(r->capture);

		s->now_ns = shown.capture.last_ns;
		s->read_bytes = p.read_bytes;
		s->size_bytes = p.size_bytes;
		s->speed = player_speed(&r->player);
		s->hint = r->player.is_over && r->player.may_go_back ?
		    " - : goes back" : NULL;
		if (now_ns > r->player.began_ns)
			s->bytes_per_s = (uint64_t)((double)p.read_bytes /
			    ((double)(now_ns - r->player.began_ns) / 1e9));
	}
	if (passed >= 1) {
		s->packets_per_s = (uint64_t)((double)(shown.capture.packets -
		    r->counted) / passed);
		r->counted = shown.capture.packets;
		r->counted_ns = now_ns;
	}
}

static void
draw(struct run *r, int64_t now_ns)
{
	int rows, columns;

	r->shown_ns = now_ns;
	r->has_news = false;
	engine_snapshot(r->engine, &shown);
	timeline_snapshot(&r->timeline, &shown);
	source_fill(r, now_ns);
	screen_size(r->screen, &rows, &columns);
	canvas_begin(&canvas, rows, columns, r->options.ascii ||
	    strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
	ui_draw(r->ui, &shown, &r->source, &canvas);
	screen_show(r->screen, &canvas);
}

/* The selected line, or the first one of the view. */
static void
copy(struct run *r)
{
	char line[CANVAS_COLUMNS * (CELL_BYTES - 1) + 1];
	int row = canvas_marked(&canvas, STYLE_REVERSE);

	if (row == -1)
		row = 3;
	if (row >= canvas.rows)
		return;
	canvas_line(&canvas, row, line, sizeof line);
	screen_copy(r->screen, line);
	/* Nobody answers: it may forbid it, or not know it. */
	ui_say(r->ui, "Copied (if your terminal allows it)");
}

enum { CTRL_Z = 26 };

static void
keys_take(struct run *r)
{
	enum ui_act act;
	int key;

	while ((key = screen_key(r->screen)) != 0) {
		if (key == -1) {
			r->wants_end = true;
			return;
		}
		if (key == CTRL_Z) {
			screen_suspend(r->screen);
			if (is_called_off())
				return;
			continue;
		}
		r->has_news = true;
		r->shown_ns = 0;
		if (key != UI_KEY_RESIZED)
			r->notice.text[0] = '\0';
		act = ui_key(r->ui, key);
		switch (act) {
		case UI_QUIT_PRINT:
			r->wants_report = true;
			r->wants_end = true;
			return;
		case UI_QUIT:
			r->wants_end = true;
			return;
		case UI_REDRAW_ALL:
			screen_redraw(r->screen);
			break;
		case UI_PAUSE_REPLAY: case UI_FASTER: case UI_SLOWER:
		case UI_GOTO:
			player_act(r, act);
			break;
		case UI_COPY:
			copy(r);
			break;
		case UI_COLORS:
			screen_colors(r->screen);
			break;
		default:
			break;
		}
	}
}

bool
run_is_over(const struct run *r)
{
	return (r->wants_end || r->is_deserted || is_called_off() ||
	    (r->options.duration_s > 0 && clock_steady_ns() - r->began_ns >=
	    r->options.duration_s * NS_PER_S));
}

bool
run_attend(struct run *r, const int *fds, int n_fds, int wait_ms)
{
	struct pollfd p[LIVE_INTERFACES + 2];
	int64_t now_ns = clock_steady_ns();
	int n, i;

	for (n = 0; n < n_fds; n++)
		p[n] = (struct pollfd){ fds[n], POLLIN, 0 };
	/* Asked for nothing it tells that nobody reads any more. */
	if (r->ui == NULL)
		p[n++] = (struct pollfd){ STDOUT_FILENO, 0, 0 };
	if (r->ui != NULL) {
		keys_take(r);
		if (r->wants_end || is_called_off())
			return (false);
		if (now_ns - r->shown_ns >= (r->has_news ? REDRAW_NEWS_NS :
		    REDRAW_NS))
			draw(r, now_ns);
		p[n++] = (struct pollfd){ screen_fd(r->screen), POLLIN, 0 };
	}
	if (wait_ms == 0)
		return (false);
	if (poll(p, (nfds_t)n, wait_ms) < 0) {
		r->wants_end |= errno != EINTR;
		return (false);
	}
	if (r->ui == NULL &&
	    (p[n_fds].revents & (POLLERR | POLLHUP)) != 0)
		r->is_deserted = true;
	for (i = 0; i < n_fds; i++)
		if (p[i].revents != 0)
			return (true);
	return (false);
}

static void
attend_live(struct run *r, int wait_ms)
{
	int fds[LIVE_INTERFACES];

	if (outlet_is_behind(r->out) && wait_ms > OUTLET_BEHIND_MS)
		wait_ms = OUTLET_BEHIND_MS;
	run_attend(r, fds, live_fds(r->live, fds, LIVE_INTERFACES), wait_ms);
}

bool
wait_for_pipe(void *arg, int fd)
{
	struct run *r = arg;
	int wait_ms = 1;

	for (; !run_is_over(r); wait_ms = WAIT_MS) {
		if (run_attend(r, &fd, 1, wait_ms))
			break;
		outlet_pump(r->out);
		if (r->ui == NULL)
			progress_look(r);
	}
	return (!run_is_over(r));
}

static void
clocks_look(struct run *r)
{
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
	tell(r, &err);
}

static void
live_frame(struct run *r, struct frame *f)
{
	if (timeline_is_odd(&r->timeline, f->when_ns))
		clocks_look(r);
	f->when_ns = timeline_frame_ns(&r->timeline, f->when_ns);
	live_keep(r->live, f);
	engine_frame(r->engine, f);
	run_drain(r);
}

/* Those that wait, DRAIN_MAX at most: how many. */
static int
live_frames(struct run *r)
{
	struct frame frame;
	struct err err;
	int n, rc;

	for (n = 0; n < DRAIN_MAX; n++) {
		rc = live_next(r->live, &frame, &err);
		if (rc == 0)
			break;
		if (rc == -1)
			tell(r, &err);
		else
			live_frame(r, &frame);
	}
	return (n);
}

/* What had come when the end came, but lay in the kernel's last block. */
static void
last_frames(struct run *r)
{
	int64_t end_ns = clock_steady_ns() + LAST_NS;
	int fds[LIVE_INTERFACES], n_fds, i;
	struct pollfd p[LIVE_INTERFACES];

	while (clock_steady_ns() < end_ns) {
		clocks_look(r);
		if (live_frames(r) > 0)
			continue;
		n_fds = live_fds(r->live, fds, LIVE_INTERFACES);
		for (i = 0; i < n_fds; i++)
			p[i] = (struct pollfd){ fds[i], POLLIN, 0 };
		poll(p, (nfds_t)n_fds, LAST_WAIT_MS);
	}
}

void
watch(struct run *r)
{
	struct err err;
	int n;

	r->began_ns = clock_steady_ns();
	while (!run_is_over(r)) {
		clocks_look(r);
		while (live_look(r->live, &err) == -1)
			tell(r, &err);
		n = live_frames(r);
		if (n == 0)
			engine_advance(r->engine,
			    timeline_quiet_ns(&r->timeline));
		if (n < DRAIN_MAX && live_flush(r->live, &err) == -1)
			tell(r, &err);
		run_drain(r);
		attend_live(r, n == DRAIN_MAX ? 0 :
		    live_wait_ms(r->live, WAIT_MS));
	}
	/* For a screen that is left nobody waits. */
	if (!r->is_deserted && (r->ui == NULL || r->wants_report ||
	    r->options.write_to != NULL))
		last_frames(r);
	outlet_patience(r->out, run_is_patient, r);
	live_patience(r->live, run_is_patient, r);
	if (live_flush(r->live, &err) == -1)
		tell(r, &err);
	live_counts(r->live, &r->source.received, &r->source.dropped);
	engine_set_dropped(r->engine, r->source.dropped);
	while (engine_finish(r->engine))
		run_drain(r);
	run_drain(r);
}

/* Whoever gave a directory may have meant one of these. */
static void
skipped_tell(struct run *r)
{
	size_t n = capture_skipped(r->capture);
	struct err err;

	if (n == 0 || r->options.quiet)
		return;
	err_set(&err, n == 1 ? "skipped %zu file that is no capture" :
	    "skipped %zu files that are no captures", n);
	complain(r, err.text);
}

void
replay(struct run *r)
{
	struct frame frames[PREFETCH_MAX];
	struct err err;
	unsigned count = 0;
	int i, n;

	r->began_ns = r->shown_ns = clock_steady_ns();
	while (!is_called_off() && !r->is_deserted &&
	    (n = run_frames(r, frames, &err)) != 0) {
		if (n == -1)
			complain(r, err.text);
		for (i = 0; i < n; i++) {
			engine_frame(r->engine, &frames[i]);
			run_drain(r);
			if (++count % FRAMES_PER_LOOK == 0)
				progress_look(r);
		}
	}
	while (engine_finish(r->engine))
		run_drain(r);
	run_drain(r);
	skipped_tell(r);
	if (r->has_line)
		fputs("\r\033[K", stderr);
}
