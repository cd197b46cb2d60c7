/* Deadlines: whoever waits is looked at in time, and in the same order. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/when.h"
#include "engine/wheel.h"

enum { THINGS = 200 };

struct thing {
	int64_t at_ns;
	struct wheel_link wheel;
};

/* Work off all until now_ns; the sum knows the order as well. */
static uint64_t
work_off(struct wheel *w, int64_t now_ns, int *n)
{
	struct thing *t;
	uint64_t sum = 0;
	int64_t row_ns;

	while ((t = wheel_due(w, now_ns, &row_ns)) != NULL) {
		assert_true(row_ns > t->at_ns && row_ns <= now_ns);
		assert_true(row_ns <= t->at_ns + NS_PER_S);
		sum = sum * 31 + (uint64_t)t->at_ns;
		(*n)++;
	}
	return (sum);
}

static struct pool *
fill(struct wheel *w)
{
	struct pool *p = pool_new(THINGS, sizeof(struct thing), 0, NULL);
	int64_t row_ns;
	int i;

	assert_non_null(p);
	wheel_init(w, p, offsetof(struct thing, wheel));
	assert_null(wheel_due(w, 0, &row_ns));
	for (i = 0; i < THINGS; i++) {
		struct thing *t = pool_put(p, NULL);

		wheel_begin(w, t);
		t->at_ns = i * 7919 % 3000 * NS_PER_S + i;
		wheel_add(w, t, t->at_ns);
	}
	assert_int_equal(wheel_check(w), THINGS);
	return (p);
}

static void
steps_and_leaps_come_to_the_same(void **state)
{
	static struct wheel w;
	uint64_t by_leap, by_step = 0;
	int n = 0;
	int64_t s;
	struct pool *p = fill(&w);

	(void)state;
	by_leap = work_off(&w, 3001 * NS_PER_S, &n);
	assert_int_equal(n, THINGS);
	assert_int_equal(wheel_check(&w), 0);
	pool_free(p);
	p = fill(&w);
	n = 0;
	for (s = 1; s <= 3001; s++) {
		int64_t row_ns;
		struct thing *t;

		while ((t = wheel_due(&w, s * NS_PER_S, &row_ns)) != NULL) {
			by_step = by_step * 31 + (uint64_t)t->at_ns;
			n++;
		}
	}
	assert_int_equal(n, THINGS);
	assert_true(by_step == by_leap);
	pool_free(p);
}

static void
what_is_removed_is_never_due(void **state)
{
	static struct wheel w;
	struct pool *p = fill(&w);
	struct thing *t;
	int n = 0;

	(void)state;
	for (t = pool_stalest(p); t != NULL; t = pool_younger(p, t))
		if (t->at_ns % 2 == 0) {
			wheel_remove(&w, t);
			wheel_remove(&w, t);	/* it stands nowhere */
		}
	assert_int_equal(wheel_check(&w), THINGS / 2);
	work_off(&w, 3001 * NS_PER_S, &n);
	assert_int_equal(n, THINGS / 2);
	pool_free(p);
}

/* Too far off for the wheel: looked at earlier, to be put back. */
static void
a_day_from_now_comes_up_within_the_span(void **state)
{
	static struct wheel w;
	struct pool *p = pool_new(1, sizeof(struct thing), 0, NULL);
	struct thing *t = pool_put(p, NULL);
	int64_t row_ns;

	(void)state;
	wheel_init(&w, p, offsetof(struct thing, wheel));
	assert_null(wheel_due(&w, 0, &row_ns));
	wheel_begin(&w, t);
	wheel_add(&w, t, 86400 * NS_PER_S);
	assert_null(wheel_due(&w, 4000 * NS_PER_S, &row_ns));
	assert_ptr_equal(wheel_due(&w, WHEEL_ROWS * NS_PER_S, &row_ns), t);
	pool_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_and_leaps_come_to_the_same),
		cmocka_unit_test(what_is_removed_is_never_due),
		cmocka_unit_test(a_day_from_now_comes_up_within_the_span),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
