/*
 * Saved captures through edge/: every byte order and stamp, records that the
 * buffer's end cuts, and what is said of a file that is cut short.  What
 * frames lie at hand are the same frames as one by one.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/when.h"
#include "edge/capture.h"
#include "edge/savefile.h"
#include "engine/engine.h"

enum { N_RECORDS = 3000, AT_HAND = 64 };

static char path[] = "/tmp/test_savefile.XXXXXX";

static int
path_made(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return (fd == -1 ? -1 : close(fd));
}

static int
path_gone(void **state)
{
	(void)state;
	return (unlink(path));
}

static void
put32(FILE *f, uint32_t v, bool is_big)
{
	int i;

	for (i = 0; i < 4; i++)
		fputc((int)(v >> (is_big ? 24 - 8 * i : 8 * i) & 0xff), f);
}

/* The i-th record's length: short ones, and some as large as offloads. */
static uint32_t
length_of(uint32_t i)
{
	return (i % 97 == 5 ? 65000 + i : 40 + i % 1400);
}

static void
write_capture(bool is_big, bool is_nano, uint32_t snap_bytes)
{
	FILE *f = fopen(path, "wb");
	uint32_t i, j;

	assert_non_null(f);
	put32(f, is_nano ? 0xa1b23c4d : 0xa1b2c3d4, is_big);
	put32(f, is_big ? 2 << 16 | 4 : 4 << 16 | 2, is_big);
	put32(f, 0, is_big);
	put32(f, 0, is_big);
	put32(f, snap_bytes, is_big);
	put32(f, 1, is_big);
	for (i = 0; i < N_RECORDS; i++) {
		put32(f, 1700000000 + i, is_big);
		put32(f, i, is_big);
		put32(f, length_of(i), is_big);
		put32(f, length_of(i) + 7, is_big);
		for (j = 0; j < length_of(i); j++)
			fputc((int)(i + j) & 0xff, f);
	}
	assert_int_equal(fclose(f), 0);
}

static void
check_frame(const struct frame *f, uint32_t i, bool is_nano, uint32_t snap)
{
	uint32_t n = length_of(i) < snap ? length_of(i) : snap;

	assert_int_equal(f->when_ns, (1700000000 + (int64_t)i) * NS_PER_S +
	    (is_nano ? (int64_t)i : (int64_t)i * 1000));
	assert_int_equal(f->link, 1);
	assert_int_equal(f->bytes.len, n);
	assert_int_equal(f->wire_bytes, length_of(i) + 7);
	assert_int_equal(f->bytes.p[0], i & 0xff);
	assert_int_equal(f->bytes.p[n - 1], (i + n - 1) & 0xff);
}

static struct capture *
open_capture(void)
{
	static const char *const paths[] = { path };
	struct err err;
	struct capture *c = capture_new(paths, 1, NULL, &err);

	assert_non_null(c);
	return (c);
}

/* All at hand are good together: looked at only when all have come. */
static void
read_capture(bool is_nano, uint32_t snap)
{
	struct capture *c = open_capture();
	struct frame frames[AT_HAND];
	uint32_t i = 0, most = 0;
	struct err err;
	int j, n;

	while (capture_next(c, &frames[0], &err) == 1) {
		n = 1 + capture_more(c, frames + 1, AT_HAND - 1);
		if ((uint32_t)n > most)
			most = (uint32_t)n;
		for (j = 0; j < n; j++)
			check_frame(&frames[j], i++, is_nano, snap);
	}
	assert_int_equal(i, N_RECORDS);
	assert_true(most > 1);
	assert_int_equal(capture_state(c), CAPTURE_GOOD);
	capture_free(c);
}

static void
every_byte_order_and_stamp_is_read(void **state)
{
	int kind;

	(void)state;
	for (kind = 0; kind < 4; kind++) {
		write_capture((kind & 1) != 0, (kind & 2) != 0, 262144);
		read_capture((kind & 2) != 0, 262144);
	}
	write_capture(false, false, 100);
	read_capture(false, 100);
}

