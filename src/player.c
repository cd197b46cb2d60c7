/*
 * A replay on the screen: how fast it runs, and going to a time in it.
 *
 * Going on is reading on at full speed.  Going back is beginning anew, with
 * an engine that knows nothing, and reading on up to there: beliefs cannot be
 * taken back, and the same frames give the same ones.
 */

#define _GNU_SOURCE

#include "player.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/when.h"
#include "edge/clock.h"
#include "edge/landlock.h"
#include "replay.h"
#include "show/typed_time.h"

enum {
	FRAMES_PER_LOOK = 512,
	WAIT_MS = 200,
	PACE_MS = 20,			/* while a frame's time has not come */
	FIRST_WAIT_MS = 1
};

/* Times real time; 0: as fast as the machine can. */
static const struct speed {
	int times;
	const char *words;
} speeds[] = {
	{ 0, "max" }, { 1000, "x1000" }, { 100, "x100" }, { 30, "x30" },
	{ 8, "x8" }, { 2, "x2" }, { 1, "x1" }
};

enum { N_SPEEDS = sizeof speeds / sizeof speeds[0] };

struct player {
	struct run *run;
	struct dashboard *dashboard;
	int speed;			/* row of speeds */
	bool is_held;			/* by the pause key, or at goto_ns */
	bool is_over;			/* the files are read to their end */
	bool wants_back;		/* to before what was played */
	bool may_go_back;		/* known once it is over */
	int64_t goto_ns;		/* the time to stop at; 0: none */
	int64_t first_ns, now_ns;	/* of the frames played so far */
	int64_t from_ns, at_ns;		/* a frame's time, and when it came */
	struct capture *again;		/* opened to go back; NULL: not */
	struct frame ahead;		/* its first frame, not played yet */
	bool has_ahead;
	struct err lacks;		/* what of it could not be read */
	char words[24];			/* the speed, for the dashboard */
};

static const char ends_before[] = "the capture ends before that";

/* "x8", "max", "done". */
static const char *
speed_words(struct player *p)
{
	if (!p->is_over)
		return (speeds[p->speed].words);
	snprintf(p->words, sizeof p->words, p->speed == 0 ? "done" :
	    "done (%s)", speeds[p->speed].words);
	return (p->words);
}

/* --- going back --- */

/* Can path be read once more?  -1 with a sentence when it cannot. */
static int
look_again(const char *path, struct err *why)
{
	struct stat st;

	if (strcmp(path, "-") == 0)
		return (err_set(why, "standard input is read once: "
		    "it cannot go back"));
	if (stat(path, &st) == -1 && errno == ENOENT)
		return (err_set(why, "it cannot go back, the file is gone: %s",
		    path));
	if (stat(path, &st) == -1)
		return (err_set(why, "it cannot go back: %s: %s",
		    strerror(errno), path));
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return (err_set(why, "what comes through a pipe is read once: "
		    "it cannot go back"));
	return (0);
}

static bool
can_go_back(const struct player *p)
{
	const struct run *r = p->run;
	struct err why;
	int i;

	for (i = 0; i < r->options.n_files; i++)
		if (look_again(r->options.files[i], &why) == -1)
			return (false);
	return (true);
}

/*
 * A file whose mode allows reading and that is refused all the same is not
 * the one that was there at the start (edge/landlock.h).
 */
static bool
is_replaced(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bool is_refused = fd == -1 && errno == EACCES;

	if (fd != -1)
		close(fd);
	return (is_refused && landlock_unreadable(&path, 1) == 0);
}

static void
again_drop(struct player *p)
{
	capture_free(p->again);
	p->again = NULL;
	p->has_ahead = p->wants_back = false;
}

/*
 * Every file that gave frames still does, those of a directory too, of which
 * the options hold no names; -1 with a sentence about one that does not.
 */
static int
none_lost(const struct player *p, struct err *why)
{
	const struct capture *before = p->run->capture;
	const char *path = capture_lost(before, p->again);

	if (path != NULL && look_again(path, why) == -1)
		return (-1);
	if (path != NULL)
		return (err_set(why, "it cannot go back, nothing can be read "
		    "any more in %s", path));
	path = capture_shortened(before);
	if (path != NULL)
		return (err_set(why, "it cannot go back, the file has been "
		    "cut shorter since: %s", path));
	return (0);
}

/* Reads again up to the first frame; false when there is none to be had. */
static bool
first_again(struct player *p)
{
	struct err err;
	int rc;

	p->lacks.text[0] = '\0';
	while ((rc = capture_next(p->again, &p->ahead, &err)) == -1)
		if (p->lacks.text[0] == '\0')
			p->lacks = err;
	p->has_ahead = rc == 1;
	return (rc == 1 && (capture_state(p->again) != CAPTURE_UNOPENED ||
	    capture_state(p->run->capture) == CAPTURE_UNOPENED));
}

