/* Mail hosts over time: who is locked out, by what, and until when. */

#include "mail_hosts.h"

/* --- whom it meets --- */

static void
over_ipv6_only_who_failed_is_locked_out(void **state)
{
	struct who phone = ends(4, 993, FAR_V6, NAME);
	struct who other = ends(5, 993, FAR_V6, NAME);
	struct event ev;

	is_let_in(*state, 0, &other);
	fails_at(*state, &phone, 5, 50);
	assert_false(is_silent(*state, 52 * S, &phone, 3));
	is_let_in(*state, 55 * S + 500, &other);
	assert_true(is_silent(*state, 56 * S, &phone, 8));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_int_equal(ev.u.verdict.scope, SCOPE_ONE_ADDRESS);
	assert_int_equal(ev.u.verdict.lock_kind, LOCK_NETWORK);
	assert_true(ev.has_client);
	/* Its neighbours' answers are theirs. */
	is_let_in(*state, 70 * S, &other);
	snap_at(*state, 71 * S);
	assert_int_equal(snap->n_locked, 1);
	is_let_in(*state, 80 * S, &phone);
	ev = next(*state, ACTION_LOCKOUT_ENDED);
	assert_int_equal(ev.when_ns, T0 + 80 * NS_PER_S);
	snap_at(*state, 81 * S);
	assert_int_equal(snap->n_locked, 0);
}

static void
over_ipv6_who_did_not_fail_has_another_trouble(void **state)
{
	struct who phone = ends(4, 993, FAR_V6, NAME);
	struct who other = ends(5, 993, FAR_V6, NAME);

	is_let_in(*state, 0, &other);
	fails_at(*state, &phone, 5, 50);
	is_let_in(*state, 53 * S, &phone);
	assert_false(is_silent(*state, 54 * S, &other, 20));
}

static void
behind_nat_the_line_is_locked_out(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct who other = ends(5, 993, FAR, NAME);
	struct event ev;

	fails_at(*state, &phone, 5, 50);
	is_silent(*state, 53 * S, &phone, 4);
	assert_true(is_silent(*state, 57 * S, &other, 6));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_int_equal(ev.u.verdict.scope, SCOPE_LINE);
	assert_int_equal(ev.who.mac.b[5], 4);
	snap_at(*state, 64 * S);
	assert_int_equal(snap->lockouts[0].devices, 2);
	assert_int_equal(snap->n_hosts, 1);
	assert_int_equal(snap->hosts[0].state, HOST_LOCKED);
	assert_int_equal(snap->hosts[0].kind, LOCK_NETWORK);
	assert_int_equal(snap->hosts[0].since_ns, T0 + 53 * NS_PER_S);
}

/* --- how --- */

static void
a_tarpit_lets_in_and_tells_nothing(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct who other = ends(5, 995, FAR, NAME);
	struct event ev;
	int i;

	is_let_in(*state, 0, &other);
	fails_at(*state, &phone, 5, 50);
	for (i = 0; i < 3; i++)
		assert_false(opens_at(*state, (51 + 3 * i) * S, &other,
		    OPENING_ANSWERED, 0));
	assert_true(opens_at(*state, 62 * S, &phone, OPENING_ANSWERED, 0));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_int_equal(ev.u.verdict.how, OPENING_TARPIT);
	assert_int_equal(ev.u.verdict.since_ns, T0 + 51 * NS_PER_S);
	/* To be let in ends nothing, a word does. */
	opens_at(*state, 70 * S, &phone, OPENING_ANSWERED, 0);
	assert_false(ledger_next_alert(*state, &ev));
	shows(*state, 71 * S, &phone, SIGN_WORDS);
	next(*state, ACTION_LOCKOUT_ENDED);
}

static void
a_host_that_still_speaks_is_no_tarpit(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct who other = ends(5, 995, FAR, NAME);
	int i;

	is_let_in(*state, 0, &other);
	fails_at(*state, &phone, 5, 50);
	for (i = 0; i < 8; i++) {
		assert_false(opens_at(*state, (51 + 3 * i) * S, &other,
		    OPENING_ANSWERED, 0));
		shows(*state, (52 + 3 * i) * S, &phone, SIGN_WORDS);
	}
}

