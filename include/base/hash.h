/*
 * SipHash-1-3 under a random key (Aumasson and Bernstein, "SipHash: a fast
 * short-input PRF", 2012).  Strangers choose the bytes we hash (addresses,
 * ports, names), so an unkeyed hash would let them pile everything into one
 * bucket.  The same function, under another key, makes the tags by which two
 * secrets are compared without either being kept.
 */

#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_key {
	uint64_t k0, k1;
};

uint64_t	hash_bytes(const struct hash_key *key, const void *p, size_t n);

#endif
