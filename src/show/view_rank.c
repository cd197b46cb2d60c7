/* The ranking: who fails, and below it what to do about the selected one. */

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "show/advice.h"
#include "data/words.h"
#include "show/how.h"
#include "show/steps.h"
#include "show/view.h"

/* Columns of the ranking, each with the blank before it. */
enum {
	AT_NAME = 12,			/* "> 1 CULPRIT " stands before */
	RATE_COLUMNS = 6, SURE_COLUMNS = 5, AGO_COLUMNS = 4,
	MAC_LEAST = 29,			/* and some of the maker */
	NAME_LEAST = 8
};

struct widths {
	bool has_address, has_rate, has_sure, has_mac;
	int name, address, mac, fail;
	int spark;			/* 0: none */
};

static void
text_more(int *most, const char *s)
{
	int n = (int)utf8_columns(s);

	if (n > *most)
		*most = n;
}

/* The widest of each column, of all rows, so that scrolling moves nothing. */
static void
widths_wanted(const struct scene *s, struct widths *w)
{
	const struct ui *u = s->ui;
	char text[NAME_BYTES];
	int i;

	w->name = w->address = 15;
	w->mac = MAC_TEXT_BYTES;
	w->fail = 4;
	for (i = 0; i < u->n_rows; i++) {
		const struct ui_row *r = &u->rows[i];

		ui_device_name(u, r, text);
		text_more(&w->name, text);
		ip_print(&r->who.ip, text);
		text_more(&w->address, text);
		snprintf(text, sizeof text, "%17s %s", "", r->who.has_mac ?
		    u->style.vendor(&r->who.mac) : "");
		text_more(&w->mac, text);
		snprintf(text, sizeof text, "%u", r->device != NULL ?
		    r->device->failures : 0);
		text_more(&w->fail, text);
	}
	w->fail++;
}

/* What the columns beside name and address leave. */
static int
room_of(const struct widths *w, int columns)
{
	return (columns - 1 - AT_NAME - w->fail -
	    (w->has_address ? 1 : 0) - (columns >= 60 ? AGO_COLUMNS : 1) -
	    w->has_rate * RATE_COLUMNS - (w->spark > 0 ? w->spark + 1 : 0) -
	    w->has_sure * SURE_COLUMNS - (w->has_mac ? w->mac + 1 : 0));
}

/* What is left goes to the makers, as far as they are cut, and to the spark. */
static void
spend(const struct ui *u, struct widths *w, int rest, int mac_wanted)
{
	int n = mac_wanted - w->mac;

	if (w->has_mac && n > 0) {
		n = n > rest ? rest : n;
		w->mac += n;
		rest -= n;
	}
	if (w->spark > 0)
		w->spark = ui_spark_columns(u->span, w->spark + rest);
}

/*
 * An address or a MAC that somebody asked for is shown whole if leaving out
 * the spark line, or the rate as well, helps; else name and address share the
 * room, and what is cut is marked.
 */
static struct widths
widths_of(const struct scene *s)
{
	int columns = s->canvas->columns, room, both, mac;
	const struct ui *u = s->ui;
	struct widths w;

	widths_wanted(s, &w);
	w.has_address = columns >= 60 && u->names != NAMES_ADDRESS;
	w.has_rate = w.has_sure = columns >= 80;
	w.spark = columns >= 80 ? SPARK_BINS : 0;
	w.has_mac = columns >= 110 && u->names != NAMES_MAC;
	mac = w.mac;
	if (w.has_mac && w.mac > MAC_LEAST)
		w.mac = MAC_LEAST;
	both = w.name + (w.has_address ? w.address : 0);
	room = room_of(&w, columns);
	if (u->names != NAMES_NAME && w.spark > 0 && both > room &&
	    both <= room + SPARK_BINS + 1 + RATE_COLUMNS) {
		w.has_rate = both <= room + SPARK_BINS + 1;
		w.spark = 0;
		room = room_of(&w, columns);
	}
	if (both <= room) {
		spend(u, &w, room - both, mac);
		return (w);
	}
	if (!w.has_address) {
		/* Who it is goes before how often. */
		if (room < NAME_LEAST) {
			room += w.fail;
			w.fail = 0;
		}
		w.name = room > 0 ? room : 0;
		return (w);
	}
	/* A MAC is never cut; a name first gives way to a plain address. */
	if (u->names != NAMES_MAC)
		w.name = w.name > room - 15 ? room - 15 : w.name;
	w.address = w.address > room - w.name ? room - w.name : w.address;
	return (w);
}

