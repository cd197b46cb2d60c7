/* When silence is a lockout, and when it is not: knocks written by hand. */

#include "says.h"

#include "judge/forecast.h"
#include "judge/site.h"
#include "judge/window.h"

enum { S = 1000 };		/* times here are in milliseconds */
enum where { FAR, NEAR, FAR_V6 };

struct try {
	uint8_t host;		/* 192.168.77.host, and the MAC's last byte */
	uint16_t port;
	enum knock_end end;
	int waited_ms;		/* since it was asked */
	enum where where;	/* is the server */
	uint32_t isn;
	bool is_gateway;	/* after NAT */
};

#define TRY(h, p, ...)	{ .host = (h), .port = (p), .end = __VA_ARGS__ }

static struct ip
server_ip(enum where where)
{
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, 1, [15] = 42 };

	if (where == FAR_V6)
		return (ip_v6(v6));
	return (where == NEAR ? v4(192, 168, 77, 2) : v4(203, 0, 113, 42));
}

static bool
knock(struct ledger *l, int64_t at_ms, struct try t)
{
	struct knock k;

	memset(&k, 0, sizeof k);
	k.when_ns = T0 + at_ms * NS_PER_MS;
	k.asked_ns = k.when_ns - t.waited_ms * NS_PER_MS;
	k.who.client.ip = t.is_gateway ? v4(198, 51, 100, 23) :
	    v4(192, 168, 77, t.host);
	k.who.client.port = 40000;
	k.who.client_ttl = 64;
	k.who.has_mac = true;
	k.who.mac = mac_of(t.host);
	k.who.server.ip = server_ip(t.where);
	k.who.server.port = t.port;
	k.proto = t.port == 587 ? PROTO_SMTP : PROTO_IMAP;
	k.end = t.end;
	k.isn = t.isn;
	return (ledger_knock(l, &k));
}

static struct event
next(struct ledger *l, enum action action)
{
	struct event ev;

	do
		assert_true(ledger_next_verdict(l, &ev));
	while (ev.u.verdict.action == ACTION_CULPRIT_NAMED);
	assert_int_equal(ev.u.verdict.action, action);
	return (ev);
}

static void
drain(struct ledger *l)
{
	struct event ev;

	while (ledger_next_verdict(l, &ev))
		;
}

static void
snap_at(struct ledger *l, int64_t at_ms)
{
	memset(snap, 0, sizeof *snap);
	snap->as_of_ns = T0 + at_ms * NS_PER_MS;
	ledger_snapshot(l, snap);
}

/* Port 143 answers host 10; then it fails n times, ten seconds apart. */
static void
fails(struct ledger *l, int n)
{
	knock(l, 0, (struct try)TRY(10, 143, KNOCK_ANSWERED));
	tell(l, NEWS_NAME, FROM_DHCP, 10, 10, "reception-pc");
	login_times(l, (struct say){ .mac = 10, .host = 10, .user = "anna",
	    FAIL }, n);
	drain(l);
}

static void
web_answers(struct ledger *l, int64_t at_ms)
{
	struct ip web = v4(198, 51, 100, 80);

	ledger_elsewhere(l, T0 + at_ms * NS_PER_MS, &web);
}

/* One client's SYNs, after 0, 1, 3, 7 and 15 seconds: each waits in vain. */
static bool
all_in_silence(struct ledger *l, int64_t at_ms, struct try t)
{
	static const int waits[] = { 1 * S, 2 * S, 4 * S, 8 * S };
	bool is_told = false;
	int i;

	t.end = KNOCK_SILENT;
	for (i = 0; i < 4; i++) {
		at_ms += waits[i];
		t.waited_ms = waits[i];
		is_told |= knock(l, at_ms, t);
	}
	return (is_told);
}

static bool
in_silence(struct ledger *l, int64_t at_ms, uint8_t host)
{
	return (all_in_silence(l, at_ms, (struct try){ .host = host, .port = 143 }));
}

