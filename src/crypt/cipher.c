/*
 * libcrypto (OpenSSL 3), the only file that knows it.  It is loaded when keys
 * are given, and not before: all the others need none of its memory.
 *
 * A library context of its own reads no openssl.cnf, so that nobody's
 * configuration decides what is loaded into a process that holds keys.  One
 * context a cipher serves all connections: its key is set for each record,
 * which costs less than a context for each of thousands.
 */

#include "crypt/cipher.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

/* All that is called of it. */
#define LIBRARY(CALL)							\
	CALL(EVP_CIPHER_CTX_ctrl)					\
	CALL(EVP_CIPHER_CTX_free)					\
	CALL(EVP_CIPHER_CTX_new)					\
	CALL(EVP_CIPHER_CTX_reset)					\
	CALL(EVP_CIPHER_CTX_set_padding)				\
	CALL(EVP_CIPHER_fetch)						\
	CALL(EVP_CIPHER_free)						\
	CALL(EVP_DecryptFinal_ex)					\
	CALL(EVP_DecryptInit_ex2)					\
	CALL(EVP_DecryptUpdate)						\
	CALL(EVP_KDF_CTX_free)						\
	CALL(EVP_KDF_CTX_new)						\
	CALL(EVP_KDF_CTX_reset)						\
	CALL(EVP_KDF_derive)						\
	CALL(EVP_KDF_fetch)						\
	CALL(EVP_KDF_free)						\
	CALL(EVP_MAC_CTX_free)						\
	CALL(EVP_MAC_CTX_new)						\
	CALL(EVP_MAC_fetch)						\
	CALL(EVP_MAC_final)						\
	CALL(EVP_MAC_free)						\
	CALL(EVP_MAC_init)						\
	CALL(EVP_MAC_update)						\
	CALL(OPENSSL_init_crypto)					\
	CALL(OSSL_LIB_CTX_free)						\
	CALL(OSSL_LIB_CTX_new)						\
	CALL(OSSL_PARAM_construct_end)					\
	CALL(OSSL_PARAM_construct_int)					\
	CALL(OSSL_PARAM_construct_octet_string)				\
	CALL(OSSL_PARAM_construct_utf8_string)

#define LIBRARY_FIELD(call)	__typeof__(call) *call;
#define LIBRARY_FIND(call)						\
	symbol = dlsym(from, #call);					\
	has_all = has_all && symbol != NULL;				\
	memcpy(&lib.call, &symbol, sizeof symbol);

static struct {
	LIBRARY(LIBRARY_FIELD)
} lib;

/* The library's name says which version's calls it has. */
static bool
library_load(void)
{
	void *from = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL), *symbol;
	bool has_all = from != NULL;

	if (from == NULL)
		return (false);
	LIBRARY(LIBRARY_FIND)
	return (has_all);
}

static const struct cipher_row {
	const char *name;		/* the library's */
	size_t key_bytes, tag_bytes;
	bool is_ccm;			/* wants lengths first */
} ciphers[CIPHERS] = {
	[CIPHER_AES128_GCM] = { "AES-128-GCM", 16, 16, false },
	[CIPHER_AES256_GCM] = { "AES-256-GCM", 32, 16, false },
	[CIPHER_CHACHA20] = { "ChaCha20-Poly1305", 32, 16, false },
	[CIPHER_AES128_CCM] = { "AES-128-CCM", 16, 16, true },
	[CIPHER_AES256_CCM] = { "AES-256-CCM", 32, 16, true },
	[CIPHER_AES128_CCM_8] = { "AES-128-CCM", 16, 8, true },
	[CIPHER_AES256_CCM_8] = { "AES-256-CCM", 32, 8, true },
	[CIPHER_AES128_CBC] = { "AES-128-CBC", 16, 0, false },
	[CIPHER_AES256_CBC] = { "AES-256-CBC", 32, 0, false },
};

static const struct digest_row {
	const char *name;
	size_t bytes;
} digests[DIGESTS] = {
	[DIGEST_MD5_SHA1] = { "MD5-SHA1", 36 },
	[DIGEST_SHA1] = { "SHA1", 20 },
	[DIGEST_SHA256] = { "SHA256", 32 },
	[DIGEST_SHA384] = { "SHA384", 48 },
};

struct cipher_kit {
	OSSL_LIB_CTX *library;
	EVP_CIPHER *ciphers[CIPHERS];
	EVP_CIPHER_CTX *context;
	EVP_MAC *hmac;
	EVP_MAC_CTX *mac;
	EVP_KDF *prf, *expand;
	EVP_KDF_CTX *prf_context, *expand_context;
};

size_t
cipher_key_bytes(enum cipher c)
{
	return (ciphers[c].key_bytes);
}

size_t
cipher_tag_bytes(enum cipher c)
{
	return (ciphers[c].tag_bytes);
}

size_t
digest_bytes(enum digest d)
{
	return (digests[d].bytes);
}

