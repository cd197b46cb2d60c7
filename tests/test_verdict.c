/* The verdict on a device, told by hand-written logins. */

#include "says.h"

static void
one_slip_and_a_success_is_ok(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };

	login(*state, s);
	s.at_s = 5, s.outcome = OUTCOME_OK, s.tag = 8;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_OK);
	assert_int_equal(snap->devices[0].failures, 1);
}

static void
five_slips_and_a_success_are_mended(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", FAIL };

	/* Refused as often as a culprit's, but the right one came at last. */
	for (s.at_s = 0; s.at_s < 50; s.at_s += 10) {
		s.tag = 100 + (uint64_t)s.at_s;
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].cause, CAUSE_FORGOTTEN_PASSWORD);
	s.outcome = OUTCOME_OK, s.tag = 9;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_MENDED);
	assert_int_equal(snap->devices[0].remedy, REMEDY_NONE);
	assert_false(snap->devices[0].is_guessing);
}

/* A mailbox of more programs than are looked at: the newest count. */
static void
the_program_that_got_in_last_is_looked_at(void **state)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f",
	    "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r" };
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++, s.at_s += 10) {
		s.program = names[i];
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	s.program = "new", s.tag = 9, s.outcome = OUTCOME_OK;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_MENDED);
}

/* What was read is a suspicion; what was guessed from lengths, only twice. */
static void
one_inferred_failure_names_nobody(void **state)
{
	struct say s = { .mac = 1, .host = 10, .security = SECURITY_TLS,
	    .evidence = EVIDENCE_LENGTHS, FAIL };

	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_OK);
	s.at_s = 60;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_SUSPECT);
}

/* What TLS hid is learnt late; that makes nothing worse than it was. */
static void
a_slip_told_after_its_success_is_ok(void **state)
{
	struct say s = { .mac = 1, .host = 10, FAIL };

	s.at_s = 5, s.outcome = OUTCOME_OK;
	login(*state, s);
	s.at_s = 1, s.late_s = 60, s.outcome = OUTCOME_FAILED;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_OK);
	assert_int_equal(snap->devices[0].failures, 1);
	for (s.at_s = 2; s.at_s < 5; s.at_s++)
		login(*state, s);
	assert_int_equal(rating_of(*state), RATING_MENDED);
	s.late_s = 0;
	for (s.at_s = 6; s.at_s < 20; s.at_s++)
		login(*state, s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
}

static void
a_success_told_late_settles_what_was_before_it(void **state)
{
	struct say s = { .mac = 1, .host = 10, FAIL };

	for (s.at_s = 10; s.at_s < 23; s.at_s++)
		login(*state, s);
	s.at_s = 5, s.late_s = 60, s.outcome = OUTCOME_OK;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	s.at_s = 21;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_SUSPECT);
}

static void
one_failure_makes_a_suspect(void **state)
{
	login(*state, (struct say){ .mac = 1, .host = 10, .user = "a", FAIL });
	assert_int_equal(rating_of(*state), RATING_SUSPECT);
	assert_true(snap->devices[0].confidence_pct < 100);
}

static void
a_stale_password_makes_a_culprit(void **state)
{
	const struct snap_device *d = &snap->devices[0];

	login_times(*state, (struct say){ .mac = 1, .host = 10,
	    .user = "anna@example.test", .tag = 7, FAIL }, 9);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_true(d->is_repeating);
	assert_false(d->is_guessing);
	assert_int_equal(d->failures, 9);
	assert_int_equal(d->failed_connections, 9);
	assert_int_equal(d->secrets, 1);
	assert_int_equal(d->share_pct, 100);
	assert_int_equal(d->confidence_pct, 100);
	assert_int_equal(d->interval_ns, 10 * NS_PER_S);
	assert_string_equal(d->accounts[0].user, "anna@example.test");
}