static void
silence_after_failures_is_a_lockout(void **state)
{
	struct event ev;

	fails(*state, 5);
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 11));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_int_equal(ev.u.verdict.since_ns, T0 + 60 * NS_PER_S);
	assert_int_equal(ev.who.server.port, 143);
	assert_true(ev.has_client);
	assert_int_equal(ev.who.client.ip.b[15], 10);
	assert_int_equal(ev.who.mac.b[5], 10);
	assert_string_equal(ev.who.client_name, "reception-pc");
	assert_non_null(strstr(ev.u.verdict.sentence, "5 of them by "
	    "reception-pc"));
	assert_non_null(strstr(ev.u.verdict.sentence, "most likely"));
	snap_at(*state, 76 * S);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].failures, 5);
	assert_int_equal(snap->lockouts[0].devices, 1);
	assert_true(snap->lockouts[0].others_answer);
	assert_int_equal(snap->hosts[0].standing, STANDING_LOCKED);
	assert_int_equal(snap->hosts[0].recent_failures, 5);
}

/* Behind two NATs the router's own address is a private one. */
static void
where_no_device_can_be_named_it_names_none(void **state)
{
	struct event ev;

	fails(*state, 5);
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 11));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	ledger_unname(*state, &ev);
	assert_false(ev.has_client);
	assert_non_null(strstr(ev.u.verdict.sentence, "5 failed logins"));
	assert_null(strstr(ev.u.verdict.sentence, "reception-pc"));
	snap_at(*state, 64 * S);
	assert_false(snap->lockouts[0].has_trigger);
}

static void
it_is_told_once_and_its_end(void **state)
{
	struct event ev;

	fails(*state, 5);
	web_answers(*state, 62 * S);
	in_silence(*state, 60 * S, 11);
	drain(*state);
	assert_false(in_silence(*state, 76 * S, 12));
	assert_false(knock(*state, 92 * S, (struct try)TRY(10, 587,
	    KNOCK_SILENT)));
	assert_true(knock(*state, 100 * S, (struct try)TRY(12, 143,
	    KNOCK_ANSWERED)));
	ev = next(*state, ACTION_LOCKOUT_ENDED);
	assert_int_equal(ev.when_ns, T0 + 100 * NS_PER_S);
	snap_at(*state, 101 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->n_lockouts, 1);
	assert_int_equal(snap->lockouts[0].until_ns, T0 + 100 * NS_PER_S);
	assert_int_equal(snap->lockouts[0].devices, 3);
	assert_int_equal(snap->lockouts[0].tries, 9);
	/* 587 never answered here: it may have been closed all along. */
	assert_int_equal(snap->lockouts[0].n_ports, 1);
	assert_int_equal(snap->hosts[0].standing, STANDING_AT_RISK);
}

static void
a_server_that_is_down_is_no_lockout(void **state)
{
	knock(*state, 0, (struct try)TRY(10, 143, KNOCK_ANSWERED));
	login(*state, (struct say){ .mac = 10, .host = 10, .user = "a", OK });
	web_answers(*state, 62 * S);
	assert_false(in_silence(*state, 60 * S, 11));
	assert_false(in_silence(*state, 90 * S, 12));
	snap_at(*state, 110 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->hosts[0].standing, STANDING_NO_ANSWER);
	assert_int_equal(snap->hosts[0].tries, 8);
	assert_int_equal(snap->hosts[0].devices, 2);
}

static void
a_line_that_is_down_is_no_lockout(void **state)
{
	struct try late = TRY(11, 143, KNOCK_SILENT, .waited_ms = 16 * S);

	fails(*state, 5);
	web_answers(*state, 50 * S);
	/* It was on its way when the line broke. */
	web_answers(*state, 60 * S + 200);
	assert_false(in_silence(*state, 60 * S, 11));
	snap_at(*state, 75 * S);
	assert_int_equal(snap->hosts[0].standing, STANDING_NO_ANSWER);
	/* The line is back: what was asked before that tells nothing. */
	web_answers(*state, 90 * S);
	assert_false(knock(*state, 91 * S, late));
	late.host = 12;
	assert_false(knock(*state, 91 * S + 1, late));
	/* And if the host stays silent, it was one. */
	assert_true(in_silence(*state, 91 * S, 13));
}

/* Nobody but the mail host is asked: the line may be down as well. */
static void
where_others_answer_they_are_waited_for(void **state)
{
	fails(*state, 5);
	web_answers(*state, 50 * S);
	assert_false(in_silence(*state, 60 * S, 11));
	assert_false(in_silence(*state, 80 * S, 12));
}

