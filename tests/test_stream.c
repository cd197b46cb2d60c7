/*
 * Streams: segments shuffled, repeated, overlapped and lost give the same
 * bytes as in order, or a hole of the right size.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/when.h"
#include "wire/stream.h"

enum { TEXT_BYTES = 3000, SLOTS = 64 };

static uint8_t text[TEXT_BYTES];
static uint8_t got[4 * TEXT_BYTES];
static size_t n_got, n_holes, hole_bytes;
static uint64_t n_old;
static struct pool *store;
static struct stream s;

static int
setup(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)(i * 31 + i / 251);
	store = stream_store_new(SLOTS);
	stream_init(&s);
	n_got = n_holes = hole_bytes = 0;
	n_old = 0;
	return (store == NULL);
}

static int
teardown(void **state)
{
	(void)state;
	stream_fini(&s, store);
	assert_int_equal(pool_used(store), 0);
	pool_free(store);
	return (0);
}

/* A segment at base + at, n bytes of which seen are in the capture. */
static void
give(uint32_t base, size_t at, size_t n, size_t seen, int64_t when_ns,
    bool flush)
{
	struct piece p = { when_ns, base + (uint32_t)at, (uint32_t)n,
	    { NULL, 0 } };
	uint8_t *copy = malloc(seen == 0 ? 1 : seen);
	struct chunk c;

	memcpy(copy, text + at, seen);
	p.bytes.p = copy;
	p.bytes.len = seen;
	while (stream_next(&s, store, &p, flush, when_ns, &c, &n_old)) {
		if (c.hole_bytes > 0) {
			n_holes++;
			hole_bytes += c.hole_bytes;
			n_got += c.hole_bytes;
			continue;
		}
		assert_true(n_got + c.bytes.len <= sizeof got);
		memcpy(got + n_got, c.bytes.p, c.bytes.len);
		n_got += c.bytes.len;
	}
	free(copy);
}

static void
check_whole(void)
{
	assert_int_equal(n_got, TEXT_BYTES);
	assert_int_equal(n_holes, 0);
	assert_memory_equal(got, text, TEXT_BYTES);
}

static void
bytes_in_order_come_at_once(void **state)
{
	size_t at;

	(void)state;
	stream_start(&s, 1000);
	for (at = 0; at < TEXT_BYTES; at += 100) {
		give(1000, at, 100, 100, 0, false);
		assert_int_equal(n_got, at + 100);
	}
	check_whole();
}

static void
any_order_with_repeats_gives_the_same_bytes(void **state)
{
	uint32_t seed = 7;
	int round;

	(void)state;
	for (round = 0; round < 300; round++) {
		size_t i, order[TEXT_BYTES / 100];
		/* Sequence numbers wrap in some of the rounds. */
		uint32_t base = UINT32_MAX - (uint32_t)round * 17;

		stream_fini(&s, store);
		stream_init(&s);
		n_got = 0;
		for (i = 0; i < TEXT_BYTES / 100; i++)
			order[i] = i;
		for (i = TEXT_BYTES / 100 - 1; i > 0; i--) {
			size_t j, t = order[i];

			seed = seed * 1103515245 + 12345;
			j = seed / 65536 % (i + 1);
			order[i] = order[j];
			order[j] = t;
		}
		stream_start(&s, base);
		for (i = 0; i < TEXT_BYTES / 100; i++) {
			size_t at = order[i] * 100, n = 100;

			give(base, at, n, n, 0, false);
			/* An overlap to both sides, and a repeat. */
			if (at >= 50 && at + 150 <= TEXT_BYTES && i % 3 == 0)
				give(base, at - 50, 200, 200, 0, false);
		}
		check_whole();
	}
}

static void
a_lost_segment_is_a_hole_of_its_size(void **state)
{
	(void)state;
	stream_start(&s, 5);
	give(5, 0, 100, 100, 0, false);
	give(5, 150, 100, 100, 0, false);
	assert_int_equal(n_got, 100);
	stream_acked(&s, 5 + 250);
	give(5, 250, 10, 10, NS_PER_S, false);
	assert_int_equal(n_holes, 1);
	assert_int_equal(hole_bytes, 50);
	assert_int_equal(n_got, 260);
	assert_memory_equal(got + 150, text + 150, 110);
}

static void
an_unacknowledged_gap_is_waited_for(void **state)
{
	(void)state;
	stream_start(&s, 5);
	stream_acked(&s, 5);
	give(5, 100, 100, 100, 0, false);
	give(5, 200, 100, 100, 3 * NS_PER_S, false);
	assert_int_equal(n_got, 0);
	give(5, 0, 100, 100, 4 * NS_PER_S, false);
	assert_int_equal(n_got, 300);
	assert_int_equal(n_holes, 0);
}

static void
a_short_snaplen_leaves_holes_of_the_cut_ends(void **state)
{
	(void)state;
	stream_start(&s, 5);
	give(5, 0, 100, 30, 0, false);
	assert_int_equal(n_got, 100);
	assert_int_equal(hole_bytes, 70);
	/* Early and cut: the hole comes in its place too. */
	give(5, 200, 100, 30, 0, false);
	give(5, 100, 100, 30, 0, false);
	assert_int_equal(n_got, 300);
	assert_int_equal(hole_bytes, 210);
	assert_memory_equal(got + 200, text + 200, 30);
}

static void
a_late_copy_brings_nothing(void **state)
{
	(void)state;
	stream_start(&s, 5);
	give(5, 0, 100, 100, 0, false);
	give(5, 0, 100, 100, 0, false);
	give(5, 50, 50, 50, 0, false);
	assert_int_equal(n_got, 100);
	assert_int_equal(n_old, 2);
}

static void
a_store_that_overflows_loses_the_stalest_only(void **state)
{
	size_t i;

	(void)state;
	stream_start(&s, 5);
	for (i = 0; i < 3 * SLOTS; i++)
		give(5, 10 + i * 10, 10, 10, 0, false);
	assert_true(pool_used(store) <= SLOTS);
	give(5, 0, 10, 10, 0, true);
	assert_true(pool_evicted(store) > 0 || n_holes > 0);
	/* What is left is told, holes and all: sizes add up. */
	assert_int_equal(n_got, 10 + 3 * SLOTS * 10);
}

static void
the_end_is_over_when_all_before_it_came(void **state)
{
	(void)state;
	stream_start(&s, 5);
	stream_ends(&s, 5 + 200);
	give(5, 100, 100, 100, 0, false);
	assert_false(stream_is_over(&s));
	give(5, 0, 100, 100, 0, false);
	assert_true(stream_is_over(&s));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bytes_in_order_come_at_once),
		TEST(any_order_with_repeats_gives_the_same_bytes),
		TEST(a_lost_segment_is_a_hole_of_its_size),
		TEST(an_unacknowledged_gap_is_waited_for),
		TEST(a_short_snaplen_leaves_holes_of_the_cut_ends),
		TEST(a_late_copy_brings_nothing),
		TEST(a_store_that_overflows_loses_the_stalest_only),
		TEST(the_end_is_over_when_all_before_it_came),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
