/*
 * Which servers are one mail host, and what they have in common; and what is
 * not sure yet of credentials that had got in.
 */

#include "says.h"

#define ANNA	.mac = 1, .host = 11, .user = "anna@example.test", .tag = 71
#define BERT	.mac = 2, .host = 12, .user = "bert@example.test", .tag = 72
#define CARL	.mac = 3, .host = 13, .user = "carl@example.test", .tag = 73
#define NAMED	.server = "mail.example.test"

static void
every(struct ledger *l, struct say s, int n, int64_t gap_s)
{
	for (; n > 0; n--, s.at_s += gap_s)
		login(l, s);
}

static uint32_t
locks_that_hold(struct ledger *l, int64_t at_s)
{
	look_at(l, at_s);
	return (snap->n_locked);
}

/* --- one host --- */

/* All are refused at both addresses, and nobody has failed before. */
static void
refused_at_two(struct ledger *l, const char *name)
{
	struct say a = { ANNA, .server = name, .at_s = 1, OK };
	struct say b = { BERT, .server = name, .at_s = 2, .address = 43, OK };

	login(l, a);
	login(l, b);
	a.outcome = b.outcome = OUTCOME_FAILED;
	a.at_s = 101;
	b.at_s = 102;
	every(l, a, 4, 60);
	every(l, b, 4, 60);
	look_at(l, 400);
}

static void
two_addresses_of_one_name_refuse_as_one(void **state)
{
	refused_at_two(*state, "mail.example.test");
	assert_int_equal(snap->n_troubles, 1);
	assert_int_equal(snap->troubles[0].devices, 2);
}

static void
two_addresses_without_a_name_are_two(void **state)
{
	refused_at_two(*state, NULL);
	assert_int_equal(snap->n_troubles, 0);
}

static void
a_name_of_many_makes_nobody_one(void **state)
{
	refused_at_two(*state, "*.example.test");
	assert_int_equal(snap->n_troubles, 0);
}

/* One by IPv6 is like both by IPv4, which are not alike. */
static void
a_failure_counts_once(void **state)
{
	struct say s = { .mac = 1, .host = 11, .evidence = EVIDENCE_LENGTHS,
	    .security = SECURITY_TLS, .port = 993, .at_s = 1, FAIL };

	login(*state, (struct say){ CARL, .at_s = 0, OK });
	login(*state, s);
	s.at_s = 61;
	s.address = 43;
	login(*state, s);
	s.at_s = 121;
	s.is_v6 = true;
	login(*state, s);
	assert_int_equal(row_at(*state, 1, 200)->failures, 3);
	assert_int_equal(snap->devices[0].inferred, 3);
}

/* --- what it went through --- */

/* Anna's account is locked by what device 9 tries; others get in. */
static void
lock(struct ledger *l)
{
	int64_t at_s;

	login(l, (struct say){ ANNA, .at_s = 1, OK });
	login(l, (struct say){ BERT, .at_s = 2, OK });
	every(l, (struct say){ .mac = 9, .host = 19, .at_s = 10,
	    .user = "anna@example.test", .tag = 99, FAIL }, 5, 5);
	for (at_s = 100; at_s < 300; at_s += 60) {
		login(l, (struct say){ ANNA, .at_s = at_s, FAIL });
		login(l, (struct say){ BERT, .at_s = at_s + 20, OK });
	}
	assert_int_equal(locks_that_hold(l, 300), 1);
}

static void
a_lock_holds_when_its_host_is_called_something(void **state)
{
	lock(*state);
	login(*state, (struct say){ CARL, .address = 43, .at_s = 301, OK });
	login(*state, (struct say){ BERT, NAMED, .at_s = 302, OK });
	login(*state, (struct say){ CARL, NAMED, .address = 43, .at_s = 303,
	    OK });
	login(*state, (struct say){ ANNA, .at_s = 310, FAIL });
	assert_int_equal(locks_that_hold(*state, 320), 1);
	assert_int_equal(snap->lockouts[0].kind, LOCK_ACCOUNT);
	assert_int_equal(row_at(*state, 1, 320)->rating, RATING_VICTIM);
	assert_int_equal(snap->devices[1].excused, 5);
	login(*state, (struct say){ ANNA, .at_s = 330, OK });
	assert_int_equal(locks_that_hold(*state, 340), 0);
}

/* Few servers have room: the one that was locked is forgotten. */
static int
open_small(void **state)
{
	engine_limits(MEMORY_DEFAULT_BYTES, &limits);
	limits.servers = 2;
	*state = ledger_new(&limits, &key);
	snap = calloc(1, sizeof *snap);
	return (*state == NULL || snap == NULL ? -1 : 0);
}

