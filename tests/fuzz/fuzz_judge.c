/*
 * Fuzz: the ledger.  Two bytes of setup, then records of ten: sessions,
 * logins, corrections of logins, openings, answers of others and news, of few
 * devices and servers, in a store that is soon full.  A model that forgets
 * nothing counts along: what the ledger tells may be less, never more.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "engine/engine.h"
#include "judge/ledger.h"
#include "show/alert.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RECORD = 10, TOLD_MAX = 1024, STARTED_MAX = 1024 };

/* The hour before and the seconds after, as judge/lockout.c has them. */
#define BEFORE_NS	(3600 * NS_PER_S)
#define AFTER_NS	(5 * NS_PER_S)
#define RECENT_NS	(600 * NS_PER_S)

static struct event told[TOLD_MAX];	/* as last told */
static uint32_t n_told;
static struct { struct ip ip; int64_t since_ns; } started[STARTED_MAX];
static uint32_t n_started;
static uint32_t told_notes;	/* 1 << enum note: why none is named */
static uint64_t n_sessions;
static struct snapshot snap;
static int64_t now_ns;
static bool is_drained;		/* after each record, so none is lost */
static bool is_wide;		/* clients and names of all kinds */

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

		n += is_failure(&told[i]) && ip_equals(&at->ip, ip) &&
		    (port == 0 || at->port == port) && when_ns > after_ns &&
		    when_ns <= until_ns;
	}
	return (n);
}

/* --- what the ledger tells --- */

