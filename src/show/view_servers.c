/* The mail servers, and how logins fare on each. */

#include "show/view_servers.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "base/text.h"
#include "show/counts.h"
#include "show/host_words.h"
#include "show/lockout_words.h"
#include "show/phrases.h"
#include "show/row.h"
#include "show/wording.h"

/* Draws which devices fail at this server, the worst first as in the ranking;
 * returns the rows used. */
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

/* In high windows the selected server is told of below the list. */
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

/* Draws when this server's past lockouts were; returns the rows used. */
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

/* Draws what was seen of a lockout, and what there is to do. */
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
		lockout_clue(&t, l, i, scene_wording(s));
		canvas_text(c, row, 2, -1, STYLE_PLAIN, "-");
		row += canvas_para(c, row, 4, width - 1, s->bottom - row,
		    STYLE_PLAIN, buffer);
	}
	row += draw_past(s, row, l);
	if (l->until_ns == 0 && row < s->bottom)
		canvas_para(c, row, 1, c->columns - 2, s->bottom - row,
		    STYLE_BOLD, "It may lift by itself, or the host lifts it; "
		    "but it comes back as long as a device goes on failing: "
		    "mend that one first (press 1).");
}

/* Draws what else is wrong with the server's host, or will be soon. */
static int
draw_host(const struct scene *s, const struct snap_server *h, int row)
{
	const struct snap_host *host = host_of(s->snap, &h->at.ip);
	char words[500];
	struct text t;

	if (host == NULL || (host->state != HOST_TROUBLE &&
	    host->state != HOST_REFUSES_ALL && !host_is_at_risk(host)))
		return (0);
	text_init(&t, words, sizeof words);
	text_add(&t, "The host ");
	if (host_is_at_risk(host)) {
		text_add(&t, "has seen ");
		host_budget(&t, host);
		text_add(&t, ".");
	} else if (host->state == HOST_REFUSES_ALL)
		text_add(&t, "refuses everybody's login, whatever the "
		    "password: change none, and ask the mail host.");
	else
		text_addf(&t, "%s: no lockout. %s", trouble_deed(
		    host->trouble), trouble_remedy(host->trouble));
	return (canvas_para(s->canvas, row, 1, s->canvas->columns - 2,
	    s->bottom - row, STYLE_YELLOW, words));
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

/* Draws what came of asking this server. */
static int
draw_answer(const struct scene *s, const struct snap_server *h, int row)
{
	const struct ui *u = s->ui;
	uint32_t i;

	for (i = 0; i < u->answered.n_ips && u->answer[0] != '\0'; i++)
		if (ip_equals(&u->answered.ips[i], &h->at.ip))
			return (canvas_para(s->canvas, row, 1,
			    s->canvas->columns - 2, s->bottom - row,
			    STYLE_BOLD, u->answer));
	return (0);
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
	row += draw_answer(s, h, row);
	row += draw_host(s, h, row);
	if (l == NULL)
		draw_failing(s, h, row);
	else
		draw_lockout_detail(s, row, l);
	is_cut = s->canvas->deepest >= s->bottom;
	canvas_still(s->canvas);
	if (is_cut)
		scene_more(s, " Enter: more ");
}

/* The server's host, where more is wrong with it than one of its ports
 * tells. */
static const struct snap_host *
wrong_host(const struct snapshot *snap, const struct snap_server *h)
{
	const struct snap_host *host = host_of(snap, &h->at.ip);

	return (host != NULL && h->status < STATUS_NO_ANSWER &&
	    host->state >= HOST_TROUBLE ? host : NULL);
}

/* A lockout that holds and that no port shows: all of them answer. */
static const struct snap_lockout *
hidden_lockout(const struct snapshot *snap, const struct snap_server *h)
{
	const struct snap_lockout *l = lockout_of(snap, h);

	return (l != NULL && l->until_ns == 0 && (l->kind == LOCK_INSIDE ||
	    l->kind == LOCK_TOLD) ? l : NULL);
}

static const char *
state_words(const struct snapshot *snap, const struct snap_server *h)
{
	const struct snap_host *host = wrong_host(snap, h);

	return (hidden_lockout(snap, h) != NULL ? host_state(HOST_LOCKED) :
	    host != NULL ? host_state(host->state) :
	    lockout_status(h->status));
}

static enum style
status_style(const struct snapshot *snap, const struct snap_server *h)
{
	const struct snap_host *host = wrong_host(snap, h);

	return (h->status == STATUS_LOCKED ||
	    hidden_lockout(snap, h) != NULL || (host != NULL &&
	    host->state == HOST_LOCKED) ? STYLE_RED : host != NULL ||
	    h->status >= STATUS_AT_RISK ? STYLE_YELLOW : STYLE_PLAIN);
}

enum { CELL_SIZE = NAME_BYTES + 8 };

static void
state_cell(const struct snapshot *snap, const struct snap_server *h,
    char out[CELL_SIZE])
{
	snprintf(out, CELL_SIZE, "%s", state_words(snap, h));
}

static void
server_cell(const struct snapshot *snap, const struct snap_server *h,
    char out[CELL_SIZE])
{
	(void)snap;
	wording_server(h, out, CELL_SIZE);
}

static void
proto_cell(const struct snapshot *snap, const struct snap_server *h,
    char out[CELL_SIZE])
{
	(void)snap;
	snprintf(out, CELL_SIZE, "%s", phrases_proto(h->proto));
}

static void
since_cell(const struct snapshot *snap, const struct snap_server *h,
    char out[CELL_SIZE])
{
	const struct snap_host *host = wrong_host(snap, h);
	char clock[WORDING_CLOCK_BYTES] = "-";

	if (hidden_lockout(snap, h) != NULL)
		wording_clock(hidden_lockout(snap, h)->since_ns, clock);
	else if (host != NULL && host->since_ns != 0)
		wording_clock(host->since_ns, clock);
	else if (h->since_ns != 0)
		wording_clock(h->since_ns, clock);
	snprintf(out, CELL_SIZE, "%s", clock);
}

enum {
	WHOLE = 100,			/* windows that have all columns */
	STATE_COLUMNS = 10, PROTO_COLUMNS = 7, FIGURE_COLUMNS = 6,
	SINCE_COLUMNS = 9, SERVER_LEAST = 8, SERVER_MOST = 60
};

#define FIGURE(member)	NULL, offsetof(struct snap_server, member)

/* The list's columns; narrow windows have fewer. */
static const struct server_column {
	const char *title;
	void (*cell)(const struct snapshot *snap, const struct snap_server *h,
	    char out[CELL_SIZE]);
	size_t figure;		/* where there is no cell: a uint32_t's place */
	int columns;		/* with the blank before it; 0: what is left */
	int from, until;	/* in windows of from..until-1; 0: no end */
} columns[] = {
	{ "STATE", state_cell, 0, STATE_COLUMNS, SCENE_WIDE, 0 },
	{ "SERVER", server_cell, 0, 0, 0, 0 },
	{ "PROTO", proto_cell, 0, PROTO_COLUMNS, SCENE_WIDER, 0 },
	{ "FAIL", FIGURE(failures), FIGURE_COLUMNS, 0, 0 },
	{ "STATE", state_cell, 0, STATE_COLUMNS, 0, SCENE_WIDE },
	{ "10min", FIGURE(recent_failures), FIGURE_COLUMNS, SCENE_WIDE, 0 },
	{ "OK", FIGURE(successes), FIGURE_COLUMNS, SCENE_WIDE, 0 },
	{ "?", FIGURE(unknown), FIGURE_COLUMNS, WHOLE, 0 },
	{ "DEV", FIGURE(devices), FIGURE_COLUMNS, WHOLE, 0 },
	{ "TRIES", FIGURE(tries), FIGURE_COLUMNS, SCENE_WIDER, 0 },
	{ "SINCE", since_cell, 0, SINCE_COLUMNS, SCENE_WIDER, 0 },
};

enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

static bool
is_column(const struct canvas *c, const struct server_column *k)
{
	return (c->columns >= k->from &&
	    (k->until == 0 || c->columns < k->until));
}

/* What the other columns leave to the server's name. */
static int
server_columns(const struct canvas *c)
{
	int left = c->columns - 3, i;

	for (i = 0; i < N_COLUMNS; i++)
		if (is_column(c, &columns[i]))
			left -= columns[i].columns;
	return (left > SERVER_MOST ? SERVER_MOST :
	    left < SERVER_LEAST ? c->columns - 2 : left);
}

/* Figures, and the clock below SINCE, end where their titles end. */
static bool
is_right(const struct server_column *k)
{
	return (k->cell == NULL || k->cell == since_cell);
}

/* One cell, or the title when h is NULL. */
static void
draw_cell(const struct scene *s, int row, int at,
    const struct server_column *k, const struct snap_server *h)
{
	struct canvas *c = s->canvas;
	int width = k->columns > 0 ? -1 : server_columns(c);
	enum style style = h == NULL ? STYLE_BOLD : STYLE_PLAIN;
	char text[CELL_SIZE];
	uint32_t n;

	if (h == NULL)
		snprintf(text, sizeof text, "%s", k->title);
	else if (k->cell != NULL)
		k->cell(s->snap, h, text);
	else {
		memcpy(&n, (const char *)h + k->figure, sizeof n);
		snprintf(text, sizeof text, "%u", n);
	}
	if (h != NULL && k->cell == state_cell)
		style = status_style(s->snap, h);
	if (h != NULL && k->cell == server_cell && h->failures > 0)
		style = STYLE_YELLOW;
	if (is_right(k))
		canvas_right(c, row, at + k->columns, style, text);
	else if (k->cell == server_cell && h != NULL)
		canvas_middle(c, row, at + 1, width, style, text);
	else
		canvas_text(c, row, at + 1, -1, style, text);
}

/* A server's row, or that of the titles when h is NULL. */
static void
draw_server(const struct scene *s, int row, const struct snap_server *h)
{
	struct canvas *c = s->canvas;
	int i, at = 1;

	for (i = 0; i < N_COLUMNS; i++) {
		if (!is_column(c, &columns[i]))
			continue;
		draw_cell(s, row, at, &columns[i], h);
		at += columns[i].columns > 0 ? columns[i].columns :
		    server_columns(c) + 1;
	}
}

/* Draws in words the figures that the list has no room for. */
static int
draw_counts(const struct scene *s, int row, const struct snap_server *h)
{
	char text[300], clock[16];
	struct text t;

	text_init(&t, text, sizeof text);
	text_addf(&t, "%s: ", state_words(s->snap, h));
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
	    s->bottom - row, status_style(s->snap, h), text));
}

/* One server's screen is a text of any length. */
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
	row += draw_answer(s, h, row);
	row += draw_host(s, h, row);
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

	draw_server(s, row++, NULL);
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
