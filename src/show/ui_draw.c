/* The frame around the views: head and key bar. */

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "show/view.h"

enum { RESORT_S = 2, HOLD_S = 5, SAID_S = 3, NAME_KNOWN = 12 };

/* What stands still, or is at its end, stands as it is ranked. */
static void
rows_refresh(struct ui *u, const struct snapshot *s,
    const struct ui_source *from)
{
	bool is_held;

	/* Nor with the key: what it is pressed for stands there now. */
	if (u->key_ns == -1)
		u->key_ns = from->steady_ns;
	is_held = u->sorted_ns != 0 && !u->must_sort && !u->is_paused &&
	    !from->is_over && ((u->key_ns > 0 && from->steady_ns - u->key_ns <
	    HOLD_S * NS_PER_S) || from->steady_ns - u->sorted_ns < RESORT_S *
	    NS_PER_S);

	if (!is_held)
		u->sorted_ns = from->steady_ns;
	u->must_sort = false;
	u->now_ns = from->now_ns;
	ui_rows_fill(u, s, is_held);
}

/* Devices that are more than a slip. */
static uint32_t
n_failing(const struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_devices; i++)
		n += s->devices[i].rating >= RATING_SUSPECT;
	return (n);
}

/* What is in the head besides the name of the capture. */
static void
head_words(const struct scene *s, const char *zone, char *out, size_t size)
{
	const struct ui_source *f = s->from;
	char clock[16], up[WHEN_SPAN_BYTES];
	struct text t;

	text_init(&t, out, size);
	ui_span(f->up_ns, up);
	ui_clock(f->now_ns, clock);
	text_addf(&t, "%s %s%s", f->is_live ? "LIVE" : "REPLAY", clock, zone);
	if (!f->is_live && f->speed != NULL)
		text_addf(&t, "  %s", f->speed);
	if (f->is_live && s->canvas->columns >= 60)
		text_addf(&t, "  up %s", up);
}

/* "00:41", "1:02:09". */
static void
timer(int64_t span_ns, char out[16])
{
	unsigned s = span_ns < 0 ? 0 : (unsigned)(span_ns / NS_PER_S);

	if (s < 3600)
		snprintf(out, 16, "%02u:%02u", s / 60, s % 60);
	else
		snprintf(out, 16, "%u:%02u:%02u", s / 3600, s / 60 % 60,
		    s % 60);
}

/* The name has what the others leave: whoever looks knows it. */
static void
draw_head(const struct scene *s)
{
	const struct ui *u = s->ui;
	struct canvas *c = s->canvas;
	static const char zone[] = " UTC";
	char words[100], right[80], locked[24];
	int at = 1, room, name, least;
	uint32_t n = n_failing(s->snap);

	if (u->is_paused) {
		char held[16];

		timer(s->from->steady_ns - u->paused_ns, held);
		/* A replay stands still as well: nothing new comes. */
		at += canvas_textf(c, 0, at, -1, STYLE_REVERSE,
		    s->from->is_live ? "PAUSED %s, %llu new" : "PAUSED %s",
		    held, (unsigned long long)(u->past.n_events -
		    u->held.past.n_events)) + 2;
	} else if (c->columns >= 80)
		at += canvas_text(c, 0, at, -1, STYLE_BOLD, "lockhound") + 2;
	locked[0] = '\0';
	if (s->snap->n_locked > 0)
		snprintf(locked, sizeof locked, "%u LOCKED  ",
		    s->snap->n_locked);
	snprintf(right, sizeof right, c->columns >= 60 ?
	    "%s%u failing  %u device%s" : "%s%u failing", locked, n,
	    s->snap->n_devices_seen, s->snap->n_devices_seen == 1 ? "" : "s");
	head_words(s, "", words, sizeof words);
	room = c->columns - at - (int)strlen(words) - 1;
	/* The zone pushes nothing out, and leaves a name that is known. */
	name = (int)strlen(s->from->name);
	least = (int)(strlen(zone) + strlen(right)) + 4 +
	    (name < NAME_KNOWN ? name : NAME_KNOWN);
	if (c->columns >= 80 && s->from->now_ns != 0 && room >= least) {
		head_words(s, zone, words, sizeof words);
		room -= (int)strlen(zone);
	}
	if (room - (int)strlen(right) - 2 >= 0) {
		canvas_right(c, 0, c->columns - 1, n > 0 ? STYLE_BOLD :
		    STYLE_PLAIN, right);
		room -= (int)strlen(right) + 2;
	}
	room -= 2;
	if (room >= 5 || room >= (int)strlen(s->from->name))
		at += canvas_text(c, 0, at, room, STYLE_PLAIN,
		    s->from->name) + 2;
	at += canvas_text(c, 0, at, -1, STYLE_PLAIN, words);
	/* Only where nothing else gives way. */
	if (s->from->hint != NULL && room >= (int)(strlen(s->from->name) +
	    strlen(s->from->hint)))
		canvas_text(c, 0, at, -1, STYLE_PLAIN, s->from->hint);
}

