/*
 * The dashboard's state: what is shown, what is selected, what a key does.
 *
 * The selection is a device, not a row: when the order changes it stays with
 * the device.  The order changes at most every two seconds, and not for five
 * after a key, so that nothing jumps from under the finger.
 */

#include "show/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "show/user.h"
#include "show/view.h"

enum { FAR = 1 << 20 };		/* more lines than anything has */

struct ui *
ui_new(const struct ui_style *style)
{
	struct ui *u = calloc(1, sizeof *u);

	if (u == NULL)
		return (NULL);
	u->style = *style;
	u->follows = true;
	u->log_found = -1;
	return (u);
}

void
ui_free(struct ui *u)
{
	free(u);
}

void
ui_say(struct ui *u, const char *words)
{
	snprintf(u->said, sizeof u->said, "%s", words);
}

const char *
ui_goto(const struct ui *u)
{
	return (u->goto_text);
}

/* --- what happens --- */

bool
ui_who_equals(const struct ui_who *a, const struct ui_who *b)
{
	if (a->has_mac && b->has_mac && ip_is_v4(&a->ip) == ip_is_v4(&b->ip))
		return (memcmp(&a->mac, &b->mac, sizeof a->mac) == 0);
	if (a->has_mac && b->has_mac)
		return (memcmp(&a->mac, &b->mac, sizeof a->mac) == 0);
	return (ip_equals(&a->ip, &b->ip));
}

struct ui_who
ui_who_of(const struct snap_device *d)
{
	struct ui_who w;

	memset(&w, 0, sizeof w);
	/* Behind a router the address tells, not the router's MAC. */
	w.has_mac = d->has_mac && !d->is_by_address;
	w.mac = d->mac;
	if (d->n_ips > 0)
		w.ip = d->ips[0];
	return (w);
}

static void
quiet_add(struct ui *u, const struct ui_entry *e)
{
	struct ui_past *p = &u->past;
	int i;

	for (i = 0; i < p->n_quiet; i++)
		if (ui_who_equals(&p->quiet[i].who, &e->who))
			break;
	if (i == UI_ROWS)
		return;
	if (i == p->n_quiet)
		p->n_quiet++;
	p->quiet[i].who = e->who;
	memset(p->quiet[i].name, 0, NAME_BYTES);
	if (e->is_named)
		memcpy(p->quiet[i].name, e->device, NAME_BYTES);
	p->quiet[i].successes++;
	p->quiet[i].last_ns = e->when_ns;
}

/* Who has gone back in the log stays where he is. */
static void
log_stay(struct ui *u, const struct ui_entry *e)
{
	if (u->has_held || !ui_log_keeps(u, e))
		return;
	u->log_back += !u->follows;
	u->log_found += u->log_found >= 0;
}

void
ui_event(struct ui *u, const struct event *ev)
{
	struct ui_entry *e = &u->past.log[u->past.n_events % UI_LOG];
	char address[IP_TEXT_BYTES];
	struct text t;

	memset(e, 0, sizeof *e);
	text_init(&t, e->words, sizeof e->words);
	u->past.n_events++;
	e->when_ns = ev->when_ns;
	e->who.has_mac = ev->who.has_mac;
	e->who.mac = ev->who.mac;
	e->who.ip = ev->who.client.ip;
	e->port = ev->who.server.port;
	e->is_named = ev->has_client && ev->who.client_name[0] != '\0';
	ip_print(&ev->who.client.ip, address);
	text_keep(e->device, sizeof e->device, span_text(
	    !ev->has_client ? "-" : e->is_named ? ev->who.client_name :
	    address));
	ip_print(&ev->who.server.ip, address);
	text_keep(e->server, sizeof e->server, span_text(
	    !ev->has_server ? "-" : ev->who.server_name[0] != '\0' ?
	    ev->who.server_name : address));
	if (ev->kind == EVENT_VERDICT) {
		e->is_verdict = true;
		e->action = (uint8_t)ev->u.verdict.action;
		alert_add(&t, ev, u->style.show_users, u->style.ascii ?
		    SPELLING_ASCII : SPELLING_UTF8);
		log_stay(u, e);
		return;
	}
	e->proto = (uint8_t)ev->u.login.attempt.proto;
	e->security = (uint8_t)ev->u.login.attempt.security;
	e->outcome = (uint8_t)ev->u.login.attempt.outcome;
	e->reason = (uint8_t)ev->u.login.attempt.reason;
	e->evidence = (uint8_t)ev->u.login.attempt.evidence;
	e->confidence_pct = ev->u.login.attempt.confidence_pct;
	e->delay_ns = ev->u.login.attempt.ended_ns -
	    ev->u.login.attempt.asked_ns;
	user_add_reply(&t, ev->u.login.attempt.reply,
	    ev->u.login.attempt.user, u->style.show_users, u->style.ascii);
	log_stay(u, e);
	if (e->outcome == OUTCOME_OK)
		quiet_add(u, e);
}

