/*
 * Whole records to a descriptor whose reader may stall.
 *
 * The one idea: a pipe that can be written to takes PIPE_BUF bytes at once
 * (pipe(7)), and no more are ever given to it, so that write() never waits.
 * What does not go out stays here, record by record.  The descriptor is not
 * made non-blocking: it may be the shell's as well.
 *
 * A piece holds whole records, but for those that are larger than it: who
 * stalls for good has no half line, or one that no pipe would have taken
 * whole.
 */

#define _GNU_SOURCE

#include "edge/writer.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	ROOM_BYTES = 1 << 20,
	FILE_PIECE_BYTES = 1 << 16,	/* a file takes any, and never waits */
	WAIT_MS = 100
};

struct writer {
	int fd;
	bool is_file;
	int error;
	uint64_t n_left_out;
	bool (*goes_on)(void *arg);	/* NULL: no patience */
	void *arg;
	FILE *page;
	char *page_text;
	size_t page_bytes;
	/* Where records wait, each behind its length. */
	uint8_t *room;
	size_t size, from, to;
	/* The piece that is on its way out. */
	size_t piece_from, piece_to;
	uint8_t piece[FILE_PIECE_BYTES];
};

struct writer *
writer_new(int fd)
{
	struct writer *w = calloc(1, sizeof *w);
	struct stat st;

	if (w == NULL)
		return (NULL);
	w->fd = fd;
	w->is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	w->size = ROOM_BYTES;
	w->room = malloc(w->size);
	w->page = open_memstream(&w->page_text, &w->page_bytes);
	if (w->room != NULL && w->page != NULL)
		return (w);
	writer_free(w);
	return (NULL);
}

void
writer_free(struct writer *w)
{
	if (w == NULL)
		return;
	if (w->page != NULL)
		fclose(w->page);
	free(w->page_text);
	free(w->room);
	free(w);
}

void
writer_patience(struct writer *w, bool (*goes_on)(void *arg), void *arg)
{
	w->goes_on = goes_on;
	w->arg = arg;
}

int
writer_fd(const struct writer *w)
{
	return (w->fd);
}

bool
writer_is_behind(const struct writer *w)
{
	return (w->error == 0 && (w->piece_from < w->piece_to ||
	    w->from < w->to));
}

uint64_t
writer_left_out(const struct writer *w)
{
	return (w->n_left_out);
}

int
writer_error(const struct writer *w)
{
	return (w->error);
}

/* --- out --- */

/* Fill the piece with as many records as it holds, or with as much as it holds
 * of one. */
static void
piece_fill(struct writer *w)
{
	size_t max = w->is_file ? FILE_PIECE_BYTES : PIPE_BUF, n, part;

	w->piece_from = w->piece_to = 0;
	while (w->from < w->to) {
		memcpy(&n, w->room + w->from, sizeof n);
		if (w->piece_to > 0 && n > max - w->piece_to)
			break;
		part = n < max ? n : max;
		memcpy(w->piece + w->piece_to, w->room + w->from + sizeof n,
		    part);
		w->piece_to += part;
		w->from += part;
		if (part < n) {		/* the rest becomes a record */
			n -= part;
			memcpy(w->room + w->from, &n, sizeof n);
			break;
		}
		w->from += sizeof n;
	}
	if (w->from == w->to)
		w->from = w->to = 0;
}

/*
 * Write the piece, or some of it; false when it takes nothing within wait_ms.
 */
static bool
piece_write(struct writer *w, int wait_ms)
{
	struct pollfd p = { w->fd, POLLOUT, 0 };
	ssize_t n;

	if (w->piece_from == w->piece_to)
		piece_fill(w);
	if (!w->is_file && poll(&p, 1, wait_ms) <= 0)
		return (false);
	n = write(w->fd, w->piece + w->piece_from,
	    w->piece_to - w->piece_from);
	if (n == -1 && errno != EINTR && errno != EAGAIN)
		w->error = errno;
	if (n > 0)
		w->piece_from += (size_t)n;
	return (n > 0);
}

void
writer_pump(struct writer *w)
{
	while (writer_is_behind(w) && piece_write(w, 0))
		;
}

int
writer_flush(struct writer *w)
{
	writer_pump(w);
	if (w->goes_on == NULL)
		return (0);
	while (writer_is_behind(w) && w->goes_on(w->arg))
		piece_write(w, WAIT_MS);
	return (writer_is_behind(w) || w->error != 0 ? -1 : 0);
}

/* --- in --- */

static bool
room_make(struct writer *w, size_t n)
{
	uint8_t *more;

	if (n <= w->size - w->to)
		return (true);
	/* The records are moved to the front once they are fewer bytes than are
	 * free there. */
	if (w->from >= w->size / 2) {
		memmove(w->room, w->room + w->from, w->to - w->from);
		w->to -= w->from;
		w->from = 0;
		return (n <= w->size - w->to);
	}
	if (w->goes_on == NULL || writer_flush(w) == -1)
		return (false);
	if (n <= w->size)
		return (true);
	more = realloc(w->room, n);	/* for a report that is so long */
	if (more == NULL)
		return (false);
	w->room = more;
	w->size = n;
	return (true);
}

bool
writer_add(struct writer *w, const struct span *parts, int n_parts)
{
	size_t n = 0;
	int i;

	if (w->error != 0)
		return (false);
	for (i = 0; i < n_parts; i++)
		n += parts[i].len;
	if (n == 0)
		return (true);
	if (!room_make(w, sizeof n + n)) {
		w->n_left_out += w->error == 0;
		return (false);
	}
	assert(w->size - w->to >= sizeof n + n);
	memcpy(w->room + w->to, &n, sizeof n);
	w->to += sizeof n;
	for (i = 0; i < n_parts; i++) {
		memcpy(w->room + w->to, parts[i].p, parts[i].len);
		w->to += parts[i].len;
	}
	if (w->to - w->from >= FILE_PIECE_BYTES)
		writer_pump(w);
	return (true);
}

FILE *
writer_page(struct writer *w)
{
	return (w->page);
}

bool
writer_put(struct writer *w)
{
	struct span record;

	if (fflush(w->page) == EOF) {
		w->error = errno;
		return (false);
	}
	record = (struct span){ (const uint8_t *)w->page_text,
	    w->page_bytes };
	rewind(w->page);
	return (writer_add(w, &record, 1));
}