/* Where there is no head it still shows. */
static void
draw_paused(const struct scene *s)
{
	if (s->ui->is_paused)
		canvas_right(s->canvas, 0, s->canvas->columns - 1,
		    STYLE_REVERSE, "PAUSED");
}

enum { BAR_LENGTHS = 4 };

/* What the keys of each kind of view do, as long as there is room for. */
static const char *const bars[][BAR_LENGTHS] = {
	{ " ?Help  Enter Open  1 Rank  2 Servers  3 Log  s Sort  / Find  "
	    "\\ Filter  a All  m Names  p Pause  r Report  q Quit",
	    " ?Help Enter Open 1 Rank 2 Servers 3 Log s Sort / Find "
	    "p Pause r Report q Quit",
	    " ?Help Enter Open 1 Rank 2 Srv 3 Log s Sort p Pause q Quit",
	    " ?Help 1 2 3 p Pause q Quit" },
	{ " ?Help  Enter Open  1 Rank  2 Servers  3 Log  s Sort  / Find  "
	    "p Pause  +- Speed  : Go to  r Report  q Quit",
	    " ?Help  Enter Open  1 Rank 2 Servers 3 Log  p Pause  "
	    "+- Speed  : Go to  q Quit",
	    " ?Help Enter 1 Rank 2 Srv 3 Log p Pause : Go to q Quit",
	    " ?Help 1 2 3 p + - : q Quit" },
	{ " ?Help  Esc Back  Left Right Device  t Time span  m Names  "
	    "p Pause  r Report  q Back",
	    " ?Help  Esc Back  Left Right Device  t Time span  m Names  "
	    "p Pause  r Report",
	    " ?Help  Esc Back  Left Right Device  t Span  p Pause",
	    " ?Help  Esc Back  Left Right" },
	{ " PgDn More  Esc Back", " PgDn More  Esc Back",
	    " PgDn More  Esc Back", " PgDn More  Esc Back" },
	{ " Esc Back", " Esc Back", " Esc Back", " Esc Back" },
	{ " ?Help  Enter Open  1 Rank  2 Servers  3 Log  / Find  "
	    "p Pause  r Report  q Back",
	    " ?Help  Enter Open  1 Rank 2 Servers 3 Log  / Find  p Pause  "
	    "r Report  q Back",
	    " ?Help Enter Open 1 Rank 2 Srv 3 Log / Find p Pause q Back",
	    " ?Help 1 2 3 p Pause q Back" },
	{ " ?Help  Up Down Scroll  1 Rank  2 Servers  3 Log  f Follow  "
	    "/ Find  \\ Filter  m Names  p Pause  r Report  q Back",
	    " ?Help  1 Rank 2 Servers 3 Log  f Follow  / Find  \\ Filter  "
	    "p Pause  q Back",
	    " ?Help 1 Rank 2 Srv 3 Log f Follow / Find p Pause q Back",
	    " ?Help 1 2 3 f p Pause q Back" },
	{ " ?Help  Esc Back  Left Right Server  p Pause  r Report",
	    " ?Help  Esc Back  Left Right Server  p Pause  r Report",
	    " ?Help  Esc Back  Left Right Server  p Pause",
	    " ?Help  Esc Back  Left Right" },
};

static const char *const *
bar_of(const struct scene *s, bool has_more)
{
	switch (s->ui->view) {
	case VIEW_DEVICE:
		return (bars[2]);
	case VIEW_HELP: case VIEW_REPORT: case VIEW_CAPTURE:
		return (bars[has_more ? 3 : 4]);
	case VIEW_SERVER:
		return (bars[7]);
	case VIEW_SERVERS:
		return (bars[5]);
	case VIEW_LOG:
		return (bars[6]);
	default:
		return (bars[s->from->is_live ? 0 : 1]);
	}
}

