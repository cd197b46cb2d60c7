/*
 * SHA-1 (RFC 3174), for the Community ID alone, whose definition names it.
 * Not for secrets.
 */

#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

enum { SHA1_BYTES = 20 };

void	sha1(const void *p, size_t n, uint8_t out[SHA1_BYTES]);

#endif