const struct ui_past *
ui_past(const struct ui *u)
{
	return (u->has_held ? &u->held.past : &u->past);
}

static void
past_move(struct ui_past *p, int64_t by_ns)
{
	int i;

	for (i = 0; i < UI_LOG && (uint64_t)i < p->n_events; i++)
		p->log[i].when_ns += by_ns;
	for (i = 0; i < p->n_quiet; i++)
		p->quiet[i].last_ns += by_ns;
}

void
ui_clock_set(struct ui *u, int64_t by_ns)
{
	past_move(&u->past, by_ns);
	if (!u->has_held)
		return;
	past_move(&u->held.past, by_ns);
	snapshot_move(&u->held.snap, by_ns);
	u->held.from.now_ns += by_ns;
}

const struct ui_entry *
ui_entry_at(const struct ui *u, uint64_t back)
{
	const struct ui_past *p = ui_past(u);

	if (back >= p->n_events || back >= UI_LOG)
		return (NULL);
	return (&p->log[(p->n_events - 1 - back) % UI_LOG]);
}

/* --- keys --- */

enum { CTRL_C = 3, CTRL_D = 4, CTRL_L = 12 };

static void
select_row(struct ui *u, int row)
{
	if (row < 0)
		row = 0;
	if (row >= u->n_rows)
		row = u->n_rows - 1;
	if (row < 0)
		return;
	u->row = row;
	u->has_selected = true;
	u->selected = u->rows[row].who;
}

/* The lines of a text, the rows of a list. */
static void
move(struct ui *u, int by)
{
	if (u->is_text) {
		u->page_top += by;
		if (u->page_top < 0)
			u->page_top = 0;
	} else if (u->view == VIEW_LOG) {
		u->log_found = -1;
		u->log_back -= by;
		if (u->log_back < 0)
			u->log_back = 0;
		u->follows = u->log_back == 0;
	} else if (u->view == VIEW_SERVERS) {
		u->server_row += by;
		if (u->server_row < 0)
			u->server_row = 0;
	} else
		select_row(u, u->row + by);
}

/* Another view, from its beginning. */
static void
view_open(struct ui *u, enum ui_view view)
{
	u->view = view;
	u->page_top = 0;
}

/* The place of what stands `at` lines into the list that is shown. */
static bool
is_found(const struct ui *u, int at)
{
	return (u->view == VIEW_LOG ? ui_log_matches(u, at) :
	    u->view == VIEW_SERVERS ? ui_server_matches(u, at) :
	    ui_row_matches(u, &u->rows[at], u->find));
}

/* From where it stands, or from the next on. */
static void
find_next(struct ui *u, int step, bool from_here)
{
	int n = u->view == VIEW_LOG ? ui_log_lines(u) :
	    u->view == VIEW_SERVERS ? u->n_servers : u->n_rows;
	int at = u->view == VIEW_LOG ? u->log_found < 0 ? u->log_back :
	    u->log_found : u->view == VIEW_SERVERS ? u->server_row : u->row, i;
	bool is_missed = true;

	if (u->find[0] == '\0')
		return;
	for (i = 0; i < n && is_missed; i++) {
		at = i == 0 && from_here ? at : (at + step + n) % n;
		is_missed = at >= n || !is_found(u, at);
	}
	if (is_missed)
		snprintf(u->said, sizeof u->said,
		    "Nothing here matches \"%s\"", u->find);
	else if (u->view == VIEW_LOG) {
		u->log_back = u->log_found = at;
		u->follows = false;
	} else if (u->view == VIEW_SERVERS)
		u->server_row = at;
	else
		select_row(u, at);
}

/* Other rows: they have no order yet that could be held. */
static void
filter_set(struct ui *u, const char *what)
{
	snprintf(u->filter, sizeof u->filter, "%s", what);
	u->must_sort = true;
}

