/*
 * Failures that were none, of devices that have been forgotten in between: the
 * store is small here.
 */

#include "says.h"

enum { HOUR_S = 3600 };

/* Inferred, so that it can be taken back. */
static struct say
failure(uint8_t host, uint16_t port, int64_t at_s)
{
	struct say s = { .mac = 10, .host = host, .port = port, .at_s = at_s,
	    FAIL, .security = SECURITY_TLS, .evidence = EVIDENCE_LENGTHS };

	return (s);
}

static void
take_back(struct ledger *l, struct say s, int64_t late_s)
{
	s.outcome = OUTCOME_OK;
	s.was = OUTCOME_FAILED;
	s.late_s = late_s;
	login(l, s);
}

static int
open_small(void **state)
{
	engine_limits(MEMORY_MIN_BYTES, &limits);
	limits.clients = 2;
	*state = ledger_new(&limits, &key);
	snap = calloc(1, sizeof *snap);
	return (*state == NULL || snap == NULL ? -1 : 0);
}

static void
one_that_is_forgotten_is_not_taken_from_others(void **state)
{
	tell(*state, NEWS_ROUTER, FROM_ARP, 10, 1, "");
	login(*state, failure(10, 993, 0));
	login(*state, failure(11, 993, 10));
	login(*state, failure(12, 993, 20));
	login(*state, failure(10, 995, 30));
	take_back(*state, failure(10, 993, 0), 40);
	look(*state);
	assert_int_equal(snap->n_devices, 2);
	assert_int_equal(snap->devices[0].failures, 1);
	assert_int_equal(snap->devices[1].failures, 1);
	assert_int_equal(ledger_failing(*state), 2);
}

/* What its addresses did before it was found to be a router is not theirs. */
static void
a_routers_past_is_no_device(void **state)
{
	login(*state, failure(10, 993, 0));
	login(*state, failure(11, 993, 2 * HOUR_S));
	login(*state, failure(12, 993, 4 * HOUR_S));
	tell(*state, NEWS_ROUTER, FROM_ARP, 10, 1, "");
	assert_int_equal(ledger_failing(*state), 2);
	take_back(*state, failure(10, 993, 0), 5 * HOUR_S);
	look(*state);
	assert_int_equal(snap->n_devices, ledger_failing(*state));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    one_that_is_forgotten_is_not_taken_from_others,
		    open_small, close_ledger),
		cmocka_unit_test_setup_teardown(a_routers_past_is_no_device,
		    open_small, close_ledger),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
