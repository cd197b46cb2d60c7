/*
 * Fuzz: the note of a probe.  The first byte says how the rest is read: as a
 * capture file whose first section may have a comment, or as the comment.
 * What is read is bounded and ended, and what is printed of it reads the same
 * again.
 */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "edge/probe_note.h"
#include "edge/savefile.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SMALL_BYTES = 40 };

/* What comment a file of these bytes has. */
static void
comment_of(const uint8_t *data, size_t size, char *out, size_t out_size)
{
	static char path[64];
	static int fd = -1;

	if (fd == -1) {
		fd = memfd_create("fuzz", 0);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	}
	assert(fd != -1 && ftruncate(fd, 0) == 0);
	assert(pwrite(fd, data, size, 0) == (ssize_t)size);
	savefile_comment(path, out, out_size);
	assert(memchr(out, '\0', out_size) != NULL);
}

static void
text_check(const char *text, size_t size)
{
	struct span s = { (const uint8_t *)text, 0 };
	size_t step;

	assert(memchr(text, '\0', size) != NULL);
	for (s.len = strlen(text); s.len > 0; span_skip(&s, step)) {
		step = utf8_length(s);
		assert(step > 0);
	}
}

static void
note_check(const char *comment)
{
	struct probe_note a, b;
	char *text = malloc(PROBE_NOTE_BYTES);
	bool is_note = probe_note_read(comment, &a);

	assert(a.n_addresses <= PROBE_ADDRESSES);
	text_check(a.host, sizeof a.host);
	if (is_note) {
		probe_note_print(&a, text, PROBE_NOTE_BYTES);
		assert(probe_note_read(text, &b));
		assert(memcmp(a.key, b.key, sizeof a.key) == 0);
		assert(memcmp(a.addresses, b.addresses,
		    sizeof a.addresses) == 0);
		assert(a.n_addresses == b.n_addresses);
		assert(memcmp(a.gateways, b.gateways, sizeof a.gateways) == 0);
		assert(memcmp(a.has_no_route, b.has_no_route,
		    sizeof a.has_no_route) == 0);
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char small[SMALL_BYTES], *comment;
	size_t n = size > PROBE_NOTE_BYTES ? PROBE_NOTE_BYTES : size;

	if (size < 2)
		return (0);
	comment = calloc(1, n);
	if (data[0] & 1) {
		memcpy(comment, data + 1, n - 1);
		note_check(comment);
	} else {
		free(comment);
		comment = malloc(PROBE_NOTE_BYTES);
		comment_of(data + 1, size - 1, comment, PROBE_NOTE_BYTES);
		text_check(comment, PROBE_NOTE_BYTES);
		note_check(comment);
		comment_of(data + 1, size - 1, small, sizeof small);
		text_check(small, sizeof small);
	}
	free(comment);
	return (0);
}