/* A bounded line: printable ASCII, backspace, Enter, Escape. */
static enum ui_act
input_key(struct ui *u, int key)
{
	size_t n = strlen(u->input);
	enum ui_asking what = u->asking;

	/* As a shell has it: the end, but not of what has been typed. */
	if (key == CTRL_D && n == 0)
		return (UI_QUIT);
	if (key == UI_KEY_ESCAPE || key == CTRL_C) {
		u->asking = ASK_NOTHING;
		if (what == ASK_FILTER)
			filter_set(u, "");
		return (UI_REDRAW);
	}
	if (key == UI_KEY_BACKSPACE) {
		if (n > 0)
			u->input[n - 1] = '\0';
	} else if (key == UI_KEY_ENTER) {
		u->asking = ASK_NOTHING;
		if (what == ASK_GOTO) {
			memcpy(u->goto_text, u->input, sizeof u->goto_text);
			return (UI_GOTO);
		}
		if (what == ASK_FIND)
			memcpy(u->find, u->input, sizeof u->find);
		if (what == ASK_FIND)
			find_next(u, 1, true);
	} else if (key >= ' ' && key < 0x7f && n + 1 < sizeof u->input) {
		u->input[n] = (char)key;
		u->input[n + 1] = '\0';
	}
	/* A filter works while it is typed. */
	if (what == ASK_FILTER)
		filter_set(u, u->input);
	return (UI_REDRAW);
}

static void
ask(struct ui *u, enum ui_asking what)
{
	u->asking = what;
	u->input[0] = '\0';
	u->log_found = -1;
}

void
ui_hold(struct ui *u, bool is_paused)
{
	u->is_paused = is_paused;
	u->has_held = false;		/* the next drawing holds */
}

void
ui_forget(struct ui *u)
{
	memset(&u->past, 0, sizeof u->past);
	u->has_held = false;
	u->log_back = 0;
	u->log_found = -1;
	u->follows = true;
}

/* It lies over another view, which comes back. */
static bool
is_over(enum ui_view view)
{
	return (view == VIEW_HELP || view == VIEW_REPORT ||
	    view == VIEW_CAPTURE || view == VIEW_SERVER);
}

static enum ui_act
back(struct ui *u)
{
	if (is_over(u->view))
		view_open(u, u->before);
	else if (u->view == VIEW_DEVICE)
		view_open(u, VIEW_RANK);
	else if (u->filter[0] != '\0')
		filter_set(u, "");
	else if (u->view != VIEW_RANK)
		view_open(u, VIEW_RANK);
	else
		return (UI_NOTHING);
	return (UI_REDRAW);
}

/* A view that goes back to the one below it. */
static void
show_over(struct ui *u, enum ui_view view)
{
	if (!is_over(u->view))
		u->before = u->view;
	view_open(u, view);
}

/* Up and down, in whatever is shown. */
static enum ui_act
move_key(struct ui *u, int key)
{
	int page = u->page_rows > 1 ? u->page_rows : 1;

	switch (key) {
	case UI_KEY_UP: case 'k':
		move(u, -1);
		break;
	case UI_KEY_DOWN: case 'j':
		move(u, 1);
		break;
	case UI_KEY_PAGE_UP:
		move(u, -page);
		break;
	case UI_KEY_PAGE_DOWN:
		move(u, page);
		break;
	case UI_KEY_HOME: case 'g':
		move(u, -FAR);
		break;
	case UI_KEY_END: case 'G':
		move(u, FAR);
		break;
	default:
		return (UI_NOTHING);
	}
	return (UI_REDRAW);
}

/* The device, or server, before or after. */
static void
select_beside(struct ui *u, int by)
{
	int at = u->server_row + by;

	u->page_top = 0;
	if (u->view != VIEW_SERVER)
		select_row(u, u->row + by);
	else if (at >= 0 && at < u->n_servers)
		u->server_row = at;
}

static enum ui_act
look_key(struct ui *u, int key)
{
	switch (key) {
	case UI_KEY_LEFT: case '<':
		select_beside(u, -1);
		break;
	case UI_KEY_RIGHT: case '>':
		select_beside(u, 1);
		break;
	case UI_KEY_ENTER:
		if (u->view == VIEW_SERVERS && u->n_servers > 0)
			show_over(u, VIEW_SERVER);
		if (u->view != VIEW_RANK || u->n_rows == 0)
			break;
		select_row(u, u->row);
		view_open(u, VIEW_DEVICE);
		break;
	case UI_KEY_ESCAPE: case UI_KEY_BACKSPACE:
		return (back(u));
	case '1':
		view_open(u, VIEW_RANK);
		break;
	case '2':
		view_open(u, VIEW_SERVERS);
		break;
	case '3':
		view_open(u, VIEW_LOG);
		break;
	case UI_KEY_TAB:
		view_open(u, u->view == VIEW_RANK ? VIEW_SERVERS :
		    u->view == VIEW_SERVERS ? VIEW_LOG : VIEW_RANK);
		break;
	case '?': case 'h': case UI_KEY_F1:
		show_over(u, VIEW_HELP);
		break;
	case 'r':
		show_over(u, VIEW_REPORT);
		break;
	case '!':
		show_over(u, VIEW_CAPTURE);
		break;
	default:
		return (UI_NOTHING);
	}
	return (UI_REDRAW);
}

