/*
 * libcrypto's algorithms, and no more of it: what TLS makes keys of and opens
 * records with.  Nothing here knows a record.
 *
 * All that is needed is fetched by cipher_kit_new, before rights are given up:
 * what comes later opens no file and asks for no random bytes.
 */

#ifndef CRYPT_CIPHER_H
#define CRYPT_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum cipher {
	CIPHER_AES128_GCM, CIPHER_AES256_GCM, CIPHER_CHACHA20,
	CIPHER_AES128_CCM, CIPHER_AES256_CCM,
	CIPHER_AES128_CCM_8, CIPHER_AES256_CCM_8,
	CIPHER_AES128_CBC, CIPHER_AES256_CBC,
	CIPHERS
};

enum digest {
	DIGEST_MD5_SHA1,	/* of TLS 1.0 and 1.1: both, for keys alone */
	DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384,
	DIGESTS
};

enum {
	CIPHER_KEY_MAX = 32, CIPHER_NONCE_BYTES = 12, CIPHER_BLOCK_BYTES = 16,
	DIGEST_MAX_BYTES = 48
};

struct cipher_kit;

/* NULL when there is no memory, or the library lacks one of them. */
struct cipher_kit	*cipher_kit_new(void);
void	cipher_kit_free(struct cipher_kit *k);

size_t	cipher_key_bytes(enum cipher c);
/* Of the tag behind an AEAD cipher's text; 0: it is none. */
size_t	cipher_tag_bytes(enum cipher c);
size_t	digest_bytes(enum digest d);

/*
 * Open an AEAD cipher's text, its tag behind it, into out, which has room for
 * as much.  False: the key or the bytes are not those it was made with.
 */
bool	cipher_open(struct cipher_kit *k, enum cipher c, const uint8_t *key,
	    const uint8_t nonce[CIPHER_NONCE_BYTES], struct span with,
	    struct span text, uint8_t *out);

/* Whole blocks, the padding left on; false for anything else. */
bool	cipher_cbc(struct cipher_kit *k, enum cipher c, const uint8_t *key,
	    const uint8_t iv[CIPHER_BLOCK_BYTES], struct span text,
	    uint8_t *out);

/* HMAC of two spans, one behind the other; out has digest_bytes of room. */
bool	cipher_hmac(struct cipher_kit *k, enum digest d, struct span key,
	    struct span first, struct span second, uint8_t *out);

/* RFC 5246 5, RFC 2246 5: the seed is two spans. */
bool	cipher_prf(struct cipher_kit *k, enum digest d, struct span secret,
	    const char *label, struct span first, struct span second,
	    uint8_t *out, size_t out_bytes);

/* RFC 8446 7.1, HKDF-Expand-Label without a context. */
bool	cipher_expand(struct cipher_kit *k, enum digest d, struct span secret,
	    const char *label, uint8_t *out, size_t out_bytes);

#endif
