/* The ranking: who fails, and below it what to do about the selected one. */

#include "show/view_rank.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "show/advice.h"
#include "show/advice_text.h"
#include "show/causes.h"
#include "show/columns.h"
#include "show/health.h"
#include "show/named.h"
#include "show/phrases.h"
#include "show/rows.h"
#include "show/view_device.h"
#include "show/view_log.h"
#include "show/view_servers.h"
#include "show/view_start.h"

enum { ADVICE_ROWS = 40 };	/* more than the advice ever has */

/* What is known of the selected device, and what there is to do about it. */
static void
draw_advice(const struct scene *s, int top)
{
	const struct ui *u = s->ui;
	const struct snap_device *d = u->rows[u->row].device;
	const char *steps[ADVICE_MAX];
	char name[NAME_BYTES], buffer[1200];
	struct canvas *c = s->canvas;
	struct wording w = scene_wording(s);
	struct text t;
	int i, n, row = top, width = c->columns - 2;

	if (d == NULL) {
		canvas_text(c, row, 1, width, STYLE_PLAIN,
		    "No failed login of this device was seen.");
		return;
	}
	row_name(u, &u->rows[u->row], name);
	text_init(&t, buffer, sizeof buffer);
	text_addf(&t, "%s: %u failed login%s", name, d->failures,
	    d->failures == 1 ? "" : "s");
	if (cause_is_guessing(d) && d->users > 1)
		text_addf(&t, " as %u users", d->users);
	else if (d->n_accounts > 0) {
		text_add(&t, " as ");
		phrases_accounts(&t, d, w, 2);
	}
	if (d->n_servers > 0) {
		text_add(&t, " to ");
		phrases_places(&t, d, w, 2);
	}
	phrases_often(&t, d);
	text_addf(&t, ", %u%% of all failures seen here.", d->share_pct);
	if (d->rating >= RATING_MENDED)
		cause_add(&t, d, w);
	cause_add_good(&t, d);
	cause_add_turned(&t, d, w);
	if (d->inferred > 0)
		text_add(&t, " (TLS: inferred, not read. Enter = evidence)");
	else if (d->failures < 3 && d->cause == CAUSE_UNKNOWN)
		text_add(&t, " 1 failed login is normal; waiting for a "
		    "pattern.");
	row += canvas_para(c, row, 1, width, ADVICE_ROWS, STYLE_BOLD, buffer);
	if (d->rating < RATING_MENDED)
		return;
	if (named_urgent(s->snap, d)[0] != '\0')
		row += canvas_para(c, row, 1, width, ADVICE_ROWS, STYLE_RED,
		    named_urgent(s->snap, d));
	n = advice_for(d, snap_device_owns_mac(d) ?
	    u->style.vendor(&d->mac) : "", steps);
	for (i = 0; i < n; i++) {
		text_init(&t, buffer, sizeof buffer);
		text_addf(&t, "%d ", i + 1);
		advice_text_add(&t, steps[i], d, w);
		row += canvas_para(c, row, 2, width - 1, ADVICE_ROWS,
		    STYLE_PLAIN, buffer);
	}
}

/*
 * The row of the rule above the advice: higher up where the advice would be
 * cut, but the list keeps the rows that it fills, and a blank one.
 */
static int
advice_rule(const struct scene *s, int rule, int listed)
{
	struct canvas *c = s->canvas;
	int least = s->top + listed + 1, needed;

	canvas_scroll(c, s->top, s->bottom, ADVICE_ROWS + CANVAS_ROWS);
	draw_advice(s, s->top);
	needed = s->bottom - (c->deepest + 1 - s->top) - 1;
	canvas_still(c);
	if (needed < least)
		needed = least;
	return (needed < rule ? needed : rule);
}

/*
 * Of windows that are both wide and high the part below the list is split:
 * the selected device to the left, and to the right the servers, the evidence
 * and the log, each in a third of it.
 */
enum {
	SPLIT_LEFT_PCT = 54,		/* of the columns */
	SPLIT_BELOW_PCT = 60,		/* of the rows */
	BELOW_ROWS = 8, BELOW_ROWS_HIGH = 14	/* unsplit, at least */
};

static void
draw_split(const struct scene *s, int top)
{
	struct canvas *c = s->canvas;
	int columns = c->columns, left = columns * SPLIT_LEFT_PCT / 100;
	int third = (s->bottom - top) / 3;
	struct scene part = *s;

	part.window_rows = 0;		/* none has a window of its own */
	canvas_bar(c, left, top, s->bottom);
	canvas_pane(c, 0, left);
	part.top = top;
	part.bottom = top + ADVICE_ROWS;
	view_device_person(&part);
	canvas_pane(c, left + 1, columns - left - 1);
	part.bottom = top + third - 1;
	view_servers_part(&part);
	part.top = top + third;
	part.bottom = top + 2 * third - 1;
	view_device_evidence(&part);
	part.top = top + 2 * third;
	part.bottom = s->bottom;
	view_log_part(&part);
	canvas_pane(c, 0, columns);
}

