/*
 * The packets of a watch, kept in a classic pcap file (-w) with nanoseconds.
 * A disk that is full ends the keeping and nothing else.
 */

#ifndef EDGE_KEEP_H
#define EDGE_KEEP_H

#include <stdbool.h>
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
/* At the end: so long a reader that stalls is waited for (edge/outlet.h). */
void	keep_patience(struct keep *k, bool (*goes_on)(void *arg), void *arg);
/* Some of it waits for a reader. */
bool	keep_is_behind(const struct keep *k);
/*
 * What was kept so far is in the file, or waits for a reader that stalls.  -1
 * with a sentence, once, when something is not kept.
 */
int	keep_flush(struct keep *k, struct err *err);

#endif
