/*
 * What pools' owners share: lists of rows, sorted rows, pools by the row, and
 * whom to forget.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/list.h"
#include "base/pools.h"
#include "base/sort.h"

struct row {
	uint32_t value;
	struct list_link link;
};

static struct row *
row_new(struct pool *p, uint32_t value)
{
	struct row *r = pool_put(p, NULL);

	r->value = value;
	return (r);
}

static void
a_list_runs_in_the_order_its_rows_were_put(void **state)
{
	struct pool *p = pool_new(8, sizeof(struct row), 0, NULL);
	const struct list_kind k = { p, offsetof(struct row, link) };
	struct row *one = row_new(p, 1), *two = row_new(p, 2);
	struct row *three = row_new(p, 3), *r;
	uint32_t first = POOL_NONE, value = 0;

	(void)state;
	assert_null(list_at(&k, first));
	list_push(&k, &first, two);
	list_push(&k, &first, one);
	list_insert(&k, &first, three, two);
	for (r = list_at(&k, first); r != NULL; r = list_next(&k, r))
		assert_int_equal(r->value, ++value);
	assert_int_equal(value, 3);
	pool_free(p);
}

/* Rows come and go by chance, in two lists; an array says who is where. */
static void
lists_agree_with_an_array(void **state)
{
	enum { ROWS = 32 };
	struct pool *p = pool_new(ROWS, sizeof(struct row), 0, NULL);
	const struct list_kind k = { p, offsetof(struct row, link) };
	uint32_t first[2] = { POOL_NONE, POOL_NONE }, n[2] = { 0, 0 };
	struct row *rows[ROWS];
	int in[ROWS], i, step;
	uint32_t seed = 7;

	(void)state;
	for (i = 0; i < ROWS; i++) {
		rows[i] = row_new(p, (uint32_t)i);
		in[i] = -1;
	}
	for (step = 0; step < 20000; step++) {
		seed = seed * 1103515245 + 12345;
		i = (int)(seed / 65536 % ROWS);
		if (in[i] >= 0) {
			list_remove(&k, &first[in[i]], rows[i]);
			n[in[i]]--;
			in[i] = -1;
		} else {
			in[i] = (int)(seed / 4096 % 2);
			list_insert(&k, &first[in[i]], rows[i],
			    seed / 8192 % 2 == 0 ? NULL :
			    list_at(&k, first[in[i]]));
			n[in[i]]++;
		}
		assert_int_equal(list_check(&k, first[0]), n[0]);
		assert_int_equal(list_check(&k, first[1]), n[1]);
	}
	pool_free(p);
}

struct pair {
	uint8_t by, came;
	uint8_t rest[70];		/* more than is swapped at once */
};

static bool
pair_is_before(const void *a, const void *b, const void *with)
{
	const struct pair *x = a, *y = b;
	const bool *is_down = with;

	return (*is_down ? x->by > y->by : x->by < y->by);
}

static void
sorting_keeps_the_order_of_equals(void **state)
{
	struct pair rows[40];
	bool is_down;
	int i, turn;

	(void)state;
	for (turn = 0; turn < 2; turn++) {
		is_down = turn == 1;
		for (i = 0; i < 40; i++) {
			memset(&rows[i], i, sizeof rows[i]);
			rows[i].by = (uint8_t)(i * 7 % 10);
			rows[i].came = (uint8_t)i;
		}
		sort_rows(rows, 40, sizeof rows[0], pair_is_before, &is_down);
		for (i = 1; i < 40; i++) {
			const struct pair *a = &rows[i - 1], *b = &rows[i];

			assert_false(pair_is_before(b, a, &is_down));
			assert_true(a->by != b->by || a->came < b->came);
			assert_int_equal(a->rest[69], a->came);
		}
	}
}

static bool
is_lower(const void *a, const void *b, const void *with)
{
	const struct pair *x = a, *y = b;

	assert_null(with);
	return (x->by < y->by);
}

