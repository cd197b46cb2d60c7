/*
 * Apple Mail's automatic settings, and what is near to them: a program's list
 * of methods, a second port that is set by hand, a slip of the name.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/when.h"
#include "judge/automatic.h"

#define S(n)	((n) * NS_PER_S)
#define COUNT(t) (sizeof (t) / sizeof (t)[0])

enum { HIDDEN, PLAIN, LOGIN, CRAM };

static void
ports_methods_and_names_of_a_minute_are_automatic(void **state)
{
	static const struct settings_try t[] = {
		{ S(0), 993, HIDDEN, NAME_HIDDEN },
		{ S(5), 143, CRAM, NAME_ADDRESS },
		{ S(8), 143, PLAIN, NAME_LOCAL },
		{ S(400), 993, HIDDEN, NAME_HIDDEN },
	};

	(void)state;
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_UNNAMED), 3);
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_APPLE), 3);
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_OTHER), 0);
}

static void
all_of_smtp_s_ports_in_a_minute_are_automatic(void **state)
{
	static const struct settings_try t[] = {
		{ S(0), 587, HIDDEN, NAME_HIDDEN },
		{ S(4), 465, HIDDEN, NAME_HIDDEN },
		{ S(9), 25, HIDDEN, NAME_HIDDEN },
	};

	(void)state;
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_UNNAMED), 3);
	assert_int_equal(automatic_tries(t, 2, PROGRAM_UNNAMED), 0);
}

/* Thunderbird, NeoMutt: PLAIN, LOGIN and the command, on one port. */
static void
methods_on_one_port_are_not_automatic(void **state)
{
	static const struct settings_try t[] = {
		{ S(0), 143, PLAIN, NAME_ADDRESS },
		{ S(2), 143, LOGIN, NAME_ADDRESS },
		{ S(4), 143, CRAM, NAME_ADDRESS },
		{ S(9), 143, PLAIN, NAME_ADDRESS },
	};

	(void)state;
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_UNNAMED), 0);
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_APPLE), 0);
}

/* Every mail program has a port for reading and one for sending. */
static void
one_port_for_each_protocol_is_not_automatic(void **state)
{
	static const struct settings_try t[] = {
		{ S(0), 993, HIDDEN, NAME_HIDDEN },
		{ S(1), 587, PLAIN, NAME_ADDRESS },
		{ S(2), 587, LOGIN, NAME_ADDRESS },
		{ S(3), 110, PLAIN, NAME_ADDRESS },
	};

	(void)state;
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_UNNAMED), 0);
}

static void
ports_over_an_hour_are_not_automatic(void **state)
{
	static const struct settings_try t[] = {
		{ S(0), 993, HIDDEN, NAME_HIDDEN },
		{ S(900), 143, PLAIN, NAME_ADDRESS },
		{ S(1800), 143, CRAM, NAME_LOCAL },
	};

	(void)state;
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_APPLE), 0);
}

static void
two_tries_are_a_slip_and_its_correction(void **state)
{
	static const struct settings_try t[] = {
		{ S(0), 143, PLAIN, NAME_LOCAL },
		{ S(30), 993, HIDDEN, NAME_ADDRESS },
	};

	(void)state;
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_APPLE), 0);
	assert_int_equal(automatic_tries(t, 0, PROGRAM_APPLE), 0);
}

static void
more_tries_than_are_looked_at_do_no_harm(void **state)
{
	static struct settings_try t[SETTINGS_TRIES + 40];
	uint32_t i;

	(void)state;
	for (i = 0; i < COUNT(t); i++) {
		t[i].when_ns = S((int64_t)i);
		t[i].port = i % 2 == 0 ? 993 : 143;
		t[i].form = i % 3 == 0 ? NAME_LOCAL : NAME_ADDRESS;
	}
	assert_int_equal(automatic_tries(t, COUNT(t), PROGRAM_UNNAMED),
	    SETTINGS_TRIES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    ports_methods_and_names_of_a_minute_are_automatic),
		cmocka_unit_test(
		    all_of_smtp_s_ports_in_a_minute_are_automatic),
		cmocka_unit_test(methods_on_one_port_are_not_automatic),
		cmocka_unit_test(one_port_for_each_protocol_is_not_automatic),
		cmocka_unit_test(ports_over_an_hour_are_not_automatic),
		cmocka_unit_test(two_tries_are_a_slip_and_its_correction),
		cmocka_unit_test(more_tries_than_are_looked_at_do_no_harm),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
