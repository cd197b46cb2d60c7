/*
 * Streams: segments shuffled, repeated, overlapped and lost give the same
 * bytes as in order, or a hole of the right size.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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
	struct piece p = { when_ns, base + (uint32_t)at, (uint32_t)n, 0,
	    { NULL, 0 } };
	const struct stream_round round = { store, when_ns, flush, &n_old };
	uint8_t *copy = malloc(seen == 0 ? 1 : seen);
	struct chunk c;

	memcpy(copy, text + at, seen);
	p.bytes.p = copy;
	p.bytes.len = seen;
	while (stream_next(&s, NULL, &round, &p, &c)) {
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

static void
a_reset_far_away_is_not_near(void **state)
{
	(void)state;
	assert_true(stream_is_near(&s, 12345));	/* nothing is known */
	stream_start(&s, 5);
	assert_true(stream_is_near(&s, 5));
	assert_true(stream_is_near(&s, UINT32_MAX - 2));
	assert_true(stream_is_near(&s, 60000));
	assert_false(stream_is_near(&s, 100000));
	assert_false(stream_is_near(&s, UINT32_MAX - 100000));
}

/* --- both directions: what was said, by whom, in order --- */

static struct stream both[2];
static char heard[400];

/* Server and client take turns; "<4>" is a hole. */
static void
say(enum direction from, uint32_t at, uint32_t ack, const char *words,
    int64_t when_ms)
{
	struct piece p = { when_ms * NS_PER_MS, 1000 + at,
	    (uint32_t)strlen(words), 1000 + ack,
	    { (const uint8_t *)words, strlen(words) } };
	const struct stream_round round = { store, when_ms * NS_PER_MS,
	    when_ms < 0, &n_old };
	struct chunk c;

	while (streams_next(both, &round, from, &p, &c)) {
		size_t used = strlen(heard);

		snprintf(heard + used, sizeof heard - used,
		    c.hole_bytes > 0 ? "%c<%u>" : "%c%.*s",
		    c.direction == FROM_CLIENT ? ' ' : '/',
		    c.hole_bytes > 0 ? c.hole_bytes : (unsigned)c.bytes.len,
		    c.hole_bytes > 0 ? "" : (const char *)c.bytes.p);
	}
}

static void
begin_both(void)
{
	int i;

	heard[0] = '\0';
	for (i = 0; i < 2; i++) {
		stream_init(&both[i]);
		stream_start(&both[i], 1000);
		stream_seen(&both[i]);
	}
}

static void
end_both(const char *want)
{
	/* Flushed: nothing may stay behind. */
	say(FROM_SERVER, 0, 0, "", -1);
	assert_string_equal(heard, want);
	assert_int_equal(both[0].n_waiting + both[1].n_waiting, 0);
	stream_fini(&both[0], store);
	stream_fini(&both[1], store);
}

static void
an_answer_comes_behind_what_it_acknowledges(void **state)
{
	(void)state;
	begin_both();
	say(FROM_SERVER, 0, 0, "hi", 0);
	say(FROM_SERVER, 2, 4, "no", 10);	/* swapped by a mirror */
	assert_string_equal(heard, "/hi");
	say(FROM_CLIENT, 0, 2, "pass", 11);
	assert_string_equal(heard, "/hi pass/no");
	say(FROM_CLIENT, 6, 8, "quit", 12);	/* two of each too early */
	say(FROM_SERVER, 8, 10, "bye", 13);
	say(FROM_SERVER, 4, 6, "four", 14);
	say(FROM_CLIENT, 4, 4, "ab", 15);
	end_both("/hi pass/no ab/four quit/bye");
}

static void
a_lost_command_is_told_before_its_answer(void **state)
{
	(void)state;
	begin_both();
	say(FROM_SERVER, 0, 0, "hi", 0);
	say(FROM_SERVER, 2, 4, "ok", 10);	/* to four lost bytes */
	say(FROM_CLIENT, 4, 4, "pass", 20);
	assert_string_equal(heard, "/hi");
	say(FROM_SERVER, 4, 8, "no", 400);
	assert_string_equal(heard, "/hi <4>/ok pass/no");
	end_both("/hi <4>/ok pass/no");
}

static void
a_lost_answer_is_told_before_the_next_command(void **state)
{
	(void)state;
	begin_both();
	say(FROM_SERVER, 0, 0, "hi", 0);
	say(FROM_CLIENT, 0, 2, "pass", 10);
	say(FROM_CLIENT, 4, 5, "quit", 20);	/* "no\n" was lost */
	say(FROM_SERVER, 5, 8, "bye", 30);
	end_both("/hi pass/<3> quit/bye");
	/* Two of them, told one by one. */
	begin_both();
	say(FROM_CLIENT, 0, 2, "user", 10);
	say(FROM_CLIENT, 4, 4, "pass", 20);
	say(FROM_CLIENT, 8, 6, "quit", 30);
	say(FROM_SERVER, 6, 12, "bye", 40);
	end_both("/<2> user/<2> pass/<2> quit/bye");
}

/* The command sent again acknowledges the answer to its first copy. */
static void
two_that_wait_for_each_other_are_no_hole(void **state)
{
	(void)state;
	begin_both();
	say(FROM_SERVER, 0, 0, "hi", 0);
	say(FROM_SERVER, 2, 4, "no", 10);
	say(FROM_CLIENT, 0, 4, "pass", 20);
	end_both("/hi pass/no");
}

static void
half_a_capture_waits_for_nobody(void **state)
{
	(void)state;
	begin_both();
	both[FROM_CLIENT].is_seen = false;
	say(FROM_SERVER, 0, 0, "hi", 0);
	say(FROM_SERVER, 2, 40, "no", 10);
	assert_string_equal(heard, "/hi/no");
	end_both("/hi/no");
}

/* RFC 9293 3.10.7.4: what acknowledges the unsent is dropped by its peer. */
static void
a_lie_about_what_was_read_is_no_hole(void **state)
{
	(void)state;
	begin_both();
	say(FROM_SERVER, 0, 0, "hi", 0);
	say(FROM_CLIENT, 0, 0x7000000, "pass", 10);
	assert_string_equal(heard, "/hi pass");
	end_both("/hi pass");
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
		TEST(a_reset_far_away_is_not_near),
		TEST(an_answer_comes_behind_what_it_acknowledges),
		TEST(a_lost_command_is_told_before_its_answer),
		TEST(a_lost_answer_is_told_before_the_next_command),
		TEST(two_that_wait_for_each_other_are_no_hole),
		TEST(half_a_capture_waits_for_nobody),
		TEST(a_lie_about_what_was_read_is_no_hole),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
