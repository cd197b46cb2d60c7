/*
 * What is always true of what the judge tells, for its fuzz target: alerts and
 * snapshots beside a model that forgets nothing.
 */

#ifndef TESTS_FUZZ_JUDGE_MODEL_H
#define TESTS_FUZZ_JUDGE_MODEL_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "judge/ledger.h"
#include "show/alert.h"
#include "show/report.h"

enum { TOLD_MAX = 1024, STARTED_MAX = 1024, NAMED_MAX = 512 };

/* The hour before and the seconds after, as judge/lockout.c has them. */
#define BEFORE_NS	(3600 * NS_PER_S)
#define AFTER_NS	(5 * NS_PER_S)
#define RECENT_NS	(600 * NS_PER_S)

static struct event told[TOLD_MAX];	/* as last told */
static uint32_t n_told;
static struct { struct ip ip; int64_t since_ns; } started[STARTED_MAX];
static uint32_t n_started;
/* Whoever was named a culprit, ever; is_now: and not cleared since. */
static struct { struct ip ip; struct mac mac; bool has_mac, is_now; }
    named[NAMED_MAX];
static uint32_t n_named;
static uint32_t told_notes;	/* 1 << enum note: why none is named */
static uint64_t n_sessions;
static struct snapshot snap;
static int64_t now_ns;
static bool is_drained;		/* after each record, so none is lost */
static bool has_names;		/* of hosts: some are one */
static bool lets_in;		/* a host let in whom it locks out */
/* A MAC of few addresses, none of which moves: a device is a MAC for good. */
static bool is_settled;

/* --- what is told must be text --- */

static void
is_text(const char *s, size_t size)
{
	struct span rest = { (const uint8_t *)s, 0 };
	size_t step;

	assert(memchr(s, 0, size) != NULL);
	rest.len = strlen(s);
	while (rest.len > 0) {
		step = utf8_length(rest);
		assert(step > 0);
		span_skip(&rest, step);
	}
}

#define IS_TEXT(a)	is_text((a), sizeof (a))

/* --- the model --- */

static bool
is_failure(const struct event *ev)
{
	return (ev->u.login.attempt.outcome == OUTCOME_FAILED);
}

static uint64_t
count(enum outcome outcome)
{
	uint64_t n = 0;
	uint32_t i;

	for (i = 0; i < n_told; i++)
		n += told[i].u.login.attempt.outcome == outcome;
	return (n);
}

/* At this address, or (port not 0) this port of it. */
static uint32_t
failures_at(const struct ip *ip, uint16_t port, int64_t after_ns,
    int64_t until_ns)
{
	uint32_t i, n = 0;

	for (i = 0; i < n_told; i++) {
		const struct endpoint *at = &told[i].who.server;
		int64_t when_ns = told[i].u.login.attempt.ended_ns;

		n += is_failure(&told[i]) &&
		    (has_names || ip_equals(&at->ip, ip)) &&
		    (port == 0 || at->port == port) && when_ns > after_ns &&
		    when_ns <= until_ns;
	}
	return (n);
}

/* --- alerts --- */

static void
check_started(const struct event *ev)
{
	int64_t since_ns = ev->u.verdict.since_ns;

	assert(since_ns <= ev->when_ns);
	assert(ev->u.verdict.lock_kind != LOCK_NETWORK || failures_at(
	    &ev->who.server.ip, 0, since_ns - BEFORE_NS,
	    since_ns + AFTER_NS) > 0);
	if (n_started < STARTED_MAX) {
		started[n_started].ip = ev->who.server.ip;
		started[n_started++].since_ns = since_ns;
	}
}

static void
check_ended(const struct event *ev)
{
	uint32_t i;

	assert(ev->u.verdict.since_ns <= ev->when_ns);
	for (i = 0; i < n_started && is_drained; i++)
		if (ip_equals(&started[i].ip, &ev->who.server.ip) &&
		    started[i].since_ns == ev->u.verdict.since_ns)
			return;
	assert(!is_drained);
}

/* From such a place nothing is known. */
static bool
is_one_way(const struct capture_counts *c)
{
	return (c->flows_out >= 8 && c->flows_both == 0);
}

/* Each reason is told once. */
static void
check_unfit(const struct event *ev)
{
	const struct snap_note *n = &ev->u.verdict.finding;

	assert(n->is_unfit && !ev->has_client && !ev->has_server);
	assert((told_notes >> n->note & 1) == 0);
	told_notes |= UINT32_C(1) << n->note;
}