static void
where_nobody_else_is_seen_it_may_be_one(void **state)
{
	struct event ev;

	fails(*state, 5);
	assert_true(in_silence(*state, 60 * S, 11));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_null(strstr(ev.u.verdict.sentence, "most likely"));
	assert_non_null(strstr(ev.u.verdict.sentence, "it may have locked"));
}

static void
ipv4_tells_nothing_of_ipv6(void **state)
{
	struct try t = TRY(10, 143, KNOCK_ANSWERED, .where = FAR_V6);
	static const uint8_t web_v6[16] = { 0x20, 1, 0xd, 0xb8, 2, [15] = 80 };
	struct ip web = ip_v6(web_v6);
	struct say s = { .mac = 10, .host = 10, .user = "anna", FAIL };
	struct who w = who_of(&s);
	int i;

	knock(*state, 0, t);
	ledger_elsewhere(*state, T0, &web);
	w.server.ip = server_ip(FAR_V6);
	for (i = 0; i < 5; i++)
		login_from(*state, &w, &s);
	drain(*state);
	web_answers(*state, 62 * S);
	assert_false(all_in_silence(*state, 60 * S, t));
	ledger_elsewhere(*state, T0 + 76 * NS_PER_S, &web);
	assert_true(all_in_silence(*state, 76 * S, t));
}

/* It is switched off: the internet goes on without it. */
static void
of_a_server_here_the_internet_tells_nothing(void **state)
{
	struct try t = TRY(10, 143, KNOCK_ANSWERED, .where = NEAR);
	struct say s = { .mac = 10, .host = 10, .user = "anna", FAIL };
	struct who w = who_of(&s);
	int i;

	knock(*state, 0, t);
	w.server.ip = server_ip(NEAR);
	for (i = 0; i < 5; i++)
		login_from(*state, &w, &s);
	drain(*state);
	web_answers(*state, 62 * S);
	assert_false(all_in_silence(*state, 60 * S, t));
	/* But another port of it does. */
	t.port = 587;
	t.end = KNOCK_ANSWERED;
	knock(*state, 76 * S, t);
	t.port = 143;
	assert_true(all_in_silence(*state, 77 * S, t));
}

static void
a_slow_answer_is_one(void **state)
{
	struct try t = TRY(11, 143, KNOCK_SILENT);
	int round, i;

	fails(*state, 5);
	for (round = 0; round < 5; round++) {
		int64_t at_ms = (60 + 6 * round) * S;

		for (i = 1; i <= 5; i++) {
			web_answers(*state, at_ms + i * S - 1);
			t.waited_ms = 1 * S;
			assert_false(knock(*state, at_ms + i * S, t));
		}
		knock(*state, at_ms + 5 * S + 1, (struct try)TRY(11, 143,
		    KNOCK_ANSWERED));
	}
}

/* A router says so after three seconds, and not each time. */
static void
a_host_that_a_router_misses_is_no_lockout(void **state)
{
	fails(*state, 5);
	web_answers(*state, 62 * S);
	knock(*state, 61 * S, (struct try)TRY(11, 143, KNOCK_SILENT,
	    .waited_ms = 1 * S));
	knock(*state, 62 * S, (struct try)TRY(11, 143, KNOCK_UNREACHABLE));
	assert_false(in_silence(*state, 63 * S, 12));
	assert_false(in_silence(*state, 80 * S, 13));
}

/* It answered for minutes after the last failure: why should it lock now? */
static void
what_answers_for_long_has_another_reason(void **state)
{
	struct try no = TRY(11, 143, KNOCK_REJECTED);
	int i;

	fails(*state, 5);
	knock(*state, 200 * S, (struct try)TRY(10, 143, KNOCK_ANSWERED));
	web_answers(*state, 212 * S);
	assert_false(in_silence(*state, 210 * S, 11));
	for (i = 0; i < 5; i++)
		assert_false(knock(*state, (230 + i) * S, no));
}

/* Each SYN is seen before and after NAT, each refusal the other way around. */
static void
the_gateways_address_is_no_device(void **state)
{
	struct try t = TRY(11, 143, KNOCK_SILENT, .isn = 7);
	int i;

	fails(*state, 5);
	for (i = 0; i < 8; i++) {
		t.is_gateway = t.end == KNOCK_REJECTED;
		t.waited_ms = 1 * S;
		knock(*state, (60 + i) * S, t);
		t.is_gateway = !t.is_gateway;
		knock(*state, (60 + i) * S + 1, t);
		t.isn += 3;
		if (i == 3)
			t = (struct try)TRY(12, 143, KNOCK_REJECTED, .isn = 9);
	}
	snap_at(*state, 70 * S);
	assert_int_equal(snap->hosts[0].tries, 8);
	assert_int_equal(snap->hosts[0].devices, 2);
}