/* Beside the title of the column that decides the order: which way. */
static void
draw_order(const struct scene *s, int row, int column, enum ui_sort sort)
{
	if (s->ui->sort == sort && (sort != SORT_RANK || s->ui->is_reversed))
		canvas_text(s->canvas, row, column - 1, -1, STYLE_BOLD,
		    s->ui->is_reversed ? "^" : "v");
}

static void
draw_titles(const struct scene *s, int row, const struct widths *w)
{
	struct canvas *c = s->canvas;
	int at = AT_NAME;

	canvas_text(c, row, 0, -1, STYLE_BOLD, "  # VERDICT");
	canvas_text(c, row, at, w->name, STYLE_BOLD,
	    s->ui->names == NAMES_MAC ?
	    "MAC" : s->ui->names == NAMES_ADDRESS ? "ADDRESS" : "DEVICE");
	draw_order(s, row, 2, SORT_RANK);
	draw_order(s, row, at + 8, SORT_NAME);
	if (!w->has_address)
		draw_order(s, row, at + 8, SORT_ADDRESS);
	at += w->name;
	if (w->has_address) {
		draw_order(s, row, at + 10, SORT_ADDRESS);
		canvas_text(c, row, at + 1, -1, STYLE_BOLD, "ADDRESS");
		at += w->address + 1;
	}
	if (w->has_mac) {
		canvas_text(c, row, at + 1, -1, STYLE_BOLD, "MAC / MAKER");
		at += w->mac + 1;
	}
	at += w->fail;
	if (w->fail > 0) {
		canvas_right(c, row, at, STYLE_BOLD, "FAIL");
		draw_order(s, row, at - 4, SORT_FAILS);
	}
	if (w->has_rate) {
		at += RATE_COLUMNS;
		canvas_right(c, row, at, STYLE_BOLD, "10min");
		draw_order(s, row, at - 5, SORT_RATE);
	}
	if (w->spark > 0) {
		canvas_text(c, row, at + 1, -1, STYLE_BOLD,
		    ui_span_title(s->ui->span));
		at += w->spark + 1;
	}
	if (w->has_sure) {
		at += SURE_COLUMNS;
		canvas_right(c, row, at, STYLE_BOLD, "SURE");
		draw_order(s, row, at - 4, SORT_SURE);
	}
	if (c->columns < 60)
		return;
	at += AGO_COLUMNS;
	canvas_right(c, row, at, STYLE_BOLD, "AGO");
	draw_order(s, row, at - 3, SORT_LAST);
}

/* The figures, from column `at` on. */
static void
draw_figures(const struct scene *s, int row, const struct ui_row *r, int at,
    const struct widths *w)
{
	const struct snap_device *d = r->device;
	struct canvas *c = s->canvas;
	char text[SPARK_MOST + 1], ago[16];

	at += w->fail;
	snprintf(text, sizeof text, "%u", d != NULL ? d->failures : 0);
	if (w->fail > 0)
		canvas_right(c, row, at, STYLE_PLAIN, text);
	if (w->has_rate) {
		at += RATE_COLUMNS;
		snprintf(text, sizeof text, "%u", ui_recent(d,
		    s->from->now_ns));
		canvas_right(c, row, at, STYLE_PLAIN, text);
	}
	if (w->spark > 0) {
		text[0] = '\0';
		if (d != NULL)
			ui_spark(s, d, w->spark, true, text);
		canvas_text(c, row, at + 1, w->spark, STYLE_PLAIN, text);
		at += w->spark + 1;
	}
	if (w->has_sure) {
		snprintf(text, sizeof text, "%u%%", ui_sure(r));
		at += SURE_COLUMNS;
		canvas_right(c, row, at, STYLE_PLAIN,
		    ui_rating(r) >= RATING_SUSPECT ? text : "-");
	}
	ui_ago(s->from->now_ns, r->last_ns, ago);
	if (c->columns >= 60)
		canvas_right(c, row, at + AGO_COLUMNS, STYLE_PLAIN, ago);
}

