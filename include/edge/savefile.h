/*
 * Classic pcap files (draft-ietf-opsawg-pcap), read where they lie: frames
 * point into the reader's own buffer, so many can be looked at together.
 * What is rarer (pcapng, old and patched formats) is left to libpcap.
 */

#ifndef EDGE_SAVEFILE_H
#define EDGE_SAVEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/frame.h"
#include "edge/unpack.h"

struct savefile;

/* Read the header.  NULL when it is no such file (nothing of u is used up then)
 * or there is no memory.  u is borrowed until savefile_free. */
struct savefile	*savefile_open(struct unpack *u);
void	savefile_free(struct savefile *f);

/*
 * 1: the next frame.  0: the end.  -1: it is cut short or damaged, see
 * savefile_trouble.  Without may_read 0 also says that more would have to be
 * read; only reading moves the frames that were given before.
 */
int	savefile_next(struct savefile *f, bool may_read, struct frame *out);
const char	*savefile_trouble(const struct savefile *f);

/*
 * The comment of a pcapng file's first section, as valid UTF-8; "" where there
 * is none, or path is no plain file.
 */
void	savefile_comment(const char *path, char *out, size_t size);

/* A time in ns out of its parts, however hostile they are. */
int64_t	savefile_stamp_ns(int64_t s, int64_t ns);

#endif
