/*
 * Right passwords that are refused: when a host refuses everybody, when an
 * account is locked, when neither is known yet, and when it is over.
 */

#include "says.h"

static const char *const users[] = { "zoe@example.test", "anna@example.test",
    "bert@example.test", "carl@example.test" };

/* What device i sends, and all of them are let in with. */
static struct say
of(uint8_t i, int64_t at_s, enum outcome outcome)
{
	return ((struct say){ .mac = i, .host = 10 + i, .at_s = at_s,
	    .user = users[i], .tag = 70 + i, .outcome = outcome });
}

/* Devices 1 to n, each so many times, a minute apart. */
static void
office(struct ledger *l, uint8_t n, int64_t at_s, int times,
    enum outcome outcome)
{
	uint8_t i;

	for (; times > 0; times--, at_s += 60)
		for (i = 1; i <= n; i++)
			login(l, of(i, at_s + i, outcome));
}

static void
wrong(struct ledger *l, const char *user, int64_t at_s, int n)
{
	for (; n > 0; n--, at_s += 10)
		login(l, (struct say){ .mac = 9, .host = 19, .at_s = at_s,
		    .user = user, .tag = 99, FAIL });
}

static uint32_t
alerts_of(struct ledger *l, enum action action)
{
	struct event ev;
	uint32_t n = 0;

	while (ledger_next_alert(l, &ev))
		n += ev.u.verdict.action == action;
	return (n);
}

/* --- a host that refuses everybody --- */

static void
a_lock_inside_makes_victims_and_one_culprit(void **state)
{
	uint8_t i;

	office(*state, 3, 0, 5, OUTCOME_OK);
	wrong(*state, "info@example.test", 320, 6);
	office(*state, 3, 400, 4, OUTCOME_FAILED);
	for (i = 1; i <= 3; i++) {
		const struct snap_device *d = row_at(*state, i, 700);

		assert_int_equal(d->rating, RATING_VICTIM);
		assert_int_equal(d->cause, CAUSE_LOCKED_INSIDE);
		assert_int_equal(d->remedy, REMEDY_WAIT);
		assert_int_equal(d->excused, 4);
	}
	assert_int_equal(row_at(*state, 9, 700)->rating, RATING_CULPRIT);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].kind, LOCK_INSIDE);
	assert_true(snap->lockouts[0].has_trigger);
	assert_int_equal(snap->lockouts[0].trigger_mac.b[5], 9);
}

/* The locker knows the office's IPv4 address alone. */
static void
who_is_let_in_by_the_other_family_ends_no_lock(void **state)
{
	struct say six = of(3, 0, OUTCOME_OK);
	int64_t at_s;
	uint8_t i;

	office(*state, 3, 0, 5, OUTCOME_OK);
	six.is_v6 = true, six.address = 42;
	six.server = "mail.example.test";
	login(*state, (struct say){ .mac = 1, .host = 11, .at_s = 290,
	    .user = users[1], .tag = 71, .server = six.server, OK });
	six.at_s = 300;
	login(*state, six);
	wrong(*state, "info@example.test", 320, 6);
	for (at_s = 500; at_s < 1100; at_s += 60) {
		for (i = 1; i <= 2; i++)
			login(*state, of(i, at_s + i, OUTCOME_FAILED));
		six.at_s = at_s + 10;
		login(*state, six);
	}
	for (i = 1; i <= 2; i++) {
		assert_int_equal(row_at(*state, i, 1100)->rating,
		    RATING_VICTIM);
		assert_int_equal(row_at(*state, i, 1100)->cause,
		    CAUSE_LOCKED_INSIDE);
	}
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].trigger_mac.b[5], 9);
	/* One by IPv4 does. */
	login(*state, of(1, 1200, OUTCOME_OK));
	look_at(*state, 1210);
	assert_int_equal(snap->n_locked, 0);
}