static void
a_host_that_is_forgotten_holds_no_lock(void **state)
{
	uint8_t i;

	lock(*state);
	for (i = 50; i < 60; i++)
		login(*state, (struct say){ CARL, .address = i,
		    .at_s = 300 + i, FAIL });
	assert_int_equal(locks_that_hold(*state, 400), 0);
	assert_int_equal(snap->n_lockouts, 1);
	ledger_check(*state);
}

/* --- the doubt --- */

static void
nobody_is_charged_before_somebody_vouches_for_the_host(void **state)
{
	login(*state, (struct say){ ANNA, .at_s = 1, OK });
	login(*state, (struct say){ BERT, .at_s = 2, OK });
	every(*state, (struct say){ ANNA, .at_s = 101, FAIL }, 4, 10);
	assert_int_equal(row_at(*state, 1, 140)->rating, RATING_SUSPECT);
	login(*state, (struct say){ BERT, .at_s = 150, OK });
	assert_int_equal(row_at(*state, 1, 160)->rating, RATING_CULPRIT);
}

static void
another_service_vouches_for_none(void **state)
{
	login(*state, (struct say){ ANNA, .at_s = 1, OK });
	every(*state, (struct say){ ANNA, .at_s = 101, FAIL }, 4, 10);
	login(*state, (struct say){ BERT, .at_s = 150, .port = 587,
	    .proto = PROTO_SMTP, OK });
	assert_int_equal(row_at(*state, 1, 160)->rating, RATING_SUSPECT);
}

static void
so_many_refusals_need_no_voucher(void **state)
{
	login(*state, (struct say){ ANNA, .at_s = 1, OK });
	every(*state, (struct say){ ANNA, .at_s = 101, FAIL }, 11, 10);
	assert_int_equal(row_at(*state, 1, 210)->rating, RATING_SUSPECT);
	every(*state, (struct say){ ANNA, .at_s = 211, FAIL }, 1, 10);
	assert_int_equal(row_at(*state, 1, 220)->rating, RATING_CULPRIT);
}

static void
nor_do_few_after_a_while(void **state)
{
	login(*state, (struct say){ ANNA, .at_s = 1, OK });
	every(*state, (struct say){ ANNA, .at_s = 101, FAIL }, 5, 10);
	assert_int_equal(row_at(*state, 1, 300)->rating, RATING_SUSPECT);
	assert_int_equal(row_at(*state, 1, 420)->rating, RATING_CULPRIT);
}

static void
what_never_got_in_is_not_doubted(void **state)
{
	login(*state, (struct say){ BERT, .at_s = 1, OK });
	every(*state, (struct say){ ANNA, .at_s = 101, FAIL }, 4, 10);
	assert_int_equal(row_at(*state, 1, 140)->rating, RATING_CULPRIT);
}

static void
anothers_failures_may_have_locked_the_account(void **state)
{
	login(*state, (struct say){ ANNA, .at_s = 1, OK });
	every(*state, (struct say){ .mac = 9, .host = 19, .at_s = 10,
	    .user = "anna@example.test", .tag = 99, FAIL }, 3, 5);
	every(*state, (struct say){ ANNA, .at_s = 101, FAIL }, 7, 60);
	assert_int_equal(row_at(*state, 1, 600)->rating, RATING_SUSPECT);
	/* Who has the new password shows that it was changed. */
	login(*state, (struct say){ .mac = 4, .host = 14, .at_s = 601,
	    .user = "anna@example.test", .tag = 98, OK });
	assert_int_equal(row_at(*state, 1, 610)->rating, RATING_CULPRIT);
}

#define SMALL(f)							\
	cmocka_unit_test_setup_teardown(f, open_small, close_ledger)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(two_addresses_of_one_name_refuse_as_one),
		T(two_addresses_without_a_name_are_two),
		T(a_name_of_many_makes_nobody_one),
		T(a_failure_counts_once),
		T(a_lock_holds_when_its_host_is_called_something),
		SMALL(a_host_that_is_forgotten_holds_no_lock),
		T(nobody_is_charged_before_somebody_vouches_for_the_host),
		T(another_service_vouches_for_none),
		T(so_many_refusals_need_no_voucher),
		T(nor_do_few_after_a_while),
		T(what_never_got_in_is_not_doubted),
		T(anothers_failures_may_have_locked_the_account),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
