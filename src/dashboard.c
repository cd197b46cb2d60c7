/*
 * The dashboard on its terminal: draws the run now and then, takes keys.
 *
 * It knows the run below and no loop above: a key that is meant for the loop
 * is returned to it, and how fast a replay runs the loop writes into source.
 */

#define _GNU_SOURCE

#include "dashboard.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/when.h"
#include "edge/clock.h"
#include "edge/vendors.h"
#include "show/canvas.h"

enum {
	CTRL_Z = 26,
	FIRST_ROW = 3			/* of a view, below its titles */
};

#define REDRAW_NS	(NS_PER_S)
#define REDRAW_NEWS_NS	(NS_PER_S / 4)
/* So long "is back" stands where the capture's health is told. */
#define TROUBLE_NS	(10 * NS_PER_S)
/* What is said once, at the beginning, stands as long as it takes to read. */
#define LACKS_NS	(20 * NS_PER_S)

static struct snapshot shown;		/* 600 KB: not for the stack */
static struct canvas canvas;

bool
dashboard_has_terminal(void)
{
	const char *term = getenv("TERM");

	return (term != NULL && *term != '\0' && strcmp(term, "dumb") != 0);
}

bool
dashboard_is_wanted(const struct run *r)
{
	const struct options *o = &r->options;

	if (o->json || o->batch || writer_fd(r->out) != STDOUT_FILENO ||
	    !dashboard_has_terminal())
		return (false);
	if (o->n_files > 0)
		return (o->dashboard);
	return (o->dashboard || isatty(STDOUT_FILENO) == 1);
}

/* A dashboard there would be stopped at once, deaf to all but SIGKILL. */
static bool
is_in_background(void)
{
	pid_t group = tcgetpgrp(STDOUT_FILENO);

	return (group != -1 && group != getpgrp());
}

static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (strcmp(path, "-") == 0)
		return ("stdin");
	return (slash != NULL && slash[1] != '\0' ? slash + 1 : path);
}

static const char *
shown_name(const struct run *r)
{
	if (r->live != NULL)
		return (live_name(r->live));
	if (r->options.n_files > 1)
		return ("several files");
	return (file_name(r->options.files[0]));
}

int
dashboard_open(struct dashboard *d, struct run *r, bool color,
    struct err *err)
{
	const struct ui_style style = {
		.ascii = r->ascii,
		.show_users = r->options.show_users,
		.keybar = true,
		.vendor = vendor_name
	};

	if (is_in_background())
		return (err_set(err, "the dashboard needs a terminal, and has "
		    "none in the background; use --batch or --json there"));
	d->run = r;
	r->ui = ui_new(&style);
	d->screen = screen_open(color, err);
	d->source.is_live = r->live != NULL;
	d->source.name = shown_name(r);
	d->source.trouble = "";
	return (r->ui == NULL || d->screen == NULL ? -1 : 0);
}

void
dashboard_close(struct dashboard *d)
{
	if (d->screen != NULL)
		screen_close(d->screen);
	d->screen = NULL;
}

/* --- the picture --- */

/* What is wrong now, or was a moment ago; "" if all is well. */
static const char *
trouble_now(const struct dashboard *d, int64_t now_ns)
{
	const struct run *r = d->run;
	bool is_new = now_ns - r->began_ns <= LACKS_NS;

	if (d->notice.text[0] != '\0')
		return (d->notice.text);
	if (r->live != NULL && live_trouble(r->live)[0] != '\0')
		return (live_trouble(r->live));
	if (d->trouble.text[0] != '\0' && (r->live == NULL ||
	    (d->trouble_ns != 0 && now_ns - d->trouble_ns <= TROUBLE_NS)))
		return (d->trouble.text);
	return (is_new ? d->lacks.text : "");
}

static void
live_fill(struct dashboard *d)
{
	struct ui_source *s = &d->source;

	s->now_ns = clock_wall_ns();
	live_counts(d->run->live, &s->received, &s->dropped);
	engine_set_dropped(d->run->engine, s->dropped);
}

static void
replay_fill(struct dashboard *d, int64_t now_ns)
{
	struct capture_progress p = capture_progress(d->run->capture);
	struct ui_source *s = &d->source;

	s->now_ns = shown.capture.last_ns;
	s->read_bytes = p.read_bytes;
	s->size_bytes = p.size_bytes;
	if (now_ns > d->reading_ns)
		s->bytes_per_s = (uint64_t)((double)p.read_bytes /
		    ((double)(now_ns - d->reading_ns) / 1e9));
}