/* What fits together: who is not to blame is told to do nothing. */
static void
check_belief(enum rating rating, enum cause cause, enum remedy remedy)
{
	bool is_password = remedy == REMEDY_NEW_PASSWORD ||
	    remedy == REMEDY_OUTGOING_PASSWORD ||
	    remedy == REMEDY_OTHER_PROGRAM || remedy == REMEDY_SMARTHOST;

	assert(rating < RATING_COUNT && cause < CAUSE_COUNT);
	assert(remedy > REMEDY_UNKNOWN && remedy < REMEDY_COUNT);
	if (rating == RATING_OK || rating == RATING_MENDED)
		assert(remedy == REMEDY_NONE || cause == CAUSE_NOT_ALLOWED ||
		    cause == CAUSE_OTHER_REMEDY);
	if (rating == RATING_VICTIM)
		assert(!is_password && (cause == CAUSE_LOCKED_INSIDE ||
		    cause == CAUSE_SERVER_REFUSES_ALL));
	if (rating == RATING_CULPRIT)
		assert(remedy != REMEDY_NONE &&
		    cause != CAUSE_LOCKED_INSIDE &&
		    cause != CAUSE_SERVER_REFUSES_ALL);
}

/* A device is named, and then cleared before it is named again. */
static void
check_named(const struct event *ev)
{
	bool is_named = ev->u.verdict.action == ACTION_CULPRIT_NAMED;
	const struct who *w = &ev->who;
	uint32_t i;

	assert(ev->has_client);
	for (i = 0; i < n_named; i++)
		if (named[i].has_mac == w->has_mac && (w->has_mac ?
		    mac_equals(&named[i].mac, &w->mac) :
		    ip_equals(&named[i].ip, &w->client.ip)))
			break;
	if (i == NAMED_MAX)
		return;
	if (i == n_named) {
		named[n_named].ip = w->client.ip;
		named[n_named].mac = w->mac;
		named[n_named].has_mac = w->has_mac;
		named[n_named++].is_now = false;
	}
	assert(!is_settled || named[i].is_now != is_named);
	named[i].is_now = is_named;
}

static void
check_device_alert(const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;

	switch (v->action) {
	case ACTION_CULPRIT_NAMED:
		check_belief(RATING_CULPRIT, v->cause, v->remedy);
		break;
	case ACTION_CULPRIT_MENDED:
		check_belief(RATING_MENDED, v->cause, v->remedy);
		assert(v->since_ns <= ev->when_ns);
		break;
	case ACTION_CULPRIT_CLEARED:
		assert(v->remedy != REMEDY_UNKNOWN);
		break;
	default:
		return;
	}
	check_named(ev);
}

static void
check_alert(struct ledger *l, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	char words[SENTENCE_BYTES];
	struct text t;

	assert(ev->kind == EVENT_VERDICT);
	text_init(&t, words, sizeof words);
	alert_add(&t, ev, (v->failures & 1) != 0, SPELLING_RAW);
	IS_TEXT(words);
	IS_TEXT(v->user);
	IS_TEXT(ev->who.client_name);
	IS_TEXT(ev->who.server_name);
	assert(words[0] != '\0');
	assert(v->eta_ns >= 0 && ev->when_ns <= now_ns);
	assert(v->policy != 0 || v->budget_left == 0);
	assert(v->action > ACTION_UNKNOWN && v->action < ACTION_COUNT);
	assert(v->action == ACTION_CAPTURE_UNFIT || !is_drained ||
	    !is_one_way(ledger_counts(l)));
	if (v->action == ACTION_CAPTURE_UNFIT)
		check_unfit(ev);
	if (v->action == ACTION_LOCKOUT_STARTED && is_drained)
		check_started(ev);
	if (v->action == ACTION_LOCKOUT_ENDED)
		check_ended(ev);
	if (v->action == ACTION_LOCKOUT_FORECAST && is_drained)
		assert(failures_at(&ev->who.server.ip, 0, INT64_MIN,
		    INT64_MAX) > 0);
	check_device_alert(ev);
}

/* --- the snapshot --- */

