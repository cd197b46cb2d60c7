/*
 * Classic pcap files.
 *
 * The one idea: read large pieces, hand out pointers.  A record that the
 * buffer's end cuts is moved to its front before more is read.
 */

#include "edge/savefile.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "base/when.h"

enum {
	HEADER_BYTES = 24, RECORD_BYTES = 16,
	/* A frame may be so long, as for libpcap and tcpdump; no more is ever
	 * asked for. */
	CAPTURED_MAX_BYTES = 262144,
	/* So much is read at a time: of many open files none takes much. */
	READ_BYTES = 1 << 16,
	BUFFER_BYTES = RECORD_BYTES + CAPTURED_MAX_BYTES + READ_BYTES
};

static const uint32_t magic_micro = 0xa1b2c3d4, magic_nano = 0xa1b23c4d;

struct savefile {
	struct unpack *u;
	bool is_swapped, is_nano, is_end;
	uint32_t link, snap_bytes;
	size_t at, have;		/* in the buffer */
	char trouble[120];
	uint8_t buffer[BUFFER_BYTES];
};

/* A word in the byte order of the machine that wrote the file. */
static uint32_t
get32(const struct savefile *f, const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return (f->is_swapped ? __builtin_bswap32(v) : v);
}

static bool
read_header(struct savefile *f, const uint8_t h[HEADER_BYTES])
{
	uint32_t magic = get32(f, h), version;

	f->is_swapped = magic != magic_micro && magic != magic_nano;
	magic = get32(f, h);
	f->is_nano = magic == magic_nano;
	if (magic != magic_micro && !f->is_nano)
		return (false);
	/* Version 2.4, of 1996, is two numbers of 16 bits; older ones have the
	 * two lengths swapped. */
	version = get32(f, h + 4);
	if (version != (2 << 16 | 4) && version != (4 << 16 | 2))
		return (false);
	f->snap_bytes = get32(f, h + 16);
	if (f->snap_bytes == 0 || f->snap_bytes > CAPTURED_MAX_BYTES)
		f->snap_bytes = CAPTURED_MAX_BYTES;
	f->link = get32(f, h + 20) & 0x03ffffff;	/* above: FCS bytes */
	return (true);
}

struct savefile *
savefile_open(struct unpack *u)
{
	struct savefile *f = malloc(sizeof *f);
	uint8_t header[HEADER_BYTES];

	if (f == NULL)
		return (NULL);
	memset(f, 0, offsetof(struct savefile, buffer));
	f->u = u;
	if (unpack_peek(u, header, sizeof header) < sizeof header ||
	    !read_header(f, header)) {
		free(f);
		return (NULL);
	}
	unpack_read(u, header, sizeof header);
	return (f);
}

void
savefile_free(struct savefile *f)
{
	free(f);
}

const char *
savefile_trouble(const struct savefile *f)
{
	return (f->trouble);
}

int64_t
savefile_stamp_ns(int64_t s, int64_t ns)
{
	/* Hostile stamps must not overflow, nor the span between two of them,
	 * nor one and a wait: the end is year 2116. */
	const int64_t most_s = INT64_MAX / NS_PER_S / 2 - 1;

	if (s > most_s)
		s = most_s;
	if (s < -most_s)
		s = -most_s;
	if (ns < 0 || ns >= NS_PER_S)
		ns = NS_PER_S - 1;
	return (s * NS_PER_S + ns);
}

/* Read until n bytes lie at f->at; false when the file has no more. */
static bool
read_more(struct savefile *f, size_t n)
{
	size_t got;

	memmove(f->buffer, f->buffer + f->at, f->have - f->at);
	f->have -= f->at;
	f->at = 0;
	while (f->have < n && !f->is_end) {
		got = unpack_read(f->u, f->buffer + f->have, READ_BYTES);
		f->have += got;
		f->is_end = got == 0;
	}
	return (f->have >= n);
}

static inline bool
have_bytes(struct savefile *f, size_t n, bool may_read)
{
	return (f->have - f->at >= n || (may_read && read_more(f, n)));
}

static int
is_cut(struct savefile *f, const char *what, size_t wanted, size_t got)
{
	snprintf(f->trouble, sizeof f->trouble, "truncated dump file; tried to "
	    "read %zu %s bytes, only got %zu", wanted, what, got);
	return (-1);
}