void
cipher_kit_free(struct cipher_kit *k)
{
	int i;

	if (k == NULL)
		return;
	lib.EVP_KDF_CTX_free(k->prf_context);
	lib.EVP_KDF_CTX_free(k->expand_context);
	lib.EVP_KDF_free(k->prf);
	lib.EVP_KDF_free(k->expand);
	lib.EVP_MAC_CTX_free(k->mac);
	lib.EVP_MAC_free(k->hmac);
	lib.EVP_CIPHER_CTX_free(k->context);
	for (i = 0; i < CIPHERS; i++)
		lib.EVP_CIPHER_free(k->ciphers[i]);
	lib.OSSL_LIB_CTX_free(k->library);
	free(k);
}

static bool
kit_fetch(struct cipher_kit *k)
{
	int i;

	k->library = lib.OSSL_LIB_CTX_new();
	if (k->library == NULL)
		return (false);
	for (i = 0; i < CIPHERS; i++) {
		k->ciphers[i] = lib.EVP_CIPHER_fetch(k->library,
		    ciphers[i].name, NULL);
		if (k->ciphers[i] == NULL)
			return (false);
	}
	k->context = lib.EVP_CIPHER_CTX_new();
	k->hmac = lib.EVP_MAC_fetch(k->library, "HMAC", NULL);
	k->prf = lib.EVP_KDF_fetch(k->library, "TLS1-PRF", NULL);
	k->expand = lib.EVP_KDF_fetch(k->library, "TLS13-KDF", NULL);
	if (k->context == NULL || k->hmac == NULL || k->prf == NULL ||
	    k->expand == NULL)
		return (false);
	k->mac = lib.EVP_MAC_CTX_new(k->hmac);
	k->prf_context = lib.EVP_KDF_CTX_new(k->prf);
	k->expand_context = lib.EVP_KDF_CTX_new(k->expand);
	return (k->mac != NULL && k->prf_context != NULL &&
	    k->expand_context != NULL);
}

/* Whatever the library does only once is done now: see the header. */
static bool
kit_warm(struct cipher_kit *k)
{
	static const uint8_t zeros[CIPHER_KEY_MAX];
	struct span text = { zeros, CIPHER_BLOCK_BYTES };
	struct span none = { NULL, 0 };
	uint8_t out[DIGEST_MAX_BYTES];
	bool is_good = true;
	int i;

	for (i = 0; i < CIPHERS; i++)
		if (ciphers[i].tag_bytes > 0)
			(void)cipher_open(k, (enum cipher)i, zeros, zeros,
			    text, text, out);
		else
			is_good &= cipher_cbc(k, (enum cipher)i, zeros, zeros,
			    text, out);
	for (i = 0; i < DIGESTS; i++) {
		is_good &= cipher_prf(k, (enum digest)i, text, "x", text, none,
		    out, sizeof out);
		if (i == DIGEST_MD5_SHA1)
			continue;
		is_good &= cipher_hmac(k, (enum digest)i, text, text, none,
		    out);
		is_good &= i == DIGEST_SHA1 || cipher_expand(k,
		    (enum digest)i, text, "x", out, 16);
	}
	return (is_good);
}

struct cipher_kit *
cipher_kit_new(void)
{
	struct cipher_kit *k;

	if (!library_load())
		return (NULL);
	k = calloc(1, sizeof *k);
	lib.OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
	    OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
	if (k != NULL && kit_fetch(k) && kit_warm(k))
		return (k);
	cipher_kit_free(k);
	return (NULL);
}

/* The library counts in ints; no record is near their end. */
static int
count(size_t n)
{
	return ((int)n);
}

static bool
aead_begin(struct cipher_kit *k, enum cipher c, const uint8_t *key,
    const uint8_t *nonce, struct span tag)
{
	uint8_t copy[CIPHER_BLOCK_BYTES];

	memcpy(copy, tag.p, tag.len);
	return (lib.EVP_CIPHER_CTX_reset(k->context) == 1 &&
	    lib.EVP_DecryptInit_ex2(k->context, k->ciphers[c], NULL, NULL,
	    NULL) == 1 &&
	    lib.EVP_CIPHER_CTX_ctrl(k->context, EVP_CTRL_AEAD_SET_IVLEN,
	    CIPHER_NONCE_BYTES, NULL) == 1 &&
	    lib.EVP_CIPHER_CTX_ctrl(k->context, EVP_CTRL_AEAD_SET_TAG,
	    count(tag.len), copy) == 1 &&
	    lib.EVP_DecryptInit_ex2(k->context, NULL, key, nonce, NULL) == 1);
}

bool
cipher_open(struct cipher_kit *k, enum cipher c, const uint8_t *key,
    const uint8_t nonce[CIPHER_NONCE_BYTES], struct span with,
    struct span text, uint8_t *out)
{
	size_t tag_bytes = ciphers[c].tag_bytes;
	struct span tag, body = { text.p, 0 };
	int n = 0;