static void
check_lockout(const struct snap_lockout *r)
{
	IS_TEXT(r->server);
	IS_TEXT(r->trigger);
	IS_TEXT(r->user);
	IS_TEXT(r->reply);
	assert(r->kind > LOCK_UNKNOWN && r->kind < LOCK_COUNT);
	assert(r->scope < SCOPE_COUNT);
	assert(r->kind != LOCK_NETWORK || (r->how > OPENING_ANSWERED &&
	    r->how < OPENING_COUNT && r->how != OPENING_UNREACHABLE));
	assert(r->n_ports > 0 && r->n_ports <= SNAP_PORTS);
	assert(r->n_ips <= SNAP_IPS);
	assert(r->failed_ns <= now_ns);
	assert(r->failures > 0 || r->kind != LOCK_NETWORK);
	assert(r->trigger_failures <= r->failures);
	assert(!r->has_trigger || (r->trigger_failures > 1 &&
	    r->trigger_failures * 2 > r->failures));
	assert(r->tries > 0 && r->devices > 0 && r->devices <= r->tries);
	assert(r->answered_ns != 0 || r->kind != LOCK_NETWORK);
	assert(r->since_ns != 0 && r->since_ns <= r->tried_ns);
	/* What ended it may have come late, and was decided earlier. */
	assert(r->until_ns == 0 || r->until_ns >= r->since_ns);
	assert(r->until_ns == 0 || r->kind != LOCK_NETWORK ||
	    r->until_ns >= r->tried_ns);
}

static void
check_trouble(const struct snap_trouble *t)
{
	IS_TEXT(t->server);
	assert(t->trouble > TROUBLE_UNKNOWN && t->trouble < TROUBLE_COUNT);
	assert(t->n_ports > 0 && t->n_ports <= SNAP_PORTS);
	assert(t->since_ns != 0 && t->since_ns <= now_ns);
	assert(t->until_ns == 0 || t->until_ns >= t->since_ns);
	assert(t->tries > 0 && t->devices > 0 && t->devices <= t->tries);
}

static void
check_servers(void)
{
	uint32_t i, j;

	assert(snap.n_servers <= SNAP_MAIL_SERVERS);
	for (i = 0; i < snap.n_servers; i++) {
		const struct snap_server *s = &snap.servers[i];
		bool is_locked = snap.n_lockouts == SNAP_LOCKOUTS;

		IS_TEXT(s->name);
		assert(s->status > STATUS_UNKNOWN &&
		    s->status < STATUS_COUNT);
		assert(s->recent_failures <= failures_at(&s->at.ip,
		    s->at.port, now_ns - RECENT_NS - 60 * NS_PER_S, now_ns));
		for (j = 0; j < snap.n_lockouts; j++)
			is_locked |= snap.lockouts[j].until_ns == 0 &&
			    (has_names ||
			    ip_equals(&snap.lockouts[j].at.ip, &s->at.ip));
		assert(s->status != STATUS_LOCKED || is_locked);
	}
}

static void
check_hosts(void)
{
	uint32_t i;

	assert(snap.n_hosts <= SNAP_HOSTS);
	for (i = 0; i < snap.n_hosts; i++) {
		const struct snap_host *h = &snap.hosts[i];

		IS_TEXT(h->name);
		assert(h->n_ips > 0 && h->n_ips <= SNAP_IPS);
		assert(h->state > HOST_UNKNOWN && h->state < HOST_STATES);
		assert(h->kind < LOCK_COUNT && h->trouble < TROUBLE_COUNT);
		assert(h->state != HOST_LOCKED || h->kind != LOCK_UNKNOWN);
		assert((h->state != HOST_TROUBLE &&
		    h->state != HOST_REFUSES_ALL) ||
		    h->trouble != TROUBLE_UNKNOWN);
		assert(h->policy != 0 || h->budget_left == 0);
		assert(h->eta_ns >= 0 && h->since_ns <= now_ns);
	}
}

static void
check_lists(const struct snap_device *d)
{
	uint64_t n = 0;
	uint32_t i;

	IS_TEXT(d->class);
	IS_TEXT(d->right_user);
	IS_TEXT(d->right_mech);
	IS_TEXT(d->wrong_mech);
	IS_TEXT(d->turned_reply);
	for (i = 0; i < d->n_names; i++)
		IS_TEXT(d->names[i]);
	for (i = 0; i < d->n_clients; i++)
		IS_TEXT(d->clients[i].name);
	for (i = 0; i < d->n_servers; i++)
		IS_TEXT(d->servers[i].name);
	for (i = 0; i < d->n_logins; i++) {
		IS_TEXT(d->logins[i].user);
		IS_TEXT(d->logins[i].reply);
	}
	for (i = 0; i < d->n_accounts; i++) {
		IS_TEXT(d->accounts[i].user);
		IS_TEXT(d->accounts[i].reply);
		n += d->accounts[i].failures;
	}
	assert(n <= d->failures && d->failures <= count(OUTCOME_FAILED));
}