/* How it goes on, and then what fits beside it; p no more pauses. */
static void
draw_bar(const struct scene *s, bool has_more)
{
	static const char word[] = "p Pause";
	const char *const *bar = bar_of(s, has_more), *pause, *rest;
	struct canvas *c = s->canvas;
	int row = c->rows - 1, at = 0, i = 0;

	if (s->ui->is_paused && s->ui->view != VIEW_HELP)
		at = canvas_text(c, row, 0, -1, STYLE_REVERSE, " Space: on ");
	/* The last cell of all scrolls some terminals: not drawn. */
	while (i < BAR_LENGTHS - 1 && strlen(bar[i]) >=
	    (size_t)(c->columns - at))
		i++;
	pause = at > 0 ? strstr(bar[i], word) : NULL;
	rest = bar[i];
	if (pause != NULL) {
		at += canvas_textf(c, row, at, -1, STYLE_PLAIN, "%.*s",
		    (int)(pause - bar[i]), bar[i]);
		rest = pause + strlen(word);
		rest += strspn(rest, " ");
	}
	canvas_text(c, row, at, -1, STYLE_PLAIN, rest);
}

/* What the last key has to say, if it did just now. */
static bool
draw_said(const struct scene *s)
{
	const struct ui *u = s->ui;

	if (u->said[0] == '\0' || u->asking != ASK_NOTHING ||
	    s->from->steady_ns - u->key_ns >= SAID_S * NS_PER_S)
		return (false);
	canvas_textf(s->canvas, s->canvas->rows - 1, 0, -1, STYLE_REVERSE,
	    " %s ", u->said);
	return (true);
}

static void
draw_foot(const struct scene *s, bool has_more)
{
	static const char *const asks[] = {
		[ASK_FIND] = "Find", [ASK_FILTER] = "Filter",
		[ASK_GOTO] = "Go to (14:05:30 UTC, -10m)"
	};
	const struct ui *u = s->ui;
	struct canvas *c = s->canvas;
	int row = c->rows - 1;

	if (u->asking != ASK_NOTHING)
		canvas_textf(c, row, 0, -1, STYLE_REVERSE, " %s: %s_ ",
		    asks[u->asking], u->input);
	else if (!draw_said(s) && u->style.keybar)
		draw_bar(s, has_more);
}

/*
 * All that a picture is made of stands still, the clock too, so that what is
 * being read stays what it is, in every view.
 */
static void
hold(struct ui *u, const struct snapshot *snap, const struct ui_source *from)
{
	if (!u->has_held) {
		u->paused_ns = from->steady_ns;
		u->held.snap = *snap;
		u->held.from = *from;
		u->held.past = u->past;
		u->has_held = true;
	}
	/* But how long it has, and what is wrong now, is told. */
	u->held.from.steady_ns = from->steady_ns;
	u->held.from.trouble = from->trouble;
	u->held.from.speed = from->speed;
	u->held.from.hint = from->hint;
}

static view_draw *
view_of(const struct scene *s)
{
	static view_draw *const views[] = {
		view_rank, view_servers, view_log, view_device, view_help,
		view_report, view_capture, view_server
	};
	const struct ui *u = s->ui;

	if (u->view == VIEW_RANK && snapshot_unfit(s->snap) != NULL &&
	    (!health_tells_devices(s->snap) || s->snap->n_devices == 0))
		return (view_unfit);
	if (u->view == VIEW_RANK && u->n_rows == 0 && u->filter[0] == '\0')
		return (view_start);
	return (views[u->view]);
}

/* Paged through as a whole, with nothing to select. */
static bool
is_text(view_draw *view)
{
	return (view == view_start || view == view_unfit ||
	    view == view_help || view == view_device || view == view_report ||
	    view == view_capture || view == view_server);
}

void
ui_more(const struct scene *s, const char *words)
{
	int row = s->bottom < s->canvas->rows - 1 ? s->bottom :
	    s->canvas->rows - 1;

	if (s->ui->asking == ASK_NOTHING)
		canvas_right(s->canvas, row, s->canvas->columns - 1,
		    STYLE_REVERSE, words);
}

enum { PAGE_BYTES = 48 };

/*
 * As long as it is: the page that was asked for.  Which one it is of how many
 * stands in words then, "" when all fits.
 */
static void
draw_text(const struct scene *s, view_draw *view, char words[PAGE_BYTES])
{
	enum { MOST = 1 << 14 };
	struct ui *u = s->ui;
	struct scene page = *s;
	int room = s->bottom - s->top, last, n;

	page.bottom = MOST;
	canvas_scroll(s->canvas, s->top, s->bottom, MOST);
	view(&page);
	n = s->canvas->deepest + 1 - s->top;
	last = n > room ? n - room : 0;
	if (u->page_top > last)
		u->page_top = last;
	canvas_scroll(s->canvas, s->top, s->bottom, u->page_top);
	view(&page);
	canvas_still(s->canvas);
	words[0] = '\0';
	if (last == 0 || room < 1)
		return;
	snprintf(words, PAGE_BYTES, s->canvas->columns >= 60 ?
	    " Up Down PgDn  %d/%d " : " %d/%d ",
	    (u->page_top + room - 1) / room + 1, (n + room - 1) / room);
}

