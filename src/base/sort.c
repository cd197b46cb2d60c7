/* Sorting few rows by insertion. */

#include "base/sort.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum { PIECE_BYTES = 64 };

/* Where among n sorted rows this one would stand, after its equals: 0 to n. */
static size_t
sort_place(const void *rows, size_t n, size_t row_bytes, const void *row,
    sort_before *is_before, const void *with)
{
	const uint8_t *at = rows;

	while (n > 0 && is_before(row, at + (n - 1) * row_bytes, with))
		n--;
	return (n);
}

/*
 * The last row of these bytes becomes their first one.  Piece by piece, for a
 * row may be of any size: to turn by two pieces is to turn by their sum.
 */
static void
last_to_front(uint8_t *at, size_t bytes, size_t row_bytes)
{
	uint8_t piece[PIECE_BYTES];

	while (row_bytes > 0) {
		size_t n = row_bytes < PIECE_BYTES ? row_bytes : PIECE_BYTES;

		memcpy(piece, at + bytes - n, n);
		memmove(at + n, at, bytes - n);
		memcpy(at, piece, n);
		row_bytes -= n;
	}
}

void
sort_rows(void *rows, size_t n, size_t row_bytes, sort_before *is_before,
    const void *with)
{
	uint8_t *at = rows;
	size_t i, place;

	for (i = 1; i < n; i++) {
		place = sort_place(rows, i, row_bytes, at + i * row_bytes,
		    is_before, with);
		last_to_front(at + place * row_bytes,
		    (i + 1 - place) * row_bytes, row_bytes);
	}
}

size_t
sort_keep(const struct sort_kept *k, size_t n, const void *row)
{
	size_t place = sort_place(k->rows, n, k->row_bytes, row, k->is_before,
	    NULL);
	uint8_t *at = (uint8_t *)k->rows + place * k->row_bytes;

	assert(n <= k->most);
	if (place == k->most)
		return (n);
	if (n < k->most)
		n++;
	memmove(at + k->row_bytes, at, (n - 1 - place) * k->row_bytes);
	memcpy(at, row, k->row_bytes);
	return (n);
}

static bool
is_less(const void *a, const void *b, const void *with)
{
	const uint32_t *x = a, *y = b;

	(void)with;
	return (*x < *y);
}

uint32_t
sort_median(uint32_t *rows, size_t n)
{
	if (n == 0)
		return (0);
	sort_rows(rows, n, sizeof rows[0], is_less, NULL);
	return (rows[n / 2]);
}