/* Without a culprit that a locker would act on they are two stale ones. */
static void
two_of_one_family_without_a_culprit_are_no_lock(void **state)
{
	struct say six = of(3, 0, OUTCOME_OK);
	int64_t at_s;
	uint8_t i;

	office(*state, 3, 0, 5, OUTCOME_OK);
	six.is_v6 = true, six.address = 42;
	six.server = "mail.example.test";
	login(*state, (struct say){ .mac = 1, .host = 11, .at_s = 290,
	    .user = users[1], .tag = 71, .server = six.server, OK });
	for (at_s = 500; at_s < 1100; at_s += 60) {
		for (i = 1; i <= 2; i++)
			login(*state, of(i, at_s + i, OUTCOME_FAILED));
		six.at_s = at_s + 10;
		login(*state, six);
	}
	assert_int_equal(row_at(*state, 1, 4500)->rating, RATING_CULPRIT);
	assert_int_equal(snap->n_lockouts, 0);
}

static void
one_that_is_let_in_meanwhile_shows_there_is_no_lock(void **state)
{
	int64_t at_s;

	office(*state, 3, 0, 5, OUTCOME_OK);
	wrong(*state, "info@example.test", 320, 6);
	for (at_s = 400; at_s < 800; at_s += 60) {
		login(*state, of(1, at_s, OUTCOME_FAILED));
		login(*state, (struct say){ .mac = 8, .host = 18,
		    .at_s = at_s + 10, .user = users[0], .tag = 800, OK });
	}
	assert_int_equal(row_at(*state, 1, 4500)->rating, RATING_CULPRIT);
	assert_int_equal(snap->n_lockouts, 0);
}

/* Nobody is to be warned of a lock for what the host did. */
static void
what_the_host_refuses_to_all_foretells_no_lockout(void **state)
{
	office(*state, 3, 0, 5, OUTCOME_OK);
	office(*state, 3, 400, 4, OUTCOME_FAILED);
	assert_int_equal(alerts_of(*state, ACTION_LOCKOUT_FORECAST), 0);
	row_at(*state, 1, 700);
	assert_int_equal(snap->hosts[0].counted, 0);
	/* Those of others are counted as ever. */
	wrong(*state, "info@example.test", 700, 4);
	row_at(*state, 1, 750);
	assert_int_equal(snap->hosts[0].counted, 4);
}

static struct say
away(uint8_t i, int64_t at_s)
{
	struct say s = of(i, at_s, OUTCOME_UNKNOWN);

	s.hint = HINT_ADDRESS_LOCKED;
	s.reason = REASON_RATE_LIMIT;
	return (s);
}

static void
a_lock_of_the_address_told_in_replies_makes_victims(void **state)
{
	office(*state, 3, 0, 5, OUTCOME_OK);
	wrong(*state, "info@example.test", 320, 3);
	login(*state, away(1, 400));
	login(*state, away(2, 405));
	assert_int_equal(alerts_of(*state, ACTION_LOCKOUT_STARTED), 1);
	assert_int_equal(row_at(*state, 1, 410)->rating, RATING_VICTIM);
	assert_int_equal(row_at(*state, 1, 410)->cause, CAUSE_LOCKED_INSIDE);
	assert_int_equal(row_at(*state, 9, 410)->rating, RATING_CULPRIT);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].kind, LOCK_TOLD);
	assert_int_equal(snap->lockouts[0].tries, 2);
	assert_int_equal(snap->lockouts[0].devices, 2);
	assert_int_equal(snap->lockouts[0].trigger_mac.b[5], 9);
	login(*state, of(1, 2000, OUTCOME_OK));
	assert_int_equal(alerts_of(*state, ACTION_LOCKOUT_ENDED), 1);
}

/* One may be its own connection's. */
static void
one_that_is_told_so_and_nobody_failed_is_not_yet_a_lock(void **state)
{
	office(*state, 3, 0, 5, OUTCOME_OK);
	login(*state, away(1, 400));
	assert_int_equal(alerts_of(*state, ACTION_LOCKOUT_STARTED), 0);
	login(*state, away(2, 405));
	assert_int_equal(alerts_of(*state, ACTION_LOCKOUT_STARTED), 1);
	/* A password that is looked at ends it as well. */
	wrong(*state, "info@example.test", 500, 1);
	assert_int_equal(alerts_of(*state, ACTION_LOCKOUT_ENDED), 1);
}

