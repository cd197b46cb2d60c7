/* When it is none, whatever it looks like: openings written by hand. */

#include "openings.h"

static void
a_server_that_is_down_is_no_lockout(void **state)
{
	opens(*state, 0, (struct try)TRY(10, 143, OPENING_ANSWERED));
	login(*state, (struct say){ .mac = 10, .host = 10, .user = "a", OK });
	web_answers(*state, 62 * S);
	assert_false(in_silence(*state, 60 * S, 11));
	assert_true(in_silence(*state, 90 * S, 12));
	is_trouble(*state, TROUBLE_GONE);
	snap_at(*state, 110 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->servers[0].status, STATUS_NO_ANSWER);
	assert_int_equal(snap->servers[0].tries, 8);
	assert_int_equal(snap->servers[0].devices, 2);
}

static void
a_line_that_is_down_is_no_lockout(void **state)
{
	struct try late = TRY(11, 143, OPENING_SILENT, .waited_ms = 16 * S);

	fails(*state, 5);
	web_answers(*state, 50 * S);
	/* It was on its way when the line broke. */
	web_answers(*state, 60 * S + 200);
	assert_false(alone_in_silence(*state, 60 * S, 11));
	snap_at(*state, 75 * S);
	assert_int_equal(snap->servers[0].status, STATUS_NO_ANSWER);
	/* The line is back: what was asked before that tells nothing. */
	web_answers(*state, 90 * S);
	assert_false(opens(*state, 91 * S, late));
	late.host = 12;
	assert_false(opens(*state, 91 * S + 1, late));
	/* And if the host stays silent, it was one. */
	assert_true(in_silence(*state, 91 * S, 13));
}

/* Twice in a row, and the second time nobody else is asked. */
static void
a_line_that_is_down_again_is_no_lockout(void **state)
{
	struct try late = TRY(11, 143, OPENING_SILENT, .waited_ms = 16 * S);

	fails(*state, 5);
	web_answers(*state, 50 * S);
	assert_false(alone_in_silence(*state, 60 * S, 11));
	web_answers(*state, 77 * S);
	web_answers(*state, 84 * S);
	assert_false(alone_in_silence(*state, 85 * S, 11));
	assert_false(alone_in_silence(*state, 85 * S, 12));
	web_answers(*state, 115 * S);
	assert_false(opens(*state, 116 * S, late));
	late.host = 12;
	assert_false(opens(*state, 116 * S + 1, late));
}

/* Nobody but the mail host is asked: the line may be down as well. */
static void
where_others_answer_they_are_waited_for(void **state)
{
	fails(*state, 5);
	web_answers(*state, 50 * S);
	assert_false(alone_in_silence(*state, 60 * S, 11));
	assert_false(alone_in_silence(*state, 80 * S, 12));
}

static void
ipv4_tells_nothing_of_ipv6(void **state)
{
	struct try t = TRY(10, 143, OPENING_ANSWERED, .where = FAR_V6);
	static const uint8_t web_v6[16] = { 0x20, 1, 0xd, 0xb8, 2, [15] = 80 };
	struct ip web = ip_v6(web_v6);
	struct say s = { .mac = 10, .host = 10, .user = "anna", FAIL };
	struct who w = who_of(&s);
	int i;

	opens(*state, 0, t);
	ledger_elsewhere(*state, T0, &web);
	w.server.ip = server_ip(FAR_V6);
	for (i = 0; i < 5; i++)
		login_from(*state, &w, &s);
	drain(*state);
	web_answers(*state, 62 * S);
	assert_false(all_in_silence(*state, 60 * S, t, false));
	ledger_elsewhere(*state, T0 + 76 * NS_PER_S, &web);
	assert_true(all_in_silence(*state, 76 * S, t, true));
}

/* It is switched off: the internet goes on without it. */
static void
of_a_server_here_the_internet_tells_nothing(void **state)
{
	struct try t = TRY(10, 143, OPENING_ANSWERED, .where = NEAR);
	struct say s = { .mac = 10, .host = 10, .user = "anna", FAIL };
	struct who w = who_of(&s);
	int i;

	opens(*state, 0, t);
	w.server.ip = server_ip(NEAR);
	for (i = 0; i < 5; i++)
		login_from(*state, &w, &s);
	drain(*state);
	web_answers(*state, 62 * S);
	assert_false(all_in_silence(*state, 60 * S, t, false));
	/* But another port of it does. */
	assert_false(all_in_silence(*state, 77 * S, t, true));
	t.host++;
	assert_false(all_in_silence(*state, 93 * S, t, true));
	t.host++;
	assert_false(all_in_silence(*state, 109 * S, t, true));
	t.host++;
	assert_true(all_in_silence(*state, 125 * S, t, true));
}

