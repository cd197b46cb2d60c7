/* What is not charged, or not yet; and what a queue of mails shows. */

#include "says.h"

static const struct say hidden = { .mac = 1, .host = 10, .port = 993,
    .security = SECURITY_TLS, .evidence = EVIDENCE_LENGTHS, FAIL };

/* Six refusals, each with a good login after_s later. */
static enum rating
refuse_and_let_in(struct ledger *l, const char *server, int64_t after_s)
{
	struct say s = hidden;
	int i;

	s.server = server;
	for (i = 0; i < 6; i++) {
		s.at_s += 600, s.outcome = OUTCOME_FAILED;
		login(l, s);
		s.at_s += after_s, s.outcome = OUTCOME_OK;
		login(l, s);
	}
	look(l);
	return (snap->n_devices == 0 ? RATING_OK : snap->devices[0].rating);
}

static void
at_a_provider_a_refusal_that_a_good_login_follows_is_a_token(void **state)
{
	assert_int_equal(refuse_and_let_in(*state, "imap.gmail.com", 3),
	    RATING_OK);
}

static void
elsewhere_it_is_a_password(void **state)
{
	assert_true(refuse_and_let_in(*state, "mail.example.test", 3) >=
	    RATING_SUSPECT);
}

static void
at_a_provider_a_good_login_must_follow_soon(void **state)
{
	assert_true(refuse_and_let_in(*state, "imap.gmail.com", 120) >=
	    RATING_SUSPECT);
}

static bool
is_named_now(struct ledger *l)
{
	struct event ev;
	bool is_named = false;

	while (ledger_next_alert(l, &ev))
		is_named |= ev.u.verdict.action == ACTION_CULPRIT_NAMED;
	return (is_named);
}

/* Sessions at 10, 20, ... are refused; a session begins 3 s after the last of
 * them, whose login is told only later. */
static struct say
fail_and_begin(struct ledger *l, int n)
{
	struct say s = hidden;
	struct who w;

	for (s.at_s = 10; s.at_s < 10 * n; s.at_s += 10)
		login(l, s);
	assert_false(is_named_now(l));
	w = who_of(&(struct say){ .mac = 1, .host = 10, .port = 993,
	    .at_s = s.at_s + 3 });
	ledger_session(l, T0 + (s.at_s + 3) * NS_PER_S, &w, PROTO_IMAP);
	s.late_s = s.at_s + 4;
	login(l, s);
	s.late_s = 0;
	return (s);
}

/* As many refusals as name a device when no younger session is there. */
static int
failures_that_name(void)
{
	struct ledger *l = ledger_new(&limits, &key);
	struct say s = hidden;
	int n = 0;

	assert_non_null(l);
	do {
		s.at_s += 10;
		login(l, s);
	} while (++n < 20 && !is_named_now(l));
	ledger_free(l);
	return (n);
}

static void
nobody_is_named_while_a_younger_session_is_undecided(void **state)
{
	struct say s = fail_and_begin(*state, failures_that_name());

	assert_false(is_named_now(*state));
	s.at_s += 3, s.outcome = OUTCOME_OK;
	login(*state, s);
	assert_false(is_named_now(*state));
}

static void
a_younger_session_that_fails_too_names_it(void **state)
{
	struct say s = fail_and_begin(*state, failures_that_name());

	assert_false(is_named_now(*state));
	s.at_s += 3;
	login(*state, s);
	assert_true(is_named_now(*state));
}

static void
a_session_that_tells_nothing_holds_nobody_for_long(void **state)
{
	struct say s = fail_and_begin(*state, failures_that_name());
	struct say other = { .mac = 2, .host = 11, .user = "b", OK };

	other.at_s = s.at_s + 5;
	login(*state, other);
	assert_false(is_named_now(*state));
	other.at_s = s.at_s + 30;
	login(*state, other);
	assert_true(is_named_now(*state));
}

static void
at_the_end_nobody_is_held(void **state)
{
	struct say s = fail_and_begin(*state, failures_that_name());

	assert_false(is_named_now(*state));
	ledger_finish(*state, T0 + (s.at_s + 5) * NS_PER_S);
	assert_true(is_named_now(*state));
}

/* Twice three logins with one secret, gap_s after one another. */
static void
send_twice(struct ledger *l, struct say s, int64_t gap_s)
{
	int i;

	for (i = 0; i < 6; i++) {
		s.from = (uint16_t)(50000 + i);
		s.at_s += i == 3 ? 600 : gap_s;
		login(l, s);
	}
}

static const struct say sender = { .mac = 1, .host = 10, .user = "office",
    .proto = PROTO_SMTP, .port = 587, .took_s = 2, .tag = 7, FAIL };

static void
who_sends_several_mails_at_once_is_a_relay(void **state)
{
	send_twice(*state, sender, 0);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].cause, CAUSE_STALE_PASSWORD);
	assert_int_equal(snap->devices[0].remedy, REMEDY_SMARTHOST);
}

/* It asks again by itself, but not before it has been answered. */
static void
who_sends_one_after_the_other_is_no_relay(void **state)
{
	send_twice(*state, sender, 3);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].remedy, REMEDY_NEW_PASSWORD);
}

static void
who_reads_mail_too_is_no_relay(void **state)
{
	struct say s = sender;

	send_twice(*state, sender, 0);
	s.proto = PROTO_IMAP, s.port = 143, s.at_s = 900;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_not_equal(snap->devices[0].remedy, REMEDY_SMARTHOST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(at_a_provider_a_refusal_that_a_good_login_follows_is_a_token),
		T(elsewhere_it_is_a_password),
		T(at_a_provider_a_good_login_must_follow_soon),
		T(nobody_is_named_while_a_younger_session_is_undecided),
		T(a_younger_session_that_fails_too_names_it),
		T(a_session_that_tells_nothing_holds_nobody_for_long),
		T(at_the_end_nobody_is_held),
		T(who_sends_several_mails_at_once_is_a_relay),
		T(who_sends_one_after_the_other_is_no_relay),
		T(who_reads_mail_too_is_no_relay),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