static void
a_lockout_told_in_words_ends_with_a_login(void **state)
{
	struct who phone = ends(4, 587, FAR, NAME);
	struct say s = { .user = "anna", .at_s = 90, OK };
	struct event ev;

	fails_at(*state, &phone, 3, 50);
	opens_at(*state, 60 * S, &phone, OPENING_ANSWERED, 0);
	assert_true(greets(*state, 60 * S + 30, &phone, HINT_ADDRESS_LOCKED,
	    "554 too many auth failures"));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_int_equal(ev.u.verdict.lock_kind, LOCK_TOLD);
	is_let_in(*state, 70 * S, &phone);
	greets(*state, 70 * S + 30, &phone, HINT_ADDRESS_LOCKED,
	    "554 too many auth failures");
	assert_false(ledger_next_alert(*state, &ev));
	snap_at(*state, 80 * S);
	assert_int_equal(snap->n_locked, 1);
	assert_string_equal(snap->lockouts[0].reply,
	    "554 too many auth failures");
	is_let_in(*state, 89 * S, &phone);
	login_from(*state, &phone, &s);
	next(*state, ACTION_LOCKOUT_ENDED);
}

static void
too_many_connections_are_no_lockout(void **state)
{
	struct who phone = ends(4, 587, FAR, NAME);
	struct event ev;

	fails_at(*state, &phone, 5, 50);
	greets(*state, 52 * S, &phone, HINT_CONNECTIONS,
	    "421 too many connections");
	greets(*state, 53 * S, &phone, HINT_CONNECTIONS,
	    "421 too many connections");
	ev = next(*state, ACTION_HOST_TROUBLE);
	assert_int_equal(ev.u.verdict.trouble, TROUBLE_RATE_LIMIT);
	snap_at(*state, 60 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->n_troubles, 1);
	assert_int_equal(snap->hosts[0].state, HOST_TROUBLE);
}

static void
a_hosts_own_trouble_in_words_is_no_lockout(void **state)
{
	struct who phone = ends(4, 587, FAR, NAME);
	struct who other = ends(5, 587, FAR, NAME);
	struct say s = { .user = "anna", .at_s = 90, OK };
	int i;

	fails_at(*state, &phone, 5, 50);
	for (i = 0; i < 5; i++) {
		is_let_in(*state, (52 + i) * S, i % 2 ? &phone : &other);
		greets(*state, (52 + i) * S + 30, i % 2 ? &phone : &other,
		    HINT_SERVER_TROUBLE, "421 shutting down");
	}
	is_trouble(*state, TROUBLE_SAID);
	snap_at(*state, 60 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->n_troubles, 1);
	assert_int_equal(snap->troubles[0].until_ns, 0);
	assert_string_equal(snap->troubles[0].reply, "421 shutting down");
	/* All of it, and not what there was when it was told. */
	assert_int_equal(snap->troubles[0].tries, 5);
	assert_int_equal(snap->troubles[0].devices, 2);
	login_from(*state, &phone, &s);
	next(*state, ACTION_HOST_TROUBLE_ENDED);
}

/* It is told as a stop at first. */
static void
a_stop_that_turns_out_to_be_a_lockout_is_told_once(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct who post = ends(5, 587, FAR, NAME);
	struct event ev;
	int i;

	is_let_in(*state, 0, &post);
	fails_at(*state, &phone, 8, 90);
	is_let_in(*state, 94 * S, &post);
	ledger_elsewhere(*state, T0 + 130 * NS_PER_S, &(struct ip){
	    .b = { [10] = 0xff, 0xff, 198, 51, 100, 80 } });
	for (i = 0; i < 32; i++) {
		opens_at(*state, (125 + 10 * i) * S, &phone, OPENING_RESET, 0);
		opens_at(*state, (126 + 10 * i) * S, &post, OPENING_RESET, 0);
	}
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_int_equal(ev.u.verdict.how, OPENING_RESET);
	snap_at(*state, 460 * S);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->n_troubles, 0);
}

/* Not one SYN was lost: the host was away for all of them. */
static void
a_host_that_was_away_at_first_is_not_on_a_lossy_line(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct who post = ends(5, 587, FAR, NAME);

	is_silent(*state, 0, &phone, 20);
	is_silent(*state, 1 * S, &post, 20);
	is_let_in(*state, 60 * S, &phone);
	is_let_in(*state, 61 * S, &post);
	fails_at(*state, &phone, 5, 120);
	is_silent(*state, 123 * S, &phone, 4);
	assert_true(is_silent(*state, 127 * S, &post, 6));
	next(*state, ACTION_LOCKOUT_STARTED);
}