static void
a_host_that_refuses_all_without_a_reason_is_in_trouble(void **state)
{
	office(*state, 3, 0, 5, OUTCOME_OK);
	office(*state, 3, 400, 4, OUTCOME_FAILED);
	assert_int_equal(row_at(*state, 2, 700)->rating, RATING_VICTIM);
	assert_int_equal(snap->devices[0].cause, CAUSE_SERVER_REFUSES_ALL);
	assert_int_equal(snap->devices[0].remedy, REMEDY_ASK_HOST);
	assert_int_equal(snap->n_lockouts, 0);
	assert_int_equal(snap->n_troubles, 1);
	assert_int_equal(snap->troubles[0].trouble, TROUBLE_BACKEND_GONE);
	assert_int_equal(alerts_of(*state, ACTION_HOST_REFUSES_ALL), 1);
}

static void
it_is_over_with_the_first_that_is_let_in(void **state)
{
	office(*state, 3, 0, 5, OUTCOME_OK);
	office(*state, 3, 400, 4, OUTCOME_FAILED);
	office(*state, 3, 700, 1, OUTCOME_OK);
	look_at(*state, 720);
	assert_int_equal(snap->n_troubles, 1);
	assert_int_equal(snap->troubles[0].until_ns, T0 + 701 * NS_PER_S);
	assert_int_equal(alerts_of(*state, ACTION_HOST_TROUBLE_ENDED), 1);
	assert_int_equal(row_at(*state, 1, 720)->rating, RATING_VICTIM);
}

/* The same inside TLS: neither account nor secret is seen. */
static struct say
in_tls(uint8_t i, int64_t at_s, enum outcome outcome)
{
	struct say s = of(i, at_s, outcome);

	s.user = NULL;
	s.tag = 0;
	s.evidence = EVIDENCE_LENGTHS;
	return (s);
}

/* A guess that is taken back took the whole belief with it. */
static void
what_it_rests_on_may_be_taken_back(void **state)
{
	struct say s;
	uint8_t i;

	for (i = 1; i <= 3; i++)
		login(*state, in_tls(i, i, OUTCOME_OK));
	for (i = 1; i <= 3; i++)
		login(*state, in_tls(i, 600 + 15 * i, OUTCOME_FAILED));
	look_at(*state, 650);
	assert_int_equal(snap->n_troubles, 1);
	for (i = 1; i <= 2; i++) {
		s = in_tls(i, 600 + 15 * i, OUTCOME_UNKNOWN);
		s.was = OUTCOME_FAILED;
		s.late_s = 660;
		login(*state, s);
	}
	look_at(*state, 670);
	assert_int_equal(snap->n_troubles, 0);
}

/* One belief of both services: it ends for the one and holds for the other. */
static void
what_is_taken_back_of_one_service_may_hold_for_the_other(void **state)
{
	struct say s;
	uint8_t i;

	for (i = 1; i <= 3; i++) {
		s = of(i, i, OUTCOME_OK);
		login(*state, s);
		s.proto = PROTO_SMTP, s.port = 587, s.tag += 100;
		login(*state, s);
	}
	for (i = 1; i <= 3; i++) {
		s = of(i, 600 + i, OUTCOME_FAILED);
		login(*state, s);
		s.proto = PROTO_SMTP, s.port = 587, s.tag += 100;
		login(*state, s);
	}
	look_at(*state, 610);
	assert_int_equal(snap->n_troubles, 1);
	for (i = 1; i <= 3; i++) {
		s = of(i, 600 + i, OUTCOME_UNKNOWN);
		s.was = OUTCOME_FAILED, s.late_s = 620;
		login(*state, s);
	}
	look_at(*state, 630);
	assert_int_equal(snap->n_troubles, 1);
	assert_int_equal(snap->troubles[0].until_ns, 0);
	for (i = 1; i <= 3; i++) {
		s = of(i, 600 + i, OUTCOME_UNKNOWN);
		s.was = OUTCOME_FAILED, s.late_s = 640;
		s.proto = PROTO_SMTP, s.port = 587, s.tag += 100;
		login(*state, s);
	}
	look_at(*state, 650);
	assert_int_equal(snap->n_troubles, 0);
}