static void
a_port_that_never_answered_is_no_lockout(void **state)
{
	struct try closed = TRY(11, 110, KNOCK_RESET);
	int i;

	fails(*state, 5);
	for (i = 0; i < 20; i++)
		assert_false(knock(*state, (60 + i) * S, closed));
	snap_at(*state, 90 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->n_hosts, 2);
	assert_int_equal(snap->hosts[1].at.port, 110);
	assert_int_equal(snap->hosts[1].standing, STANDING_NO_ANSWER);
}

static void
a_firewalls_no_is_a_lockout_soon(void **state)
{
	struct try no = TRY(11, 143, KNOCK_REJECTED);

	fails(*state, 1);
	assert_false(knock(*state, 60 * S, no));
	assert_false(knock(*state, 60 * S + 1, no));
	assert_true(knock(*state, 62 * S, no));
	next(*state, ACTION_LOCKOUT_STARTED);
	snap_at(*state, 62 * S);
	assert_int_equal(snap->lockouts[0].how, KNOCK_REJECTED);
	/* One failure is nobody's fault. */
	assert_false(snap->lockouts[0].has_trigger);
}

static void
without_a_failure_a_firewall_says_no_for_other_reasons(void **state)
{
	struct try no = TRY(11, 143, KNOCK_REJECTED);
	int i;

	knock(*state, 0, (struct try)TRY(10, 143, KNOCK_ANSWERED));
	for (i = 0; i < 9; i++)
		assert_false(knock(*state, (60 + i) * S, no));
}

static void
a_restart_is_no_lockout(void **state)
{
	struct try no = TRY(11, 143, KNOCK_RESET);
	struct event ev;
	int i;

	fails(*state, 5);
	for (i = 0; i < 38; i++)
		assert_false(knock(*state, (60 + i) * S, no));
	assert_false(knock(*state, 101 * S, (struct try)TRY(11, 143,
	    KNOCK_ANSWERED)));
	for (i = 0; i < 38; i++)
		assert_false(knock(*state, (102 + i) * S, no));
	assert_true(knock(*state, 150 * S, no));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_null(strstr(ev.u.verdict.sentence, "most likely"));
}

static void
two_services_do_not_start_anew_at_once(void **state)
{
	struct try mail = TRY(11, 143, KNOCK_RESET);
	struct try post = TRY(11, 587, KNOCK_RESET);

	knock(*state, 0, (struct try)TRY(11, 587, KNOCK_ANSWERED));
	fails(*state, 5);
	assert_false(knock(*state, 60 * S, mail));
	assert_false(knock(*state, 65 * S, post));
	assert_true(knock(*state, 71 * S, mail));
}

static void
a_router_that_cannot_reach_it_is_no_lockout(void **state)
{
	struct try no = TRY(11, 143, KNOCK_UNREACHABLE);
	int i;

	fails(*state, 5);
	for (i = 0; i < 30; i++)
		assert_false(knock(*state, (60 + i) * S, no));
}

static void
failures_of_hours_ago_are_no_reason(void **state)
{
	fails(*state, 5);
	web_answers(*state, 5002 * S);
	assert_false(in_silence(*state, 5000 * S, 11));
}

/* Begun in a lockout: it shows tries in vain, and nothing else. */
static void
tries_in_vain_alone_are_said(void **state)
{
	all_in_silence(*state, 0, (struct try)TRY(11, 25, KNOCK_SILENT));
	all_in_silence(*state, 0, (struct try)TRY(11, 143, KNOCK_SILENT,
	    .where = NEAR));
	look(*state);
	assert_true(has_note(NOTE_NO_MAIL));
	assert_false(has_note(NOTE_NO_ANSWER));
	in_silence(*state, 20 * S, 11);
	in_silence(*state, 21 * S, 12);
	assert_int_equal(look(*state).vain_tries, 8);
	assert_true(has_note(NOTE_NO_ANSWER));
	assert_non_null(strstr(snap->capture.notes[0].sentence,
	    "8 tries of 2 devices to 203.0.113.42"));
	assert_int_equal(snap->n_locked, 0);
}

