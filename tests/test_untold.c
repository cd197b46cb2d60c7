/*
 * Logins inside TLS that nobody can tell: when they make a suspect, and when
 * they are only spoken of.
 */

#include "says.h"

static int
begin(void **state)
{
	engine_limits(0, &limits);
	snap = calloc(1, sizeof *snap);
	*state = ledger_new(&limits, &key);
	return (snap == NULL || *state == NULL ? -1 : 0);
}

static int
end(void **state)
{
	free(snap);
	ledger_free(*state);
	return (0);
}

static struct say
untold(int64_t at_s, uint8_t pct, bool is_borne_out)
{
	struct say s = { .mac = 1, .host = 5, .at_s = at_s,
	    .outcome = OUTCOME_UNKNOWN, .evidence = EVIDENCE_UNKNOWN,
	    .security = SECURITY_TLS, .proto = PROTO_SMTP, .port = 465,
	    .reason = REASON_NOT_SEEN, .maybe_pct = pct,
	    .is_borne_out = is_borne_out };

	s.evidence = EVIDENCE_LENGTHS;
	return (s);
}

static void
say(struct ledger *l, int n, uint8_t pct, bool is_borne_out)
{
	int i;

	for (i = 0; i < n; i++)
		login(l, untold(60 * i, pct, is_borne_out));
}

static void
five_that_look_refused_make_a_suspect(void **state)
{
	const struct snap_device *d;

	say(*state, 4, 88, true);
	assert_true(row_at(*state, 1, 300)->rating < RATING_SUSPECT);
	login(*state, untold(290, 88, true));
	d = row_at(*state, 1, 300);
	assert_non_null(d);
	assert_int_equal(d->rating, RATING_SUSPECT);
	assert_int_equal(d->cause, CAUSE_PROBABLY_REFUSED);
	assert_int_equal(d->untold.n, 5);
	assert_int_equal(d->untold.of, 5);
	assert_int_equal(d->untold.pct, 88);
	assert_int_equal(d->failures, 0);
}

/* A hundred of them: nobody is called a culprit for what nobody has read. */
static void
they_never_make_a_culprit(void **state)
{
	const struct snap_device *d;
	struct event alert;

	say(*state, 100, 94, true);
	d = row_at(*state, 1, 6100);
	assert_int_equal(d->rating, RATING_SUSPECT);
	while (ledger_next_alert(*state, &alert))
		assert_int_not_equal(alert.u.verdict.action,
		    ACTION_CULPRIT_NAMED);
	assert_int_equal(snap->n_lockouts, 0);
}

static void
what_only_looks_so_is_spoken_of_and_accuses_nobody(void **state)
{
	const struct snap_device *d;

	say(*state, 10, 99, false);
	d = row_at(*state, 1, 700);
	assert_non_null(d);
	assert_true(d->rating < RATING_SUSPECT);
	assert_int_equal(d->untold.n, 10);
}

static void
a_monitor_that_looks_let_in_is_not_spoken_of(void **state)
{
	say(*state, 10, 40, true);
	look_at(*state, 700);
	assert_int_equal(snap->n_devices, 0);
}

static void
a_good_login_clears(void **state)
{
	struct say s = untold(600, 0, false);

	say(*state, 10, 88, true);
	s.outcome = OUTCOME_OK;
	login(*state, s);
	look_at(*state, 700);
	assert_int_equal(snap->n_devices, 0);
}

/* What they were is told later: they count as what they are. */
static void
told_after_all_they_count_so(void **state)
{
	const struct snap_device *d;
	struct say s;
	int i;

	say(*state, 6, 88, true);
	for (i = 0; i < 6; i++) {
		s = untold(60 * i, 99, true);
		s.outcome = OUTCOME_FAILED;
		s.reason = REASON_UNKNOWN;
		s.late_s = 400;
		login(*state, s);
	}
	d = row_at(*state, 1, 700);
	assert_int_equal(d->rating, RATING_CULPRIT);
	assert_int_equal(d->failures, 6);
	assert_int_equal(d->untold.n, 0);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(five_that_look_refused_make_a_suspect),
		TEST(they_never_make_a_culprit),
		TEST(what_only_looks_so_is_spoken_of_and_accuses_nobody),
		TEST(a_monitor_that_looks_let_in_is_not_spoken_of),
		TEST(a_good_login_clears),
		TEST(told_after_all_they_count_so),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