/* Why no frame could be read again; always -1. */
static int
again_refused(const struct player *p, struct err *why)
{
	const struct options *o = &p->run->options;
	int i;

	for (i = 0; i < o->n_files; i++)
		if (is_replaced(o->files[i]))
			return (err_set(why, "it cannot go back, another file "
			    "has taken the name %s", o->files[i]));
	return (err_set(why, "it cannot go back: %s", p->lacks.text[0] != '\0' ?
	    p->lacks.text : "there is no packet in it any more"));
}

/*
 * The capture's beginning is opened before what is shown is given up: a file
 * that has been replaced since is not let through (edge/landlock.h), or is no
 * capture.
 */
static int
open_again(struct player *p, struct err *why)
{
	const struct options *o = &p->run->options;
	int i, rc;

	for (i = 0; i < o->n_files; i++)
		if (look_again(o->files[i], why) == -1)
			return (-1);
	capture_free(p->again);
	p->again = capture_new(o->files, o->n_files, NULL, why);
	if (p->again == NULL)
		return (-1);
	capture_filter(p->again, p->run->filter);
	rc = first_again(p) ? none_lost(p, why) : again_refused(p, why);
	if (rc == -1)
		again_drop(p);
	return (rc);
}

/* --- going to a time, and how fast --- */

/* No time is earlier than the first packet's, which is there to be seen. */
static int64_t
not_before_first(struct player *p, int64_t to_ns)
{
	struct err *notice = &p->dashboard->notice;
	int64_t first_ns = p->first_ns;
	char first[WHEN_ISO_BYTES];

	if (first_ns == 0 || to_ns > first_ns)
		return (to_ns);
	when_short(first_ns, first);
	if (to_ns < first_ns - first_ns % NS_PER_S)
		err_set(notice, "the capture begins at %s UTC", first);
	return (first_ns + 1);
}

static void
go_to(struct player *p)
{
	struct ui *ui = p->run->ui;
	struct err *notice = &p->dashboard->notice;
	struct typed_time_range range = { p->first_ns, p->now_ns,
	    p->is_over ? p->now_ns : 0 };
	int64_t to_ns;

	if (ui_goto(ui)[0] == '\0')
		return;
	if (!typed_time_read(ui_goto(ui), &range, &to_ns)) {
		err_set(notice, "%.30s is no time; give one like 14:05, "
		    "14:05:30, 2026-11-23 14:05, -10m", ui_goto(ui));
		return;
	}
	if (to_ns <= p->now_ns && open_again(p, notice) == -1)
		return;
	if (to_ns > p->now_ns && p->is_over) {
		err_set(notice, "%s", ends_before);
		return;
	}
	p->wants_back = to_ns <= p->now_ns;
	p->goto_ns = not_before_first(p, to_ns);
	p->is_held = false;
	ui_hold(ui, false);
}

/* A replay that is over does not run: it has to go back first. */
static void
speed_tell(struct player *p)
{
	struct err *notice = &p->dashboard->notice;

	if (!p->is_over)
		return;
	if (p->may_go_back)
		err_set(notice, "It is read to its end: \":\" goes back, "
		    "then it runs at %s", p->speed == 0 ? "full speed" :
		    speeds[p->speed].words);
	else
		err_set(notice, "It is read to its end, and what comes "
		    "through a pipe cannot go back");
}

/* What a key asks of the replay. */
static void
player_act(struct player *p, enum ui_act asked)
{
	if (asked == UI_PAUSE_REPLAY)
		p->is_held = !p->is_held;
	else if (asked == UI_FASTER)
		p->speed -= p->speed > 0;
	else if (asked == UI_SLOWER)
		p->speed += p->speed < N_SPEEDS - 1;
	else if (asked == UI_GOTO)
		go_to(p);
	else if (asked == UI_PROBE)
		err_set(&p->dashboard->notice, "a replay asks nobody: b is "
		    "for a watch");
	if (asked == UI_FASTER || asked == UI_SLOWER)
		speed_tell(p);
	/* From here on at the new speed. */
	p->at_ns = 0;
}

/* Keys, the picture when it is time, and a wait; true: fd can be read. */
static bool
player_attend(struct player *p, const int *fd, int wait_ms)
{
	struct dashboard *d = p->dashboard;
	enum ui_act asked;

	while ((asked = dashboard_keys(d)) != UI_NOTHING)
		player_act(p, asked);
	d->source.speed = speed_words(p);
	d->source.is_over = p->is_over;
	d->source.hint = p->is_over && p->may_go_back ? " - : goes back" :
	    NULL;
	return (dashboard_wait(d, fd, fd != NULL, wait_ms));
}