static void
many_secrets_are_guessing(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", FAIL };

	for (s.at_s = 0; s.at_s < 5; s.at_s++) {
		s.tag = 100 + (uint64_t)s.at_s;
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_true(snap->devices[0].is_guessing);
	assert_false(snap->devices[0].is_repeating);
	assert_int_equal(snap->devices[0].secrets, 5);
}

static void
many_users_are_guessing_and_are_counted(void **state)
{
	struct say s = { .mac = 1, .host = 10, FAIL };
	char user[] = "userA";

	for (s.at_s = 0; s.at_s < 26; s.at_s++) {
		user[4] = (char)('A' + s.at_s);
		s.user = user;
		s.tag = 1 + (uint64_t)s.at_s;
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_true(snap->devices[0].is_guessing);
	assert_int_equal(snap->devices[0].users, 26);
	assert_int_equal(snap->devices[0].failures, 26);
}

/* After a move of the host all of a program's mailboxes fail at once. */
static void
mailboxes_that_fail_once_each_are_no_guessing(void **state)
{
	struct say s = { .mac = 1, .host = 10, FAIL };
	static const char *const users[] = { "anna", "bert", "carl", "dora",
	    "emil", "fred", "gina" };

	for (; s.at_s < 5; s.at_s++) {
		s.user = users[s.at_s];
		s.tag = 100 + (uint64_t)s.at_s;
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->devices[0].is_guessing);
	for (; s.at_s < 7; s.at_s++) {
		s.user = users[s.at_s];
		s.tag = 100 + (uint64_t)s.at_s;
		login(*state, s);
	}
	look(*state);
	assert_true(snap->devices[0].is_guessing);
}

static void
four_mailboxes_with_stale_passwords_are_no_guessing(void **state)
{
	static const char *const users[] = { "a", "b", "c", "d" };
	int round, i;

	for (round = 0; round < 5; round++)
		for (i = 0; i < 4; i++)
			login(*state, (struct say){ .mac = 1, .host = 10,
			    .at_s = round * 60 + i, .user = users[i],
			    .tag = 50 + (uint64_t)i, FAIL });
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->devices[0].is_guessing);
	assert_true(snap->devices[0].is_repeating);
}

/* The account that fails at this port, and at no other; NULL: none. */
static const struct snap_account *
failing_only_at(uint16_t port)
{
	const struct snap_device *d = &snap->devices[0];
	uint32_t i, k;

	for (i = 0; i < d->n_accounts; i++)
		for (k = 0; k < d->n_servers; k++)
			if (d->accounts[i].failed_at == UINT32_C(1) << k &&
			    d->servers[k].at.port == port)
				return (&d->accounts[i]);
	return (NULL);
}

static void
each_account_has_its_own_server_and_password(void **state)
{
	const struct snap_account *a;
	int i;

	/* Told in an order that is not that of the sums. */
	for (i = 0; i < 3; i++)
		login(*state, (struct say){ .mac = 1, .host = 10,
		    .at_s = i, .user = "anna", .tag = 7, FAIL });
	for (i = 0; i < 5; i++)
		login(*state, (struct say){ .mac = 1, .host = 10,
		    .at_s = 10 + i, .user = "bert", .tag = i == 0 ? 8 : 9,
		    .proto = PROTO_SMTP, .port = 587, FAIL });
	for (i = 0; i < 4; i++)
		login(*state, (struct say){ .mac = 1, .host = 10,
		    .at_s = 20 + i, .proto = PROTO_POP, .port = 995,
		    .security = SECURITY_TLS, FAIL });
	look(*state);
	a = failing_only_at(143);
	assert_non_null(a);
	assert_string_equal(a->user, "anna");
	assert_true(a->is_repeating);
	a = failing_only_at(587);
	assert_non_null(a);
	assert_string_equal(a->user, "bert");
	assert_false(a->is_repeating);
	for (i = 0; snap->devices[0].servers[i].at.port != 995; i++)
		continue;
	assert_int_equal(snap->devices[0].nameless_at, 1 << i);
}

static void
another_programs_success_clears_nothing(void **state)
{
	struct say bad = { .mac = 1, .host = 10, .user = "bob", .client = 3,
	    .tag = 7, FAIL };
	struct say good = { .mac = 1, .host = 10, .user = "bob", .client = 4,
	    .tag = 8, OK };

	for (; bad.at_s < 40; bad.at_s += 10) {
		good.at_s = bad.at_s + 5;
		login(*state, bad);
		login(*state, good);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].n_clients, 2);
	assert_int_equal(snap->devices[0].clients[0].failures, 4);
	assert_int_equal(snap->devices[0].clients[0].successes, 0);
	assert_int_equal(snap->devices[0].clients[1].successes, 4);
}

