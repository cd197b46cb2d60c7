/*
 * The packets of a watch, kept in a classic pcap file (-w) with nanoseconds.
 * A disk that is full ends the keeping and nothing else.
 */

#ifndef EDGE_KEEP_H
#define EDGE_KEEP_H

#include <stdint.h>

#include "base/err.h"
#include "data/frame.h"

struct keep;

/* "-" is stdout.  NULL with a sentence when it cannot be opened. */
struct keep	*keep_open(const char *path, uint32_t link, struct err *err);
/* The descriptor that is written to. */
int	keep_fd(const struct keep *k);
void	keep_close(struct keep *k);

/* One of another link is left out: the file can hold only one. */
void	keep_frame(struct keep *k, const struct frame *f);
/*
 * What was kept so far is in the file.  -1 with a sentence when it could not
 * be written, once; nothing more is kept then.
 */
int	keep_flush(struct keep *k, struct err *err);

#endif
