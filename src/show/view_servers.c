/* The mail servers, and how logins fare on each. */

#include "show/view_servers.h"

#include <stdio.h>

#include "base/span.h"
#include "base/text.h"
#include "show/counts.h"
#include "show/lockout_words.h"
#include "show/phrases.h"
#include "show/row.h"
#include "show/wording.h"

/* Who fails at the selected one, worst first as in the ranking. */
static int
draw_failing(const struct scene *s, const struct snap_server *h, int row)
{
	const struct snapshot *snap = s->snap;
	char buffer[1024], name[NAME_BYTES];
	struct text t;
	uint32_t i, k, n = 0;

	text_init(&t, buffer, sizeof buffer);
	for (i = 0; i < snap->n_devices; i++) {
		const struct snap_device *d = &snap->devices[i];
		struct row r = row_of_device(d);

		for (k = 0; k < d->n_servers; k++) {
			if (!endpoint_equals(&d->servers[k].at, &h->at) ||
			    d->servers[k].failures == 0)
				continue;
			row_name(s->ui, &r, name);
			text_addf(&t, "%s%s %u", n++ > 0 ? ", " :
			    "Failed logins here: ", name,
			    d->servers[k].failures);
		}
	}
	if (n == 0)
		text_add(&t, "No device listed has failed a login here.");
	return (canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_PLAIN, buffer));
}

/* In high windows the selected one is told of below the list. */
enum { DETAIL_ROWS = 5, LOCKED_ROWS = 12, DETAIL_FROM = 18 };

/* The lockout of a server that is listed: the one that holds, or the last. */
static const struct snap_lockout *
lockout_of(const struct snapshot *snap, const struct snap_server *h)
{
	uint32_t i;

	for (i = 0; i < snap->n_lockouts; i++)
		if (ip_equals(&snap->lockouts[i].at.ip, &h->at.ip))
			return (&snap->lockouts[i]);
	return (NULL);
}

static int
detail_rows(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	int most = (s->bottom - s->top) * 2 / 3;

	if (lockout_of(snap, &snap->servers[s->ui->server_row]) == NULL)
		return (DETAIL_ROWS);
	return (most < LOCKED_ROWS ? most : LOCKED_ROWS);
}

/* "Locked out 23:19:56 to 23:20:31 (34s)", each of this server's. */
static int
draw_past(const struct scene *s, int row, const struct snap_lockout *l)
{
	const struct snapshot *snap = s->snap;
	char buffer[600], from[16], to[16], span[WHEN_SPAN_BYTES];
	struct text t;
	uint32_t i, n = 0;

	text_init(&t, buffer, sizeof buffer);
	for (i = 0; i < snap->n_lockouts; i++) {
		const struct snap_lockout *o = &snap->lockouts[i];

		if (!ip_equals(&o->at.ip, &l->at.ip) || o->until_ns == 0)
			continue;
		wording_clock(o->since_ns, from);
		wording_clock(o->until_ns, to);
		wording_span(o->until_ns - o->since_ns, span);
		text_addf(&t, "%s%s to %s (%s)", n++ > 0 ? ", " :
		    "Past lockouts here: ", from, to, span);
	}
	if (n == 0)
		return (0);
	return (canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_PLAIN, buffer));
}

/* What was seen of it, and what there is to do. */
static void
draw_lockout_detail(const struct scene *s, int row,
    const struct snap_lockout *l)
{
	struct canvas *c = s->canvas;
	int width = c->columns - 4, i;
	char buffer[600], clock[16];
	struct text t;

	if (l->answered_ns != 0 && row < s->bottom) {
		wording_clock(l->answered_ns, clock);
		canvas_textf(c, row++, 2, -1, STYLE_PLAIN,
		    "%s  last connection that worked", clock);
	}
	wording_clock(l->since_ns, clock);
	if (row < s->bottom)
		canvas_textf(c, row++, 2, -1, STYLE_PLAIN,
		    "%s  first try in vain", clock);
	for (i = 0; i < LOCKOUT_CLUES && row < s->bottom; i++) {
		text_init(&t, buffer, sizeof buffer);
		lockout_clue(&t, l, i, c->ascii);
		canvas_text(c, row, 2, -1, STYLE_PLAIN, "-");
		row += canvas_para(c, row, 4, width - 1, s->bottom - row,
		    STYLE_PLAIN, buffer);
	}
	row += draw_past(s, row, l);
	if (l->until_ns == 0 && row < s->bottom)
		canvas_para(c, row, 1, c->columns - 2, s->bottom - row,
		    STYLE_BOLD, "It may lift by itself, or the host lifts it; "
		    "but it comes back as long as a device tries with the "
		    "wrong password: mend that one first (press 1).");
}