/* While a pipe has nothing to say, the screen and the keys go on. */
static bool
player_wait(void *player, int fd)
{
	struct player *p = player;
	int wait_ms = FIRST_WAIT_MS;

	for (; !run_is_over(p->run); wait_ms = WAIT_MS)
		if (player_attend(p, &fd, wait_ms))
			break;
	return (!run_is_over(p->run));
}

/* --- playing --- */

/* Who goes to a moment wants to see it, and not what comes after. */
static void
arrive(struct player *p)
{
	p->goto_ns = 0;
	p->at_ns = 0;
	p->is_held = true;
	ui_hold(p->run->ui, true);
	p->dashboard->shown_ns = 0;
}

/*
 * Waits until the frame's time has come, at the speed asked for; false: it is
 * not to be played at all.
 */
static bool
pace(struct player *p, const struct frame *f)
{
	if (p->wants_back)
		return (false);
	if (p->goto_ns != 0 && f->when_ns < p->goto_ns)
		return (true);
	if (p->goto_ns != 0)
		arrive(p);
	while (!run_is_over(p->run) && !p->wants_back) {
		int64_t now_ns = clock_steady_ns();
		int times = speeds[p->speed].times;

		if (f->when_ns < p->goto_ns || (!p->is_held && times == 0))
			return (true);
		if (p->at_ns == 0 || p->is_held) {
			p->at_ns = now_ns;
			p->from_ns = p->now_ns != 0 ? p->now_ns : f->when_ns;
		}
		if (!p->is_held && now_ns >= p->at_ns +
		    (f->when_ns - p->from_ns) / times)
			return (true);
		player_attend(p, NULL, PACE_MS);
	}
	return (false);
}

/* As replay_frames; the first one after going back has been read already. */
static int
next_frames(struct player *p, struct frame frames[PREFETCH_MAX],
    struct err *err)
{
	if (!p->has_ahead)
		return (replay_frames(p->run, frames, err));
	p->has_ahead = false;
	frames[0] = p->ahead;
	return (1);
}

static void
frame_play(struct player *p, const struct frame *f)
{
	engine_frame(p->run->engine, f);
	run_drain(p->run);
	if (p->first_ns == 0)
		p->first_ns = f->when_ns;
	if (f->when_ns > p->now_ns)
		p->now_ns = f->when_ns;
}

/* Up to the end of the files, or to where it goes back. */
static void
play(struct player *p)
{
	struct frame frames[PREFETCH_MAX];
	struct err err;
	unsigned count = 0;
	int i, n;

	while (!run_is_over(p->run) && !p->wants_back &&
	    (n = next_frames(p, frames, &err)) != 0) {
		if (n == -1)
			p->dashboard->trouble = err;
		for (i = 0; i < n && pace(p, &frames[i]); i++) {
			frame_play(p, &frames[i]);
			if (++count % FRAMES_PER_LOOK == 0)
				player_attend(p, NULL, 0);
		}
	}
}

/* Begins anew, as if nothing had been read; -1 with a sentence. */
static int
rewind_all(struct player *p, struct err *err)
{
	struct run *r = p->run;

	if (capture_state(r->capture) > r->worst)
		r->worst = capture_state(r->capture);
	capture_free(r->capture);
	engine_free(r->engine);
	r->capture = p->again;
	p->again = NULL;
	r->engine = NULL;
	ui_forget(r->ui);
	p->dashboard->trouble = p->lacks;
	p->wants_back = p->is_over = false;
	p->first_ns = p->now_ns = p->at_ns = 0;
	p->dashboard->reading_ns = clock_steady_ns();
	return (run_open(r, err));
}

/* At the end of the files: a time that was to come will not. */
static void
player_end(struct player *p)
{
	run_finish(p->run);
	if (p->goto_ns > p->now_ns)
		err_set(&p->dashboard->notice, "%s", ends_before);
	p->goto_ns = 0;
	p->is_over = true;
	p->may_go_back = can_go_back(p);
	p->dashboard->has_news = true;
}

int
player_run(struct run *r, struct dashboard *d, struct err *err)
{
	struct player player = { .run = r, .dashboard = d }, *p = &player;

	r->began_ns = d->reading_ns = clock_steady_ns();
	r->wait = (struct unpack_wait){ player_wait, p };
	while (!run_is_over(r)) {
		play(p);
		if (!p->wants_back)
			player_end(p);
		while (!run_is_over(r) && !p->wants_back)
			player_attend(p, NULL, WAIT_MS);
		if (!run_is_over(r) && rewind_all(p, err) == -1)
			return (-1);
	}
	capture_free(p->again);
	if (!p->is_over)
		run_finish(r);
	return (0);
}