static void
draw_row(const struct scene *s, int row, int i, const struct widths *w)
{
	struct ui *u = s->ui;
	const struct ui_row *r = &u->rows[i];
	struct canvas *c = s->canvas;
	enum rating rating = ui_rating(r);
	char text[NAME_BYTES], mac[MAC_TEXT_BYTES];
	int at = AT_NAME;

	canvas_textf(c, row, 0, 11, ui_rating_style(rating), "%c%2d %s",
	    i == u->row ? '>' : ' ', i + 1, ui_rating_word(rating));
	ui_device_name(u, r, text);
	if (u->names == NAMES_NAME)
		canvas_text(c, row, at, w->name, STYLE_PLAIN, text);
	else
		canvas_middle(c, row, at, w->name, STYLE_PLAIN, text);
	at += w->name;
	ip_print(&r->who.ip, text);
	if (w->has_address) {
		canvas_middle(c, row, at + 1, w->address, STYLE_PLAIN, text);
		at += w->address + 1;
	}
	if (w->has_mac) {
		mac_print(&r->who.mac, mac);
		if (r->who.has_mac)
			canvas_textf(c, row, at + 1, w->mac, STYLE_PLAIN,
			    "%s %s", mac, u->style.vendor(&r->who.mac));
		at += w->mac + 1;
	}
	draw_figures(s, row, r, at, w);
	if (i == u->row)
		canvas_mark(c, row, STYLE_REVERSE);
}

enum { ADVICE_ROWS = 40 };	/* more than it ever has */

/* What is known of the selected device, and what to do. */
static void
draw_advice(const struct scene *s, int top)
{
	const struct ui *u = s->ui;
	const struct snap_device *d = u->rows[u->row].device;
	const char *steps[ADVICE_MAX];
	char name[NAME_BYTES], buffer[600];
	struct canvas *c = s->canvas;
	struct wording w = { u->style.show_users, c->ascii };
	struct text t;
	int i, n, row = top, width = c->columns - 2;

	if (d == NULL) {
		canvas_text(c, row, 1, width, STYLE_PLAIN,
		    "No failed login of this device was seen.");
		return;
	}
	ui_device_name(u, &u->rows[u->row], name);
	text_init(&t, buffer, sizeof buffer);
	text_addf(&t, "%s: %u failed login%s", name, d->failures,
	    d->failures == 1 ? "" : "s");
	if (d->is_guessing && d->users > 1)
		text_addf(&t, " as %u users", d->users);
	else if (d->n_accounts > 0) {
		text_add(&t, " as ");
		how_accounts(&t, d, w, 2);
	}
	if (d->n_servers > 0) {
		text_add(&t, " to ");
		how_places(&t, d, w, 2);
	}
	how_often(&t, d);
	text_addf(&t, ", %u%% of all failures seen here.", d->share_pct);
	if (d->inferred > 0)
		text_add(&t, " (TLS: inferred, not read. Enter = evidence)");
	else if (d->failures < 3)
		text_add(&t, " 1 failed login is normal; waiting for a "
		    "pattern.");
	row += canvas_para(c, row, 1, width, ADVICE_ROWS, STYLE_BOLD, buffer);
	if (d->rating < RATING_SUSPECT)
		return;
	n = advice_for(d, snap_device_owns_mac(d) ?
	    u->style.vendor(&d->mac) : "", steps);
	for (i = 0; i < n; i++) {
		text_init(&t, buffer, sizeof buffer);
		text_addf(&t, "%d ", i + 1);
		steps_add(&t, steps[i], d, c->ascii);
		row += canvas_para(c, row, 2, width - 1, ADVICE_ROWS,
		    STYLE_PLAIN, buffer);
	}
}

