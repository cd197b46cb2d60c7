/*
 * How often, over time: counts in equal slices, a fixed number of them.
 *
 * Either the slices keep their width and the oldest fall off, or all is kept
 * and the slices grow: twice as wide whenever they do not suffice.  Slices
 * begin at multiples of their width, so that any two can be added up.
 */

#ifndef BASE_BINS_H
#define BASE_BINS_H

#include <stdbool.h>
#include <stdint.h>

enum { BINS_SLOTS = 96 };

struct bins {
	int64_t width_ns;
	int64_t first;		/* n[0] begins at first * width_ns */
	bool grows, is_used;
	uint16_t n[BINS_SLOTS];	/* a full slice stays at UINT16_MAX */
};

void	bins_init(struct bins *b, int64_t width_ns, bool grows);
void	bins_add(struct bins *b, int64_t when_ns, uint32_t n);
/* Take back one that was counted at this moment. */
void	bins_take(struct bins *b, int64_t when_ns);
/* Move all counts to so much later, as near as the slices' width allows. */
void	bins_move(struct bins *b, int64_t by_ns);
/* Add the counts of another of the same kind; growing ones may be of different
 * widths. */
void	bins_merge(struct bins *to, const struct bins *from);
/* How many there are in the slices that begin in from_ns..until_ns-1. */
uint32_t	bins_sum(const struct bins *b, int64_t from_ns,
		    int64_t until_ns);
/* When the slice of this moment begins. */
int64_t	bins_begin(const struct bins *b, int64_t when_ns);

#endif
