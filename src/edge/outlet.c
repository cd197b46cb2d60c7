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

#include "edge/outlet.h"

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

struct outlet {
	int fd;
	bool is_file;
	int error;
	uint64_t n_left_out;
	bool (*goes_on)(void *arg);	/* NULL: no patience */
	void *arg;
	FILE *page;
	char *page_text;
	size_t page_bytes;
	/* Records, each behind its length. */
	uint8_t *room;
	size_t size, from, to;
	/* On its way out. */
	size_t piece_from, piece_to;
	uint8_t piece[FILE_PIECE_BYTES];
};

struct outlet *
outlet_new(int fd)
{
	struct outlet *o = calloc(1, sizeof *o);
	struct stat st;

	if (o == NULL)
		return (NULL);
	o->fd = fd;
	o->is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	o->size = ROOM_BYTES;
	o->room = malloc(o->size);
	o->page = open_memstream(&o->page_text, &o->page_bytes);
	if (o->room != NULL && o->page != NULL)
		return (o);
	outlet_free(o);
	return (NULL);
}

void
outlet_free(struct outlet *o)
{
	if (o == NULL)
		return;
	if (o->page != NULL)
		fclose(o->page);
	free(o->page_text);
	free(o->room);
	free(o);
}

void
outlet_patience(struct outlet *o, bool (*goes_on)(void *arg), void *arg)
{
	o->goes_on = goes_on;
	o->arg = arg;
}

int
outlet_fd(const struct outlet *o)
{
	return (o->fd);
}

bool
outlet_is_behind(const struct outlet *o)
{
	return (o->error == 0 && (o->piece_from < o->piece_to ||
	    o->from < o->to));
}

uint64_t
outlet_left_out(const struct outlet *o)
{
	return (o->n_left_out);
}

int
outlet_error(const struct outlet *o)
{
	return (o->error);
}

/* --- out --- */

/* As many records as it holds, or as much as it holds of one. */
static void
piece_fill(struct outlet *o)
{
	size_t max = o->is_file ? FILE_PIECE_BYTES : PIPE_BUF, n, part;

	o->piece_from = o->piece_to = 0;
	while (o->from < o->to) {
		memcpy(&n, o->room + o->from, sizeof n);
		if (o->piece_to > 0 && n > max - o->piece_to)
			break;
		part = n < max ? n : max;
		memcpy(o->piece + o->piece_to, o->room + o->from + sizeof n,
		    part);
		o->piece_to += part;
		o->from += part;
		if (part < n) {		/* the rest becomes the next one */
			n -= part;
			memcpy(o->room + o->from, &n, sizeof n);
			break;
		}
		o->from += sizeof n;
	}
	if (o->from == o->to)
		o->from = o->to = 0;
}

/* One piece, or some of it; false when that is not to be had by then. */
static bool
piece_write(struct outlet *o, int wait_ms)
{
	struct pollfd p = { o->fd, POLLOUT, 0 };
	ssize_t n;

	if (o->piece_from == o->piece_to)
		piece_fill(o);
	if (!o->is_file && poll(&p, 1, wait_ms) <= 0)
		return (false);
	n = write(o->fd, o->piece + o->piece_from,
	    o->piece_to - o->piece_from);
	if (n == -1 && errno != EINTR && errno != EAGAIN)
		o->error = errno;
	if (n > 0)
		o->piece_from += (size_t)n;
	return (n > 0);
}

void
outlet_pump(struct outlet *o)
{
	while (outlet_is_behind(o) && piece_write(o, 0))
		;
}

int
outlet_flush(struct outlet *o)
{
	outlet_pump(o);
	if (o->goes_on == NULL)
		return (0);
	while (outlet_is_behind(o) && o->goes_on(o->arg))
		piece_write(o, WAIT_MS);
	return (outlet_is_behind(o) || o->error != 0 ? -1 : 0);
}

/* --- in --- */

static bool
room_make(struct outlet *o, size_t n)
{
	uint8_t *more;

	if (n <= o->size - o->to)
		return (true);
	/* What is left is moved once it is less than what has gone. */
	if (o->from >= o->size / 2) {
		memmove(o->room, o->room + o->from, o->to - o->from);
		o->to -= o->from;
		o->from = 0;
		return (n <= o->size - o->to);
	}
	if (o->goes_on == NULL || outlet_flush(o) == -1)
		return (false);
	if (n <= o->size)
		return (true);
	more = realloc(o->room, n);	/* of a report that is as long */
	if (more == NULL)
		return (false);
	o->room = more;
	o->size = n;
	return (true);
}

bool
outlet_add(struct outlet *o, const struct span *parts, int n_parts)
{
	size_t n = 0;
	int i;

	if (o->error != 0)
		return (false);
	for (i = 0; i < n_parts; i++)
		n += parts[i].len;
	if (n == 0)
		return (true);
	if (!room_make(o, sizeof n + n)) {
		o->n_left_out += o->error == 0;
		return (false);
	}
	assert(o->size - o->to >= sizeof n + n);
	memcpy(o->room + o->to, &n, sizeof n);
	o->to += sizeof n;
	for (i = 0; i < n_parts; i++) {
		memcpy(o->room + o->to, parts[i].p, parts[i].len);
		o->to += parts[i].len;
	}
	if (o->to - o->from >= FILE_PIECE_BYTES)
		outlet_pump(o);
	return (true);
}

FILE *
outlet_page(struct outlet *o)
{
	return (o->page);
}

bool
outlet_put(struct outlet *o)
{
	struct span record;

	if (fflush(o->page) == EOF) {
		o->error = errno;
		return (false);
	}
	record = (struct span){ (const uint8_t *)o->page_text,
	    o->page_bytes };
	rewind(o->page);
	return (outlet_add(o, &record, 1));
}