/*
 * Where its rule is drawn: higher up if it is cut else, but the list keeps
 * the rows that it fills, and a blank one.
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

/* From this size on the selected device, servers and log stand below. */
enum { SPLIT_COLUMNS = 110, SPLIT_ROWS = 32 };

static void
draw_split(const struct scene *s, int top)
{
	struct canvas *c = s->canvas;
	int columns = c->columns, left = columns * 54 / 100;
	int third = (s->bottom - top) / 3;
	struct scene part = *s;

	canvas_bar(c, left, top, s->bottom);
	canvas_pane(c, 0, left);
	part.top = top;
	part.bottom = top + ADVICE_ROWS;
	view_person(&part);
	canvas_pane(c, left + 1, columns - left - 1);
	part.bottom = top + third - 1;
	view_servers(&part);
	part.top = top + third;
	part.bottom = top + 2 * third - 1;
	view_evidence(&part);
	part.top = top + 2 * third;
	part.bottom = s->bottom;
	view_log(&part);
	canvas_pane(c, 0, columns);
}

/* Devices that stand in no row, though all are asked for. */
static uint32_t
n_untold(const struct scene *s)
{
	uint32_t n = (uint32_t)s->ui->n_rows;

	return (s->snap->n_devices_seen > n ? s->snap->n_devices_seen - n : 0);
}

void
view_rank(const struct scene *s)
{
	bool is_split = s->canvas->columns >= SPLIT_COLUMNS &&
	    s->canvas->rows >= SPLIT_ROWS;
	struct ui *u = s->ui;
	struct canvas *c = s->canvas;
	struct widths w = widths_of(s);
	int bottom = s->bottom, row = s->top, first = 0, i, room;
	uint32_t hidden = u->filter[0] != '\0' ? 0 : u->shows_all ?
	    n_untold(s) : u->n_hidden;
	bool is_cut;

	/* Low windows have the list alone. */
	if (c->rows >= 18 && u->n_rows > 0)
		bottom -= is_split ? (s->bottom - s->top) * 3 / 5 :
		    c->rows >= SPLIT_ROWS ? 14 : 8;
	if (bottom < s->bottom && !is_split)
		bottom = advice_rule(s, bottom, u->n_rows + 1 +
		    (u->filter[0] != '\0') + (hidden > 0 ||
		    u->n_unfailed > 0));
	if (u->filter[0] != '\0')
		canvas_textf(c, row++, 1, -1, STYLE_YELLOW,
		    "Only devices that match \"%s\" (Esc shows all)",
		    u->filter);
	/* In the lowest ones even the titles give way. */
	if (s->bottom - row > 2)
		draw_titles(s, row++, &w);
	u->page_rows = bottom - row;
	room = bottom - row - (hidden > 0 || u->n_unfailed > 0);
	if (room < 1)
		room = 1;
	if (u->row >= room)
		first = u->row - room + 1;
	for (i = first; i < u->n_rows && i < first + room; i++)
		draw_row(s, row++, i, &w);
	if (hidden > 0 && row < bottom)
		canvas_textf(c, row++, 3, -1, STYLE_DIM, u->shows_all ?
		    "%u more device%s, but no login to tell of" :
		    c->columns < 60 ? "%u more device%s (a: all)" :
		    "%u more device%s with no failed login: press a to show "
		    "all", hidden, hidden == 1 ? "" : "s");
	if (u->n_unfailed > 0 && row < bottom)
		canvas_textf(c, row, 3, -1, STYLE_DIM, "%u match%s but never "
		    "failed: press a", u->n_unfailed,
		    u->n_unfailed == 1 ? "es" : "");
	else if (u->n_rows == 0)
		canvas_text(c, row, 3, -1, STYLE_PLAIN, u->filter[0] != '\0' ?
		    "None does." : "No failed login so far.");
	if (bottom < s->bottom && u->n_rows > 0) {
		canvas_rule(c, bottom);
		canvas_scroll(c, bottom + 1, s->bottom, 0);
		if (is_split)
			draw_split(s, bottom + 1);
		else
			draw_advice(s, bottom + 1);
		is_cut = c->deepest >= s->bottom;
		canvas_still(c);
		if (is_cut)
			ui_more(s, " Enter: more ");
	}
}
