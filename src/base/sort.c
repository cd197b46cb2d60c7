/* Sorting few rows by insertion. */

#include "base/sort.h"

#include <stdint.h>
#include <string.h>

enum { PIECE_BYTES = 64 };

size_t
sort_place(const void *rows, size_t n, size_t row_bytes, const void *row,
    sort_before *is_before, const void *with)
{
	const uint8_t *at = rows;

	while (n > 0 && is_before(row, at + (n - 1) * row_bytes, with))
		n--;
	return (n);
}

/* Piece by piece, for a row may be of any size. */
static void
rows_swap(uint8_t *a, uint8_t *b, size_t bytes)
{
	uint8_t kept[PIECE_BYTES];

	while (bytes > 0) {
		size_t n = bytes < PIECE_BYTES ? bytes : PIECE_BYTES;

		memcpy(kept, a, n);
		memcpy(a, b, n);
		memcpy(b, kept, n);
		a += n;
		b += n;
		bytes -= n;
	}
}

void
sort_rows(void *rows, size_t n, size_t row_bytes, sort_before *is_before,
    const void *with)
{
	uint8_t *at = rows;
	size_t i, j, place;

	for (i = 1; i < n; i++) {
		place = sort_place(rows, i, row_bytes, at + i * row_bytes,
		    is_before, with);
		for (j = i; j > place; j--)
			rows_swap(at + j * row_bytes, at + (j - 1) * row_bytes,
			    row_bytes);
	}
}