/* Nobody knows why, and yet it was. */
static void
a_long_silence_that_is_over_is_mentioned(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct event ev;

	fails_at(*state, &phone, 2, 30);
	is_silent(*state, 40 * S, &phone, 590);
	is_let_in(*state, 635 * S, &phone);
	snap_at(*state, 636 * S);
	assert_int_equal(snap->n_troubles, 0);
	is_silent(*state, 700 * S, &phone, 610);
	is_let_in(*state, 1320 * S, &phone);
	assert_false(ledger_next_alert(*state, &ev));
	snap_at(*state, 1321 * S);
	assert_int_equal(snap->n_lockouts, 0);
	assert_int_equal(snap->n_troubles, 1);
	assert_int_equal(snap->troubles[0].trouble, TROUBLE_SILENCE);
	assert_int_equal(snap->troubles[0].until_ns, T0 + 1320 * NS_PER_S);
}

static void
a_goodbye_makes_resets_a_stop(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct who post = ends(5, 587, FAR, NAME);
	int i;

	is_let_in(*state, 0, &post);
	fails_at(*state, &phone, 5, 50);
	shows(*state, 51 * S, &phone, SIGN_GOODBYE);
	for (i = 0; i < 12; i++) {
		opens_at(*state, (52 + i) * S, &phone, OPENING_RESET, 0);
		opens_at(*state, (52 + i) * S, &post, OPENING_RESET, 0);
	}
	is_trouble(*state, TROUBLE_STOPPED);
}

static void
what_a_router_misses_is_taken_back(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct event ev;

	fails_at(*state, &phone, 5, 50);
	assert_true(is_silent(*state, 53 * S, &phone, 11));
	next(*state, ACTION_LOCKOUT_STARTED);
	assert_true(shows(*state, 66 * S, &phone, SIGN_UNREACHABLE));
	next(*state, ACTION_LOCKOUT_ENDED);
	ev = next(*state, ACTION_HOST_TROUBLE);
	assert_int_equal(ev.u.verdict.trouble, TROUBLE_GONE);
	snap_at(*state, 67 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->n_lockouts, 0);
}

static void
a_service_that_comes_back_by_and_by_is_told_once(void **state)
{
	struct who box = ends(4, 993, FAR, NAME);
	struct who post = ends(5, 587, FAR, NAME);
	struct event ev;
	int i;

	is_let_in(*state, 0, &post);
	is_let_in(*state, 0, &box);
	for (i = 0; i < 12; i++) {
		opens_at(*state, (10 + i) * S, &box, OPENING_RESET, 0);
		opens_at(*state, (10 + i) * S, &post, OPENING_RESET, 0);
	}
	is_trouble(*state, TROUBLE_STOPPED);
	is_let_in(*state, 25 * S, &post);
	next(*state, ACTION_HOST_TROUBLE_ENDED);
	for (i = 0; i < 12; i++)
		opens_at(*state, (26 + i) * S, &box, OPENING_RESET, 0);
	assert_false(ledger_next_alert(*state, &ev));
	snap_at(*state, 40 * S);
	assert_int_equal(snap->troubles[0].until_ns, 0);
	is_let_in(*state, 41 * S, &box);
	assert_false(ledger_next_alert(*state, &ev));
	snap_at(*state, 42 * S);
	assert_int_equal(snap->n_troubles, 1);
	assert_int_equal(snap->troubles[0].until_ns, T0 + 41 * NS_PER_S);
}

/* What was sent again on a running session counts as asked in vain, but not
 * where new ones are let in. */
static void
a_session_that_freezes_tells_of_its_host(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct who other = ends(5, 993, FAR, NAME);
	int i;

	fails_at(*state, &phone, 5, 50);
	is_let_in(*state, 52 * S, &other);
	for (i = 0; i < 9; i++)
		shows(*state, (53 + i) * S, &other, SIGN_FROZEN);
	snap_at(*state, 63 * S);
	assert_int_equal(snap->servers[0].tries, 9);
	is_let_in(*state, 64 * S, &phone);
	snap_at(*state, 65 * S);
	assert_int_equal(snap->servers[0].tries, 0);
}