int
savefile_next(struct savefile *f, bool may_read, struct frame *out)
{
	const uint8_t *r;
	uint32_t captured, wire;
	int64_t part;

	if (!have_bytes(f, RECORD_BYTES, may_read))
		return (!may_read || f->have == f->at ? 0 :
		    is_cut(f, "header", RECORD_BYTES, f->have - f->at));
	captured = get32(f, f->buffer + f->at + 8);
	if (captured > CAPTURED_MAX_BYTES) {
		if (!may_read)
			return (0);
		snprintf(f->trouble, sizeof f->trouble, "invalid packet "
		    "capture length %u, bigger than maximum of %u",
		    captured, (unsigned)CAPTURED_MAX_BYTES);
		return (-1);
	}
	if (!have_bytes(f, RECORD_BYTES + captured, may_read))
		return (!may_read ? 0 : is_cut(f, "captured", captured,
		    f->have - f->at - RECORD_BYTES));
	r = f->buffer + f->at;
	f->at += RECORD_BYTES + captured;
	wire = get32(f, r + 12);
	part = get32(f, r + 4);
	/* The seconds are unsigned: good until 2106. */
	out->when_ns = savefile_stamp_ns(get32(f, r),
	    f->is_nano ? part : part * 1000);
	out->link = f->link;
	out->bytes.p = r + RECORD_BYTES;
	out->bytes.len = captured < f->snap_bytes ? captured : f->snap_bytes;
	out->wire_bytes = wire > out->bytes.len ? wire :
	    (uint32_t)out->bytes.len;
	return (1);
}

/* --- pcapng, of which only the first section's comment is read here --- */

enum {
	SECTION_BYTES = 24, SECTION_MOST_BYTES = 2048,
	SECTION_TYPE = 0x0a0d0d0a, SECTION_ORDER = 0x1a2b3c4d,
	OPTION_COMMENT = 1
};

static bool
wait_not(void *arg, int fd)
{
	(void)arg;
	(void)fd;
	return (false);
}

static uint32_t
word_of(struct span *s, bool is_big)
{
	uint32_t v = 0;

	(void)(is_big ? span_be32(s, &v) : span_le32(s, &v));
	return (v);
}

/* draft-ietf-opsawg-pcapng 4.1; in the byte order that it was written in. */
static void
comment_read(struct span s, char *out, size_t size)
{
	struct span order, text;
	uint32_t bytes;
	bool is_big;

	if (s.len < SECTION_BYTES || word_of(&s, true) != SECTION_TYPE)
		return;
	order = (struct span){ s.p + 4, s.len - 4 };
	is_big = word_of(&order, true) == SECTION_ORDER;
	bytes = word_of(&s, is_big);
	(void)span_skip(&s, SECTION_BYTES - 8);
	if (bytes < SECTION_BYTES + 4)
		return;
	if (s.len > bytes - SECTION_BYTES - 4)
		s.len = bytes - SECTION_BYTES - 4;
	while (s.len >= 4) {
		uint32_t head = word_of(&s, is_big);
		uint16_t code = (uint16_t)(is_big ? head >> 16 : head);
		uint16_t len = (uint16_t)(is_big ? head : head >> 16);

		if (code == 0 || !span_take(&s, len, &text))
			return;
		if (code == OPTION_COMMENT) {
			text_keep(out, size, text);
			return;
		}
		(void)span_skip(&s, -len & 3);
	}
}

void
savefile_comment(const char *path, char *out, size_t size)
{
	const struct unpack_wait wait = { wait_not, NULL };
	uint8_t bytes[SECTION_MOST_BYTES];
	struct span s = { bytes, 0 };
	struct unpack *u;
	struct stat is;
	struct err err;

	out[0] = '\0';
	if (strcmp(path, "-") == 0 || stat(path, &is) == -1 ||
	    !S_ISREG(is.st_mode))
		return;
	u = unpack_open(path, &wait, &err);
	if (u == NULL)
		return;
	s.len = unpack_read(u, bytes, sizeof bytes);
	unpack_free(u);
	comment_read(s, out, size);
}