void
ui_draw(struct ui *u, const struct snapshot *snap,
    const struct ui_source *from, struct canvas *c)
{
	struct scene s = { u, snap, from, c, 2, c->rows - 1 };
	char page[PAGE_BYTES] = "";
	view_draw *view;

	if (u->is_paused) {
		hold(u, snap, from);
		s.snap = &u->held.snap;
		s.from = &u->held.from;
	}
	rows_refresh(u, s.snap, s.from);
	if (c->rows < 10) {
		/* Too low for a frame. */
		s.top = 0;
		s.bottom = c->rows;
		view = view_of(&s);
		u->is_text = is_text(view);
		u->page_rows = s.bottom;
		if (u->is_text)
			draw_text(&s, view, page);
		else
			view(&s);
		if (page[0] != '\0')
			ui_more(&s, page);
		draw_paused(&s);
		draw_said(&s);
		return;
	}
	if (u->view == VIEW_HELP) {
		canvas_text(c, 0, 1, -1, STYLE_BOLD,
		    "lockhound - keys       other keys: back");
		draw_paused(&s);
		s.top = 1;
	} else {
		draw_head(&s);
		s.top = health_draw(&s, 1);
	}
	canvas_rule(c, s.top++);
	if (u->style.keybar && c->rows >= 14)
		canvas_rule(c, --s.bottom);
	view = view_of(&s);
	u->is_text = is_text(view);
	u->page_rows = s.bottom - s.top;
	if (u->is_text)
		draw_text(&s, view, page);
	else
		view(&s);
	draw_foot(&s, page[0] != '\0');
	if (page[0] != '\0')
		ui_more(&s, page);
}

/* --- small words --- */

void
ui_ago(int64_t now_ns, int64_t then_ns, char out[16])
{
	long long s = (now_ns - then_ns) / NS_PER_S;

	if (then_ns == 0)
		memcpy(out, "-", 2);
	else if (s < 60)
		snprintf(out, 16, "%llds", s < 0 ? 0 : s);
	else if (s < 3600)
		snprintf(out, 16, "%lldm", s / 60);
	else if (s < 172800)
		snprintf(out, 16, "%lldh", s / 3600);
	else
		snprintf(out, 16, "%lldd", s / 86400);
}

void
ui_span(int64_t span_ns, char out[WHEN_SPAN_BYTES])
{
	if (span_ns < 10 * NS_PER_S)
		snprintf(out, WHEN_SPAN_BYTES, "%ds", span_ns < 0 ? 0 :
		    (int)(span_ns / NS_PER_S));
	else
		when_span(span_ns, out);
}

void
ui_delay(int64_t delay_ns, char out[WHEN_SPAN_BYTES])
{
	int ms = delay_ns < 0 ? 0 : (int)(delay_ns / NS_PER_MS % 1000);

	if (delay_ns >= NS_PER_S)
		when_span(delay_ns, out);
	else if (ms < 10)
		snprintf(out, WHEN_SPAN_BYTES, "0.%03ds", ms);
	else
		snprintf(out, WHEN_SPAN_BYTES, "0.%02ds", ms / 10);
}

void
ui_clock(int64_t when_ns, char out[16])
{
	int64_t s = when_ns / NS_PER_S % 86400;

	if (when_ns == 0) {
		memcpy(out, "--:--:--", 9);
		return;
	}
	if (s < 0)
		s += 86400;
	snprintf(out, 16, "%02d:%02d:%02d", (int)(s / 3600),
	    (int)(s / 60 % 60), (int)(s % 60));
}

const char *
ui_reason_words(enum reason reason)
{
	static const char *const words[REASON_COUNT] = {
		"", "wrong user name or password", "the account is disabled",
		"a fault of the server, for now", "not allowed that way",
		"too many at a time", "not understood", "broken off",
		"the connection was closed", "no answer was seen"
	};

	return ((size_t)reason < REASON_COUNT ? words[reason] : "");
}

enum style
ui_rating_style(enum rating r)
{
	return (r == RATING_CULPRIT ? STYLE_RED : r == RATING_SUSPECT ?
	    STYLE_YELLOW : STYLE_PLAIN);
}

const char *
ui_rating_word(enum rating r)
{
	return (r == RATING_CULPRIT ? "CULPRIT" : r == RATING_SUSPECT ?
	    "suspect" : "ok");
}