/* From a place that sees one way only nothing is told: of an end neither. */
static void
the_end_of_what_was_not_told_is_not_told(void **state)
{
	struct capture_counts *c = ledger_counts(*state);

	c->flows_out = 100;
	office(*state, 3, 0, 5, OUTCOME_OK);
	office(*state, 3, 400, 4, OUTCOME_FAILED);
	assert_int_equal(alerts_of(*state, ACTION_HOST_REFUSES_ALL), 0);
	c->flows_both = 100;
	office(*state, 3, 700, 1, OUTCOME_OK);
	assert_int_equal(alerts_of(*state, ACTION_HOST_TROUBLE_ENDED), 0);
}

static void
three_that_tls_hides_may_all_be_wrong_in_one_moment(void **state)
{
	uint8_t i;

	for (i = 1; i <= 3; i++)
		login(*state, in_tls(i, i, OUTCOME_OK));
	for (i = 1; i <= 3; i++)
		login(*state, in_tls(i, 600 + i, OUTCOME_FAILED));
	look_at(*state, 610);
	assert_int_equal(snap->n_troubles, 0);
	login(*state, in_tls(1, 625, OUTCOME_FAILED));
	look_at(*state, 630);
	assert_int_equal(snap->n_troubles, 1);
}

static void
wrong_before_it_and_after_it_is_wrong_in_it(void **state)
{
	office(*state, 3, 0, 5, OUTCOME_OK);
	wrong(*state, "info@example.test", 320, 2);
	office(*state, 3, 400, 4, OUTCOME_FAILED);
	wrong(*state, "info@example.test", 500, 4);
	office(*state, 3, 700, 1, OUTCOME_OK);
	assert_int_equal(row_at(*state, 9, 720)->rating, RATING_CULPRIT);
	assert_int_equal(snap->devices[0].excused, 0);
}

static void
who_had_mistyped_before_is_told_of_the_host_all_the_same(void **state)
{
	struct say slip = of(1, 200, OUTCOME_FAILED);

	office(*state, 3, 0, 3, OUTCOME_OK);
	slip.tag = 500;
	login(*state, slip);
	slip.at_s += 5;
	login(*state, slip);
	login(*state, of(1, 210, OUTCOME_OK));
	office(*state, 3, 400, 1, OUTCOME_FAILED);
	assert_int_equal(row_at(*state, 1, 500)->rating, RATING_VICTIM);
	assert_int_equal(row_at(*state, 1, 500)->cause,
	    CAUSE_SERVER_REFUSES_ALL);
	assert_int_equal(row_at(*state, 1, 500)->remedy, REMEDY_ASK_HOST);
}

static void
a_culprit_that_was_locked_out_as_well_is_told_of_its_own(void **state)
{
	office(*state, 3, 0, 5, OUTCOME_OK);
	login(*state, (struct say){ .mac = 9, .host = 19, .at_s = 310,
	    .user = "dora@example.test", .tag = 74, OK });
	wrong(*state, "info@example.test", 320, 6);
	office(*state, 3, 400, 1, OUTCOME_FAILED);
	login_times(*state, (struct say){ .mac = 9, .host = 19, .at_s = 420,
	    .user = "dora@example.test", .tag = 74, FAIL }, 9);
	assert_int_equal(row_at(*state, 9, 700)->rating, RATING_CULPRIT);
	assert_int_equal(row_at(*state, 9, 700)->excused, 9);
	assert_int_equal(row_at(*state, 9, 700)->cause, CAUSE_STALE_PASSWORD);
	assert_int_equal(row_at(*state, 9, 700)->remedy, REMEDY_NEW_PASSWORD);
}

/* --- an account that is locked --- */

static void
lock(struct ledger *l, const char *user)
{
	int64_t at_s;

	office(l, 3, 0, 5, OUTCOME_OK);
	wrong(l, user, 320, 5);
	for (at_s = 400; at_s < 700; at_s += 60) {
		login(l, of(1, at_s, OUTCOME_FAILED));
		login(l, of(2, at_s + 20, OUTCOME_OK));
	}
}

