/*
 * Whole records (lines, packets) to a descriptor whose reader may stall: it
 * holds up no watch, and no end.
 */

#ifndef EDGE_OUTLET_H
#define EDGE_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/span.h"

/* So soon is who is behind looked at again: a pipe is soon empty. */
enum { OUTLET_BEHIND_MS = 10 };

struct outlet;

/* NULL when there is no memory.  fd is borrowed. */
struct outlet	*outlet_new(int fd);
void	outlet_free(struct outlet *o);

/*
 * Without patience what finds no room is left out.  With it it is waited for
 * as long as goes_on says so, which is asked ten times a second.
 */
void	outlet_patience(struct outlet *o, bool (*goes_on)(void *arg),
	    void *arg);

/* One record, of these parts; false: it was left out, whole. */
bool	outlet_add(struct outlet *o, const struct span *parts, int n);
/* Where the next record may be printed to, and: that was it. */
FILE	*outlet_page(struct outlet *o);
bool	outlet_put(struct outlet *o);

/* What can be written without waiting is. */
void	outlet_pump(struct outlet *o);
/* As that; with patience all of it: -1 when it was not. */
int	outlet_flush(struct outlet *o);

int	outlet_fd(const struct outlet *o);
/* Some of it is not written yet. */
bool	outlet_is_behind(const struct outlet *o);
/* How many were left out because there was no room. */
uint64_t	outlet_left_out(const struct outlet *o);
/* errno of what has ended the writing; 0: nothing. */
int	outlet_error(const struct outlet *o);

#endif