/* --- names with several addresses --- */

/* The host's second address. */
static struct who
second(uint8_t host, uint16_t port)
{
	struct who w = ends(host, port, FAR, NAME);

	w.server.ip.b[15] = 43;
	return (w);
}

static void
failures_at_all_addresses_of_a_name_count_together(void **state)
{
	struct who one = ends(4, 993, FAR, NAME), two = second(4, 993);
	struct say s = { .user = "anna", FAIL };
	struct event ev;

	fails_at(*state, &one, 2, 20);
	s.at_s = 30;
	opens_at(*state, 29 * S, &two, OPENING_ANSWERED, 0);
	login_from(*state, &two, &s);
	ev = next(*state, ACTION_LOCKOUT_FORECAST);
	assert_int_equal(ev.u.verdict.failures, 3);
	assert_int_equal(ev.u.verdict.budget_left, 2);
	snap_at(*state, 31 * S);
	assert_int_equal(snap->n_hosts, 1);
	assert_int_equal(snap->hosts[0].n_ips, 2);
	assert_string_equal(snap->hosts[0].name, NAME);
	assert_int_equal(snap->hosts[0].state, HOST_AT_RISK);
	assert_int_equal(snap->hosts[0].counted, 3);
	assert_int_equal(snap->hosts[0].budget_left, 2);
}

static void
addresses_of_one_name_are_locked_once(void **state)
{
	struct who one = ends(4, 993, FAR, NAME), two = second(5, 993);
	struct event ev;

	is_let_in(*state, 0, &two);
	fails_at(*state, &two, 2, 20);
	fails_at(*state, &one, 3, 50);
	assert_true(is_silent(*state, 53 * S, &one, 11));
	next(*state, ACTION_LOCKOUT_STARTED);
	is_silent(*state, 65 * S, &two, 13);
	assert_false(ledger_next_alert(*state, &ev));
	snap_at(*state, 80 * S);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].n_ips, 2);
}

/* --- forecast and limits --- */

static void
a_used_up_budget_is_kept(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);

	fails_at(*state, &phone, 12, 200);
	snap_at(*state, 201 * S);
	assert_int_equal(snap->hosts[0].state, HOST_AT_RISK);
	assert_int_not_equal(snap->hosts[0].policy, 0);
	assert_int_equal(snap->hosts[0].budget_left, 0);
}

static void
nothing_is_foretold_of_a_provider_or_a_server_here(void **state)
{
	struct who google = ends(4, 993, FAR, "imap.gmail.com");
	struct who near = ends(4, 143, NEAR, "mail.lan");
	struct say s = { .user = "anna", FAIL };
	struct event ev;
	int i;

	for (i = 0; i < 4; i++, s.at_s += 10) {
		login_from(*state, &google, &s);
		login_from(*state, &near, &s);
	}
	while (ledger_next_alert(*state, &ev))
		assert_int_not_equal(ev.u.verdict.action,
		    ACTION_LOCKOUT_FORECAST);
	snap_at(*state, 60 * S);
	assert_int_equal(snap->hosts[0].policy, 0);
	assert_int_equal(snap->hosts[1].policy, 0);
}

/* The host's limit is none of the known: it was six, and is again. */
static void
a_hosts_own_limit_is_remembered(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct event ev;

	fails_at(*state, &phone, 6, 60);
	opens_at(*state, 62 * S, &phone, OPENING_REJECTED, 0);
	opens_at(*state, 64 * S, &phone, OPENING_REJECTED, 0);
	next(*state, ACTION_LOCKOUT_STARTED);
	is_let_in(*state, 300 * S, &phone);
	drain(*state);
	snap_at(*state, 301 * S);
	assert_int_equal(snap->hosts[0].own_limit, 6);
	assert_int_equal(snap->hosts[0].lockouts, 1);
	assert_int_equal(snap->hosts[0].until_ns, T0 + 300 * NS_PER_S);
	fails_at(*state, &phone, 6, 400);
	assert_true(is_silent(*state, 401 * S, &phone, 11));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_int_equal(ev.u.verdict.failures, 6);
}