/* Neither is known, so their names alone tell them apart. */
static void
programs_are_told_apart_by_the_names_they_give(void **state)
{
	struct say bad = { .mac = 1, .host = 10, .user = "bob",
	    .program = "eM Client", .tag = 7, FAIL };
	struct say good = { .mac = 1, .host = 10, .user = "bob",
	    .program = "Mailbird", .tag = 8, OK };
	const struct snap_device *d = &snap->devices[0];

	for (; bad.at_s < 40; bad.at_s += 10) {
		good.at_s = bad.at_s + 5;
		login(*state, bad);
		login(*state, good);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(d->n_clients, 2);
	assert_string_equal(d->clients[0].name, "eM Client");
	assert_true(d->clients[0].is_named);
	assert_int_equal(d->clients[0].failures, 4);
	assert_int_equal(d->clients[0].successes, 0);
	assert_string_equal(d->clients[1].name, "Mailbird");
	assert_true(d->has_wrong_program);
}

static void
a_secret_that_fails_again_after_another_got_in_is_stale(void **state)
{
	struct say bad = { .mac = 1, .host = 10, .user = "bob", .tag = 7,
	    FAIL };
	struct say good = { .mac = 1, .host = 10, .user = "bob", .tag = 8, OK };

	/* Two programs that say nothing of themselves look like one. */
	for (; bad.at_s < 30; bad.at_s += 10) {
		good.at_s = bad.at_s + 5;
		login(*state, bad);
		login(*state, good);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
}

static void
success_on_smtp_does_not_clear_imap(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "bob", FAIL };

	login_times(*state, s, 3);
	s.proto = PROTO_SMTP, s.port = 587, s.outcome = OUTCOME_OK;
	s.at_s = 60;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
}

static void
an_unknown_outcome_is_no_failure(void **state)
{
	login_times(*state, (struct say){ .mac = 1, .host = 10,
	    .security = SECURITY_TLS }, 9);
	look(*state);
	assert_int_equal(snap->n_devices, 0);
	assert_int_equal(snap->unknown, 9);
	assert_int_equal(snap->encrypted, 9);
	assert_int_equal(snap->n_devices_seen, 1);
}

static void
the_worst_comes_first(void **state)
{
	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "a",
	    .at_s = 100, FAIL }, 2);
	login_times(*state, (struct say){ .mac = 2, .host = 11, .user = "b",
	    FAIL }, 4);
	login_times(*state, (struct say){ .mac = 3, .host = 12, .user = "c",
	    FAIL }, 6);
	look(*state);
	assert_int_equal(snap->n_devices, 3);
	assert_int_equal(snap->devices[0].mac.b[5], 3);
	assert_int_equal(snap->devices[1].mac.b[5], 2);
	assert_int_equal(snap->devices[2].mac.b[5], 1);
	assert_int_equal(snap->devices[0].share_pct, 50);
	assert_int_equal(ledger_failing(*state), 3);
	assert_int_equal(snap->servers[0].failures, 12);
}

static void
a_culprit_is_named_once(void **state)
{
	struct event ev;

	tell(*state, NEWS_NAME, FROM_DHCP, 1, 10, "Annas-iPhone");
	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "anna",
	    FAIL }, 2);
	assert_false(ledger_next_alert(*state, &ev));
	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "anna",
	    .at_s = 50, FAIL }, 5);
	assert_true(ledger_next_alert(*state, &ev));
	assert_int_equal(ev.kind, EVENT_VERDICT);
	assert_int_equal(ev.u.verdict.action, ACTION_CULPRIT_NAMED);
	assert_int_equal(ev.when_ns, T0 + 50 * NS_PER_S);
	assert_non_null(strstr(alert_words(&ev), "Annas-iPhone"));
	/* Whom it names is told apart, so that he can be masked. */
	assert_non_null(strstr(alert_words(&ev), "as anna"));
	assert_string_equal(ev.u.verdict.user, "anna");
	assert_true(ledger_next_alert(*state, &ev));
	assert_int_equal(ev.u.verdict.action, ACTION_LOCKOUT_FORECAST);
	assert_false(ledger_next_alert(*state, &ev));
}

/* Behind a router there may be many people with a password each. */
static void
a_router_with_many_users_is_not_guessing(void **state)
{
	static const char *const users[] = {
		"anna", "bert", "carl", "dora", "emil", "fred", "gerd", "hans",
		"ida", "jost", "karl", "lena"
	};
	struct say s = { .mac = 1, .host = 10, .outcome = OUTCOME_FAILED };
	struct say other = { .mac = 2, .host = 11, .outcome = OUTCOME_OK };
	struct who w, direct = who_of(&other);
	size_t i;

	ledger_session(*state, T0, &direct, PROTO_IMAP);
	for (i = 0; i < sizeof users / sizeof users[0]; i++) {
		s.user = users[i];
		s.tag = 100 + i;
		s.at_s = (int64_t)i;
		w = who_of(&s);
		w.client_ttl = 63;
		ledger_session(*state, T0 + s.at_s * NS_PER_S, &w, PROTO_IMAP);
		login_from(*state, &w, &s);
	}
	look(*state);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->devices[0].is_guessing);
	assert_true(snap->devices[0].hides_others);
}