static void
a_slow_answer_is_one(void **state)
{
	struct try t = TRY(11, 143, OPENING_SILENT);
	int round, i;

	fails(*state, 5);
	for (round = 0; round < 5; round++) {
		int64_t at_ms = (60 + 6 * round) * S;

		for (i = 1; i <= 5; i++) {
			web_answers(*state, at_ms + i * S - 1);
			t.waited_ms = 1 * S;
			assert_false(opens(*state, at_ms + i * S, t));
		}
		opens(*state, at_ms + 5 * S + 1, (struct try)TRY(11, 143,
		    OPENING_ANSWERED));
	}
}

/* Where every other SYN is lost, four in a row are as well. */
static void
where_packets_are_lost_it_takes_more(void **state)
{
	struct try yes = TRY(11, 143, OPENING_ANSWERED);
	struct try lost = TRY(11, 143, OPENING_SILENT, .waited_ms = 1 * S);
	int i;

	fails(*state, 5);
	for (i = 0; i < 20; i++) {
		opens(*state, (40 + i) * S, lost);
		opens(*state, (40 + i) * S + 1, yes);
	}
	for (i = 0; i < 3; i++)
		assert_false(in_silence(*state, (60 + 16 * i) * S, 11));
	assert_true(in_silence(*state, 108 * S, 11));
}

/* A service is down where packets are lost: some resets come, some do not. */
static void
a_host_that_resets_is_not_silent(void **state)
{
	fails(*state, 5);
	web_answers(*state, 62 * S);
	opens(*state, 60 * S, (struct try)TRY(11, 143, OPENING_RESET));
	assert_false(in_silence(*state, 61 * S, 11));
	assert_false(in_silence(*state, 62 * S, 12));
	assert_false(in_silence(*state, 63 * S, 13));
}

/* As a queue that is full. */
static void
where_another_port_answers_it_takes_more(void **state)
{
	struct try post = TRY(11, 587, OPENING_ANSWERED);
	int i;

	fails(*state, 5);
	opens(*state, 62 * S, post);
	for (i = 0; i < 3; i++)
		assert_false(in_silence(*state, (60 + 16 * i) * S, 11));
	assert_true(in_silence(*state, 108 * S, 11));
}

/* A router says so after three seconds, and not each time. */
static void
a_host_that_a_router_misses_is_no_lockout(void **state)
{
	fails(*state, 5);
	web_answers(*state, 62 * S);
	opens(*state, 61 * S, (struct try)TRY(11, 143, OPENING_SILENT,
	    .waited_ms = 1 * S));
	opens(*state, 62 * S, (struct try)TRY(11, 143, OPENING_UNREACHABLE));
	assert_true(in_silence(*state, 63 * S, 12));
	is_trouble(*state, TROUBLE_GONE);
	assert_false(in_silence(*state, 80 * S, 13));
}

/* It answered for minutes after the last failure: why should it lock now? */
static void
what_answers_for_long_has_another_reason(void **state)
{
	struct try no = TRY(11, 143, OPENING_REJECTED);
	int i;

	fails(*state, 5);
	opens(*state, 200 * S, (struct try)TRY(10, 143, OPENING_ANSWERED));
	web_answers(*state, 212 * S);
	assert_false(in_silence(*state, 210 * S, 11));
	for (i = 0; i < 5; i++)
		assert_false(opens(*state, (230 + i) * S, no));
}

/* Each SYN is seen before and after NAT, each refusal the other way around. */
static void
the_gateways_address_is_no_device(void **state)
{
	struct try t = TRY(11, 143, OPENING_SILENT, .isn = 7);
	int i;

	fails(*state, 5);
	for (i = 0; i < 8; i++) {
		t.is_gateway = t.end == OPENING_REJECTED;
		t.waited_ms = 1 * S;
		opens(*state, (60 + i) * S, t);
		t.is_gateway = !t.is_gateway;
		opens(*state, (60 + i) * S + 1, t);
		t.isn += 3;
		if (i == 3)
			t = (struct try)TRY(12, 143, OPENING_REJECTED,
			    .isn = 9);
	}
	snap_at(*state, 70 * S);
	assert_int_equal(snap->servers[0].tries, 8);
	assert_int_equal(snap->servers[0].devices, 2);
}

