/*
 * Fuzz: the ledger.  Two bytes of setup, then records of twelve: sessions,
 * logins, corrections of logins, openings, signs and greetings, answers of
 * others, news and relays, of few devices, servers and mailboxes, in a store
 * that is soon full.  judge_model.h says what must be true of what is told.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "judge_model.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RECORD = 12, ALERTS = 24 };

static bool is_wide;		/* clients and names of all kinds */
static bool is_small;		/* an office of four, and two mail hosts */
static uint64_t next_seq;
static uint32_t n_drained;	/* at once */

/* No moment is before 1 (data/event.h). */
static int64_t
ago(int64_t ns)
{
	return (now_ns > ns ? now_ns - ns : 1);
}

static void
drain(struct ledger *l)
{
	struct event ev;

	for (n_drained = 0; ledger_next_alert(l, &ev); n_drained++)
		check_alert(l, &ev);
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

/* An office in which everybody has the address of his MAC. */
static struct who
small_who(const uint8_t *r)
{
	static const uint16_t ports[] = { 143, 993, 587, 110 };
	struct who w;

	memset(&w, 0, sizeof w);
	w.client.ip = ip_v4((uint8_t [4]){ 192, 168, 77, 10 + (r[1] & 3) });
	w.client.port = (uint16_t)(40000 + r[6]);
	w.has_mac = true;
	w.mac = (struct mac){ { 0x3c, 1, 2, 3, 4, r[1] & 3 } };
	w.client_ttl = w.server_ttl = 64;
	w.server.ip = ip_v4((uint8_t [4]){ 203, 0, 113, 1 + (r[3] & 1) });
	w.server.port = ports[r[4] & 3];
	return (w);
}

static struct who
who_of(const uint8_t *r)
{
	static const uint8_t ttls[] = { 64, 0, 63, 128, 127, 255, 50, 60 };
	static const uint16_t ports[] = { 143, 993, 110, 587, 25, 4190, 9, 0 };
	struct who w;

	if (is_small)
		return (small_who(r));
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

/* What a server's words tell, but for those who read lengths. */
static void
say_words(struct attempt *a, const uint8_t *r)
{
	static const char *const mechs[] = { "PLAIN", "LOGIN", "CRAM-MD5",
	    "XOAUTH2", "OAUTHBEARER", "SCRAM-SHA-256-PLUS", "", "APOP" };

	a->secret_tag = r[8] & 7;
	a->hint = (r[11] >> 2 & 31) % HINT_COUNT;
	text_keep(a->mech, sizeof a->mech, span_text(mechs[r[10] & 7]));
	if (a->hint == HINT_TOKEN || (r[10] & 7) == 2)
		a->secret_tag = 0;
	text_keep(a->reply, sizeof a->reply, span_text("NO"));
}

static void
say_outcome(struct attempt *a, enum outcome outcome, const uint8_t *r)
{
	static const enum reason unknown[] = { REASON_NOT_SEEN,
	    REASON_TEMPORARY, REASON_POLICY, REASON_RATE_LIMIT,
	    REASON_PROTOCOL, REASON_CANCELLED, REASON_CLOSED,
	    REASON_UNKNOWN };

	a->outcome = outcome;
	a->reason = outcome == OUTCOME_FAILED ? ((r[10] & 8) != 0 ?
	    REASON_DISABLED : REASON_CREDENTIALS) :
	    outcome == OUTCOME_OK ? REASON_UNKNOWN : a->is_inferred ?
	    REASON_NOT_SEEN : unknown[r[10] >> 5];
	a->confidence_pct = a->is_inferred ? 90 : 100;
	if (outcome == OUTCOME_OK)
		a->hint = HINT_UNKNOWN;
}

static void
name_host(struct event *ev, const uint8_t *r)
{
	static const char *const names[] = { "mail.example.test",
	    "MAIL.example.test", "imap.example.test", "*.example.test",
	    "mail", "", "", "" };

	text_keep(ev->who.server_name, sizeof ev->who.server_name,
	    span_text(names[r[10] >> 2 & 7]));
	has_names |= ev->who.server_name[0] != '\0';
}

static void
one_login(struct ledger *l, const uint8_t *r, size_t left)
{
	struct event ev;
	struct attempt *a = &ev.u.login.attempt;

	if (n_told == TOLD_MAX)
		return;
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = now_ns;
	ev.seq = ++next_seq;
	ev.has_client = ev.has_server = true;
	ev.who = who_of(r);
	a->ended_ns = now_ns;
	a->began_ns = a->asked_ns = ago(r[8] * 10 * NS_PER_MS);
	a->proto = is_small ? ev.who.server.port == 587 ? PROTO_SMTP :
	    PROTO_IMAP : r[5] % PROTO_COUNT;
	a->is_inferred = (r[5] & 0x80) != 0;
	a->security = a->is_inferred ? SECURITY_TLS : SECURITY_PLAIN;
	a->evidence = !a->is_inferred ? EVIDENCE_WORDS : (r[10] & 1) != 0 ?
	    EVIDENCE_HANGUP : EVIDENCE_LENGTHS;
	a->stack_tag = r[8] >> 6;
	a->client = r[8] >> 4 & 3;
	if (is_wide && a->client == 0)
		write_text(a->program, sizeof a->program, r, left);
	a->reply_bytes = r[8] & 1 ? 40 : 0;
	/* Who it was lies inside TLS as well. */
	if (!a->is_inferred) {
		write_text(a->user, sizeof a->user, r, left);
		say_words(a, r);
	}
	if ((is_wide || is_small) && (r[11] & 1) != 0)
		name_host(&ev, r);
	say_outcome(a, r[5] & 0x40 ? OUTCOME_FAILED : r[5] & 0x20 ?
	    OUTCOME_OK : OUTCOME_UNKNOWN, r);
	if ((r[9] & 1) != 0 || a->outcome == OUTCOME_UNKNOWN) {
		n_sessions++;
		ledger_session(l, now_ns, &ev.who, a->proto);
	}
	ledger_login(l, &ev);
	keep_told(n_told++, &ev);
}

/* The same again and again, of one device or of one after another. */
static void
many_logins(struct ledger *l, const uint8_t *r, size_t left)
{
	uint8_t one[RECORD];
	uint32_t i, n = 2 + (r[9] & 15);

	memcpy(one, r, sizeof one);
	for (i = 0; i < n; i++) {
		if ((r[9] & 0x40) != 0)
			one[1] = r[1] + (uint8_t)i;
		if ((r[9] & 0x80) != 0)
			one[8] = r[8] + (uint8_t)i;
		one[6] = r[6] + (uint8_t)i;
		now_ns += (1 + (r[9] >> 4 & 3) * 20) * NS_PER_S;
		one_login(l, one, left < RECORD ? left : RECORD);
		if (is_drained)
			drain(l);
	}
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
	ev.seq = ++next_seq;
	ev.when_ns = now_ns;
	say_outcome(a, (r[5] & 0x20) != 0 ? OUTCOME_OK :
	    a->outcome == OUTCOME_FAILED ? OUTCOME_UNKNOWN : OUTCOME_FAILED,
	    r);
	ledger_login(l, &ev);
	keep_told(i, &ev);
}

static bool
client_is_private_v4(const struct ip *ip)
{
	return (ip_is_v4(ip) && ip_is_private(ip));
}

static void
shows(struct ledger *l, const uint8_t *r)
{
	struct sign s;

	memset(&s, 0, sizeof s);
	s.when_ns = now_ns;
	s.asked_ns = ago((r[8] & 3) * 500 * NS_PER_MS);
	s.who = who_of(r);
	s.proto = r[5] % PROTO_COUNT;
	s.sign = r[6] % SIGN_COUNT;
	s.seq = r[7];
	lets_in = true;
	ledger_sign(l, &s);
}

static void
greets(struct ledger *l, const uint8_t *r)
{
	struct greeting g;

	memset(&g, 0, sizeof g);
	g.when_ns = now_ns;
	g.who = who_of(r);
	g.proto = r[5] % PROTO_COUNT;
	g.hint = r[6] % HINT_COUNT;
	text_keep(g.reply, sizeof g.reply, span_text("554 go away"));
	lets_in = true;
	ledger_greeting(l, &g);
}

static void
opens(struct ledger *l, const uint8_t *r)
{
	struct opening k;
	uint32_t i, j;

	memset(&k, 0, sizeof k);
	k.when_ns = now_ns;
	k.asked_ns = ago((r[8] & 3) * 500 * NS_PER_MS);
	k.who = who_of(r);
	k.proto = r[5] % PROTO_COUNT;
	k.isn = r[10] < 250 ? 0 : r[10];
	k.end = OPENING_ANSWERED + r[6] % (OPENING_COUNT - OPENING_ANSWERED);
	ledger_opening(l, &k);
	lets_in |= k.end == OPENING_TARPIT;
	if (k.end != OPENING_ANSWERED || k.who.client_ttl != 64)
		return;
	/* What answers is not locked, for a line of one address. */
	memset(&snap, 0, sizeof snap);
	snap.as_of_ns = now_ns;
	ledger_snapshot(l, &snap);
	for (i = 0; i < snap.n_lockouts; i++) {
		const struct snap_lockout *o = &snap.lockouts[i];

		/* Who is turned away in words, or told nothing, is let in. */
		if (lets_in)
			continue;
		if (o->until_ns != 0 || o->kind != LOCK_NETWORK ||
		    o->how == OPENING_TARPIT || o->scope != SCOPE_LINE ||
		    !client_is_private_v4(&k.who.client.ip) ||
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
	n.xid = r[10] & 1;
	write_text(n.text, sizeof n.text, r, left);
	has_names |= n.kind == NEWS_SERVER;
	is_settled = false;
	ledger_news(l, &n);
}

/* What is not often. */
static void
rare(struct ledger *l, const uint8_t *r, size_t left)
{
	struct who w = who_of(r);

	switch (r[11] & 7) {
	case 0:
		ledger_relay(l, now_ns, &w, r[10]);
		break;
	case 1:
		now_ns += (int64_t)r[9] * r[8] * 60 * NS_PER_S;
		break;
	case 2:
		check_all(l);
		check_report();
		break;
	case 3:
		opens(l, r);
		break;
	default:
		many_logins(l, r, left);
		break;
	}
}

static void
tells(struct ledger *l, const uint8_t *r, size_t left)
{
	struct ip other = address(r[1]);

	switch (r[0] & 15) {
	case 0:
		session(l, r);
		break;
	case 1: case 2: case 3: case 4:
		one_login(l, r, left);
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
	case 15:
		rare(l, r, left);
		break;
	default:
		opens(l, r);
		break;
	}
}

static void
record(struct ledger *l, const uint8_t *r, size_t left)
{
	now_ns += (int64_t)r[9] * r[9] * 50 * NS_PER_MS;
	ledger_counts(l)->flows_out += (r[0] & 0x60) == 0x60;
	ledger_counts(l)->flows_both += (r[0] & 0xe0) == 0xe0;
	tells(l, r, left);
	if (ledger_evicted(l) > 0)
		is_settled = false;
	if (is_drained || (r[0] & 0x10) != 0)
		drain(l);
	ledger_check(l);
}

/* Stores that are soon full, of one kind or of all. */
static void
choose_limits(uint8_t how, struct limits *out)
{
	engine_limits(MEMORY_MIN_BYTES, out);
	if ((how & 1) != 0) {
		out->devices = 6;
		out->tried = 16;
		out->clients = out->servers = out->names = 10;
		out->accounts = 16;
	}
	if ((how & 16) != 0) {	/* more than have room in tried */
		out->devices = out->clients = 24;
		out->tried = 16;
	}
	if ((how & 32) != 0) {
		out->logins = 12;
		out->boxes = out->tried = 3;
		out->mailhosts = 2;
		out->servers = 4;
	}
	if ((how & 33) == 33) {
		out->accounts = 5;
		out->clients = 4;
		out->devices = 3;
		out->logins = 4;
		out->boxes = out->servers = out->tried = 2;
	}
}

/* All that waits is told, and then nobody is a culprit whom nobody named. */
static void
finish(struct ledger *l)
{
	drain(l);
	ledger_finish(l, now_ns);
	drain(l);
	check_all(l);
	if (is_drained && told_notes == 0 && n_drained < ALERTS &&
	    snapshot_unfit(&snap) == NULL)
		check_culprits();
	check_report();
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
	choose_limits(data[0], &limits);
	l = ledger_new(&limits, &key);
	n_told = n_started = n_named = told_notes = 0;
	n_sessions = next_seq = 0;
	is_drained = (data[0] & 2) == 0;
	is_wide = (data[0] & 8) != 0;
	is_small = (data[0] & 64) != 0;
	is_settled = is_small && is_drained;
	has_names = lets_in = false;
	/* A clock that was never set begins in 1970. */
	now_ns = (data[0] & 4) != 0 ? data[1] * NS_PER_S + 1 :
	    INT64_C(1795000000) * NS_PER_S;
	for (at = 2; at + RECORD <= size; at += RECORD)
		record(l, data + at, size - at);
	finish(l);
	ledger_free(l);
	return (0);
}
