/*
 * What happened, as the dashboard keeps it: a ring of entries that events are
 * made into once, and what of it the filter leaves.
 */

#include "show/log.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "data/words.h"
#include "show/alert.h"
#include "show/phrases.h"
#include "show/state.h"
#include "show/user.h"
#include "show/view.h"
#include "show/wording.h"

/* Counts a device that got in: it may be asked for, though it never fails. */
static void
quiet_add(struct log *l, const struct log_entry *e)
{
	struct log_quiet *q;
	int i;

	for (i = 0; i < l->n_quiet; i++)
		if (who_equals(&l->quiet[i].who, &e->who))
			break;
	if (i == LOG_QUIET)
		return;
	if (i == l->n_quiet)
		l->n_quiet++;
	q = &l->quiet[i];
	q->who = e->who;
	memset(q->name, 0, NAME_BYTES);
	if (e->is_named)
		memcpy(q->name, e->device, NAME_BYTES);
	q->successes++;
	q->last_ns = e->when_ns;
}

/* Notes whose event it is, and to which server. */
static void
record_ends(struct log_entry *e, const struct event *ev)
{
	char address[IP_TEXT_BYTES];

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
}

static void
record_login(struct log_entry *e, const struct event *ev, struct text *words,
    const struct ui_style *style)
{
	e->proto = (uint8_t)ev->u.login.attempt.proto;
	e->security = (uint8_t)ev->u.login.attempt.security;
	e->outcome = (uint8_t)ev->u.login.attempt.outcome;
	e->reason = (uint8_t)ev->u.login.attempt.reason;
	e->evidence = (uint8_t)ev->u.login.attempt.evidence;
	e->confidence_pct = ev->u.login.attempt.confidence_pct;
	e->delay_ns = ev->u.login.attempt.ended_ns -
	    ev->u.login.attempt.asked_ns;
	user_add_reply(words, ev->u.login.attempt.reply,
	    ev->u.login.attempt.user, style->show_users, style->ascii);
}

const struct log_entry *
log_record(struct log *l, const struct event *ev,
    const struct ui_style *style)
{
	struct log_entry *e = &l->entries[l->n_events % LOG_ENTRIES];
	struct text t;

	memset(e, 0, sizeof *e);
	text_init(&t, e->words, sizeof e->words);
	l->n_events++;
	e->when_ns = ev->when_ns;
	record_ends(e, ev);
	if (ev->kind == EVENT_VERDICT) {
		e->is_verdict = true;
		e->action = (uint8_t)ev->u.verdict.action;
		alert_add(&t, ev, style->show_users, style->ascii ?
		    SPELLING_ASCII : SPELLING_UTF8);
		return (e);
	}
	record_login(e, ev, &t, style);
	if (e->outcome == OUTCOME_OK)
		quiet_add(l, e);
	return (e);
}

void
log_move(struct log *l, int64_t by_ns)
{
	int i;

	for (i = 0; i < LOG_ENTRIES && (uint64_t)i < l->n_events; i++)
		l->entries[i].when_ns += by_ns;
	for (i = 0; i < l->n_quiet; i++)
		l->quiet[i].last_ns += by_ns;
}

const struct log *
log_shown(const struct ui *u)
{
	return (u->has_held ? &u->held.log : &u->log);
}

const struct log_entry *
log_at(const struct ui *u, uint64_t back)
{
	const struct log *l = log_shown(u);

	if (back >= l->n_events || back >= LOG_ENTRIES)
		return (NULL);
	return (&l->entries[(l->n_events - 1 - back) % LOG_ENTRIES]);
}

/* The name of the event; where it had none, the one that its device's row has
 * by now. */
static const char *
known_name(const struct ui *u, const struct log_entry *e)
{
	int i;

	if (e->is_named)
		return (e->device);
	for (i = 0; i < u->n_rows; i++)
		if (who_equals(&u->rows[i].who, &e->who) &&
		    u->rows[i].name[0] != '\0')
			return (u->rows[i].name);
	return (e->device);
}