/* What orders the ranking does nothing to be seen elsewhere. */
static bool
is_elsewhere(struct ui *u, int key)
{
	if (u->view == VIEW_RANK || (key != 's' && key != 'S' && key != 'a' &&
	    key != UI_KEY_F6))
		return (false);
	snprintf(u->said, sizeof u->said, key == 'a' ? "a is for the ranking: "
	    "1 shows it" : "s sorts the ranking: 1 shows it");
	return (true);
}

static enum ui_act
copy_key(struct ui *u)
{
	bool is_empty = u->view == VIEW_RANK ? u->n_rows == 0 :
	    u->view == VIEW_SERVERS ? u->n_servers == 0 :
	    u->view == VIEW_LOG && ui_log_lines(u) == 0;

	if (!is_empty)
		return (UI_COPY);
	ui_say(u, "Nothing here to copy");
	return (UI_REDRAW);
}

static enum ui_act
change_key(struct ui *u, int key)
{
	if (is_elsewhere(u, key))
		return (UI_REDRAW);
	switch (key) {
	case 's': case UI_KEY_F6:
		u->sort = (enum ui_sort)((u->sort + 1) % SORT_COUNT);
		u->must_sort = true;
		break;
	case 'S':
		u->is_reversed = !u->is_reversed;
		u->must_sort = true;
		break;
	case '/': case UI_KEY_F3:
		ask(u, ASK_FIND);
		break;
	case 'n':
		find_next(u, 1, false);
		break;
	case 'N':
		find_next(u, -1, false);
		break;
	case UI_KEY_F4: case '\\':
		ask(u, ASK_FILTER);
		break;
	case 'a':
		u->shows_all = !u->shows_all;
		u->must_sort = true;
		break;
	case 't':
		u->span = (enum snap_span)((u->span + 1) % SNAP_SPANS);
		break;
	case 'm':
		u->names = (enum ui_names)((u->names + 1) % NAMES_COUNT);
		break;
	case 'f':
		u->follows = !u->follows;
		u->log_back = 0;
		u->log_found = -1;
		break;
	case 'p': case 'P': case 'Z': case ' ':
		ui_hold(u, !u->is_paused);
		return (UI_PAUSE_REPLAY);
	case UI_KEY_F9:
		u->style.keybar = !u->style.keybar;
		break;
	case '+':
		return (UI_FASTER);
	case '-':
		return (UI_SLOWER);
	case ':':
		ask(u, ASK_GOTO);
		break;
	case 'c':
		return (copy_key(u));
	case 'o':
		return (UI_COLORS);
	case CTRL_L:
		return (UI_REDRAW_ALL);
	default:
		return (UI_NOTHING);
	}
	return (UI_REDRAW);
}

enum ui_act
ui_key(struct ui *u, int key)
{
	enum ui_act act;

	if (key == UI_KEY_RESIZED)
		return (UI_REDRAW);
	u->key_ns = -1;			/* the next drawing sets it */
	u->said[0] = '\0';
	if (u->asking != ASK_NOTHING)
		return (input_key(u, key));
	if (u->view == VIEW_HELP && key == ' ')
		key = UI_KEY_PAGE_DOWN;
	act = move_key(u, key);
	if (act != UI_NOTHING)
		return (act);
	if (u->view == VIEW_HELP && key != 'Q' && key != UI_KEY_F10 &&
	    key != CTRL_C && key != CTRL_D)
		return (back(u));
	switch (key) {
	case 'q':
		if (u->view != VIEW_RANK)
			return (back(u));
		return (UI_QUIT);
	case UI_KEY_F10: case CTRL_C: case CTRL_D:
		return (UI_QUIT);
	case 'Q':
		return (UI_QUIT_PRINT);
	default:
		act = look_key(u, key);
		return (act != UI_NOTHING ? act : change_key(u, key));
	}
}
