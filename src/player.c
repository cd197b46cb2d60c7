/*
 * A replay on the screen: how fast it runs, and going to a time in it.
 *
 * Going on is reading on at full speed.  Going back is beginning anew, with
 * an engine that knows nothing, and reading on up to there: beliefs cannot be
 * taken back, and the same frames give the same ones.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/when.h"
#include "edge/clock.h"
#include "edge/landlock.h"
#include "loop.h"
#include "show/moment.h"

enum { LOOK_EVERY = 512, WAIT_MS = 200, PACE_MS = 20 };

/* Times real time; 0: as fast as it can. */
static const struct speed {
	int times;
	const char *words;
} speeds[] = {
	{ 0, "max" }, { 1000, "x1000" }, { 100, "x100" }, { 30, "x30" },
	{ 8, "x8" }, { 2, "x2" }, { 1, "x1" }
};

enum { N_SPEEDS = sizeof speeds / sizeof speeds[0] };

static const char ends_before[] = "the capture ends before that";

const char *
player_speed(struct player *p)
{
	if (!p->is_over)
		return (speeds[p->speed].words);
	snprintf(p->words, sizeof p->words, p->speed == 0 ? "done" :
	    "done (%s)", speeds[p->speed].words);
	return (p->words);
}

/* What is read once cannot be read again; -1 with a sentence. */
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
can_go_back(const struct run *r)
{
	struct err why;
	int i;

	for (i = 0; i < r->options.n_files; i++)
		if (look_again(r->options.files[i], &why) == -1)
			return (false);
	return (true);
}

/* Allowed by its mode and refused all the same: not the one that was there. */
static bool
is_another(const char *path)
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

/* Of all files, a directory's too, which have no name of their own here. */
static int
none_lost(const struct run *r, struct err *why)
{
	const char *path = capture_lost(r->capture, r->player.again);

	if (path != NULL && look_again(path, why) == -1)
		return (-1);
	if (path != NULL)
		return (err_set(why, "it cannot go back, nothing can be read "
		    "any more in %s", path));
	path = capture_shortened(r->capture);
	if (path != NULL)
		return (err_set(why, "it cannot go back, the file has been "
		    "cut shorter since: %s", path));
	return (0);
}

/*
 * Its beginning, opened before what is shown is given up: a file that has
 * been replaced since is not let through (edge/landlock.h), or is no capture.
 */
static int
open_again(struct run *r, struct err *why)
{
	struct player *p = &r->player;
	const struct options *o = &r->options;
	struct err err;
	int i, rc;

	for (i = 0; i < o->n_files; i++)
		if (look_again(o->files[i], why) == -1)
			return (-1);
	capture_free(p->again);
	p->lacks.text[0] = '\0';
	p->again = capture_new(o->files, o->n_files, NULL, why);
	if (p->again == NULL)
		return (-1);
	capture_filter(p->again, r->filter);
	while ((rc = capture_next(p->again, &p->ahead, &err)) == -1)
		if (p->lacks.text[0] == '\0')
			p->lacks = err;
	p->has_ahead = rc == 1;
	if (rc == 1 && (capture_state(p->again) != CAPTURE_UNOPENED ||
	    capture_state(r->capture) == CAPTURE_UNOPENED)) {
		if (none_lost(r, why) == 0)
			return (0);
		again_drop(p);
		return (-1);
	}
	again_drop(p);
	for (i = 0; i < o->n_files; i++)
		if (is_another(o->files[i]))
			return (err_set(why, "it cannot go back, another file "
			    "has taken the name %s", o->files[i]));
	return (err_set(why, "it cannot go back: %s", p->lacks.text[0] != '\0' ?
	    p->lacks.text : "there is no packet in it any more"));
}

/* Nothing is earlier than its first packet, which is there to be seen. */
static int64_t
not_before_first(struct run *r, int64_t to_ns)
{
	int64_t first_ns = r->player.first_ns;
	char first[WHEN_ISO_BYTES];

	if (first_ns == 0 || to_ns > first_ns)
		return (to_ns);
	when_short(first_ns, first);
	if (to_ns < first_ns - first_ns % NS_PER_S)
		err_set(&r->notice, "the capture begins at %s UTC", first);
	return (first_ns + 1);
}

static void
go_to(struct run *r)
{
	struct player *p = &r->player;
	struct moment_range range = { p->first_ns, p->now_ns,
	    p->is_over ? p->now_ns : 0 };
	int64_t to_ns;

	if (ui_goto(r->ui)[0] == '\0')
		return;
	if (!moment_read(ui_goto(r->ui), &range, &to_ns)) {
		err_set(&r->notice, "%.30s is no time; give one like 14:05, "
		    "14:05:30, 2026-11-23 14:05, -10m", ui_goto(r->ui));
		return;
	}
	if (to_ns <= p->now_ns && open_again(r, &r->notice) == -1)
		return;
	if (to_ns > p->now_ns && p->is_over) {
		err_set(&r->notice, "%s", ends_before);
		return;
	}
	p->wants_back = to_ns <= p->now_ns;
	p->goto_ns = not_before_first(r, to_ns);
	p->is_held = false;
	ui_hold(r->ui, false);
}

