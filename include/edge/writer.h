/*
 * Whole records (lines, packets) to a descriptor whose reader may stall: it
 * holds up no watch, and no end.
 */

#ifndef EDGE_WRITER_H
#define EDGE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/span.h"

/* So soon is who is behind looked at again: a pipe is soon empty. */
enum { WRITER_BEHIND_MS = 10 };

struct writer;

/* NULL when there is no memory.  fd is borrowed. */
struct writer	*writer_new(int fd);
void	writer_free(struct writer *w);

/*
 * Without patience what finds no room is left out.  With it it is waited for
 * as long as goes_on says so, which is asked ten times a second.
 */
void	writer_patience(struct writer *w, bool (*goes_on)(void *arg),
	    void *arg);

/* One record, of these parts; false: it was left out, whole. */
bool	writer_add(struct writer *w, const struct span *parts, int n);
/* Where the next record may be printed to, and: that was it. */
FILE	*writer_page(struct writer *w);
bool	writer_put(struct writer *w);

/* What can be written without waiting is. */
void	writer_pump(struct writer *w);
/* As that; with patience all of it: -1 when it was not. */
int	writer_flush(struct writer *w);

int	writer_fd(const struct writer *w);
/* Some of it is not written yet. */
bool	writer_is_behind(const struct writer *w);
/* How many were left out because there was no room. */
uint64_t	writer_left_out(const struct writer *w);
/* errno of what has ended the writing; 0: nothing. */
int	writer_error(const struct writer *w);

#endif