/* CSF counts AUTH where it is not offered (LF_EXIMSYNTAX). */
static void
what_is_turned_away_may_count_as_well(void **state)
{
	struct who scanner = ends(4, 587, FAR, NAME);
	struct event ev;
	int i;

	is_let_in(*state, 0, &scanner);
	for (i = 0; i < 10; i++) {
		memset(&ev, 0, sizeof ev);
		ev.kind = EVENT_LOGIN;
		ev.who = scanner;
		ev.when_ns = T0 + (10 + 10 * i) * NS_PER_S;
		ev.u.login.attempt.ended_ns = ev.when_ns;
		ev.u.login.attempt.proto = PROTO_SMTP;
		ev.u.login.attempt.reason = REASON_POLICY;
		ev.u.login.attempt.hint = HINT_NOT_OFFERED;
		ledger_login(*state, &ev);
	}
	is_let_in(*state, 99 * S, &scanner);
	drain(*state);
	assert_true(is_silent(*state, 103 * S, &scanner, 12));
	next(*state, ACTION_LOCKOUT_STARTED);
}

static void
one_who_scans_is_not_locked_out(void **state)
{
	static const uint16_t ports[] = { 25, 110, 143, 465, 587, 993 };
	struct who w = ends(4, 993, FAR, NAME);
	uint32_t i, j;

	for (i = 0; i < 6; i++) {
		w.server.port = ports[i];
		is_let_in(*state, 0, &w);
	}
	fails_at(*state, &w, 5, 50);
	for (j = 1; j < 14; j++)
		for (i = 0; i < 6; i++) {
			w.server.port = ports[i];
			web_answers(*state, (52 + j) * S - 100);
			opens_at(*state, (52 + j) * S, &w, OPENING_SILENT,
			    1 * S);
		}
	snap_at(*state, 70 * S);
	assert_int_equal(snap->n_locked, 0);
}

/* The fourth at one protocol, but seven in all: it may be chance. */
static void
a_rare_locker_counts_all_that_failed(void **state)
{
	struct who phone = ends(4, 993, FAR, NAME);
	struct who post = ends(5, 587, FAR, NAME);
	struct say s = { .user = "scan", .proto = PROTO_SMTP, FAIL };

	is_let_in(*state, 0, &post);
	for (s.at_s = 11; s.at_s < 40; s.at_s += 10)
		login_from(*state, &post, &s);
	fails_at(*state, &phone, 4, 50);
	assert_false(is_silent(*state, 52 * S, &phone, 60));
}

/* Three devices fail at once: some come through before it locks. */
static void
some_failures_come_through(void **state)
{
	struct who who[3] = { ends(4, 993, FAR, NAME), ends(5, 995, FAR,
	    NAME), ends(6, 143, FAR, NAME) };
	struct event ev;
	int i;

	for (i = 0; i < 3; i++)
		fails_at(*state, &who[i], 3, 50 + i);
	assert_true(is_silent(*state, 54 * S, &who[0], 15));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_false(ev.has_client);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(over_ipv6_only_who_failed_is_locked_out),
		T(over_ipv6_who_did_not_fail_has_another_trouble),
		T(behind_nat_the_line_is_locked_out),
		T(a_tarpit_lets_in_and_tells_nothing),
		T(a_host_that_still_speaks_is_no_tarpit),
		T(a_lockout_told_in_words_ends_with_a_login),
		T(too_many_connections_are_no_lockout),
		T(a_hosts_own_trouble_in_words_is_no_lockout),
		T(a_stop_that_turns_out_to_be_a_lockout_is_told_once),
		T(a_host_that_was_away_at_first_is_not_on_a_lossy_line),
		T(a_long_silence_that_is_over_is_mentioned),
		T(a_goodbye_makes_resets_a_stop),
		T(what_a_router_misses_is_taken_back),
		T(a_service_that_comes_back_by_and_by_is_told_once),
		T(a_session_that_freezes_tells_of_its_host),
		T(failures_at_all_addresses_of_a_name_count_together),
		T(addresses_of_one_name_are_locked_once),
		T(a_used_up_budget_is_kept),
		T(nothing_is_foretold_of_a_provider_or_a_server_here),
		T(a_hosts_own_limit_is_remembered),
		T(what_is_turned_away_may_count_as_well),
		T(one_who_scans_is_not_locked_out),
		T(a_rare_locker_counts_all_that_failed),
		T(some_failures_come_through),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
