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
	uint16_t n[BINS_SLOTS];	/* stays at its most */
};

void	bins_init(struct bins *b, int64_t width_ns, bool grows);
void	bins_add(struct bins *b, int64_t when_ns, uint32_t n);
/* One that was counted at this moment was none. */
void	bins_take(struct bins *b, int64_t when_ns);
/* All of it was so much later, as near as the slices' width allows. */
void	bins_move(struct bins *b, int64_t by_ns);
/* Both of one kind; the widths of growing ones may differ. */
void	bins_merge(struct bins *to, const struct bins *from);
/* In the slices that begin in from_ns..until_ns-1. */
uint32_t	bins_sum(const struct bins *b, int64_t from_ns,
		    int64_t until_ns);
/* Where the slice of this moment begins. */
int64_t	bins_begin(const struct bins *b, int64_t when_ns);

#endif
