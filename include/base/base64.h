/* Base 64 (RFC 4648 4), both ways, bounded. */

#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Decode as much as is well formed into out, at most size bytes; returns how
 * many were written.  Stops quietly at the first character outside the
 * alphabet, at padding or when out is full, so that a cut line yields its
 * beginning.  *is_whole (may be NULL) says that all of s was good base 64.
 */
size_t	base64_decode(struct span s, uint8_t *out, size_t size, bool *is_whole);

/* Encode, NUL-ended; size must be at least (n + 2) / 3 * 4 + 1. */
void	base64_encode(const uint8_t *p, size_t n, char *out, size_t size);

#endif
