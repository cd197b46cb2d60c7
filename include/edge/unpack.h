/*
 * Files that may be compressed: told by their first bytes, not their names.
 */

#ifndef EDGE_UNPACK_H
#define EDGE_UNPACK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

struct unpack;

/*
 * A pipe is to be read from fd: wait until it can be, or return false to give
 * up.  Whoever waits may do other things meanwhile.
 */
struct unpack_wait {
	bool (*call)(void *arg, int fd);
	void *arg;
};

/*
 * The unpacked bytes of path ("-" is stdin).  NULL and *err when it cannot be
 * opened.  *wait is copied; its call is not NULL.
 */
struct unpack	*unpack_open(const char *path, const struct unpack_wait *wait,
		    struct err *err);
void	unpack_free(struct unpack *u);

/* Copy the first up to n bytes, UNPACK_PEEK at most, which stay to be read. */
enum { UNPACK_PEEK = 24 };
size_t	unpack_peek(struct unpack *u, void *out, size_t n);
/* Read up to size unpacked bytes; 0 at the end or where trouble begins. */
size_t	unpack_read(struct unpack *u, void *out, size_t size);
/* A stream of all of it, for a library that wants one; close it before
 * unpack_free.  NULL when there is no memory.  Not after unpack_read. */
FILE	*unpack_stream(struct unpack *u);

/* Packed bytes: read so far, and in all (0 = not known: a pipe). */
uint64_t	unpack_read_bytes(const struct unpack *u);
uint64_t	unpack_size_bytes(const struct unpack *u);
/*
 * Do the first bytes read name a capture's format (pcap in any form, pcapng,
 * snoop)?  Then a file that cannot be read is a damaged or odd capture, and
 * not some other file.
 */
bool	unpack_is_capture(const struct unpack *u);
/* What went wrong while unpacking, "" for nothing. */
const char	*unpack_trouble(const struct unpack *u);

#endif