/* What is over does not run: it has to go back first. */
static void
speed_told(struct run *r)
{
	struct player *p = &r->player;

	if (!p->is_over)
		return;
	if (p->may_go_back)
		err_set(&r->notice, "It is read to its end: \":\" goes back, "
		    "then it runs at %s", p->speed == 0 ? "full speed" :
		    speeds[p->speed].words);
	else
		err_set(&r->notice, "It is read to its end, and what comes "
		    "through a pipe cannot go back");
}

void
player_act(struct run *r, enum ui_act act)
{
	struct player *p = &r->player;

	if (r->live != NULL) {
		if (act == UI_GOTO)
			err_set(&r->notice, "only a replay can go to a time");
		if (act == UI_FASTER || act == UI_SLOWER)
			err_set(&r->notice, "only a replay has a speed");
		return;
	}
	if (act == UI_PAUSE_REPLAY)
		p->is_held = !p->is_held;
	else if (act == UI_FASTER)
		p->speed -= p->speed > 0;
	else if (act == UI_SLOWER)
		p->speed += p->speed < N_SPEEDS - 1;
	else if (act == UI_GOTO)
		go_to(r);
	if (act == UI_FASTER || act == UI_SLOWER)
		speed_told(r);
	/* From here on at the new speed. */
	p->at_ns = 0;
}

/* Who goes to a moment wants to see it, and not what comes after. */
static void
arrive(struct run *r)
{
	struct player *p = &r->player;

	p->goto_ns = 0;
	p->at_ns = 0;
	p->is_held = true;
	ui_hold(r->ui, true);
	r->has_news = true;
	r->shown_ns = 0;
}

/* Not before its time, at the speed asked for; false: not at all. */
static bool
pace(struct run *r, const struct frame *f)
{
	struct player *p = &r->player;

	if (p->wants_back)
		return (false);
	if (p->goto_ns != 0 && f->when_ns < p->goto_ns)
		return (true);
	if (p->goto_ns != 0)
		arrive(r);
	while (!run_is_over(r) && !p->wants_back) {
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
		run_attend(r, NULL, 0, PACE_MS);
	}
	return (false);
}

/* As run_frames; the first one after going back has been read already. */
static int
next_frames(struct run *r, struct frame frames[FORESEE_MAX], struct err *err)
{
	if (!r->player.has_ahead)
		return (run_frames(r, frames, err));
	r->player.has_ahead = false;
	frames[0] = r->player.ahead;
	return (1);
}

static void
play(struct run *r)
{
	struct player *p = &r->player;
	struct frame frames[FORESEE_MAX];
	struct err err;
	unsigned count = 0;
	int i, n;

	while (!run_is_over(r) && !p->wants_back &&
	    (n = next_frames(r, frames, &err)) != 0) {
		if (n == -1)
			r->trouble = err;
		for (i = 0; i < n && pace(r, &frames[i]); i++) {
			engine_frame(r->engine, &frames[i]);
			run_drain(r);
			if (p->first_ns == 0)
				p->first_ns = frames[i].when_ns;
			if (frames[i].when_ns > p->now_ns)
				p->now_ns = frames[i].when_ns;
			if (++count % LOOK_EVERY == 0)
				run_attend(r, NULL, 0, 0);
		}
	}
}

/* As if nothing had been read; -1 with a sentence. */
static int
rewind_all(struct run *r, struct err *err)
{
	struct player *p = &r->player;

	if (capture_state(r->capture) > r->worst)
		r->worst = capture_state(r->capture);
	capture_free(r->capture);
	engine_free(r->engine);
	r->capture = p->again;
	p->again = NULL;
	r->engine = NULL;
	ui_forget(r->ui);
	r->trouble = p->lacks;
	p->wants_back = p->is_over = r->source.is_over = false;
	p->first_ns = p->now_ns = p->at_ns = 0;
	p->began_ns = clock_steady_ns();
	return (run_open(r, err));
}

static void
finish(struct run *r)
{
	while (engine_finish(r->engine))
		run_drain(r);
	run_drain(r);
}

int
replay_shown(struct run *r, struct err *err)
{
	struct player *p = &r->player;

	r->began_ns = p->began_ns = clock_steady_ns();
	while (!run_is_over(r)) {
		play(r);
		if (!p->wants_back) {
			finish(r);
			if (p->goto_ns > p->now_ns)
				err_set(&r->notice, "%s", ends_before);
			p->goto_ns = 0;
			p->is_over = r->source.is_over = true;
			p->may_go_back = can_go_back(r);
			r->has_news = true;
		}
		while (!run_is_over(r) && !p->wants_back)
			run_attend(r, NULL, 0, WAIT_MS);
		if (!run_is_over(r) && rewind_all(r, err) == -1)
			return (-1);
	}
	capture_free(p->again);
	p->again = NULL;
	if (!p->is_over)
		finish(r);
	return (0);
}