/* Cut in a record's head, in its bytes, between two: only that is whole. */
static void
a_cut_file_gives_what_is_whole_and_says_so(void **state)
{
	static const long cuts[] = { 24 + 9, 24 + 16 + 17, 24 + 16 + 40 };
	static const uint32_t whole[] = { 0, 0, 1 };
	static const char *const says[] = {
		"cut short after packet 0", "cut short after packet 0", ""
	};
	struct frame f;
	struct err err;
	size_t k;

	(void)state;
	for (k = 0; k < sizeof cuts / sizeof cuts[0]; k++) {
		struct capture *c;
		uint32_t n = 0;
		int rc;

		write_capture(false, false, 262144);
		assert_int_equal(truncate(path, cuts[k]), 0);
		c = open_capture();
		err.text[0] = '\0';
		while ((rc = capture_next(c, &f, &err)) == 1)
			n++;
		assert_int_equal(n, whole[k]);
		assert_int_equal(rc, says[k][0] == '\0' ? 0 : -1);
		assert_non_null(strstr(err.text, says[k]));
		capture_free(c);
	}
}

static void
a_length_no_capture_has_ends_the_file(void **state)
{
	struct capture *c;
	struct frame f;
	struct err err;
	FILE *file;

	(void)state;
	write_capture(false, false, 262144);
	file = fopen(path, "r+b");
	assert_non_null(file);
	fseek(file, 24 + 16 + 40 + 8, SEEK_SET);
	put32(file, 0xfffffff0, false);
	fclose(file);
	c = open_capture();
	assert_int_equal(capture_next(c, &f, &err), 1);
	assert_int_equal(capture_more(c, &f, 1), 0);
	assert_int_equal(capture_next(c, &f, &err), -1);
	assert_non_null(strstr(err.text, "cannot be read on after packet 1"));
	assert_int_equal(capture_state(c), CAPTURE_CUT);
	capture_free(c);
}

static uint32_t
drain(struct engine *e, struct event *out, uint32_t n, uint32_t most)
{
	while (n < most && engine_next_event(e, &out[n]))
		n++;
	return (n);
}

/* Foreseen or not, the same frames give the same events. */
static void
prefetch_changes_nothing(void **state)
{
	enum { MOST = 200 };
	static const char *const paths[] = { "pcaps/household.pcap" };
	static struct event events[2][MOST];
	struct engine_setup setup = { .memory_bytes = 0, .key = { 1 } };
	struct frame frames[PREFETCH_MAX];
	uint32_t n[2] = { 0, 0 };
	struct err err;
	int run, i, have;

	(void)state;
	for (run = 0; run < 2; run++) {
		struct capture *c = capture_new(paths, 1, NULL, &err);
		struct engine *e = engine_new(&setup);

		assert_non_null(c);
		assert_non_null(e);
		while (capture_next(c, &frames[0], &err) == 1) {
			have = 1;
			if (run == 1) {
				have += capture_more(c, frames + 1,
				    PREFETCH_MAX - 1);
				engine_prefetch(e, frames, have);
			}
			for (i = 0; i < have; i++) {
				engine_frame(e, &frames[i]);
				n[run] = drain(e, events[run], n[run], MOST);
			}
		}
		while (engine_finish(e))
			n[run] = drain(e, events[run], n[run], MOST);
		n[run] = drain(e, events[run], n[run], MOST);
		engine_free(e);
		capture_free(c);
	}
	assert_true(n[0] > 10 && n[0] < MOST);
	assert_int_equal(n[0], n[1]);
	assert_memory_equal(events[0], events[1], n[0] * sizeof events[0][0]);
}

/* Any two are a span apart, and each has a wait after it. */
static void
hostile_stamps_do_not_overflow(void **state)
{
	int64_t first = savefile_stamp_ns(INT64_MIN, INT64_MIN), out;
	int64_t last = savefile_stamp_ns(INT64_MAX, INT64_MAX);

	(void)state;
	assert_false(__builtin_sub_overflow(last, first, &out));
	assert_false(__builtin_sub_overflow(first, last, &out));
	assert_false(__builtin_add_overflow(last, INT64_C(7200) * NS_PER_S,
	    &out));
	/* All of classic pcap, until 2106. */
	assert_int_equal(savefile_stamp_ns(UINT32_MAX, 7),
	    UINT32_MAX * NS_PER_S + 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_order_and_stamp_is_read),
		cmocka_unit_test(hostile_stamps_do_not_overflow),
		cmocka_unit_test(a_cut_file_gives_what_is_whole_and_says_so),
		cmocka_unit_test(a_length_no_capture_has_ends_the_file),
		cmocka_unit_test(prefetch_changes_nothing)
	};

	return (cmocka_run_group_tests(tests, path_made, path_gone));
}