static int
draw_name(const struct scene *s, int row, const struct snap_server *h,
    const struct snap_lockout *l)
{
	char name[NAME_BYTES + 8], ip[IP_TEXT_BYTES], text[200];
	bool is_named = h->name[0] != '\0';

	wording_server(h, name, sizeof name);
	ip_print(&h->at.ip, ip);
	snprintf(text, sizeof text, "%s  %s%s%s%s", name, is_named ? ip : "",
	    is_named ? "  " : "", phrases_proto(h->proto), l == NULL ? "" :
	    l->until_ns == 0 ? "  LOCKED OUT" : "  answers again");
	return (row + canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_BOLD, text));
}

static void
draw_detail(const struct scene *s, int row)
{
	const struct snapshot *snap = s->snap;
	const struct snap_server *h = &snap->servers[s->ui->server_row];
	const struct snap_lockout *l = lockout_of(snap, h);
	bool is_cut;

	canvas_rule(s->canvas, row++);
	canvas_scroll(s->canvas, row, s->bottom, 0);
	row = draw_name(s, row, h, l);
	if (l == NULL)
		draw_failing(s, h, row);
	else
		draw_lockout_detail(s, row, l);
	is_cut = s->canvas->deepest >= s->bottom;
	canvas_still(s->canvas);
	if (is_cut)
		scene_more(s, " Enter: more ");
}

/* Columns, each with the blank before it; narrow windows have fewer. */
enum {
	STATE_COLUMNS = 10, FIGURE_COLUMNS = 6, PROTO_COLUMNS = 7,
	SINCE_COLUMNS = 9, WIDE = 60, WIDER = 80, WIDEST = 100
};

static enum style
status_style(enum server_status v)
{
	return (v == STATUS_LOCKED ? STYLE_RED : v >= STATUS_AT_RISK ?
	    STYLE_YELLOW : STYLE_PLAIN);
}

static int
name_columns(int columns)
{
	int taken = columns < WIDE ? STATE_COLUMNS + FIGURE_COLUMNS :
	    STATE_COLUMNS + 3 * FIGURE_COLUMNS;

	if (columns >= WIDER)
		taken += PROTO_COLUMNS + FIGURE_COLUMNS + SINCE_COLUMNS;
	if (columns >= WIDEST)
		taken += 2 * FIGURE_COLUMNS;
	taken = columns - 3 - taken;
	return (taken > 60 ? 60 : taken < 8 ? columns - 2 : taken);
}

static int
draw_figure(struct canvas *c, int row, int at, int columns, enum style style,
    const char *text)
{
	canvas_right(c, row, at + columns, style, text);
	return (at + columns);
}

static void
draw_titles(struct canvas *c, int row)
{
	int at = 2, columns = c->columns;

	if (columns >= WIDE) {
		canvas_text(c, row, at, -1, STYLE_BOLD, "STATE");
		at += STATE_COLUMNS;
	}
	canvas_text(c, row, at, -1, STYLE_BOLD, "SERVER");
	at += name_columns(columns);
	if (columns >= WIDER) {
		canvas_text(c, row, at + 1, -1, STYLE_BOLD, "PROTO");
		at += PROTO_COLUMNS;
	}
	at = draw_figure(c, row, at, FIGURE_COLUMNS, STYLE_BOLD, "FAIL");
	if (columns < WIDE) {
		canvas_text(c, row, at + 1, -1, STYLE_BOLD, "STATE");
		return;
	}
	at = draw_figure(c, row, at, FIGURE_COLUMNS, STYLE_BOLD, "10min");
	at = draw_figure(c, row, at, FIGURE_COLUMNS, STYLE_BOLD, "OK");
	if (columns >= WIDEST) {
		at = draw_figure(c, row, at, FIGURE_COLUMNS, STYLE_BOLD, "?");
		at = draw_figure(c, row, at, FIGURE_COLUMNS, STYLE_BOLD,
		    "DEV");
	}
	if (columns < WIDER)
		return;
	at = draw_figure(c, row, at, FIGURE_COLUMNS, STYLE_BOLD, "TRIES");
	draw_figure(c, row, at, SINCE_COLUMNS, STYLE_BOLD, "SINCE");
}

static int
draw_number(struct canvas *c, int row, int at, uint32_t n)
{
	char text[16];

	snprintf(text, sizeof text, "%u", n);
	return (draw_figure(c, row, at, FIGURE_COLUMNS, STYLE_PLAIN, text));
}

