/* The ranking: who fails, and below it what to do about the selected one. */

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "data/advice.h"
#include "data/words.h"
#include "show/how.h"
#include "show/view.h"

struct widths {
	bool has_address, has_rates, has_mac;
	int name;
};

static struct widths
widths_of(int columns)
{
	struct widths w;

	w.has_address = columns >= 60;
	w.has_rates = columns >= 80;
	w.has_mac = columns >= 110;
	w.name = columns < 60 ? columns - 22 : columns < 80 ? 15 :
	    columns < 110 ? 16 : 20;
	return (w);
}

static void
draw_titles(const struct scene *s, int row, const struct widths *w)
{
	struct canvas *c = s->canvas;
	int at = 12;

	canvas_text(c, row, 0, -1, STYLE_BOLD, "  # VERDICT");
	canvas_text(c, row, at, -1, STYLE_BOLD, "DEVICE");
	at += w->name + 1;
	if (w->has_address) {
		canvas_text(c, row, at, -1, STYLE_BOLD, "ADDRESS");
		at += 16;
	}
	if (w->has_mac) {
		canvas_text(c, row, at, -1, STYLE_BOLD, "MAC / MAKER");
		at += 30;
	}
	canvas_right(c, row, at + 6, STYLE_BOLD, "FAIL");
	if (w->has_rates) {
		canvas_right(c, row, at + 12, STYLE_BOLD, "10min");
		canvas_text(c, row, at + 13, -1, STYLE_BOLD,
		    ui_span_title(s->ui->span));
		canvas_right(c, row, at + 30, STYLE_BOLD, "SURE");
		at += 26;
	}
	if (w->has_address)
		canvas_right(c, row, c->columns - 1, STYLE_BOLD, "AGO");
}

static void
draw_row(const struct scene *s, int row, int i, const struct widths *w)
{
	struct ui *u = s->ui;
	const struct ui_row *r = &u->rows[i];
	const struct snap_device *d = r->device;
	struct canvas *c = s->canvas;
	enum rating rating = d != NULL ? d->rating : RATING_OK;
	char name[NAME_BYTES], address[IP_TEXT_BYTES], mac[MAC_TEXT_BYTES];
	char spark[SPARK_MOST + 1] = "", text[64], ago[16];
	int at = 12;

	canvas_textf(c, row, 0, 11, ui_rating_style(rating), "%c%2d %s",
	    i == u->row ? '>' : ' ', i + 1, ui_rating_word(rating));
	ui_device_name(u, r, name);
	canvas_text(c, row, at, w->name, STYLE_PLAIN, name);
	at += w->name + 1;
	ip_print(&r->who.ip, address);
	if (w->has_address) {
		canvas_text(c, row, at, 15, STYLE_PLAIN, address);
		at += 16;
	}
	if (w->has_mac) {
		mac_print(&r->who.mac, mac);
		if (r->who.has_mac)
			canvas_textf(c, row, at, 29, STYLE_PLAIN, "%s %s",
			    mac, u->style.vendor(&r->who.mac));
		at += 30;
	}
	snprintf(text, sizeof text, "%u", d != NULL ? d->failures : 0);
	canvas_right(c, row, at + 6, STYLE_PLAIN, text);
	if (w->has_rates) {
		snprintf(text, sizeof text, "%u", ui_recent(d,
		    s->from->now_ns));
		canvas_right(c, row, at + 12, STYLE_PLAIN, text);
		if (d != NULL)
			ui_spark(s, d, SPARK_BINS, true, spark);
		canvas_text(c, row, at + 13, SPARK_BINS, STYLE_PLAIN, spark);
		if (d != NULL && d->failures > 0)
			snprintf(text, sizeof text, "%u%%",
			    d->confidence_pct);
		else
			snprintf(text, sizeof text, "-");
		canvas_right(c, row, at + 30, STYLE_PLAIN, text);
	}
	ui_ago(s->from->now_ns, r->last_ns, ago);
	if (w->has_address)
		canvas_right(c, row, c->columns - 1, STYLE_PLAIN, ago);
	if (i == u->row)
		canvas_mark(c, row, STYLE_REVERSE);
}

/* What is known of the selected device, and what to do. */
static void
draw_advice(const struct scene *s, int top, int bottom)
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
	row += canvas_para(c, row, 1, width, bottom - row, STYLE_BOLD, buffer);
	if (d->rating < RATING_SUSPECT)
		return;
	n = advice_for(d, snap_device_owns_mac(d) ?
	    u->style.vendor(&d->mac) : "", steps);
	for (i = 0; i < n && row < bottom; i++) {
		snprintf(buffer, sizeof buffer, "%d %s", i + 1, steps[i]);
		row += canvas_para(c, row, 2, width - 1, bottom - row,
		    STYLE_PLAIN, buffer);
	}
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

void
view_rank(const struct scene *s)
{
	bool is_split = s->canvas->columns >= SPLIT_COLUMNS &&
	    s->canvas->rows >= SPLIT_ROWS;
	struct ui *u = s->ui;
	struct canvas *c = s->canvas;
	struct widths w = widths_of(c->columns);
	int bottom = s->bottom, row = s->top, first = 0, i, room;

	/* Low windows have the list alone. */
	if (c->rows >= 18 && u->n_rows > 0)
		bottom -= is_split ? (s->bottom - s->top) * 3 / 5 :
		    c->rows >= SPLIT_ROWS ? 14 : 8;
	if (u->filter[0] != '\0')
		canvas_textf(c, row++, 1, -1, STYLE_YELLOW,
		    "Only devices that match \"%s\" (Esc shows all)",
		    u->filter);
	draw_titles(s, row++, &w);
	room = bottom - row - (u->n_hidden > 0 && !u->shows_all);
	if (room < 1)
		room = 1;
	if (u->row >= room)
		first = u->row - room + 1;
	for (i = first; i < u->n_rows && i < first + room; i++)
		draw_row(s, row++, i, &w);
	if (u->n_hidden > 0 && !u->shows_all && row < bottom)
		canvas_textf(c, row++, 3, -1, STYLE_DIM,
		    "%u more device%s with no failed login: press a to show "
		    "all", u->n_hidden, u->n_hidden == 1 ? "" : "s");
	if (bottom < s->bottom && u->n_rows > 0) {
		canvas_rule(c, bottom);
		if (is_split)
			draw_split(s, bottom + 1);
		else
			draw_advice(s, bottom + 1, s->bottom);
	}
}