void
log_name(const struct ui *u, const struct log_entry *e, char out[NAME_BYTES])
{
	if (strcmp(e->device, "-") == 0)
		text_keep(out, NAME_BYTES, span_text(e->device));
	else
		who_name(u, &e->who, known_name(u, e), out);
}

/* Five columns have room for each. */
static const char *
verdict_word(enum action action)
{
	static const char *const words[ACTION_COUNT] = {
		[ACTION_LOCKOUT_FORECAST] = "risk",
		[ACTION_LOCKOUT_STARTED] = "LOCK",
		[ACTION_LOCKOUT_ENDED] = "open",
		[ACTION_CULPRIT_CLEARED] = "clear",
		[ACTION_CULPRIT_MENDED] = "well",
		[ACTION_HOST_REFUSES_ALL] = "host",
		[ACTION_HOST_TROUBLE] = "host",
		[ACTION_HOST_TROUBLE_ENDED] = "host",
		[ACTION_PROBE_ANSWERED] = "asked",
	};

	return (action < ACTION_COUNT && words[action] != NULL ?
	    words[action] : "alert");
}

const char *
log_result(const struct log_entry *e)
{
	return (e->is_verdict ? verdict_word((enum action)e->action) :
	    e->outcome == OUTCOME_FAILED ? "FAIL" :
	    e->outcome == OUTCOME_OK ? "ok" : "?");
}

void
log_why(const struct log_entry *e, char *out, size_t size)
{
	char delay[WHEN_SPAN_BYTES];

	wording_delay(e->delay_ns, delay);
	if (e->evidence == EVIDENCE_LENGTHS)
		snprintf(out, size, "inferred %u%%, %s", e->confidence_pct,
		    delay);
	else
		snprintf(out, size, "%s", e->words[0] != '\0' ? e->words :
		    wording_reason((enum reason)e->reason));
}

/* Do the words of the entry's row, its protocol or its address hold these? */
static bool
entry_matches(const struct ui *u, const struct log_entry *e, const char *what)
{
	char name[NAME_BYTES], address[IP_TEXT_BYTES];
	char words[SENTENCE_BYTES + 64], server[NAME_BYTES + 8];
	const char *texts[6];
	size_t i, n = 0;

	if (what[0] == '\0')
		return (true);
	log_name(u, e, name);
	ip_print(&e->who.ip, address);
	snprintf(server, sizeof server, "%s:%u", e->server, e->port);
	log_why(e, words, sizeof words);
	texts[n++] = log_result(e);
	texts[n++] = name;
	texts[n++] = address;
	texts[n++] = server;
	texts[n++] = e->is_verdict ? e->words : words;
	if (!e->is_verdict)
		texts[n++] = phrases_proto((enum proto)e->proto);
	for (i = 0; i < n; i++)
		if (span_holds_nocase(span_text(texts[i]), what))
			return (true);
	return (false);
}

bool
log_keeps(const struct ui *u, const struct log_entry *e)
{
	return (entry_matches(u, e, u->filter));
}

int
log_lines(const struct ui *u)
{
	const struct log_entry *e;
	uint64_t i;
	int n = 0;

	for (i = 0; (e = log_at(u, i)) != NULL; i++)
		n += log_keeps(u, e);
	return (n);
}

/* Has the line so far back, of those the filter leaves, what is to be found? */
static bool
line_matches(const struct ui *u, int back)
{
	const struct log_entry *e;
	uint64_t i;

	for (i = 0; (e = log_at(u, i)) != NULL; i++)
		if (log_keeps(u, e) && back-- == 0)
			return (entry_matches(u, e, u->find));
	return (false);
}

static int
line_at(const struct ui *u)
{
	return (u->log_found < 0 ? u->log_back : u->log_found);
}

static void
line_select(struct ui *u, int back)
{
	u->log_back = u->log_found = back;
	u->follows = false;
}

/* Moves down, that is towards the newest, which is followed once reached. */
static void
line_move(struct ui *u, int by)
{
	u->log_found = -1;
	u->log_back -= by;
	state_clamp(u, u->page_top, LOG_ENTRIES);
	u->follows = u->log_back == 0;
}

const struct list log_list = {
	log_lines, line_at, line_move, line_select, line_matches
};
