/* Which algorithms a TLS cipher suite is made of. */

#ifndef CRYPT_SEALS_H
#define CRYPT_SEALS_H

#include <stddef.h>
#include <stdint.h>

#include "crypt/cipher.h"

struct suite_seal {
	uint16_t suite;		/* IANA's number */
	enum cipher cipher;
	enum digest prf;	/* of TLS 1.2 and 1.3 */
	enum digest mac;	/* with CBC */
};

/* NULL: not one that is known here.  TLS 1.3 has suites of its own. */
const struct suite_seal	*suite_seal(uint16_t version, uint16_t suite);

/* For tests: the rows from 0 on, NULL beyond the last; sorted. */
const struct suite_seal	*suite_seal_at(size_t i);

#endif