	if (tag_bytes == 0 || text.len < tag_bytes)
		return (false);
	body.len = text.len - tag_bytes;
	tag = (struct span){ text.p + body.len, tag_bytes };
	if (!aead_begin(k, c, key, nonce, tag) ||
	    (ciphers[c].is_ccm && lib.EVP_DecryptUpdate(k->context, NULL, &n,
	    NULL, count(body.len)) != 1) ||
	    lib.EVP_DecryptUpdate(k->context, NULL, &n, with.p,
	    count(with.len)) != 1)
		return (false);
	/* CCM checks its tag here; of nothing there is nothing to be had, and
	 * then the others' is checked at the end alone. */
	if (lib.EVP_DecryptUpdate(k->context, out, &n, body.p,
	    count(body.len)) != 1)
		return (false);
	return (ciphers[c].is_ccm ||
	    lib.EVP_DecryptFinal_ex(k->context, out + n, &n) == 1);
}

bool
cipher_cbc(struct cipher_kit *k, enum cipher c, const uint8_t *key,
    const uint8_t iv[CIPHER_BLOCK_BYTES], struct span text, uint8_t *out)
{
	int n = 0;

	if (ciphers[c].tag_bytes != 0 || text.len == 0 ||
	    text.len % CIPHER_BLOCK_BYTES != 0)
		return (false);
	return (lib.EVP_CIPHER_CTX_reset(k->context) == 1 &&
	    lib.EVP_DecryptInit_ex2(k->context, k->ciphers[c], key, iv,
	    NULL) == 1 &&
	    lib.EVP_CIPHER_CTX_set_padding(k->context, 0) == 1 &&
	    lib.EVP_DecryptUpdate(k->context, out, &n, text.p,
	    count(text.len)) == 1 && n == count(text.len));
}

/* A parameter of text, which the library does not write to. */
static OSSL_PARAM
param_text(const char *key, const char *value)
{
	return (lib.OSSL_PARAM_construct_utf8_string(key,
	    (char *)(uintptr_t)value, 0));
}

static OSSL_PARAM
param_bytes(const char *key, struct span value)
{
	return (lib.OSSL_PARAM_construct_octet_string(key,
	    (void *)(uintptr_t)value.p, value.len));
}

bool
cipher_hmac(struct cipher_kit *k, enum digest d, struct span key,
    struct span first, struct span second, uint8_t *out)
{
	OSSL_PARAM params[] = {
		param_text(OSSL_MAC_PARAM_DIGEST, digests[d].name),
		lib.OSSL_PARAM_construct_end()
	};
	size_t n = 0;

	return (lib.EVP_MAC_init(k->mac, key.p, key.len, params) == 1 &&
	    lib.EVP_MAC_update(k->mac, first.p, first.len) == 1 &&
	    (second.len == 0 ||
	    lib.EVP_MAC_update(k->mac, second.p, second.len) == 1) &&
	    lib.EVP_MAC_final(k->mac, out, &n, digests[d].bytes) == 1 &&
	    n == digests[d].bytes);
}

bool
cipher_prf(struct cipher_kit *k, enum digest d, struct span secret,
    const char *label, struct span first, struct span second, uint8_t *out,
    size_t out_bytes)
{
	OSSL_PARAM params[6], *p = params;
	bool is_done;

	*p++ = param_text(OSSL_KDF_PARAM_DIGEST, digests[d].name);
	*p++ = param_bytes(OSSL_KDF_PARAM_SECRET, secret);
	*p++ = param_bytes(OSSL_KDF_PARAM_SEED, span_text(label));
	*p++ = param_bytes(OSSL_KDF_PARAM_SEED, first);
	if (second.len > 0)
		*p++ = param_bytes(OSSL_KDF_PARAM_SEED, second);
	*p = lib.OSSL_PARAM_construct_end();
	is_done = lib.EVP_KDF_derive(k->prf_context, out, out_bytes,
	    params) == 1;
	/* It would keep the secret, and add the next seed to this one. */
	lib.EVP_KDF_CTX_reset(k->prf_context);
	return (is_done);
}

bool
cipher_expand(struct cipher_kit *k, enum digest d, struct span secret,
    const char *label, uint8_t *out, size_t out_bytes)
{
	int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
	OSSL_PARAM params[] = {
		lib.OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
		param_text(OSSL_KDF_PARAM_DIGEST, digests[d].name),
		param_bytes(OSSL_KDF_PARAM_KEY, secret),
		param_bytes(OSSL_KDF_PARAM_PREFIX, span_text("tls13 ")),
		param_bytes(OSSL_KDF_PARAM_LABEL, span_text(label)),
		lib.OSSL_PARAM_construct_end()
	};
	bool is_done = lib.EVP_KDF_derive(k->expand_context, out, out_bytes,
	    params) == 1;

	lib.EVP_KDF_CTX_reset(k->expand_context);
	return (is_done);
}