static void
a_new_row_stands_after_its_equals(void **state)
{
	struct pair rows[4] = { { .by = 1 }, { .by = 2 }, { .by = 3 } };
	const struct sort_kept kept = { rows, 4, sizeof rows[0], is_lower };
	struct pair fresh = { .by = 2, .came = 7 };

	(void)state;
	assert_int_equal(sort_keep(&kept, 3, &fresh), 4);
	assert_int_equal(rows[1].came, 0);
	assert_int_equal(rows[2].came, 7);
	assert_int_equal(rows[3].by, 3);
}

static void
of_many_rows_the_first_are_kept(void **state)
{
	struct pair rows[4], fresh = { .by = 0 };
	const struct sort_kept kept = { rows, 3, sizeof rows[0], is_lower };
	size_t n = 0;
	int i;

	(void)state;
	memset(rows, 99, sizeof rows);
	for (i = 0; i < 50; i++) {
		fresh.by = (uint8_t)(10 + i * 7 % 50);
		n = sort_keep(&kept, n, &fresh);
	}
	assert_int_equal(n, 3);
	for (i = 0; i < 3; i++)
		assert_int_equal(rows[i].by, 10 + i);
	assert_int_equal(rows[3].by, 99);
}

static bool
is_odd(const void *slot)
{
	return (((const struct row *)slot)->value % 2 == 1);
}

static void
what_is_kept_is_forgotten_last(void **state)
{
	struct pool *p = pool_new(8, sizeof(struct row), 0, NULL);
	struct row *odd, *even;

	(void)state;
	assert_null(pool_stalest_but(p, 3, is_odd));
	odd = row_new(p, 1);
	row_new(p, 3);
	assert_ptr_equal(pool_stalest_but(p, 3, is_odd), odd);
	even = row_new(p, 4);
	row_new(p, 6);
	assert_ptr_equal(pool_stalest_but(p, 3, is_odd), even);
	/* It stands too far on to be looked at. */
	assert_ptr_equal(pool_stalest_but(p, 2, is_odd), odd);
	pool_free(p);
}

struct owner {
	struct pool *small, *large;
};

struct sizes {
	uint32_t large, small;
};

static const struct pool_row pools[] = {
	{ offsetof(struct owner, small), offsetof(struct sizes, small), 8, 0 },
	{ offsetof(struct owner, large), offsetof(struct sizes, large), 64, 4 },
};

static void
pools_are_taken_and_given_back_by_the_row(void **state)
{
	const struct sizes sizes = { .large = 20, .small = 1 };
	struct hash_key hash = { 3, 4 };
	struct owner o = { NULL, NULL };

	(void)state;
	assert_int_equal(pools_new(&o, pools, 2, &sizes, &hash), 0);
	assert_int_equal(pool_slots(o.small), 1);
	assert_int_equal(pool_slots(o.large), 20);
	assert_int_equal(pools_bytes(pools, 2, &sizes),
	    pool_bytes(1, 8, 0) + pool_bytes(20, 64, 4));
	pool_evict(o.small, pool_put(o.small, NULL));
	pool_evict(o.large, pool_put(o.large, "key"));
	assert_int_equal(pools_evicted(&o, pools, 2), 2);
	pools_free(&o, pools, 2);
	assert_null(o.small);
	assert_null(o.large);
}

static void
where_one_pool_has_no_room_none_is_kept(void **state)
{
	static const struct pool_row rows[] = {
		{ offsetof(struct owner, small),
		    offsetof(struct sizes, small), 8, 0 },
		{ offsetof(struct owner, large),
		    offsetof(struct sizes, large), SIZE_MAX / 4, 0 },
	};
	const struct sizes sizes = { .large = 20, .small = 1 };
	struct owner o = { NULL, NULL };

	(void)state;
	assert_int_equal(pools_new(&o, rows, 2, &sizes, NULL), -1);
	assert_null(o.small);
	assert_null(o.large);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_runs_in_the_order_its_rows_were_put),
		cmocka_unit_test(lists_agree_with_an_array),
		cmocka_unit_test(sorting_keeps_the_order_of_equals),
		cmocka_unit_test(a_new_row_stands_after_its_equals),
		cmocka_unit_test(of_many_rows_the_first_are_kept),
		cmocka_unit_test(what_is_kept_is_forgotten_last),
		cmocka_unit_test(pools_are_taken_and_given_back_by_the_row),
		cmocka_unit_test(where_one_pool_has_no_room_none_is_kept),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