static void
source_fill(struct dashboard *d, int64_t now_ns)
{
	struct ui_source *s = &d->source;
	double passed = (double)(now_ns - d->counted_ns) / 1e9;

	s->steady_ns = now_ns;
	s->up_ns = now_ns - d->run->began_ns;
	s->trouble = trouble_now(d, now_ns);
	if (d->run->live != NULL)
		live_fill(d);
	else
		replay_fill(d, now_ns);
	if (passed < 1)
		return;
	s->packets_per_s = (uint64_t)((double)(shown.capture.packets -
	    d->counted) / passed);
	d->counted = shown.capture.packets;
	d->counted_ns = now_ns;
}

static void
draw(struct dashboard *d, int64_t now_ns)
{
	int rows, columns;

	d->shown_ns = now_ns;
	d->has_news = false;
	d->n_events_shown = d->run->n_events;
	run_snapshot(d->run, &shown);
	source_fill(d, now_ns);
	screen_size(d->screen, &rows, &columns);
	canvas_begin(&canvas, rows, columns, d->run->ascii);
	ui_draw(d->run->ui, &shown, &d->source, &canvas);
	screen_show(d->screen, &canvas);
}

static bool
picture_is_due(const struct dashboard *d, int64_t now_ns)
{
	bool has_news = d->has_news || d->n_events_shown != d->run->n_events;

	return (now_ns - d->shown_ns >= (has_news ? REDRAW_NEWS_NS :
	    REDRAW_NS));
}

void
dashboard_trouble(struct dashboard *d, const struct err *trouble)
{
	d->trouble = *trouble;
	d->trouble_ns = clock_steady_ns();
	d->has_news = true;
}

/* --- keys --- */

/* The selected line, or the first one of the view. */
static void
copy(struct dashboard *d)
{
	char line[CANVAS_COLUMNS * (CELL_BYTES - 1) + 1];
	int row = canvas_marked(&canvas, STYLE_REVERSE);

	if (row == -1)
		row = FIRST_ROW;
	if (row >= canvas.rows)
		return;
	canvas_line(&canvas, row, line, sizeof line);
	screen_copy(d->screen, line);
	/* No terminal answers: it may forbid it, or not know it. */
	ui_say(d->run->ui, "Copied (if your terminal allows it)");
}

/* Returns the act that is the loop's to do, else UI_NOTHING. */
static enum ui_act
act_here(struct dashboard *d, enum ui_act act)
{
	switch (act) {
	case UI_QUIT_PRINT:
		d->wants_report = true;
		d->run->wants_end = true;
		break;
	case UI_QUIT:
		d->run->wants_end = true;
		break;
	case UI_REDRAW_ALL:
		screen_redraw(d->screen);
		break;
	case UI_COPY:
		copy(d);
		break;
	case UI_COLORS:
		screen_colors(d->screen);
		break;
	case UI_PAUSE_REPLAY: case UI_FASTER: case UI_SLOWER: case UI_GOTO:
	case UI_PROBE: case UI_PROBE_ONCE: case UI_PROBE_AGAIN:
		return (act);
	case UI_NOTHING: case UI_REDRAW:
		break;
	}
	return (UI_NOTHING);
}

/* One key; whatever it does is drawn at once. */
static enum ui_act
key_take(struct dashboard *d, int key)
{
	d->shown_ns = 0;
	if (key != UI_KEY_RESIZED)
		d->notice.text[0] = '\0';
	return (act_here(d, ui_key(d->run->ui, key)));
}

enum ui_act
dashboard_keys(struct dashboard *d)
{
	struct run *r = d->run;
	enum ui_act act = UI_NOTHING;
	int key;

	while (act == UI_NOTHING && !r->wants_end && !is_called_off() &&
	    (key = screen_key(d->screen)) != 0) {
		if (key == -1)
			r->wants_end = true;
		else if (key == CTRL_Z)
			screen_suspend(d->screen);
		else
			act = key_take(d, key);
	}
	return (act);
}

bool
dashboard_wait(struct dashboard *d, const int *fds, int n_fds, int wait_ms)
{
	struct pollfd p[LIVE_INTERFACES + 1];
	int64_t now_ns = clock_steady_ns();
	int i;

	if (d->run->wants_end || is_called_off())
		return (false);
	if (picture_is_due(d, now_ns))
		draw(d, now_ns);
	if (wait_ms == 0)
		return (false);
	for (i = 0; i < n_fds; i++)
		p[i] = (struct pollfd){ fds[i], POLLIN, 0 };
	p[n_fds] = (struct pollfd){ screen_fd(d->screen), POLLIN, 0 };
	if (poll(p, (nfds_t)n_fds + 1, wait_ms) < 0) {
		d->run->wants_end |= errno != EINTR;
		return (false);
	}
	for (i = 0; i < n_fds; i++)
		if (p[i].revents != 0)
			return (true);
	return (false);
}
