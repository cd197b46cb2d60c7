/*
 * The memory that is granted, and what the engine's tables take of it.
 */

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"

static const uint64_t grants[] = { MEMORY_MIN_BYTES, (uint64_t)8 << 20,
    MEMORY_DEFAULT_BYTES, (uint64_t)1 << 30, MEMORY_MAX_BYTES };

static void
the_tables_take_what_is_granted_and_no_more(void **state)
{
	struct limits l;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof grants / sizeof grants[0]; i++) {
		engine_limits(grants[i], &l);
		assert_in_range(engine_bytes(&l), grants[i] / 100 * 85,
		    grants[i]);
	}
}

static void
less_than_the_least_is_the_least_and_none_the_default(void **state)
{
	struct limits small, least, none, usual;

	(void)state;
	engine_limits(1, &small);
	engine_limits(MEMORY_MIN_BYTES, &least);
	assert_memory_equal(&small, &least, sizeof small);
	engine_limits(0, &none);
	engine_limits(MEMORY_DEFAULT_BYTES, &usual);
	assert_memory_equal(&none, &usual, sizeof none);
}

/* README says so of --memory. */
static void
a_gigabyte_holds_a_million_sessions(void **state)
{
	struct limits l;

	(void)state;
	engine_limits((uint64_t)1 << 30, &l);
	assert_true(l.sessions >= 1000000);
	assert_true(l.pending >= 1000000);
}

/* A limit that no pool reads weighs nothing. */
static void
every_limit_is_of_some_pool(void **state)
{
	struct limits l;
	uint64_t bytes;
	size_t i;

	(void)state;
	assert_int_equal(limits_count(), sizeof l / sizeof(uint32_t));
	for (i = 0; i < limits_count(); i++) {
		memset(&l, 0, sizeof l);
		bytes = engine_bytes(&l);
		*limits_field(&l, i) = 4096;
		if (engine_bytes(&l) <= bytes)
			fail_msg("%s is read by no pool", limits_name(i));
	}
}

static void
more_memory_is_not_less_of_anything(void **state)
{
	struct limits small, large;
	size_t i, j;

	(void)state;
	for (i = 1; i < sizeof grants / sizeof grants[0]; i++) {
		engine_limits(grants[i - 1], &small);
		engine_limits(grants[i], &large);
		for (j = 0; j < limits_count(); j++)
			assert_true(*limits_field(&large, j) >=
			    *limits_field(&small, j));
	}
}

static uint64_t
allocated(void)
{
	struct mallinfo2 m = mallinfo2();

	return ((uint64_t)m.hblkhd + m.uordblks);
}

/* The library rounds up to pages, once a table. */
static void
what_is_weighed_is_what_is_taken(void **state)
{
	struct engine_setup setup = { .memory_bytes = MEMORY_DEFAULT_BYTES, .key = { 5 } };
	uint64_t before = allocated(), taken;
	struct engine *e = engine_new(&setup);
	struct limits l;

	(void)state;
	assert_non_null(e);
	taken = allocated() - before;
	engine_free(e);
	if (taken == 0)		/* another allocator, as ASan's */
		skip();
	engine_limits(MEMORY_DEFAULT_BYTES, &l);
	assert_in_range(taken, engine_bytes(&l), engine_bytes(&l) + 32 * 4096);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tables_take_what_is_granted_and_no_more),
		cmocka_unit_test(
		    less_than_the_least_is_the_least_and_none_the_default),
		cmocka_unit_test(a_gigabyte_holds_a_million_sessions),
		cmocka_unit_test(every_limit_is_of_some_pool),
		cmocka_unit_test(more_memory_is_not_less_of_anything),
		cmocka_unit_test(what_is_weighed_is_what_is_taken),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
