/* When silence is a lockout: openings written by hand. */

#include "openings.h"

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
	assert_non_null(strstr(alert_words(&ev), "5 of them by "
	    "reception-pc"));
	assert_non_null(strstr(alert_words(&ev), "most likely"));
	snap_at(*state, 76 * S);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].failures, 5);
	assert_int_equal(snap->lockouts[0].devices, 1);
	assert_true(snap->lockouts[0].others_answer);
	assert_int_equal(snap->servers[0].status, STATUS_LOCKED);
	assert_int_equal(snap->servers[0].recent_failures, 5);
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
	assert_false(opens(*state, 92 * S, (struct try)TRY(10, 587,
	    OPENING_SILENT)));
	assert_true(opens(*state, 100 * S, (struct try)TRY(12, 143,
	    OPENING_ANSWERED)));
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
	/* Lockers count anew. */
	assert_int_equal(snap->servers[0].status, STATUS_OK);
}

static void
where_nobody_else_is_seen_it_may_be_one(void **state)
{
	struct event ev;

	fails(*state, 5);
	assert_true(alone_in_silence(*state, 60 * S, 11));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_null(strstr(alert_words(&ev), "most likely"));
	assert_non_null(strstr(alert_words(&ev), "it may have locked"));
}

static void
a_firewalls_no_is_a_lockout_soon(void **state)
{
	struct try no = TRY(11, 143, OPENING_REJECTED);

	fails(*state, 1);
	assert_false(opens(*state, 60 * S, no));
	assert_false(opens(*state, 60 * S + 1, no));
	assert_true(opens(*state, 62 * S, no));
	next(*state, ACTION_LOCKOUT_STARTED);
	snap_at(*state, 62 * S);
	assert_int_equal(snap->lockouts[0].how, OPENING_REJECTED);
	/* One failure is nobody's fault. */
	assert_false(snap->lockouts[0].has_trigger);
}

/* Begun in a lockout: it shows tries in vain, and nothing else. */
static void
tries_in_vain_alone_are_said(void **state)
{
	all_in_silence(*state, 0, (struct try)TRY(11, 25, OPENING_SILENT),
	    false);
	all_in_silence(*state, 0, (struct try)TRY(11, 143, OPENING_SILENT,
	    .where = NEAR), false);
	look(*state);
	assert_true(has_note(NOTE_NO_MAIL));
	assert_false(has_note(NOTE_NO_ANSWER));
	in_silence(*state, 20 * S, 11);
	in_silence(*state, 21 * S, 12);
	look(*state);
	assert_true(has_note(NOTE_NO_ANSWER));
	assert_int_equal(note_of(NOTE_NO_ANSWER)->count, 8);
	assert_int_equal(note_of(NOTE_NO_ANSWER)->devices, 2);
	assert_string_equal(note_of(NOTE_NO_ANSWER)->name, "203.0.113.42");
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
	assert_null(strstr(alert_words(&ev), " by "));
}

static void
one_that_goes_on_refusing_is_locked_anew(void **state)
{
	struct try mail = TRY(10, 143, OPENING_REJECTED);
	struct try post = TRY(11, 587, OPENING_REJECTED);

	opens(*state, 0, (struct try)TRY(11, 587, OPENING_ANSWERED));
	fails(*state, 3);
	assert_true(opens(*state, 60 * S, mail));
	opens(*state, 63 * S, post);
	snap_at(*state, 63 * S);
	assert_int_equal(snap->lockouts[0].n_ports, 2);
	mail.end = OPENING_ANSWERED;
	assert_true(opens(*state, 90 * S, mail));
	assert_true(opens(*state, 91 * S, post));
	snap_at(*state, 94 * S);
	assert_int_equal(snap->n_lockouts, 2);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].ports[0], 587);
}

/* The forecast. */

static void
it_is_foretold_once(void **state)
{
	struct say s = { .mac = 10, .host = 10, .user = "anna", FAIL };
	struct event ev;

	login_times(*state, s, 2);
	assert_false(ledger_next_alert(*state, &ev));
	s.at_s = 20;
	login(*state, s);
	ev = next(*state, ACTION_LOCKOUT_FORECAST);
	assert_int_equal(ev.u.verdict.budget_left, 2);
	assert_int_equal(ev.u.verdict.eta_ns / NS_PER_S, 20);
	assert_int_equal(ev.u.verdict.since_ns, T0);
	assert_string_equal(policy_words(&ev), "fail2ban: 5 in 600s");
	assert_int_equal(ev.who.client.ip.b[15], 10);
	s.at_s = 30;
	login_times(*state, s, 20);
	assert_false(ledger_next_alert(*state, &ev));
	snap_at(*state, 300 * S);
	assert_int_equal(snap->servers[0].status, STATUS_AT_RISK);
	/* Half a day later nobody counts these any more. */
	snap_at(*state, 43200 * S);
	assert_int_equal(snap->servers[0].status, STATUS_OK);
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
	assert_string_equal(policy_words(&ev), "CSF/lfd: 5 in 3600s");
	assert_int_equal(ev.u.verdict.eta_ns / NS_PER_S, 1200);
}



int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(silence_after_failures_is_a_lockout),
		T(it_is_told_once_and_its_end),
		T(where_nobody_else_is_seen_it_may_be_one),
		T(a_firewalls_no_is_a_lockout_soon),
		T(tries_in_vain_alone_are_said),
		T(two_that_fail_alike_are_not_told_apart),
		T(one_that_goes_on_refusing_is_locked_anew),
		T(it_is_foretold_once),
		T(slow_failures_are_counted_by_the_hour),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