static void
draw_server(const struct scene *s, int row, const struct snap_server *h)
{
	struct canvas *c = s->canvas;
	int at = 2, columns = c->columns, name = name_columns(columns);
	char text[NAME_BYTES + 8], since[16];

	if (columns >= WIDE) {
		canvas_text(c, row, at, -1, status_style(h->status),
		    lockout_status(h->status));
		at += STATE_COLUMNS;
	}
	wording_server(h, text, sizeof text);
	canvas_middle(c, row, at, name, h->failures > 0 ? STYLE_YELLOW :
	    STYLE_PLAIN, text);
	at += name;
	if (columns >= WIDER) {
		canvas_text(c, row, at + 1, -1, STYLE_PLAIN,
		    phrases_proto(h->proto));
		at += PROTO_COLUMNS;
	}
	at = draw_number(c, row, at, h->failures);
	if (columns < WIDE) {
		canvas_text(c, row, at + 1, -1, status_style(h->status),
		    lockout_status(h->status));
		return;
	}
	at = draw_number(c, row, at, h->recent_failures);
	at = draw_number(c, row, at, h->successes);
	if (columns >= WIDEST) {
		at = draw_number(c, row, at, h->unknown);
		at = draw_number(c, row, at, h->devices);
	}
	if (columns < WIDER)
		return;
	at = draw_number(c, row, at, h->tries);
	wording_clock(h->since_ns, since);
	draw_figure(c, row, at, SINCE_COLUMNS, STYLE_PLAIN,
	    h->since_ns != 0 ? since : "-");
}

/* The figures that the list has no room for, in words. */
static int
draw_counts(const struct scene *s, int row, const struct snap_server *h)
{
	char text[300], clock[16];
	struct text t;

	text_init(&t, text, sizeof text);
	text_addf(&t, "%s: ", lockout_status(h->status));
	counts_add(&t, h->failures, "failed login", "failed logins");
	text_addf(&t, " (%u in the last 10 minutes), %u ok, %u unknown; ",
	    h->recent_failures, h->successes, h->unknown);
	counts_add(&t, h->devices, "device", "devices");
	if (h->tries > 0) {
		wording_clock(h->since_ns, clock);
		text_add(&t, "; ");
		counts_add(&t, h->tries, "try", "tries");
		text_addf(&t, " in vain since %s", clock);
	}
	return (row + canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, status_style(h->status), text));
}

/* One server, as long as it takes. */
static void
draw_one(const struct scene *s)
{
	const struct snapshot *snap = s->snap;
	const struct snap_lockout *l;
	const struct snap_server *h;
	int row = s->top;

	if (s->ui->server_row >= (int)snap->n_servers) {
		canvas_text(s->canvas, row, 1, -1, STYLE_PLAIN,
		    "It is forgotten.");
		return;
	}
	h = &snap->servers[s->ui->server_row];
	l = lockout_of(snap, h);
	row = draw_name(s, row, h, l);
	row = draw_counts(s, row, h) + 1;
	row += draw_failing(s, h, row) + 1;
	if (l != NULL)
		draw_lockout_detail(s, row, l);
}

/* is_own: it is not a part of another view, and one can be selected. */
static void
draw_list(const struct scene *s, bool is_own)
{
	const struct snapshot *snap = s->snap;
	struct canvas *c = s->canvas;
	int detail = is_own && snap->n_servers > 0 && c->rows >= DETAIL_FROM ?
	    detail_rows(s) : 0;
	int bottom = s->bottom - detail, row = s->top, first = 0;
	uint32_t i;

	draw_titles(c, row++);
	if (snap->n_servers == 0)
		canvas_text(c, row, 2, -1, STYLE_PLAIN,
		    "No mail server was seen yet.");
	if (is_own && bottom > row && s->ui->server_row >= bottom - row)
		first = s->ui->server_row - (bottom - row) + 1;
	for (i = (uint32_t)first; i < snap->n_servers && row < bottom; i++) {
		draw_server(s, row, &snap->servers[i]);
		if ((int)i == s->ui->server_row && is_own) {
			canvas_text(c, row, 0, -1, STYLE_PLAIN, ">");
			canvas_mark(c, row, STYLE_REVERSE);
		}
		row++;
	}
	if (detail > 0)
		draw_detail(s, bottom);
}

static void
draw_servers(const struct scene *s)
{
	draw_list(s, true);
}

void
view_servers_part(const struct scene *s)
{
	draw_list(s, false);
}

static int
server_lines(const struct ui *u)
{
	return (u->n_servers);
}

static int
server_at(const struct ui *u)
{
	return (u->server_row);
}

static void
server_select(struct ui *u, int at)
{
	u->server_row = at;
	state_clamp(u, u->page_top, u->log_back);
}

static void
server_move(struct ui *u, int by)
{
	server_select(u, u->server_row + by);
}

static bool
server_matches(const struct ui *u, int at)
{
	return (span_holds_nocase(span_text(u->servers[at]), u->find));
}

static const struct list servers_list = {
	server_lines, server_at, server_move, server_select, server_matches
};

const struct view view_server = {
	.name = "server", .draw = draw_one, .bar = BAR_SERVER,
	.is_text = true, .lies_over = true, .steps = &servers_list
};

const struct view view_servers = {
	.name = "servers", .draw = draw_servers, .bar = BAR_SERVERS,
	.list = &servers_list, .steps = &servers_list, .opens = &view_server
};
