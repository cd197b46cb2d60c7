/*
 * Sorting few rows: by insertion, which needs no memory and leaves rows that
 * are equal in their order.  The time is the square of their number, so for
 * tens of rows, not thousands.
 */

#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stdbool.h>
#include <stddef.h>

/* Does a come before b?  Never both ways; with is what the caller gave. */
typedef bool	sort_before(const void *a, const void *b, const void *with);

void	sort_rows(void *rows, size_t n, size_t row_bytes,
	    sort_before *is_before, const void *with);

/*
 * Where among n sorted rows this one would stand, after its equals: 0 to n.
 * For the best few of many, which are kept sorted as they come.
 */
size_t	sort_place(const void *rows, size_t n, size_t row_bytes,
	    const void *row, sort_before *is_before, const void *with);

#endif
