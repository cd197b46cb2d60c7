/*
 * Sorting few rows: by insertion, which needs no memory and leaves rows that
 * are equal in their order.  The time is the square of their number, so for
 * tens of rows, not thousands.
 */

#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does a come before b?  Never both ways; with is what the caller gave. */
typedef bool	sort_before(const void *a, const void *b, const void *with);

void	sort_rows(void *rows, size_t n, size_t row_bytes,
	    sort_before *is_before, const void *with);

/* The middle one, of an even number the upper; sorts them.  0 of none. */
uint32_t	sort_median(uint32_t *rows, size_t n);

/* The first few of many rows, which are kept sorted as they come. */
struct sort_kept {
	void *rows;
	size_t most, row_bytes;		/* rows has room for so many */
	sort_before *is_before;		/* gets NULL for with */
};

/*
 * One more beside the n rows that are kept: it stands after its equals, and
 * where there is no room the last one goes.  Returns how many are kept now.
 */
size_t	sort_keep(const struct sort_kept *k, size_t n, const void *row);

#endif
