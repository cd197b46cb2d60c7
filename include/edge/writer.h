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

/* A writer that is behind is looked at again so soon: a pipe is soon empty. */
enum { WRITER_BEHIND_MS = 10 };

struct writer;

/* NULL when there is no memory.  fd is borrowed. */
struct writer	*writer_new(int fd);
void	writer_free(struct writer *w);

/* Without patience a record that finds no room is left out.  With it room is
 * waited for as long as goes_on says so, which is asked ten times a second. */
void	writer_patience(struct writer *w, bool (*goes_on)(void *arg),
	    void *arg);

/* Add one record, of these parts; false: it was left out, whole. */
bool	writer_add(struct writer *w, const struct span *parts, int n);
/* A stream to print the next record to, and the call that adds it. */
FILE	*writer_page(struct writer *w);
bool	writer_put(struct writer *w);

/* Write what can be written without waiting. */
void	writer_pump(struct writer *w);
/* The same, and with patience all of it: -1 when that could not be. */
int	writer_flush(struct writer *w);

int	writer_fd(const struct writer *w);
/* Is some of it not written yet? */
bool	writer_is_behind(const struct writer *w);
/* How many records were left out because there was no room. */
uint64_t	writer_left_out(const struct writer *w);
/* The errno of what has ended the writing; 0: nothing has. */
int	writer_error(const struct writer *w);

#endif