static void
two_that_fail_alike_are_not_told_apart(void **state)
{
	struct say s = { .mac = 11, .host = 11, .user = "b", .at_s = 3, FAIL };
	struct event ev;

	fails(*state, 3);
	login_times(*state, s, 3);
	drain(*state);
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 12));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_false(ev.has_client);
	assert_null(strstr(ev.u.verdict.sentence, " by "));
}

static void
one_that_goes_on_refusing_is_locked_anew(void **state)
{
	struct try mail = TRY(10, 143, KNOCK_REJECTED);
	struct try post = TRY(11, 587, KNOCK_REJECTED);

	knock(*state, 0, (struct try)TRY(11, 587, KNOCK_ANSWERED));
	fails(*state, 3);
	knock(*state, 60 * S, mail);
	assert_true(knock(*state, 62 * S, mail));
	knock(*state, 63 * S, post);
	snap_at(*state, 63 * S);
	assert_int_equal(snap->lockouts[0].n_ports, 2);
	mail.end = KNOCK_ANSWERED;
	assert_true(knock(*state, 90 * S, mail));
	assert_false(knock(*state, 91 * S, post));
	assert_true(knock(*state, 93 * S, post));
	snap_at(*state, 94 * S);
	assert_int_equal(snap->n_lockouts, 2);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].ports[0], 587);
}

/* So many other mail hosts answer. */
static void
others_answer(struct ledger *l, int64_t at_ms, int n)
{
	static int hosts;
	struct knock k;

	memset(&k, 0, sizeof k);
	k.when_ns = k.asked_ns = T0 + at_ms * NS_PER_MS;
	k.who.client.ip = v4(192, 168, 77, 12);
	k.who.server.port = 993;
	k.end = KNOCK_ANSWERED;
	for (; n > 0; n--, hosts++) {
		k.who.server.ip = v4(198, 18, (uint8_t)(hosts / 250),
		    (uint8_t)(hosts % 250 + 1));
		ledger_knock(l, &k);
	}
}

static void
locked_and_tried_it_is_not_forgotten(void **state)
{
	struct try t = TRY(11, 143, KNOCK_SILENT);
	int i;

	fails(*state, 5);
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 11));
	for (i = 0; i < 20; i++) {
		others_answer(*state, (70 + i) * S, (int)limits.sites / 2);
		knock(*state, (70 + i) * S, t);
	}
	snap_at(*state, 95 * S);
	assert_int_equal(snap->lockouts[0].tries, 24);
}

static void
forgotten_meanwhile_its_end_is_told(void **state)
{
	fails(*state, 5);
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 11));
	drain(*state);
	others_answer(*state, 70 * S, (int)limits.sites * 3);
	assert_true(knock(*state, 900 * S, (struct try)TRY(12, 143,
	    KNOCK_ANSWERED)));
	next(*state, ACTION_LOCKOUT_ENDED);
	snap_at(*state, 901 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->lockouts[0].until_ns, T0 + 900 * NS_PER_S);
}

/* The forecast. */

static void
it_is_foretold_once(void **state)
{
	struct say s = { .mac = 10, .host = 10, .user = "anna", FAIL };
	struct event ev;

	login_times(*state, s, 2);
	assert_false(ledger_next_verdict(*state, &ev));
	s.at_s = 20;
	login(*state, s);
	ev = next(*state, ACTION_LOCKOUT_FORECAST);
	assert_int_equal(ev.u.verdict.budget_left, 2);
	assert_int_equal(ev.u.verdict.eta_s, 20);
	assert_int_equal(ev.u.verdict.since_ns, T0);
	assert_string_equal(ev.u.verdict.policy, "fail2ban: 5 in 600s");
	assert_int_equal(ev.who.client.ip.b[15], 10);
	s.at_s = 30;
	login_times(*state, s, 20);
	assert_false(ledger_next_verdict(*state, &ev));
	snap_at(*state, 300 * S);
	assert_int_equal(snap->hosts[0].standing, STANDING_AT_RISK);
	/* Half a day later nobody counts these any more. */
	snap_at(*state, 43200 * S);
	assert_int_equal(snap->hosts[0].standing, STANDING_OK);
}

