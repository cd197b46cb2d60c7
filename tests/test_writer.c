/* Records to a pipe that nobody reads: whole ones, in order, or none. */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/writer.h"

enum { LINES = 3000, LINE_BYTES = 1500 };

struct hose {
	int ends[2];
	struct writer *writer;
	char *got;
	size_t n;
};

static void
hose_open(struct hose *h)
{
	memset(h, 0, sizeof *h);
	assert_int_equal(pipe(h->ends), 0);
	fcntl(h->ends[0], F_SETFL, O_NONBLOCK);
	h->got = malloc((size_t)LINES * LINE_BYTES * 2);
	h->writer = writer_new(h->ends[1]);
	assert_non_null(h->writer);
}

static void
hose_close(struct hose *h)
{
	writer_free(h->writer);
	free(h->got);
	close(h->ends[0]);
	close(h->ends[1]);
}

/* All that lies in the pipe. */
static void
hose_read(struct hose *h)
{
	ssize_t n;

	while ((n = read(h->ends[0], h->got + h->n, 65536)) > 0)
		h->n += (size_t)n;
}

/* "17 aaaa...\n", of a length that varies and fits into no page evenly. */
static bool
line_put(struct hose *h, int i)
{
	FILE *f = writer_page(h->writer);
	int n = fprintf(f, "%d ", i);

	for (; n < LINE_BYTES - i % 1000; n++)
		fputc('a', f);
	fputc('\n', f);
	return (writer_put(h->writer));
}

/* How many lines came; each is whole, and none after a later one. */
static int
lines_check(struct hose *h)
{
	char *at = h->got, *end;
	int n = 0, last = -1;

	for (; at < h->got + h->n; at = end + 1, n++) {
		int i = atoi(at);

		end = memchr(at, '\n', (size_t)(h->got + h->n - at));
		assert_non_null(end);
		assert_true(i > last);
		assert_int_equal(end - at, LINE_BYTES - i % 1000);
		last = i;
	}
	return (n);
}

static bool
goes_on_never(void *arg)
{
	(void)arg;
	return (false);
}

/* The reader reads now and then. */
static bool
goes_on_read(void *arg)
{
	hose_read(arg);
	return (true);
}

static void
who_reads_nothing_gets_whole_lines(void **state)
{
	struct hose h;
	int i;

	(void)state;
	hose_open(&h);
	for (i = 0; i < LINES; i++) {
		line_put(&h, i);
		writer_pump(h.writer);
	}
	assert_true(writer_is_behind(h.writer));
	assert_true(writer_left_out(h.writer) > 0);
	writer_patience(h.writer, goes_on_never, NULL);
	assert_int_equal(writer_flush(h.writer), -1);
	hose_read(&h);
	assert_in_range(lines_check(&h), 1, LINES - 1);
	hose_close(&h);
}

static void
who_reads_on_misses_what_found_no_room_only(void **state)
{
	struct hose h;
	int i;

	(void)state;
	hose_open(&h);
	for (i = 0; i < LINES; i++)
		line_put(&h, i);
	writer_patience(h.writer, goes_on_read, &h);
	assert_int_equal(writer_flush(h.writer), 0);
	hose_read(&h);
	assert_int_equal(lines_check(&h),
	    LINES - (int)writer_left_out(h.writer));
	hose_close(&h);
}

static void
patience_loses_nothing(void **state)
{
	struct hose h;
	int i;

	(void)state;
	hose_open(&h);
	writer_patience(h.writer, goes_on_read, &h);
	for (i = 0; i < LINES; i++)
		assert_true(line_put(&h, i));
	assert_int_equal(writer_flush(h.writer), 0);
	hose_read(&h);
	assert_int_equal(lines_check(&h), LINES);
	hose_close(&h);
}

static void
one_that_is_longer_than_the_room_goes_out(void **state)
{
	struct span parts[2];
	struct hose h;
	size_t n = (size_t)3 << 20;
	uint8_t *bytes = malloc(n);

	(void)state;
	memset(bytes, 'b', n);
	bytes[n - 1] = '\n';
	hose_open(&h);
	parts[0] = (struct span){ (const uint8_t *)"b", 1 };
	parts[1] = (struct span){ bytes, n };
	assert_false(writer_add(h.writer, parts, 2));
	writer_patience(h.writer, goes_on_read, &h);
	assert_true(writer_add(h.writer, parts, 2));
	assert_int_equal(writer_flush(h.writer), 0);
	hose_read(&h);
	assert_int_equal(h.n, n + 1);
	assert_memory_equal(h.got + 1, bytes, n);
	hose_close(&h);
	free(bytes);
}

static void
a_reader_that_has_gone_is_an_error(void **state)
{
	struct hose h;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	hose_open(&h);
	close(h.ends[0]);
	line_put(&h, 1);
	writer_pump(h.writer);
	assert_int_not_equal(writer_error(h.writer), 0);
	assert_false(writer_is_behind(h.writer));
	assert_false(line_put(&h, 2));
	assert_int_equal(writer_left_out(h.writer), 0);
	hose_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_reads_nothing_gets_whole_lines),
		cmocka_unit_test(who_reads_on_misses_what_found_no_room_only),
		cmocka_unit_test(patience_loses_nothing),
		cmocka_unit_test(one_that_is_longer_than_the_room_goes_out),
		cmocka_unit_test(a_reader_that_has_gone_is_an_error),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
