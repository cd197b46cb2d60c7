/*
 * The frame around the views: the head and the capture's health above, what
 * keys do below.
 */

#include "show/frame.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "show/health.h"
#include "show/keys.h"
#include "show/wording.h"

enum {
	SAID_S = 3,			/* so long a key's words stand */
	NAME_KNOWN = 12,		/* as much tells captures apart */
	RULED_ROWS = 14			/* lower windows save the rule below */
};

/* How many devices fail, those left out that only slipped. */
static uint32_t
n_failing(const struct snapshot *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_devices; i++)
		n += s->devices[i].rating >= RATING_SUSPECT;
	return (n);
}

/* The head's words beside the capture's name: live or not, the clock. */
static void
head_words(const struct scene *s, const char *zone, char *out, size_t size)
{
	const struct ui_source *f = s->from;
	char clock[16], up[WHEN_SPAN_BYTES];
	struct text t;

	text_init(&t, out, size);
	wording_span(f->up_ns, up);
	wording_clock(f->now_ns, clock);
	text_addf(&t, "%s %s%s", f->is_live ? "LIVE" : "REPLAY", clock, zone);
	if (!f->is_live && f->speed != NULL)
		text_addf(&t, "  %s", f->speed);
	if (f->is_live && s->canvas->columns >= SCENE_WIDE)
		text_addf(&t, "  up %s", up);
}

/* How long it has been paused: "00:41", "1:02:09". */
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

/* The capture's name has the room that all else leaves: whoever looks knows
 * it already. */
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
		    held, (unsigned long long)(u->log.n_events -
		    u->held.log.n_events)) + 2;
	} else if (c->columns >= SCENE_WIDER)
		at += canvas_text(c, 0, at, -1, STYLE_BOLD, "lockhound") + 2;
	locked[0] = '\0';
	if (s->snap->n_locked > 0)
		snprintf(locked, sizeof locked, "%u LOCKED  ",
		    s->snap->n_locked);
	snprintf(right, sizeof right, c->columns >= SCENE_WIDE ?
	    "%s%u failing  %u device%s" : "%s%u failing", locked, n,
	    s->snap->n_devices_seen, s->snap->n_devices_seen == 1 ? "" : "s");
	head_words(s, "", words, sizeof words);
	room = c->columns - at - (int)strlen(words) - 1;
	/* The zone pushes nothing out, and leaves a name that is known. */
	name = (int)strlen(s->from->name);
	least = (int)(strlen(zone) + strlen(right)) + 4 +
	    (name < NAME_KNOWN ? name : NAME_KNOWN);
	if (c->columns >= SCENE_WIDER && s->from->now_ns != 0 &&
	    room >= least) {
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

void
frame_paused(const struct scene *s)
{
	if (s->ui->is_paused)
		canvas_right(s->canvas, 0, s->canvas->columns - 1,
		    STYLE_REVERSE, "PAUSED");
}

int
frame_head(const struct scene *s)
{
	const struct view *v = s->ui->view;
	int row;

	if (v->title != NULL) {
		canvas_text(s->canvas, 0, 1, -1, STYLE_BOLD, v->title);
		frame_paused(s);
		row = 1;
	} else {
		draw_head(s);
		row = health_draw(s, 1);
	}
	canvas_rule(s->canvas, row);
	return (row + 1);
}

int
frame_bottom(const struct scene *s)
{
	int row = s->canvas->rows - 1;

	if (s->ui->style.keybar && s->canvas->rows >= RULED_ROWS)
		canvas_rule(s->canvas, --row);
	return (row);
}

void
frame_page(const struct scene *s, int last, char out[FRAME_PAGE_BYTES])
{
	int room = s->window_rows;

	out[0] = '\0';
	if (last == 0 || room < 1)
		return;
	snprintf(out, FRAME_PAGE_BYTES, s->canvas->columns >= SCENE_WIDE ?
	    " Up Down PgDn  %d/%d " : " %d/%d ",
	    (s->ui->page_top + room - 1) / room + 1,
	    (last + room + room - 1) / room);
}

/*
 * The bar of the view's keys.  While the picture is paused the key that goes on
 * stands first; and a page's number that has no row of its own has its room.
 */
static void
draw_bar(const struct scene *s, const char *page)
{
	const struct view *v = s->ui->view;
	struct canvas *c = s->canvas;
	char words[KEYS_BAR_BYTES];
	enum bar bar = v->bar;
	int row = c->rows - 1, at = 0;
	int room = c->columns - (s->bottom < row ? 0 : (int)strlen(page));

	if (bar == BAR_TEXT && page[0] != '\0')
		bar = BAR_TEXT_MORE;
	if (bar == BAR_RANK && !s->from->is_live)
		bar = BAR_REPLAY;
	if (s->ui->is_paused && v->space == 0)
		at = canvas_text(c, row, 0, -1, STYLE_REVERSE, " Space: on ");
	/* The last cell of all scrolls some terminals: not drawn. */
	keys_bar(bar, room - at, at == 0, words);
	canvas_text(c, row, at, -1, STYLE_PLAIN, words);
}

bool
frame_said(const struct scene *s)
{
	const struct ui *u = s->ui;

	if (u->said[0] == '\0' || u->asking != ASK_NOTHING ||
	    s->from->steady_ns - u->key_ns >= SAID_S * NS_PER_S)
		return (false);
	canvas_textf(s->canvas, s->canvas->rows - 1, 0, -1, STYLE_REVERSE,
	    " %s ", u->said);
	return (true);
}

/* It may take more than the last row: then it stands above as well. */
static void
draw_question(const struct scene *s)
{
	struct canvas *c = s->canvas;
	int width = c->columns - 2;
	int rows = ((int)utf8_columns(s->ui->question) + width) / width, row;

	/* Words are kept whole, so it may take one more. */
	if (rows > 1)
		rows++;
	if (rows > c->rows)
		rows = c->rows;
	for (row = c->rows - rows; row < c->rows; row++)
		canvas_textf(c, row, 0, c->columns - 1, STYLE_PLAIN, "%*s",
		    c->columns - 1, "");
	canvas_para(c, c->rows - rows, 1, width, rows, STYLE_BOLD,
	    s->ui->question);
}

void
frame_foot(const struct scene *s, const char *page)
{
	static const char *const asks[] = {
		[ASK_FIND] = "Find", [ASK_FILTER] = "Filter",
		[ASK_GOTO] = "Go to (14:05:30 UTC, -10m)"
	};
	const struct ui *u = s->ui;
	struct canvas *c = s->canvas;
	int row = c->rows - 1;

	if (u->asking == ASK_CONFIRM || u->asking == ASK_READ)
		draw_question(s);
	else if (u->asking != ASK_NOTHING)
		canvas_textf(c, row, 0, -1, STYLE_REVERSE, " %s: %s_ ",
		    asks[u->asking], u->input);
	else if (!frame_said(s) && u->style.keybar)
		draw_bar(s, page);
}
