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

#include "data/links.h"
#include "edge/capture.h"
#include "edge/pcap_writer.h"
#include "edge/probe_note.h"
#include "edge/savefile.h"

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
	struct pcap_writer *k = pcap_writer_open(of, 1, NULL, &err);

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

/* --- with a note --- */

static void
note_made(const char *note, const struct frame *f)
{
	struct err err;
	struct pcap_writer *k = pcap_writer_open(path, LINK_ETHERNET, note,
	    &err);

	assert_non_null(k);
	if (f != NULL)
		pcap_writer_frame(k, f);
	assert_int_equal(pcap_writer_flush(k, &err), 0);
	pcap_writer_close(k);
}

static void
a_note_of_any_length_is_read_back(void **state)
{
	char note[200], said[200];
	size_t n;

	(void)state;
	for (n = 1; n < 120; n++) {
		memset(note, 'x', n);
		note[n] = '\0';
		note_made(note, NULL);
		savefile_comment(path, said, sizeof said);
		assert_string_equal(said, note);
	}
}

static void
a_file_without_one_has_none(void **state)
{
	char said[200] = "old";

	(void)state;
	note_made(NULL, NULL);
	savefile_comment(path, said, sizeof said);
	assert_string_equal(said, "");
	savefile_comment("/nowhere", said, sizeof said);
	assert_string_equal(said, "");
}

/* Each byte of the file's front changed, and each end of it. */
static void
a_damaged_one_is_survived(void **state)
{
	uint8_t bytes[200];
	char said[64];
	size_t n, i;
	FILE *f;

	(void)state;
	note_made("lockhound probe key=0", NULL);
	f = fopen(path, "rb");
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	for (i = 0; i < 2 * n; i++) {
		f = fopen(path, "wb");
		bytes[i % n] ^= i < n ? 0xff : 0;
		fwrite(bytes, 1, i < n ? n : i - n, f);
		fclose(f);
		bytes[i % n] ^= i < n ? 0xff : 0;
		savefile_comment(path, said, sizeof said);
		assert_true(strlen(said) < sizeof said);
	}
}

static void
frames_behind_a_note_keep_their_bytes_and_nanoseconds(void **state)
{
	static const uint8_t bytes[] = "sixty-one bytes are no multiple";
	const struct frame f = { INT64_C(1795475900123456789), LINK_ETHERNET,
	    1500, { bytes, sizeof bytes } };
	const char *const paths[] = { path };
	struct capture *c;
	struct frame got;
	struct err err;

	(void)state;
	note_made("a note", &f);
	c = capture_new(paths, 1, NULL, &err);
	assert_int_equal(capture_next(c, &got, &err), 1);
	assert_int_equal(got.when_ns, f.when_ns);
	assert_int_equal(got.wire_bytes, 1500);
	assert_int_equal(got.link, LINK_ETHERNET);
	assert_int_equal(got.bytes.len, sizeof bytes);
	assert_memory_equal(got.bytes.p, bytes, sizeof bytes);
	assert_int_equal(capture_next(c, &got, &err), 0);
	capture_free(c);
}

/* --- a probe's note --- */

static void
what_a_probe_notes_is_read_back(void **state)
{
	static const uint8_t v4[4] = { 203, 0, 113, 10 }, v6[16] = { 0x20, 1 };
	struct probe_note n, got;
	char text[PROBE_NOTE_BYTES];

	(void)state;
	memset(&n, 0, sizeof n);
	memcpy(n.key, "0123456789abcdef", sizeof n.key);
	strcpy(n.host, "mail.example.test");
	n.addresses[0] = ip_v4(v4);
	n.addresses[1] = ip_v6(v6);
	n.n_addresses = 2;
	n.gateways[0] = ip_v4(v4);
	n.has_no_route[1] = true;
	probe_note_print(&n, text, sizeof text);
	assert_true(probe_note_read(text, &got));
	assert_memory_equal(&n, &got, sizeof n);
}

static void
what_is_no_note_is_none(void **state)
{
	struct probe_note n;

	(void)state;
	assert_false(probe_note_read("", &n));
	assert_false(probe_note_read("lockhound probe ", &n));
	assert_false(probe_note_read("lockhound probe key=0123", &n));
	assert_false(probe_note_read("another key="
	    "00000000000000000000000000000000", &n));
	assert_true(probe_note_read("lockhound probe what=1 key= key="
	    "00000000000000000000000000000000 address=1.2.3 gateway==", &n));
	assert_int_equal(n.n_addresses, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_else_may_read_it),
		cmocka_unit_test(nor_one_that_was_there),
		cmocka_unit_test(what_is_no_file_keeps_its_mode),
		cmocka_unit_test(a_note_of_any_length_is_read_back),
		cmocka_unit_test(a_file_without_one_has_none),
		cmocka_unit_test(a_damaged_one_is_survived),
		cmocka_unit_test(
		    frames_behind_a_note_keep_their_bytes_and_nanoseconds),
		cmocka_unit_test(what_a_probe_notes_is_read_back),
		cmocka_unit_test(what_is_no_note_is_none),
	};

	return (cmocka_run_group_tests(tests, directory_made, directory_gone));
}