static void
an_account_is_locked_by_anothers_wrong_passwords(void **state)
{
	lock(*state, users[1]);
	assert_int_equal(row_at(*state, 1, 700)->rating, RATING_VICTIM);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].kind, LOCK_ACCOUNT);
	assert_string_equal(snap->lockouts[0].user, users[1]);
	assert_int_equal(row_at(*state, 1, 700)->cause, CAUSE_LOCKED_INSIDE);
	assert_int_equal(row_at(*state, 9, 700)->rating, RATING_CULPRIT);
}

static void
wrong_passwords_of_one_account_lock_no_other(void **state)
{
	lock(*state, "info@example.test");
	look_at(*state, 700);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(row_at(*state, 1, 4500)->rating, RATING_CULPRIT);
}

static void
an_account_that_lets_in_is_locked_no_more(void **state)
{
	lock(*state, users[1]);
	login(*state, of(1, 900, OUTCOME_OK));
	look_at(*state, 910);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->lockouts[0].until_ns, T0 + 900 * NS_PER_S);
	assert_int_equal(row_at(*state, 1, 910)->rating, RATING_VICTIM);
}

/* Nothing of its own failed, and still it is no suspect and no "ok". */
static void
who_is_turned_away_for_a_locked_account_is_a_victim(void **state)
{
	struct say s = of(1, 400, OUTCOME_UNKNOWN);

	office(*state, 2, 0, 5, OUTCOME_OK);
	s.hint = HINT_ACCOUNT_LOCKED;
	s.reason = REASON_POLICY;
	login(*state, s);
	assert_int_equal(row_at(*state, 1, 410)->rating, RATING_VICTIM);
	assert_int_equal(row_at(*state, 1, 410)->cause, CAUSE_LOCKED_INSIDE);
	assert_int_equal(row_at(*state, 1, 410)->remedy, REMEDY_WAIT);
}

static void
a_server_may_say_so_before_it_judges_a_password(void **state)
{
	struct say s = of(1, 400, OUTCOME_UNKNOWN);

	office(*state, 2, 0, 5, OUTCOME_OK);
	s.hint = HINT_ACCOUNT_LOCKED;
	s.reason = REASON_POLICY;
	login(*state, s);
	look_at(*state, 410);
	assert_int_equal(snap->n_locked, 1);
	assert_int_equal(snap->lockouts[0].kind, LOCK_ACCOUNT);
	assert_int_equal(snap->lockouts[0].n_ports, 1);
	assert_int_equal(snap->lockouts[0].tries, 1);
	assert_int_equal(snap->lockouts[0].devices, 1);
}

/* --- a limit, inside TLS --- */

static void
hidden(struct ledger *l, int n_ok)
{
	struct say s = { .mac = 1, .host = 11, .at_s = 100,
	    .evidence = EVIDENCE_LENGTHS, .security = SECURITY_TLS, OK };
	int64_t at_s;

	for (at_s = 0; at_s < 600; at_s += 55)
		login(l, (struct say){ .mac = 8, .host = 18, .at_s = at_s,
		    .user = users[0], .tag = 800, OK });
	for (; n_ok > 0; n_ok--, s.at_s += 3)
		login(l, s);
	s.outcome = OUTCOME_FAILED;
	for (n_ok = 6; n_ok > 0; n_ok--, s.at_s += 4)
		login(l, s);
}

static void
what_was_let_in_very_often_has_met_a_limit(void **state)
{
	hidden(*state, 12);
	assert_int_equal(row_at(*state, 1, 700)->rating, RATING_VICTIM);
	assert_int_equal(snap->devices[0].excused, 6);
}

static void
what_was_let_in_now_and_then_has_met_none(void **state)
{
	hidden(*state, 2);
	assert_int_equal(row_at(*state, 1, 4500)->rating, RATING_CULPRIT);
	assert_int_equal(snap->devices[0].excused, 0);
}