static void
check_started(const struct event *ev)
{
	int64_t since_ns = ev->u.verdict.since_ns;

	assert(since_ns <= ev->when_ns);
	assert(failures_at(&ev->who.server.ip, 0, since_ns - BEFORE_NS,
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

static void
drain(struct ledger *l)
{
	char words[SENTENCE_BYTES];
	struct event ev;
	struct text t;

	while (ledger_next_alert(l, &ev)) {
		const struct verdict_event *v = &ev.u.verdict;

		assert(ev.kind == EVENT_VERDICT);
		text_init(&t, words, sizeof words);
		alert_add(&t, &ev, (v->failures & 1) != 0, SPELLING_RAW);
		IS_TEXT(words);
		IS_TEXT(v->user);
		IS_TEXT(ev.who.client_name);
		IS_TEXT(ev.who.server_name);
		assert(words[0] != '\0');
		assert(v->eta_ns >= 0);
		assert((v->policy != 0) == (v->budget_left != 0));
		assert(v->action > ACTION_UNKNOWN && v->action < ACTION_COUNT);
		assert(v->action == ACTION_CAPTURE_UNFIT || !is_drained ||
		    !is_one_way(ledger_counts(l)));
		if (v->action == ACTION_CAPTURE_UNFIT)
			check_unfit(&ev);
		if (v->action == ACTION_LOCKOUT_STARTED && is_drained)
			check_started(&ev);
		if (v->action == ACTION_LOCKOUT_ENDED)
			check_ended(&ev);
		if (v->action == ACTION_LOCKOUT_FORECAST && is_drained)
			assert(v->budget_left > 0 && failures_at(
			    &ev.who.server.ip, 0, INT64_MIN, INT64_MAX) > 0);
	}
}

static void
check_lockout(const struct snap_lockout *r)
{
	IS_TEXT(r->server);
	IS_TEXT(r->trigger);
	assert(r->kind > LOCK_UNKNOWN && r->kind < LOCK_COUNT);
	assert(r->kind != LOCK_NETWORK || (r->how > OPENING_ANSWERED &&
	    r->how < OPENING_COUNT && r->how != OPENING_UNREACHABLE));
	assert(r->n_ports > 0 && r->n_ports <= SNAP_PORTS);
	assert(r->failed_ns <= now_ns);
	assert(r->failures > 0 || r->kind != LOCK_NETWORK);
	assert(r->trigger_failures <= r->failures);
	assert(!r->has_trigger || (r->trigger_failures > 1 &&
	    r->trigger_failures * 2 > r->failures));
	assert(r->tries > 0 && r->devices > 0 && r->devices <= r->tries);
	assert(r->answered_ns != 0 && r->since_ns <= r->tried_ns);
	assert(r->until_ns == 0 || r->until_ns >= r->tried_ns);
}

static void
check_hosts(void)
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
			    ip_equals(&snap.lockouts[j].at.ip, &s->at.ip);
		assert(s->status != STATUS_LOCKED || is_locked);
	}
}

static void
check_device(const struct snap_device *d)
{
	uint64_t n = 0;
	uint32_t i;

	assert(d->failures > 0 && d->rating < RATING_COUNT);
	assert(d->n_ips <= SNAP_IPS && d->n_names <= SNAP_NAMES);
	assert(d->n_macs <= SNAP_MACS && (d->n_macs == 0 ||
	    mac_equals(&d->macs[0], &d->mac)));
	assert(d->n_accounts <= SNAP_ACCOUNTS && d->n_servers <= SNAP_SERVERS);
	assert(d->n_clients <= SNAP_CLIENTS && d->n_logins <= SNAP_LOGINS);
	assert(d->share_pct <= 100 && d->confidence_pct <= 100);
	assert(d->inferred <= d->failures && d->alike <= d->inferred);
	assert(d->delay_least_ms <= d->delay_most_ms);
	assert(d->first_ns <= d->last_ns && d->interval_ns >= 0);
	IS_TEXT(d->class);
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
	assert(n <= count(OUTCOME_FAILED));
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
	assert(snap.n_devices == (ledger_failing(l) < SNAP_DEVICES ?
	    ledger_failing(l) : SNAP_DEVICES));
	assert(snap.n_devices <= snap.n_devices_seen);
	check_hosts();
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

/* --- what the ledger is told --- */

static struct ip
address(uint8_t what)
{
	uint8_t b[16] = { 0x20, 1, 0x0d, 0xb8 };

	b[15] = what & 31;
	switch (what >> 5) {
	case 0:
	case 1:
	case 2:
		return (ip_v4((uint8_t [4]){ 192, 168, 77, b[15] }));
	case 3:
		return (ip_v4((uint8_t [4]){ 198, 51, 100, b[15] }));
	case 4:
		memset(b, 0, 4);
		b[0] = 0xfe, b[1] = 0x80;
		break;
	case 5:
	case 6:
		return (ip_v4((uint8_t [4]){ 203, 0, 113, b[15] }));
	}
	return (ip_v6(b));
}

static struct who
who_of(const uint8_t *r)
{
	static const uint8_t ttls[] = { 64, 0, 63, 128, 127, 255, 50, 60 };
	static const uint16_t ports[] = { 143, 993, 110, 587, 25, 4190, 9, 0 };
	struct who w;

	memset(&w, 0, sizeof w);
	w.client.ip = address(is_wide ? r[1] : r[1] & 0x9f);
	w.client.port = (uint16_t)(40000 + r[6]);
	w.has_mac = (r[2] & 0x80) == 0;
	w.mac = (struct mac){ { r[2] & 0x40 ? 1 : r[4] & 0x40 ? 0xda : 0x3c,
	    1, 2, 3, 4, r[2] & 7 } };
	w.client_ttl = ttls[r[2] >> 3 & 7];
	w.server.ip = address(r[3] ^ 0xa0);
	w.server.port = ports[r[4] & 7];
	w.server_ttl = ttls[r[4] >> 3 & 7];
	return (w);
}

/* One of the usual, or of the input's own bytes. */
static void
write_text(char *out, size_t size, const uint8_t *r, size_t left)
{
	static const char *const usual[] = { "", "anna", "anna@example.test",
	    "ANNA@Example.test", "bert@example.test", "anna@other.test",
	    "mail.example.test", "*.example.test" };
	size_t n = r[7] >> 3;

	if (n < 8)
		text_keep(out, size, span_text(usual[r[7] & 7]));
	else
		text_keep(out, size, (struct span){ r, n * 8 < left ? n * 8 :
		    left });
}

static void
session(struct ledger *l, const uint8_t *r)
{
	struct who w = who_of(r);

	n_sessions++;
	ledger_session(l, now_ns, &w, r[5] % PROTO_COUNT);
}

static void
keep_told(uint32_t i, const struct event *ev)
{
	assert(ev->u.login.secret < SECRET_COUNT);
	IS_TEXT(ev->who.client_name);
	IS_TEXT(ev->who.server_name);
	told[i] = *ev;
	told[i].u.login.attempt.secret_tag = 0;
}

static void
say_outcome(struct attempt *a, enum outcome outcome)
{
	a->outcome = outcome;
	a->reason = outcome == OUTCOME_FAILED ? REASON_CREDENTIALS :
	    outcome == OUTCOME_OK ? REASON_UNKNOWN : REASON_NOT_SEEN;
	a->confidence_pct = a->is_inferred ? 90 : 100;
}

static void
login(struct ledger *l, const uint8_t *r, size_t left)
{
	struct event ev;
	struct attempt *a = &ev.u.login.attempt;

	if (n_told == TOLD_MAX)
		return;
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = now_ns;
	ev.seq = n_told + 1;
	ev.has_client = ev.has_server = true;
	ev.who = who_of(r);
	a->ended_ns = now_ns;
	a->began_ns = a->asked_ns = now_ns - r[8] * NS_PER_MS;
	a->proto = r[5] % PROTO_COUNT;
	a->is_inferred = (r[5] & 0x80) != 0;
	a->security = a->is_inferred ? SECURITY_TLS : SECURITY_PLAIN;
	a->evidence = a->is_inferred ? EVIDENCE_LENGTHS : EVIDENCE_WORDS;
	a->secret_tag = a->is_inferred ? 0 : r[8] & 7;
	a->stack_tag = r[8] >> 6;
	a->client = r[8] >> 4 & 3;
	a->reply_bytes = r[8] & 1 ? 40 : 0;
	/* Who it was lies inside TLS as well. */
	if (!a->is_inferred)
		write_text(a->user, sizeof a->user, r, left);
	if (is_wide && (r[9] & 2) != 0)
		write_text(ev.who.server_name, sizeof ev.who.server_name, r,
		    left);
	text_keep(a->reply, sizeof a->reply, span_text("NO"));
	say_outcome(a, r[5] & 0x40 ? OUTCOME_FAILED : r[5] & 0x20 ?
	    OUTCOME_OK : OUTCOME_UNKNOWN);
	if ((r[9] & 1) != 0) {
		n_sessions++;
		ledger_session(l, now_ns, &ev.who, a->proto);
	}
	ledger_login(l, &ev);
	keep_told(n_told++, &ev);
}

/* As the engine does: an inferred one, not yet known as a success. */
static void
correct(struct ledger *l, const uint8_t *r)
{
	struct event ev;
	struct attempt *a = &ev.u.login.attempt;
	uint32_t i;

	if (n_told == 0)
		return;
	i = n_told - 1 - (r[1] < n_told ? r[1] : 0);
	ev = told[i];
	if (!a->is_inferred || a->outcome == OUTCOME_OK)
		return;
	ev.u.login.was = a->outcome;
	ev.u.login.was_pct = a->confidence_pct;
	ev.u.login.corrects = ev.seq;
	ev.when_ns = now_ns;
	say_outcome(a, (r[5] & 0x20) != 0 ? OUTCOME_OK :
	    a->outcome == OUTCOME_FAILED ? OUTCOME_UNKNOWN : OUTCOME_FAILED);
	ledger_login(l, &ev);
	keep_told(i, &ev);
}

static void
shows(struct ledger *l, const uint8_t *r)
{
	struct sign s = { now_ns, now_ns - (r[8] & 3) * 500 * NS_PER_MS,
	    who_of(r), r[5] % PROTO_COUNT, r[6] % SIGN_COUNT, r[7] };

	ledger_sign(l, &s);
}

static void
greets(struct ledger *l, const uint8_t *r)
{
	struct greeting g = { now_ns, who_of(r), r[5] % PROTO_COUNT,
	    r[6] % HINT_COUNT, "" };

	ledger_greeting(l, &g);
}

static void
opens(struct ledger *l, const uint8_t *r)
{
	struct opening k;
	uint32_t i, j;

	memset(&k, 0, sizeof k);
	k.when_ns = now_ns;
	k.asked_ns = now_ns - (r[8] & 3) * 500 * NS_PER_MS;
	k.who = who_of(r);
	k.proto = r[5] % PROTO_COUNT;
	k.end = OPENING_ANSWERED + r[6] % OPENING_UNREACHABLE;
	ledger_opening(l, &k);
	if (k.end != OPENING_ANSWERED || k.who.client_ttl != 64)
		return;
	/* What answers is not locked, for a line of one address. */
	memset(&snap, 0, sizeof snap);
	snap.as_of_ns = now_ns;
	ledger_snapshot(l, &snap);
	for (i = 0; i < snap.n_lockouts; i++) {
		const struct snap_lockout *o = &snap.lockouts[i];

		if (o->until_ns != 0 || o->kind != LOCK_NETWORK ||
		    o->how == OPENING_TARPIT || o->scope != SCOPE_LINE ||
		    !ip_is_v4(&k.who.client.ip) ||
		    !ip_is_private(&k.who.client.ip) ||
		    !ip_equals(&o->at.ip, &k.who.server.ip))
			continue;
		for (j = 0; j < o->n_ports; j++)
			assert(o->ports[j] != k.who.server.port);
	}
}

static void
news(struct ledger *l, const uint8_t *r, size_t left)
{
	struct who w = who_of(r);
	struct news n;

	memset(&n, 0, sizeof n);
	n.kind = NEWS_ADDRESS + r[5] % NEWS_ROUTER;
	n.from = r[6] % (FROM_NDP + 1);
	n.has_mac = w.has_mac;
	n.mac = n.via = w.mac;
	n.has_via = (r[4] & 0x80) != 0;
	n.via.b[5] = r[8] >> 1 & 7;
	n.hop_limit = n.kind == NEWS_ROUTER ? r[8] : 0;
	n.has_ip = (r[8] & 1) == 0;
	n.ip = n.kind == NEWS_SERVER ? w.server.ip : w.client.ip;
	write_text(n.text, sizeof n.text, r, left);
	ledger_news(l, &n);
}

static void
record(struct ledger *l, const uint8_t *r, size_t left)
{
	struct ip other = address(r[1]);

	now_ns += (int64_t)r[9] * r[9] * 50 * NS_PER_MS;
	ledger_counts(l)->flows_out += (r[0] & 0x60) == 0x60;
	ledger_counts(l)->flows_both += (r[0] & 0xe0) == 0xe0;
	switch (r[0] & 15) {
	case 0:
		session(l, r);
		break;
	case 1: case 2: case 3: case 4:
		login(l, r, left);
		break;
	case 5: case 6:
		correct(l, r);
		break;
	case 7:
		ledger_elsewhere(l, now_ns, &other);
		break;
	case 8: case 9:
		news(l, r, left);
		break;
	case 10:
		check_all(l);
		break;
	case 11:
		shows(l, r);
		break;
	case 12:
		if ((r[9] & 1) != 0)
			greets(l, r);
		else
			ledger_asked_elsewhere(l, now_ns, &other);
		break;
	default:
		opens(l, r);
		break;
	}
	if (is_drained || (r[0] & 0x10) != 0)
		drain(l);
	ledger_check(l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hash_key key = { 11, 22 };
	struct limits limits;
	struct ledger *l;
	size_t at;

	if (size < 2 || size > 1 << 13)
		return (0);
	engine_limits(MEMORY_MIN_BYTES, &limits);
	if ((data[0] & 1) != 0) {
		limits.devices = 6;
		limits.tried = 16;
		limits.clients = limits.servers = limits.names = 10;
		limits.accounts = 16;
	}
	if ((data[0] & 16) != 0) {	/* more than have room in tried */
		limits.devices = limits.clients = 24;
		limits.tried = 16;
	}
	l = ledger_new(&limits, &key);
	n_told = n_started = told_notes = 0;
	n_sessions = 0;
	is_drained = (data[0] & 2) == 0;
	is_wide = (data[0] & 8) != 0;
	/* A clock that was never set begins in 1970. */
	now_ns = (data[0] & 4) != 0 ? data[1] * NS_PER_S :
	    INT64_C(1795000000) * NS_PER_S;
	for (at = 2; at + RECORD <= size; at += RECORD)
		record(l, data + at, size - at);
	check_all(l);
	drain(l);
	ledger_free(l);
	return (0);
}
