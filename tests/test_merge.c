/* In which order the frames of several interfaces are read. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/when.h"
#include "edge/merge.h"

#define NOW		(INT64_C(1795475900) * NS_PER_S)
#define MS		(NS_PER_S / 1000)
#define HOUR		(3600 * NS_PER_S)

static const struct merge_head silent = { .is_open = true };

static struct merge_head
with(int64_t when_ns)
{
	return ((struct merge_head){ true, true, when_ns });
}

static void
the_older_frame_goes_first(void **state)
{
	struct merge_head heads[] = { with(NOW - 2), with(NOW - 3),
	    with(NOW - 1) };

	(void)state;
	assert_int_equal(merge_choose(heads, 3, NOW), 1);
	assert_int_equal(merge_choose(heads, 1, NOW), 0);
}

static void
of_two_of_one_moment_the_first_interface_is_first(void **state)
{
	struct merge_head heads[] = { silent, with(NOW), with(NOW) };

	(void)state;
	heads[0].is_open = false;
	assert_int_equal(merge_choose(heads, 3, NOW), 1);
}

static void
one_that_may_have_an_older_frame_is_waited_for(void **state)
{
	struct merge_head heads[] = { with(NOW - 50 * MS), silent };
	int left_ms = merge_wait_ms(heads, 2, NOW, 1000);

	(void)state;
	assert_int_equal(merge_choose(heads, 2, NOW), -1);
	assert_in_range(left_ms, 151, 500);
	assert_int_equal(merge_wait_ms(heads, 2, NOW, 20), 20);
	assert_int_equal(merge_choose(heads, 2, NOW + left_ms * MS), 0);
}

static void
one_that_is_gone_is_not(void **state)
{
	struct merge_head heads[] = { with(NOW), silent };

	(void)state;
	heads[1].is_open = false;
	assert_int_equal(merge_choose(heads, 2, NOW), 0);
}

static void
nobody_is_chosen_where_nothing_came(void **state)
{
	struct merge_head heads[] = { silent, silent };

	(void)state;
	assert_int_equal(merge_choose(heads, 2, NOW), -1);
	assert_int_equal(merge_wait_ms(heads, 2, NOW, 200), 200);
}

/* Both ways: what was stamped by the old clock does not wait for the new. */
static void
a_clock_that_is_set_makes_nobody_wait(void **state)
{
	struct merge_head heads[] = { with(NOW + HOUR), silent };

	(void)state;
	assert_int_equal(merge_choose(heads, 2, NOW), 0);
	heads[0].when_ns = NOW - HOUR;
	assert_int_equal(merge_choose(heads, 2, NOW), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_older_frame_goes_first),
		cmocka_unit_test(
		    of_two_of_one_moment_the_first_interface_is_first),
		cmocka_unit_test(
		    one_that_may_have_an_older_frame_is_waited_for),
		cmocka_unit_test(one_that_is_gone_is_not),
		cmocka_unit_test(nobody_is_chosen_where_nothing_came),
		cmocka_unit_test(a_clock_that_is_set_makes_nobody_wait),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
