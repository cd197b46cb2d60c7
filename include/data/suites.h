/*
 * TLS cipher suites: what a record's length tells of its plaintext's
 * (RFC 8446 5.2, RFC 5246 6.2.3, RFC 7366, RFC 7905, RFC 6655).
 */

#ifndef DATA_SUITES_H
#define DATA_SUITES_H

#include <stdint.h>

/* The plaintext's length lies from..to; equal where the cipher hides none. */
struct plain_range {
	uint32_t from, to;
};

/*
 * Of a record with body_bytes under this suite and version (0x0304 = TLS 1.3,
 * where one byte of the plaintext is the type's and is not counted).  Suite 0
 * is one that was not seen: some AEAD suite.
 */
struct plain_range	suite_plain(uint16_t suite, uint16_t version,
			    uint32_t body_bytes);

#endif
