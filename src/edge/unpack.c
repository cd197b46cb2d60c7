/*
 * Compressed captures: gzip and zstd unpacked as they are read, plain files
 * passed through with a buffer large enough that reading costs few calls.
 *
 * The one room of zlib and libzstd.  What comes out is bounded: a small file
 * that unpacks to more than any capture is a bomb, and reading it ends.
 */

#define _GNU_SOURCE

#include "edge/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { IN_BYTES = 1 << 18 };

/* More than this is unpacked of no file: a long capture packs to a tenth, and
 * what packs to a thousandth is no capture. */
#define BOMB_BYTES	((uint64_t)64 << 30)
#define BOMB_RATIO	1000
#define BOMB_FREE_BYTES	((uint64_t)100 << 20)

struct unpack {
	int fd;
	enum { PLAIN, GZIP, ZSTD } kind;
	uint64_t in_bytes, size_bytes, out_bytes;
	size_t have, at;		/* in the buffer */
	bool is_end;			/* of the packed bytes */
	bool is_inside;			/* of a gzip member or zstd frame */
	bool is_pipe;
	struct unpack_wait wait;
	z_stream gzip;
	ZSTD_DStream *zstd;
	const char *trouble;
	FILE *file;			/* plain: stdio reads it itself */
	uint8_t head[UNPACK_PEEK];	/* the first unpacked bytes */
	size_t n_head, head_at;		/* of it, and read again */
	uint8_t buffer[IN_BYTES];
	char stream[1 << 16];		/* stdio's, larger than its own */
};

uint64_t
unpack_read_bytes(const struct unpack *u)
{
	if (u->file != NULL) {
		off_t at = lseek(u->fd, 0, SEEK_CUR);

		return (at > 0 ? (uint64_t)at : 0);
	}
	return (u->in_bytes - (u->have - u->at));
}

uint64_t
unpack_size_bytes(const struct unpack *u)
{
	return (u->size_bytes);
}

const char *
unpack_trouble(const struct unpack *u)
{
	return (u->trouble);
}

/* Read up to size packed bytes; 0 at the end or on an error, which is noted. */
static size_t
read_file(struct unpack *u, void *out, size_t size)
{
	ssize_t n;

	do {
		/* A signal is no reason to end: one comes for a window that
		 * changes, too. */
		if (u->is_pipe && !u->wait.call(u->wait.arg, u->fd)) {
			u->trouble = "interrupted";
			u->is_end = true;
			return (0);
		}
		n = read(u->fd, out, size);
	} while (n == -1 && (errno == EINTR || errno == EAGAIN));
	if (n == -1)
		u->trouble = strerror(errno);
	u->is_end = n <= 0;
	if (n > 0)
		u->in_bytes += (uint64_t)n;
	return (n > 0 ? (size_t)n : 0);
}

bool
unpack_is_capture(const struct unpack *u)
{
	static const uint8_t magics[][4] = {
		{ 0xa1, 0xb2, 0xc3, 0xd4 }, { 0xd4, 0xc3, 0xb2, 0xa1 },
		{ 0xa1, 0xb2, 0x3c, 0x4d }, { 0x4d, 0x3c, 0xb2, 0xa1 },
		{ 0xa1, 0xb2, 0xcd, 0x34 }, { 0x34, 0xcd, 0xb2, 0xa1 },
		{ 0x0a, 0x0d, 0x0d, 0x0a }, { 's', 'n', 'o', 'o' }
	};
	size_t i, j, n = u->n_head < 4 ? u->n_head : 4, same;

	/* A magic number with one byte damaged is one still, and so is what is
	 * left of it where the file ends. */
	for (i = 0; i < sizeof magics / sizeof magics[0]; i++) {
		for (j = 0, same = 0; j < n; j++)
			same += u->head[j] == magics[i][j];
		if (same + (n == 4) >= n)
			return (true);
	}
	return (false);
}

/* Read packed bytes if none are left. */
static void
fill(struct unpack *u)
{
	if (u->at < u->have || u->is_end)
		return;
	u->at = 0;
	u->have = read_file(u, u->buffer, sizeof u->buffer);
}

static bool
is_bomb(struct unpack *u)
{
	if (u->out_bytes <= BOMB_BYTES &&
	    (u->out_bytes <= BOMB_FREE_BYTES ||
	    u->out_bytes / BOMB_RATIO <= u->in_bytes))
		return (false);
	u->trouble = "unpacks to more than any capture would";
	return (true);
}

static size_t
take_gzip(struct unpack *u, char *out, size_t size)
{
	int rc;

	u->gzip.next_out = (Bytef *)out;
	u->gzip.avail_out = (uInt)size;
	u->gzip.next_in = u->buffer + u->at;
	u->gzip.avail_in = (uInt)(u->have - u->at);
	rc = inflate(&u->gzip, Z_NO_FLUSH);
	u->at = u->have - u->gzip.avail_in;
	u->is_inside = rc != Z_STREAM_END;
	if (rc == Z_STREAM_END)
		inflateReset(&u->gzip);		/* another member may follow */
	else if (rc != Z_OK && rc != Z_BUF_ERROR)
		u->trouble = "the gzip data is damaged";
	return (size - u->gzip.avail_out);
}

static size_t
take_zstd(struct unpack *u, char *out, size_t size)
{
	ZSTD_outBuffer o = { out, size, 0 };
	ZSTD_inBuffer i = { u->buffer, u->have, u->at };
	size_t rc = ZSTD_decompressStream(u->zstd, &o, &i);

	u->at = i.pos;
	u->is_inside = rc != 0;
	if (ZSTD_isError(rc))
		u->trouble = "the zstd data is damaged";
	return (o.pos);
}