static void
a_port_that_never_answered_is_no_lockout(void **state)
{
	struct try closed = TRY(11, 110, OPENING_RESET);
	int i;

	fails(*state, 5);
	for (i = 0; i < 20; i++)
		assert_false(opens(*state, (60 + i) * S, closed));
	snap_at(*state, 90 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->n_servers, 2);
	assert_int_equal(snap->servers[1].at.port, 110);
	assert_int_equal(snap->servers[1].status, STATUS_NO_ANSWER);
}

static void
without_a_failure_a_firewall_says_no_for_other_reasons(void **state)
{
	struct try no = TRY(11, 143, OPENING_REJECTED);
	int i;

	opens(*state, 0, (struct try)TRY(10, 143, OPENING_ANSWERED));
	for (i = 0; i < 9; i++)
		assert_false(opens(*state, (60 + i) * S, no));
}

static void
a_restart_is_no_lockout(void **state)
{
	struct try no = TRY(11, 143, OPENING_RESET);
	struct event ev;
	int i;

	fails(*state, 5);
	for (i = 0; i < 38; i++)
		assert_false(opens(*state, (60 + i) * S, no));
	assert_false(opens(*state, 101 * S, (struct try)TRY(11, 143,
	    OPENING_ANSWERED)));
	for (i = 0; i < 38; i++)
		assert_false(opens(*state, (102 + i) * S, no));
	assert_true(opens(*state, 150 * S, no));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_null(strstr(alert_words(&ev), "most likely"));
}

static void
two_services_do_not_start_anew_at_once(void **state)
{
	struct try mail = TRY(11, 143, OPENING_RESET);
	struct try post = TRY(11, 587, OPENING_RESET);

	opens(*state, 0, (struct try)TRY(11, 587, OPENING_ANSWERED));
	fails(*state, 5);
	assert_false(opens(*state, 60 * S, mail));
	assert_false(opens(*state, 65 * S, post));
	assert_true(opens(*state, 71 * S, mail));
}

static void
a_router_that_cannot_reach_it_is_no_lockout(void **state)
{
	struct try no = TRY(11, 143, OPENING_UNREACHABLE);
	int i;

	fails(*state, 5);
	for (i = 0; i < 10; i++)
		assert_false(opens(*state, (60 + i) * S, no));
	assert_true(opens(*state, 70 * S, no));
	is_trouble(*state, TROUBLE_GONE);
}

static void
failures_of_hours_ago_are_no_reason(void **state)
{
	fails(*state, 5);
	web_answers(*state, 5002 * S);
	assert_false(in_silence(*state, 5000 * S, 11));
}

static void
what_is_taken_back_is_not_counted(void **state)
{
	struct say s = { .mac = 10, .host = 10, FAIL,
	    .security = SECURITY_TLS, .evidence = EVIDENCE_LENGTHS };
	int i;

	opens(*state, 0, (struct try)TRY(10, 143, OPENING_ANSWERED));
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
	assert_int_equal(snap->servers[0].recent_failures, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_server_that_is_down_is_no_lockout),
		T(a_line_that_is_down_is_no_lockout),
		T(a_line_that_is_down_again_is_no_lockout),
		T(where_others_answer_they_are_waited_for),
		T(ipv4_tells_nothing_of_ipv6),
		T(of_a_server_here_the_internet_tells_nothing),
		T(a_slow_answer_is_one),
		T(where_packets_are_lost_it_takes_more),
		T(a_host_that_resets_is_not_silent),
		T(where_another_port_answers_it_takes_more),
		T(a_host_that_a_router_misses_is_no_lockout),
		T(what_answers_for_long_has_another_reason),
		T(the_gateways_address_is_no_device),
		T(a_port_that_never_answered_is_no_lockout),
		T(without_a_failure_a_firewall_says_no_for_other_reasons),
		T(a_restart_is_no_lockout),
		T(two_services_do_not_start_anew_at_once),
		T(a_router_that_cannot_reach_it_is_no_lockout),
		T(failures_of_hours_ago_are_no_reason),
		T(what_is_taken_back_is_not_counted),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
