/*
 * SHA-256 (FIPS 180-4), for JA4 alone, whose definition names it.  Not for
 * secrets.
 */

#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32 };

void	sha256(const void *p, size_t n, uint8_t out[SHA256_BYTES]);

#endif