/* How many devices stand in no row, though all are asked for. */
static uint32_t
n_untold(const struct scene *s)
{
	uint32_t n = (uint32_t)s->ui->n_rows;

	return (s->snap->n_devices_seen > n ? s->snap->n_devices_seen - n : 0);
}

/* Where the parts of the ranking stand. */
struct parts {
	bool is_split, has_titles;
	uint32_t hidden;		/* devices told of in a line below */
	int list;			/* its first row */
	int bottom;			/* its end: the advice's rule, if any */
};

static struct parts
parts_of(const struct scene *s)
{
	const struct ui *u = s->ui;
	const struct canvas *c = s->canvas;
	bool has_filter = u->filter[0] != '\0';
	struct parts p = { .bottom = s->bottom };

	p.is_split = c->columns >= SCENE_WIDEST && c->rows >= SCENE_HIGHER;
	p.hidden = has_filter ? 0 : u->shows_all ? n_untold(s) : u->n_hidden;
	/* Low windows have the list alone. */
	if (c->rows >= SCENE_HIGH && u->n_rows > 0)
		p.bottom -= p.is_split ?
		    (s->bottom - s->top) * SPLIT_BELOW_PCT / 100 :
		    c->rows >= SCENE_HIGHER ? BELOW_ROWS_HIGH : BELOW_ROWS;
	if (p.bottom < s->bottom && !p.is_split)
		p.bottom = advice_rule(s, p.bottom, u->n_rows + 1 +
		    has_filter + (p.hidden > 0 || u->n_unfailed > 0));
	p.list = s->top + has_filter;
	/* In the lowest windows even the titles give way. */
	p.has_titles = s->bottom - p.list > 2;
	p.list += p.has_titles;
	return (p);
}

static int
list_rows(const struct scene *s)
{
	struct parts p = parts_of(s);

	return (p.bottom - p.list);
}

/* Draws below a rule the advice, or all that a wide window has room for. */
static void
draw_below(const struct scene *s, const struct parts *p)
{
	struct canvas *c = s->canvas;
	bool is_cut;

	canvas_rule(c, p->bottom);
	canvas_scroll(c, p->bottom + 1, s->bottom, 0);
	if (p->is_split)
		draw_split(s, p->bottom + 1);
	else
		draw_advice(s, p->bottom + 1);
	is_cut = c->deepest >= s->bottom;
	canvas_still(c);
	if (is_cut)
		scene_more(s, " Enter: more ");
}

static void
draw_ranking(const struct scene *s)
{
	const struct ui *u = s->ui;
	struct canvas *c = s->canvas;
	struct columns l = columns_layout(s);
	struct parts p = parts_of(s);
	uint32_t hidden = p.hidden;
	int bottom = p.bottom, row = p.list, first = 0, i, room;

	if (u->filter[0] != '\0')
		canvas_textf(c, s->top, 1, -1, STYLE_YELLOW,
		    "Only devices that match \"%s\" (Esc shows all)",
		    u->filter);
	if (p.has_titles)
		columns_titles(s, row - 1, &l);
	room = bottom - row - (hidden > 0 || u->n_unfailed > 0);
	if (room < 1)
		room = 1;
	if (u->row >= room)
		first = u->row - room + 1;
	for (i = first; i < u->n_rows && i < first + room; i++)
		columns_row(s, row++, i, &l);
	if (hidden > 0 && row < bottom)
		canvas_textf(c, row++, 3, -1, STYLE_DIM, u->shows_all ?
		    "%u more device%s, but no login to tell of" :
		    c->columns < SCENE_WIDE ? "%u more device%s (a: all)" :
		    "%u more device%s with no failed login: press a to show "
		    "all", hidden, hidden == 1 ? "" : "s");
	if (u->n_unfailed > 0 && row < bottom)
		canvas_textf(c, row, 3, -1, STYLE_DIM, "%u match%s but never "
		    "failed: press a", u->n_unfailed,
		    u->n_unfailed == 1 ? "es" : "");
	else if (u->n_rows == 0)
		canvas_text(c, row, 3, -1, STYLE_PLAIN, u->filter[0] != '\0' ?
		    "None does." : "No failed login so far.");
	if (bottom < s->bottom && u->n_rows > 0)
		draw_below(s, &p);
}

/* There is no ranking where devices cannot be told apart, nor of nobody. */
static const struct view *
instead(const struct scene *s)
{
	const struct ui *u = s->ui;

	if (snapshot_unfit(s->snap) != NULL &&
	    (!health_tells_devices(s->snap) || s->snap->n_devices == 0))
		return (&view_unfit);
	if (u->n_rows == 0 && u->filter[0] == '\0')
		return (&view_start);
	return (NULL);
}

const struct view view_rank = {
	.name = "rank", .draw = draw_ranking, .bar = BAR_RANK,
	.list = &rows_list, .steps = &rows_list, .opens = &view_device,
	.rows = list_rows, .instead = instead
};
