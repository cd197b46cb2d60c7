/*
 * Deadlines, a second apart.  Things of one pool stand in the row of the
 * second at which they want to be looked at.  Rows are worked off in order,
 * whether time comes in steps or in leaps, so the same things happen in the
 * same order.
 *
 * Always true: a thing stands in one row at most, and in none that is worked
 * off; next_ns is no later than the end of the second after now_s.
 */

#ifndef ENGINE_WHEEL_H
#define ENGINE_WHEEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/pool.h"

enum {
	WHEEL_ROWS = 4096,		/* seconds; a power of two */
	WHEEL_NONE = UINT32_MAX
};

/* Where one thing stands; each has one of these. */
struct wheel_link {
	struct list_link link;
	uint32_t row;			/* WHEEL_NONE: stands nowhere */
};

struct wheel {
	int64_t now_s;			/* rows up to here are worked off */
	int64_t next_ns;		/* nothing is due before */
	uint32_t rows[WHEEL_ROWS];	/* the first of each list */
	struct list_kind kind;
	size_t link_at;			/* of the wheel_link in a thing */
};

/* The pool is borrowed; link_at is the offset of the things' wheel_link. */
void	wheel_init(struct wheel *w, const struct pool *things, size_t link_at);
/* A new thing, which stands nowhere yet: before any of these. */
void	wheel_begin(const struct wheel *w, void *thing);
/* at_ns is rounded up to a second, and down to the wheel's span. */
void	wheel_add(struct wheel *w, void *thing, int64_t at_ns);
/* One that stands nowhere may be removed as well. */
void	wheel_remove(struct wheel *w, void *thing);
/*
 * The next thing whose second has come by now_ns, taken out, or NULL; *row_ns
 * is that second.  What is not due by *row_ns goes back with wheel_add.
 */
void	*wheel_due(struct wheel *w, int64_t now_ns, int64_t *row_ns);
/* How many stand in it, their links asserted: for fuzz targets. */
uint32_t	wheel_check(const struct wheel *w);

#endif