/* Take the bytes that were read to tell the kind, then those of the file, with
 * no copy. */
static size_t
take_plain(struct unpack *u, char *out, size_t size)
{
	size_t n = u->have - u->at < size ? u->have - u->at : size;

	if (n == 0)
		return (read_file(u, out, size));

	memcpy(out, u->buffer + u->at, n);
	u->at += n;
	return (n);
}

static size_t
produce(struct unpack *u, char *out, size_t size)
{
	size_t n = 0;

	if (u->kind == PLAIN)
		return (take_plain(u, out, size));
	while (n == 0 && u->trouble[0] == '\0') {
		fill(u);
		if (u->is_end && u->at == u->have) {
			if (u->is_inside && u->trouble[0] == '\0')
				u->trouble = "the compressed data is cut short";
			break;
		}
		n = u->kind == GZIP ? take_gzip(u, out, size) :
		    take_zstd(u, out, size);
		u->out_bytes += n;
		if (is_bomb(u))
			break;
	}
	return (n);
}

size_t
unpack_peek(struct unpack *u, void *out, size_t n)
{
	size_t got = 1;

	while (u->n_head < n && u->n_head < sizeof u->head && got > 0) {
		got = produce(u, (char *)u->head + u->n_head,
		    sizeof u->head - u->n_head);
		u->n_head += got;
	}
	if (n > u->n_head)
		n = u->n_head;
	memcpy(out, u->head, n);
	return (n);
}

size_t
unpack_read(struct unpack *u, void *out, size_t size)
{
	size_t n = u->n_head - u->head_at;

	if (n == 0)
		return (produce(u, out, size));
	if (n > size)
		n = size;
	memcpy(out, u->head + u->head_at, n);
	u->head_at += n;
	return (n);
}

static ssize_t
stream_read(void *cookie, char *out, size_t size)
{
	return ((ssize_t)unpack_read(cookie, out, size));
}

void
unpack_free(struct unpack *u)
{
	if (u == NULL)
		return;
	if (u->kind == GZIP)
		inflateEnd(&u->gzip);
	if (u->kind == ZSTD)
		ZSTD_freeDStream(u->zstd);
	if (u->fd != STDIN_FILENO)
		close(u->fd);
	free(u);
}

/* Tell by the first bytes what the file is (RFC 1952 2.3.1, RFC 8878 3.1.1). */
static int
unpack_tell(struct unpack *u)
{
	static const uint8_t zstd_magic[4] = { 0x28, 0xb5, 0x2f, 0xfd };

	/* A pipe may hand the bytes over one by one. */
	while (u->have < 4 && !u->is_end)
		u->have += read_file(u, u->buffer + u->have,
		    sizeof u->buffer - u->have);
	if (u->trouble[0] != '\0')
		return (-1);
	if (u->have >= 2 && u->buffer[0] == 0x1f && u->buffer[1] == 0x8b) {
		u->kind = GZIP;
		if (inflateInit2(&u->gzip, 15 + 16) == Z_OK)
			return (0);
		u->trouble = "out of memory";
		return (-1);
	}
	if (u->have >= 4 && memcmp(u->buffer, zstd_magic, 4) == 0) {
		u->kind = ZSTD;
		u->zstd = ZSTD_createDStream();
		if (u->zstd != NULL)
			return (0);
		u->trouble = "out of memory";
		return (-1);
	}
	return (0);
}

/* Give a library its own stream of a plain file: nothing is to be unpacked, and
 * stdio reads a file faster than through another's calls. */
static FILE *
open_plain(struct unpack *u)
{
	int fd;

	if (lseek(u->fd, 0, SEEK_SET) != 0)
		return (NULL);
	fd = fcntl(u->fd, F_DUPFD_CLOEXEC, 3);	/* u->fd asks, this one reads */
	u->file = fd == -1 ? NULL : fdopen(fd, "rb");
	if (u->file != NULL)
		setvbuf(u->file, u->stream, _IOFBF, sizeof u->stream);
	return (u->file);
}

struct unpack *
unpack_open(const char *path, const struct unpack_wait *wait, struct err *err)
{
	struct unpack *u = calloc(1, sizeof *u);
	struct stat st;

	if (u == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	u->trouble = "";
	u->wait = *wait;
	u->fd = strcmp(path, "-") == 0 ? STDIN_FILENO :
	    open(path, O_RDONLY | O_CLOEXEC);
	if (u->fd == -1 || fstat(u->fd, &st) == -1 ||
	    (S_ISDIR(st.st_mode) ? (errno = EISDIR) : 0) != 0)
		u->trouble = strerror(errno);
	else
		u->is_pipe = !S_ISREG(st.st_mode);
	if (u->trouble[0] != '\0' || unpack_tell(u) == -1) {
		err_set(err, "cannot read %s: %s", path, u->trouble);
		if (u->fd > STDIN_FILENO)
			close(u->fd);
		free(u);
		return (NULL);
	}
	u->size_bytes = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	return (u);
}

FILE *
unpack_stream(struct unpack *u)
{
	static const cookie_io_functions_t calls = {
		.read = stream_read
	};
	FILE *f;

	if (u->kind == PLAIN && u->size_bytes > 0 && open_plain(u) != NULL)
		return (u->file);
	f = fopencookie(u, "r", calls);
	if (f != NULL)
		setvbuf(f, u->stream, _IOFBF, sizeof u->stream);
	return (f);
}