/* Others' refusals take so long, this one's none, or as long. */
static void
refused_after(struct ledger *l, int64_t took_s)
{
	struct say s = { .mac = 1, .host = 11, .at_s = 100,
	    .evidence = EVIDENCE_LENGTHS, .security = SECURITY_TLS,
	    .took_s = 1, OK };
	uint8_t i;

	for (i = 5; i < 8; i++)
		login(l, (struct say){ .mac = i, .host = 10 + i, .at_s = i,
		    .user = "info@example.test", .tag = i, .took_s = 2,
		    FAIL });
	login(l, s);
	s.outcome = OUTCOME_FAILED;
	s.took_s = took_s;
	s.at_s = 110;
	login_times(l, s, 6);
	login(l, (struct say){ .mac = 8, .host = 18, .at_s = 180,
	    .user = users[0], .tag = 800, OK });
}

static void
an_answer_that_comes_much_too_soon_is_a_limits(void **state)
{
	refused_after(*state, -1);
	assert_int_equal(row_at(*state, 1, 4500)->rating, RATING_VICTIM);
	assert_int_equal(row_at(*state, 1, 4500)->excused, 6);
}

/* How long this host takes to refuse is learnt from others, and too late. */
static void
what_others_show_clears_whoever_was_named(void **state)
{
	struct say s = in_tls(1, 100, OUTCOME_OK);
	uint8_t i;

	s.security = SECURITY_TLS;
	login(*state, s);
	s.outcome = OUTCOME_FAILED;
	s.took_s = -1;
	s.at_s = 110;
	login_times(*state, s, 6);
	login(*state, (struct say){ .mac = 8, .host = 18, .at_s = 180,
	    .user = users[0], .tag = 800, OK });
	s.at_s = 4500;
	login(*state, s);
	assert_int_equal(alerts_of(*state, ACTION_CULPRIT_NAMED), 1);
	for (i = 5; i < 8; i++)
		login(*state, (struct say){ .mac = i, .host = 10 + i,
		    .at_s = 4600 + i * 10, .user = "info@example.test",
		    .tag = i, .took_s = 2, FAIL });
	assert_int_equal(alerts_of(*state, ACTION_CULPRIT_CLEARED), 1);
}

static void
one_that_takes_as_long_as_others_is_a_refusal(void **state)
{
	refused_after(*state, 2);
	assert_int_equal(row_at(*state, 1, 4500)->rating, RATING_CULPRIT);
	assert_int_equal(row_at(*state, 1, 4500)->excused, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_lock_inside_makes_victims_and_one_culprit),
		T(who_is_let_in_by_the_other_family_ends_no_lock),
		T(two_of_one_family_without_a_culprit_are_no_lock),
		T(one_that_is_let_in_meanwhile_shows_there_is_no_lock),
		T(a_lock_of_the_address_told_in_replies_makes_victims),
		T(one_that_is_told_so_and_nobody_failed_is_not_yet_a_lock),
		T(what_the_host_refuses_to_all_foretells_no_lockout),
		T(a_host_that_refuses_all_without_a_reason_is_in_trouble),
		T(it_is_over_with_the_first_that_is_let_in),
		T(what_it_rests_on_may_be_taken_back),
		T(what_is_taken_back_of_one_service_may_hold_for_the_other),
		T(the_end_of_what_was_not_told_is_not_told),
		T(three_that_tls_hides_may_all_be_wrong_in_one_moment),
		T(wrong_before_it_and_after_it_is_wrong_in_it),
		T(who_had_mistyped_before_is_told_of_the_host_all_the_same),
		T(a_culprit_that_was_locked_out_as_well_is_told_of_its_own),
		T(an_account_is_locked_by_anothers_wrong_passwords),
		T(wrong_passwords_of_one_account_lock_no_other),
		T(an_account_that_lets_in_is_locked_no_more),
		T(a_server_may_say_so_before_it_judges_a_password),
		T(who_is_turned_away_for_a_locked_account_is_a_victim),
		T(what_was_let_in_very_often_has_met_a_limit),
		T(what_was_let_in_now_and_then_has_met_none),
		T(an_answer_that_comes_much_too_soon_is_a_limits),
		T(what_others_show_clears_whoever_was_named),
		T(one_that_takes_as_long_as_others_is_a_refusal),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
