/* What -w makes: who may read it, whole records in it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/pcap_writer.h"

static char folder[] = "/tmp/test_pcap_writer.XXXXXX";
static char path[64];

static int
directory_made(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return (-1);
	snprintf(path, sizeof path, "%s/of", folder);
	return (0);
}

static int
directory_gone(void **state)
{
	(void)state;
	unlink(path);
	return (rmdir(folder));
}

/* After it was opened and closed, under a usual umask. */
static unsigned
mode_of(const char *of)
{
	struct stat st;
	struct err err;
	mode_t before = umask(022);
	struct pcap_writer *k = pcap_writer_open(of, 1, &err);

	umask(before);
	assert_non_null(k);
	pcap_writer_close(k);
	assert_int_equal(stat(of, &st), 0);
	return (st.st_mode & 07777);
}

static void
nobody_else_may_read_it(void **state)
{
	(void)state;
	unlink(path);
	assert_int_equal(mode_of(path), 0600);
}

static void
nor_one_that_was_there(void **state)
{
	(void)state;
	unlink(path);
	fclose(fopen(path, "w"));
	chmod(path, 0644);
	assert_int_equal(mode_of(path), 0600);
	chmod(path, 0240);
	assert_int_equal(mode_of(path), 0200);
}

static void
what_is_no_file_keeps_its_mode(void **state)
{
	struct stat before;

	(void)state;
	assert_int_equal(stat("/dev/null", &before), 0);
	assert_int_equal(mode_of("/dev/null"), before.st_mode & 07777);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_else_may_read_it),
		cmocka_unit_test(nor_one_that_was_there),
		cmocka_unit_test(what_is_no_file_keeps_its_mode),
	};

	return (cmocka_run_group_tests(tests, directory_made, directory_gone));
}