static void
slow_failures_are_counted_by_the_hour(void **state)
{
	struct say s = { .mac = 10, .host = 10, .user = "anna", .port = 587,
	    .proto = PROTO_SMTP, FAIL };
	struct event ev;

	for (s.at_s = 0; s.at_s < 1800; s.at_s += 600)
		login(*state, s);
	ev = next(*state, ACTION_LOCKOUT_FORECAST);
	assert_string_equal(ev.u.verdict.policy, "CSF/lfd: 5 in 3600s");
	assert_int_equal(ev.u.verdict.eta_s, 1200);
}

static void
what_is_taken_back_is_not_counted(void **state)
{
	struct say s = { .mac = 10, .host = 10, FAIL,
	    .security = SECURITY_TLS, .evidence = EVIDENCE_LENGTHS };
	int i;

	knock(*state, 0, (struct try)TRY(10, 143, KNOCK_ANSWERED));
	login_times(*state, s, 5);
	s.outcome = OUTCOME_OK;
	s.was = OUTCOME_FAILED;
	s.late_s = 55;
	for (i = 0; i < 5; i++, s.at_s += 10)
		login(*state, s);
	drain(*state);
	web_answers(*state, 62 * S);
	assert_false(in_silence(*state, 60 * S, 11));
	snap_at(*state, 70 * S);
	assert_int_equal(snap->hosts[0].recent_failures, 0);
}

/* A router without a clock of its own. */

static void
a_minute_of_1970_counts_once(void **state)
{
	struct window w;

	(void)state;
	memset(&w, 0, sizeof w);
	window_add(&w, NS_PER_S, 1);
	assert_int_equal(window_sum(&w, 2 * NS_PER_S), 1);
}

static void
taken_back_in_1970_it_is_no_risk(void **state)
{
	static struct site site;
	struct leaf_key nobody;
	struct forecast f;
	struct event ev;
	int i;

	(void)state;
	memset(&nobody, 0, sizeof nobody);
	memset(&ev, 0, sizeof ev);
	ev.u.login.attempt.proto = PROTO_IMAP;
	for (i = 1; i <= 3; i++) {
		ev.u.login.attempt.ended_ns = i * NS_PER_S;
		site_failed(&site, &ev, &nobody);
	}
	forecast(&site, 5 * NS_PER_S, &f);
	assert_non_null(f.policy);
	for (i = 1; i <= 3; i++) {
		ev.u.login.attempt.ended_ns = i * NS_PER_S;
		site_unfailed(&site, &ev);
	}
	forecast(&site, 5 * NS_PER_S, &f);
	assert_null(f.policy);
	assert_int_equal(site.n_gates, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(silence_after_failures_is_a_lockout),
		T(where_no_device_can_be_named_it_names_none),
		T(it_is_told_once_and_its_end),
		T(a_server_that_is_down_is_no_lockout),
		T(a_line_that_is_down_is_no_lockout),
		T(where_others_answer_they_are_waited_for),
		T(where_nobody_else_is_seen_it_may_be_one),
		T(ipv4_tells_nothing_of_ipv6),
		T(of_a_server_here_the_internet_tells_nothing),
		T(a_slow_answer_is_one),
		T(a_host_that_a_router_misses_is_no_lockout),
		T(what_answers_for_long_has_another_reason),
		T(the_gateways_address_is_no_device),
		T(a_port_that_never_answered_is_no_lockout),
		T(a_firewalls_no_is_a_lockout_soon),
		T(without_a_failure_a_firewall_says_no_for_other_reasons),
		T(a_restart_is_no_lockout),
		T(two_services_do_not_start_anew_at_once),
		T(a_router_that_cannot_reach_it_is_no_lockout),
		T(failures_of_hours_ago_are_no_reason),
		T(tries_in_vain_alone_are_said),
		T(two_that_fail_alike_are_not_told_apart),
		T(one_that_goes_on_refusing_is_locked_anew),
		T(locked_and_tried_it_is_not_forgotten),
		T(forgotten_meanwhile_its_end_is_told),
		T(it_is_foretold_once),
		T(slow_failures_are_counted_by_the_hour),
		T(what_is_taken_back_is_not_counted),
		T(a_minute_of_1970_counts_once),
		T(taken_back_in_1970_it_is_no_risk),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