static void
check_device(const struct snap_device *d)
{
	assert(d->failures > 0 || d->turned_away > 0);
	assert(d->n_ips <= SNAP_IPS && d->n_names <= SNAP_NAMES);
	assert(d->n_macs <= SNAP_MACS && (d->n_macs == 0 ||
	    mac_equals(&d->macs[0], &d->mac)));
	assert(d->n_accounts <= SNAP_ACCOUNTS && d->n_servers <= SNAP_SERVERS);
	assert(d->n_clients <= SNAP_CLIENTS && d->n_logins <= SNAP_LOGINS);
	assert(d->share_pct <= 100 && d->confidence_pct <= 100);
	assert(d->inferred <= d->failures && d->alike <= d->inferred);
	assert(d->excused <= d->failures);
	assert(d->delay_least_ms <= d->delay_most_ms);
	assert(d->first_ns <= d->last_ns && d->interval_ns >= 0);
	assert(d->hint < HINT_COUNT && d->turned_reason < REASON_COUNT);
	assert(d->rating > RATING_UNKNOWN);
	assert(d->rating != RATING_CULPRIT || d->failures > 2);
	assert(d->rating != RATING_VICTIM || d->excused > 0 ||
	    d->turned_away > 0);
	assert(d->good_since_ns == 0 || d->rating == RATING_MENDED);
	assert(d->good_since_ns <= now_ns);
	assert(d->group == 0 || d->cause == CAUSE_ACCOUNT_CHANGED);
	assert(!d->is_afar || d->rating != RATING_CULPRIT);
	check_belief(d->rating, d->cause, d->remedy);
	check_lists(d);
}

static const char *
no_vendor(const struct mac *m)
{
	(void)m;
	return ("");
}

/* Whatever is believed has words. */
static void
check_report(void)
{
	struct report_style style = { .ascii = true, .columns = 80,
	    .vendor = no_vendor };
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	assert(f != NULL && report_print(f, &snap, &style) == 0);
	fclose(f);
	assert(n > 0 && strlen(text) == n);
	free(text);
}

/* Whoever is a culprit at the end has been named, where anybody may be. */
static void
check_culprits(void)
{
	uint32_t i, j, k;

	for (i = 0; i < snap.n_devices; i++) {
		const struct snap_device *d = &snap.devices[i];
		bool is_named = n_named == NAMED_MAX;

		for (j = 0; j < n_named; j++) {
			/* A MAC that was named stands for its addresses. */
			is_named |= d->has_mac && named[j].has_mac &&
			    mac_equals(&named[j].mac, &d->mac);
			for (k = 0; k < d->n_macs; k++)
				is_named |= named[j].has_mac && mac_equals(
				    &named[j].mac, &d->macs[k]);
			for (k = 0; k < d->n_ips; k++)
				is_named |= ip_equals(&named[j].ip,
				    &d->ips[k]);
		}
		assert(d->rating != RATING_CULPRIT || is_named);
	}
}

static void
check_all(struct ledger *l)
{
	char words[SENTENCE_BYTES];
	uint64_t failures = 0;
	uint32_t i, n_locked = 0;

	memset(&snap, 0, sizeof snap);
	snap.as_of_ns = now_ns;
	snap.capture.packets = 1000;
	ledger_snapshot(l, &snap);
	assert(snap.sessions == n_sessions);
	assert(snap.failures == count(OUTCOME_FAILED));
	assert(snap.successes == count(OUTCOME_OK));
	assert(snap.unknown == count(OUTCOME_UNKNOWN));
	assert(snap.encrypted <= snap.unknown);
	assert(snap.outside_failures <= snap.failures);
	assert(snap.n_devices <= SNAP_DEVICES);
	for (i = 0; i < snap.n_devices; i++) {
		check_device(&snap.devices[i]);
		failures += snap.devices[i].failures;
	}
	assert(failures <= snap.failures - snap.outside_failures);
	assert(snap.n_devices >= (ledger_failing(l) < SNAP_DEVICES ?
	    ledger_failing(l) : SNAP_DEVICES));
	assert(snap.n_devices <= snap.n_devices_seen);
	check_servers();
	check_hosts();
	assert(snap.n_troubles <= SNAP_TROUBLES);
	for (i = 0; i < snap.n_troubles; i++)
		check_trouble(&snap.troubles[i]);
	assert(snap.n_lockouts <= SNAP_LOCKOUTS);
	for (i = 0; i < snap.n_lockouts; i++) {
		check_lockout(&snap.lockouts[i]);
		n_locked += snap.lockouts[i].until_ns == 0;
	}
	assert(snap.n_locked == n_locked && n_locked <= snap.n_lockouts);
	for (i = 0; i < snap.capture.n_notes; i++) {
		finding_words(&snap.capture.notes[i], false, words);
		IS_TEXT(words);
	}
}

#endif
