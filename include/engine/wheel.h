/*
 * Deadlines, a second apart.  Things with a number (a pool index) stand in
 * the row of the second at which they want to be looked at.  Rows are worked
 * off in order, whether time comes in steps or in leaps, so the same things
 * happen in the same order.
 */

#ifndef ENGINE_WHEEL_H
#define ENGINE_WHEEL_H

#include <stdbool.h>
#include <stdint.h>

enum {
	WHEEL_ROWS = 4096,		/* seconds; a power of two */
	WHEEL_NONE = UINT32_MAX
};

/* Where one thing stands; the owner keeps one of these per number. */
struct wheel_link {
	uint32_t before, after;		/* numbers in the same row */
	uint32_t row;			/* WHEEL_NONE: stands nowhere */
};

struct wheel {
	int64_t now_s;			/* rows up to here are worked off */
	int64_t next_ns;		/* nothing is due before */
	uint32_t rows[WHEEL_ROWS];
	/* The link of a number, in the owner's store. */
	struct wheel_link *(*link)(void *owner, uint32_t number);
	void *owner;
};

void	wheel_init(struct wheel *w, void *owner,
	    struct wheel_link *(*link)(void *, uint32_t));
/* at_ns is rounded up to a second, and to the wheel's span. */
void	wheel_add(struct wheel *w, uint32_t number, int64_t at_ns);
void	wheel_remove(struct wheel *w, uint32_t number);
/*
 * The next number whose second has come by now_ns, taken out, or NONE;
 * *row_ns is that second.  What is not due by *row_ns goes back with
 * wheel_add.
 */
uint32_t	wheel_due(struct wheel *w, int64_t now_ns, int64_t *row_ns);
/* How many stand in it, their links asserted: for fuzz targets. */
uint32_t	wheel_count(const struct wheel *w);

#endif