/* What inference told is taken back: no charge is left of it. */
static void
a_charge_taken_back_leaves_nothing(void **state)
{
	struct say s = { .mac = 1, .host = 10, FAIL,
	    .security = SECURITY_TLS, .evidence = EVIDENCE_LENGTHS };
	struct event ev;
	int i;

	login_times(*state, s, 5);
	look(*state);
	assert_int_equal(snap->failures, 5);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_true(ledger_next_alert(*state, &ev));
	assert_int_equal(ev.u.verdict.action, ACTION_CULPRIT_NAMED);
	assert_true(ledger_next_alert(*state, &ev));
	assert_int_equal(ev.u.verdict.action, ACTION_LOCKOUT_FORECAST);
	s.outcome = OUTCOME_OK;
	s.was = OUTCOME_FAILED;
	s.late_s = 100;
	for (i = 0; i < 5; i++, s.at_s += 10)
		login(*state, s);
	assert_true(ledger_next_alert(*state, &ev));
	assert_int_equal(ev.u.verdict.action, ACTION_CULPRIT_CLEARED);
	assert_false(ledger_next_alert(*state, &ev));
	look(*state);
	assert_int_equal(snap->failures, 0);
	assert_int_equal(snap->successes, 5);
	assert_int_equal(snap->n_devices, 0);
	assert_int_equal(ledger_failing(*state), 0);
	/* And if it does fail after all, it is named again. */
	s.was = 0;
	s.late_s = 0;
	s.at_s = 200;
	s.outcome = OUTCOME_FAILED;
	login_times(*state, s, 13);
	while (ledger_next_alert(*state, &ev) &&
	    ev.u.verdict.action == ACTION_LOCKOUT_FORECAST)
		continue;
	assert_int_equal(ev.u.verdict.action, ACTION_CULPRIT_NAMED);
}

/* Secrets and accounts. */

static void
secrets_are_compared_per_device_and_account(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };

	assert_int_equal(login(*state, s), SECRET_FIRST);
	s.at_s = 1;
	assert_int_equal(login(*state, s), SECRET_REPEATED);
	s.at_s = 2, s.tag = 8;
	assert_int_equal(login(*state, s), SECRET_CHANGED);
	s.at_s = 3, s.tag = 0;
	assert_int_equal(login(*state, s), SECRET_UNKNOWN);
	s.at_s = 4, s.tag = 8, s.user = "bert";
	assert_int_equal(login(*state, s), SECRET_FIRST);
	s.at_s = 5, s.user = "anna", s.mac = 2, s.host = 11;
	assert_int_equal(login(*state, s), SECRET_FIRST);
}

static void
spellings_of_one_account_are_joined(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };

	login(*state, s);
	s.at_s = 1, s.user = "EXAMPLE\\anna";
	login(*state, s);
	s.at_s = 2, s.user = "anna@Example.Test";
	assert_int_equal(login(*state, s), SECRET_REPEATED);
	s.at_s = 3, s.user = "anna%example.test";
	login(*state, s);
	s.at_s = 4, s.user = "Anna";
	login(*state, s);
	look(*state);
	assert_int_equal(snap->devices[0].n_accounts, 1);
	assert_int_equal(snap->devices[0].users, 1);
	assert_int_equal(snap->devices[0].accounts[0].failures, 5);
	assert_string_equal(snap->devices[0].accounts[0].user,
	    "anna@Example.Test");
}

static void
two_domains_keep_a_bare_user_apart(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "info@a.test", FAIL };

	login(*state, s);
	s.at_s = 1, s.user = "info@b.test";
	login(*state, s);
	s.at_s = 2, s.user = "info";
	login(*state, s);
	look(*state);
	assert_int_equal(snap->devices[0].n_accounts, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_slip_and_a_success_is_ok),
		T(the_program_that_got_in_last_is_looked_at),
		T(one_inferred_failure_names_nobody),
		T(a_slip_told_after_its_success_is_ok),
		T(a_success_told_late_settles_what_was_before_it),
		T(five_slips_and_a_success_are_mended),
		T(one_failure_makes_a_suspect),
		T(a_stale_password_makes_a_culprit),
		T(many_secrets_are_guessing),
		T(many_users_are_guessing_and_are_counted),
		T(mailboxes_that_fail_once_each_are_no_guessing),
		T(four_mailboxes_with_stale_passwords_are_no_guessing),
		T(each_account_has_its_own_server_and_password),
		T(another_programs_success_clears_nothing),
		T(programs_are_told_apart_by_the_names_they_give),
		T(a_secret_that_fails_again_after_another_got_in_is_stale),
		T(success_on_smtp_does_not_clear_imap),
		T(an_unknown_outcome_is_no_failure),
		T(the_worst_comes_first),
		T(a_culprit_is_named_once),
		T(a_charge_taken_back_leaves_nothing),
		T(a_router_with_many_users_is_not_guessing),
		T(secrets_are_compared_per_device_and_account),
		T(spellings_of_one_account_are_joined),
		T(two_domains_keep_a_bare_user_apart),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
