/*
 * The records of a connection, opened.
 *
 *	master secret --PRF--> keys of both sides		1.0 to 1.2
 *	handshake secret --expand--> keys, then
 *	traffic secret --expand--> keys, then
 *	traffic secret --"traffic upd"--> the next ...		1.3
 *
 * Each record is counted by its side, and the count is part of its seal.  What
 * was said inside is not read to learn when keys change: a record that the
 * keys of now do not open is tried with the next ones.  A wrong key opens
 * nothing, so trying is knowing, and a key update or a Finished that a hole
 * has taken costs nothing.  Behind a hole the counts to come are tried.
 */

#include "crypt/unseal.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "crypt/cipher.h"
#include "crypt/seals.h"

enum {
	VERSION_10 = 0x0301, VERSION_11 = 0x0302, VERSION_12 = 0x0303,
	VERSION_13 = 0x0304,
	RECORD_DATA = 23,
	WITH_MOST_BYTES = 13,		/* what is sealed beside the text */
	COUNT_BYTES = 8,
	EXPLICIT_BYTES = 8,		/* of an AEAD nonce in TLS 1.2 */
	KEY_BLOCK_BYTES = 2 * (DIGEST_MAX_BYTES + CIPHER_KEY_MAX +
	    CIPHER_BLOCK_BYTES),
	/* Records that a hole may have held; one that held more is the end
	 * (a guess: a megabyte of full ones). */
	DRIFT_RECORDS = 64,
	/* The keys of the handshake open nothing of so many: they are none. */
	FAILURES_MAX = 24
};

/* In TLS 1.3 keys change; in others there is only the last. */
enum phase { PHASE_HANDSHAKE, PHASE_TRAFFIC };

enum mac_order { MAC_UNKNOWN, MAC_FIRST, MAC_LAST };

/* Keys of one direction. */
struct side {
	uint8_t secret[SECRET_MAX_BYTES];	/* TLS 1.3: what they are of */
	uint8_t key[CIPHER_KEY_MAX];
	uint8_t iv[CIPHER_BLOCK_BYTES];
	uint8_t mac[DIGEST_MAX_BYTES];
	uint64_t count;			/* records so far, with these keys */
	uint8_t phase;			/* enum phase */
	uint8_t failures;		/* in a row, saturating */
	bool is_adrift;			/* count may be too low */
};

struct connection {
	const struct suite_seal *suite;
	uint16_t version;
	uint8_t mac_order;		/* RFC 7366, known by the first */
	uint8_t secret_bytes;
	uint8_t traffic[2][SECRET_MAX_BYTES];	/* by enum direction */
	struct side sides[2];
};

struct unseal {
	struct keylog *keylog;
	struct cipher_kit *kit;
	struct pool *connections;
	struct unsealer door;
	uint8_t text[SEALED_MAX_BYTES];
};

/* --- keys --- */

static struct span
span_of(const uint8_t *p, size_t n)
{
	return ((struct span){ p, n });
}

/* RFC 8446 7.3 */
static bool
side_rekey(struct unseal *u, const struct connection *c, struct side *s)
{
	struct span secret = span_of(s->secret, c->secret_bytes);

	s->count = 0;
	return (cipher_expand(u->kit, c->suite->prf, secret, "key", s->key,
	    cipher_key_bytes(c->suite->cipher)) &&
	    cipher_expand(u->kit, c->suite->prf, secret, "iv", s->iv,
	    CIPHER_NONCE_BYTES));
}

/* The keys that come after these: the traffic's, or a key update's. */
static bool
side_next(struct unseal *u, const struct connection *c, enum direction d,
    struct side *out)
{
	uint8_t next[SECRET_MAX_BYTES];
	bool is_done = true;

	if (out->phase == PHASE_HANDSHAKE) {
		out->phase = PHASE_TRAFFIC;
		memcpy(out->secret, c->traffic[d], sizeof out->secret);
	} else {
		is_done = cipher_expand(u->kit, c->suite->prf,
		    span_of(out->secret, c->secret_bytes), "traffic upd",
		    next, c->secret_bytes);
		memcpy(out->secret, next, c->secret_bytes);
		wipe(next, sizeof next);
	}
	return (is_done && side_rekey(u, c, out));
}

static bool
begin_13(struct unseal *u, struct connection *c, const struct seal *seal)
{
	static const enum secret_kind handshake[2] = {
		SECRET_CLIENT_HANDSHAKE, SECRET_SERVER_HANDSHAKE
	}, traffic[2] = { SECRET_CLIENT_TRAFFIC, SECRET_SERVER_TRAFFIC };
	const struct tls_secret *s;
	int d;

	c->secret_bytes = (uint8_t)digest_bytes(c->suite->prf);
	for (d = FROM_CLIENT; d <= FROM_SERVER; d++) {
		s = keylog_find(u->keylog, seal->client_random, traffic[d]);
		if (s == NULL || s->bytes != c->secret_bytes)
			return (false);
		memcpy(c->traffic[d], s->secret, s->bytes);
		s = keylog_find(u->keylog, seal->client_random, handshake[d]);
		c->sides[d].phase = PHASE_HANDSHAKE;
		if (s == NULL || s->bytes != c->secret_bytes) {
			if (!side_next(u, c, (enum direction)d, &c->sides[d]))
				return (false);
			continue;
		}
		memcpy(c->sides[d].secret, s->secret, s->bytes);
		if (!side_rekey(u, c, &c->sides[d]))
			return (false);
	}
	return (true);
}

static uint8_t *
part_take(const uint8_t **block, uint8_t *out, size_t n)
{
	memcpy(out, *block, n);
	*block += n;
	return (out);
}

/* RFC 5246 6.3: both MAC keys, both keys, both IVs. */
static bool
begin_12(struct unseal *u, struct connection *c, const struct seal *seal)
{
	const struct tls_secret *s = keylog_find(u->keylog, seal->client_random,
	    SECRET_MASTER);
	enum cipher cipher = c->suite->cipher;
	enum digest prf = seal->version >= VERSION_12 ? c->suite->prf :
	    DIGEST_MD5_SHA1;
	size_t n_mac = cipher_tag_bytes(cipher) > 0 ? 0 :
	    digest_bytes(c->suite->mac);
	size_t n_iv = cipher_tag_bytes(cipher) == 0 ? CIPHER_BLOCK_BYTES :
	    cipher == CIPHER_CHACHA20 ? CIPHER_NONCE_BYTES :
	    CIPHER_NONCE_BYTES - EXPLICIT_BYTES;
	uint8_t block[KEY_BLOCK_BYTES];
	const uint8_t *at = block;
	bool is_done;
	int d;

	if (s == NULL)
		return (false);
	is_done = cipher_prf(u->kit, prf, span_of(s->secret, s->bytes),
	    "key expansion", span_of(seal->server_random, SEAL_RANDOM_BYTES),
	    span_of(seal->client_random, SEAL_RANDOM_BYTES), block,
	    sizeof block);
	for (d = FROM_CLIENT; d <= FROM_SERVER; d++)
		part_take(&at, c->sides[d].mac, n_mac);
	for (d = FROM_CLIENT; d <= FROM_SERVER; d++)
		part_take(&at, c->sides[d].key, cipher_key_bytes(cipher));
	for (d = FROM_CLIENT; d <= FROM_SERVER; d++) {
		part_take(&at, c->sides[d].iv, n_iv);
		c->sides[d].phase = PHASE_TRAFFIC;
	}
	wipe(block, sizeof block);
	return (is_done);
}

static void
connection_drop(struct unseal *u, struct connection *c)
{
	wipe(c, sizeof *c);
	pool_drop(u->connections, c);
}

static enum unseal_begun
unseal_begin(void *room, const struct seal *seal, uint32_t *out)
{
	struct unseal *u = room;
	const struct suite_seal *suite = suite_seal(seal->version,
	    seal->suite);
	struct connection *c;

	if (suite == NULL || seal->version < VERSION_10 ||
	    seal->version > VERSION_13 || pool_is_full(u->connections))
		return (UNSEAL_NO_SUITE);
	c = pool_put(u->connections, NULL);
	c->suite = suite;
	c->version = seal->version;
	if (!(seal->version == VERSION_13 ? begin_13(u, c, seal) :
	    begin_12(u, c, seal))) {
		connection_drop(u, c);
		return (UNSEAL_NO_KEY);
	}
	*out = pool_index(u->connections, c);
	return (UNSEAL_BEGUN);
}

static void
unseal_end(void *room, uint32_t number)
{
	struct unseal *u = room;

	connection_drop(u, pool_at(u->connections, number));
}

/* --- records --- */

static void
put_be16(uint8_t *out, size_t v)
{
	out[0] = (uint8_t)(v >> 8);
	out[1] = (uint8_t)v;
}

static void
put_count(uint8_t *out, uint64_t count)
{
	int i;

	for (i = COUNT_BYTES - 1; i >= 0; i--, count >>= 8)
		out[i] = (uint8_t)count;
}

/* The count, type, version and length of the text: RFC 5246 6.2.3.3. */
static struct span
with_make(uint8_t with[WITH_MOST_BYTES], const struct connection *c,
    const struct side *s, uint8_t type, size_t text_bytes)
{
	put_count(with, s->count);
	with[8] = type;
	put_be16(with + 9, c->version);
	put_be16(with + 11, text_bytes);
	return (span_of(with, WITH_MOST_BYTES));
}

/* The count is added to the IV, bit by bit: RFC 8446 5.3, RFC 7905 2. */
static void
nonce_make(const struct side *s, uint8_t nonce[CIPHER_NONCE_BYTES])
{
	uint8_t count[COUNT_BYTES];
	int i;

	put_count(count, s->count);
	memcpy(nonce, s->iv, CIPHER_NONCE_BYTES);
	for (i = 0; i < COUNT_BYTES; i++)
		nonce[CIPHER_NONCE_BYTES - COUNT_BYTES + i] ^= count[i];
}

/* The type stands behind the text, and zeros may behind that: RFC 8446 5.2. */
static bool
open_13(struct unseal *u, const struct connection *c, const struct side *s,
    const struct sealed_record *in, size_t *n, uint8_t *type)
{
	uint8_t nonce[CIPHER_NONCE_BYTES];
	uint8_t with[5] = { RECORD_DATA, 3, 3 };

	put_be16(with + 3, in->body.len);
	nonce_make(s, nonce);
	if (!cipher_open(u->kit, c->suite->cipher, s->key, nonce,
	    span_of(with, sizeof with), in->body, u->text))
		return (false);
	*n = in->body.len - cipher_tag_bytes(c->suite->cipher);
	while (*n > 0 && u->text[*n - 1] == 0)
		--*n;
	if (*n == 0)
		return (false);		/* forbidden, and of no use */
	*type = u->text[--*n];
	return (true);
}

static bool
open_aead(struct unseal *u, const struct connection *c, const struct side *s,
    const struct sealed_record *in, size_t *n)
{
	size_t tag_bytes = cipher_tag_bytes(c->suite->cipher);
	uint8_t nonce[CIPHER_NONCE_BYTES], with[WITH_MOST_BYTES];
	struct span body = in->body;

	nonce_make(s, nonce);
	if (c->suite->cipher != CIPHER_CHACHA20) {
		if (body.len < EXPLICIT_BYTES)
			return (false);
		memcpy(nonce, s->iv, CIPHER_NONCE_BYTES - EXPLICIT_BYTES);
		memcpy(nonce + CIPHER_NONCE_BYTES - EXPLICIT_BYTES, body.p,
		    EXPLICIT_BYTES);
		span_skip(&body, EXPLICIT_BYTES);
	}
	if (body.len < tag_bytes)
		return (false);
	*n = body.len - tag_bytes;
	return (cipher_open(u->kit, c->suite->cipher, s->key, nonce,
	    with_make(with, c, s, in->type, *n), body, u->text));
}

/* Take off the padding: n bytes that say n, and one more that does. */
static bool
padding_take(const uint8_t *text, size_t *n)
{
	size_t pad, i;

	if (*n == 0)
		return (false);
	pad = text[*n - 1];
	if (pad + 1 > *n)
		return (false);
	for (i = 0; i <= pad; i++)
		if (text[*n - 1 - i] != pad)
			return (false);
	*n -= pad + 1;
	return (true);
}

/* The text is padded and sealed last, its MAC within: RFC 5246 6.2.3.2. */
static bool
open_mac_first(struct unseal *u, const struct connection *c,
    const struct side *s, uint8_t type, struct span iv, struct span body,
    size_t *n)
{
	uint8_t with[WITH_MOST_BYTES], mac[DIGEST_MAX_BYTES];
	size_t n_mac = digest_bytes(c->suite->mac);

	*n = body.len;
	if (!cipher_cbc(u->kit, c->suite->cipher, s->key, iv.p, body,
	    u->text) || !padding_take(u->text, n) || *n < n_mac)
		return (false);
	*n -= n_mac;
	return (cipher_hmac(u->kit, c->suite->mac, span_of(s->mac, n_mac),
	    with_make(with, c, s, type, *n), span_of(u->text, *n), mac) &&
	    memcmp(mac, u->text + *n, n_mac) == 0);
}

/* The MAC is of what was sealed: RFC 7366 3. */
static bool
open_mac_last(struct unseal *u, const struct connection *c,
    const struct side *s, const struct sealed_record *in, struct span iv,
    struct span body, size_t *n)
{
	uint8_t with[WITH_MOST_BYTES], mac[DIGEST_MAX_BYTES];
	size_t n_mac = digest_bytes(c->suite->mac);
	struct span sealed = in->body;

	if (body.len < n_mac)
		return (false);
	body.len -= n_mac;
	sealed.len -= n_mac;
	if (!cipher_hmac(u->kit, c->suite->mac, span_of(s->mac, n_mac),
	    with_make(with, c, s, in->type, sealed.len), sealed, mac) ||
	    memcmp(mac, sealed.p + sealed.len, n_mac) != 0)
		return (false);
	*n = body.len;
	return (cipher_cbc(u->kit, c->suite->cipher, s->key, iv.p, body,
	    u->text) && padding_take(u->text, n));
}

static bool
open_cbc(struct unseal *u, struct connection *c, struct side *s,
    const struct sealed_record *in, size_t *n)
{
	struct span body = in->body, iv = { s->iv, CIPHER_BLOCK_BYTES };
	bool is_open = false;

	/* The IV stands in front from TLS 1.1 on. */
	if (c->version >= VERSION_11 &&
	    !span_take(&body, CIPHER_BLOCK_BYTES, &iv))
		return (false);
	if (c->mac_order != MAC_LAST && open_mac_first(u, c, s, in->type, iv,
	    body, n)) {
		c->mac_order = MAC_FIRST;
		is_open = true;
	} else if (c->mac_order != MAC_FIRST && open_mac_last(u, c, s, in, iv,
	    body, n)) {
		c->mac_order = MAC_LAST;
		is_open = true;
	}
	return (is_open);
}

/* In TLS 1.0 the last block is the next one's IV, opened or not. */
static void
chain_on(const struct connection *c, struct side *s, struct span body)
{
	size_t n_mac = c->mac_order == MAC_LAST ?
	    digest_bytes(c->suite->mac) : 0;

	if (c->version != VERSION_10 ||
	    cipher_tag_bytes(c->suite->cipher) > 0 ||
	    body.len < n_mac + CIPHER_BLOCK_BYTES)
		return;
	memcpy(s->iv, body.p + body.len - n_mac - CIPHER_BLOCK_BYTES,
	    CIPHER_BLOCK_BYTES);
}

/* With these keys and this count. */
static bool
open_with(struct unseal *u, struct connection *c, struct side *s,
    const struct sealed_record *in, size_t *n, uint8_t *type)
{
	*type = in->type;
	if (c->version == VERSION_13)
		return (open_13(u, c, s, in, n, type));
	return (cipher_tag_bytes(c->suite->cipher) > 0 ?
	    open_aead(u, c, s, in, n) : open_cbc(u, c, s, in, n));
}

/* From its count on, as far as a hole may reach. */
static bool
open_from(struct unseal *u, struct connection *c, struct side *s,
    const struct sealed_record *in, size_t *n, uint8_t *type)
{
	uint64_t from = s->count, most = s->is_adrift ? DRIFT_RECORDS : 1;

	for (; s->count < from + most; s->count++)
		if (open_with(u, c, s, in, n, type))
			return (true);
	s->count = from;
	return (false);
}

static bool
open_any(struct unseal *u, struct connection *c, enum direction d,
    const struct sealed_record *in, size_t *n, uint8_t *type)
{
	struct side *s = &c->sides[d], next = *s;
	bool is_open = open_from(u, c, s, in, n, type);

	if (!is_open && c->version == VERSION_13 &&
	    side_next(u, c, d, &next)) {
		is_open = open_from(u, c, &next, in, n, type);
		if (is_open)
			*s = next;
	}
	wipe(&next, sizeof next);
	return (is_open);
}

static bool
unseal_open(void *room, uint32_t number, enum direction d,
    const struct sealed_record *in, uint8_t *out, size_t *out_bytes,
    uint8_t *type)
{
	struct unseal *u = room;
	struct connection *c = pool_at(u->connections, number);
	struct side *s = &c->sides[d];
	bool is_open;

	*out_bytes = 0;
	if (in->body.len == 0 || in->body.len > SEALED_MAX_BYTES ||
	    s->failures >= FAILURES_MAX)
		return (false);
	is_open = open_any(u, c, d, in, out_bytes, type);
	if (is_open) {
		memcpy(out, u->text, *out_bytes);
		s->count++;
		s->failures = 0;
		s->is_adrift = false;
	} else {
		*out_bytes = 0;
		s->failures++;
		/* It may have been no record of these keys at all. */
		s->is_adrift = true;
	}
	wipe(u->text, in->body.len);
	chain_on(c, s, in->body);
	return (is_open);
}

static void
unseal_lose(void *room, uint32_t number, enum direction d)
{
	struct unseal *u = room;
	struct connection *c = pool_at(u->connections, number);

	/* It may have been the first of other keys. */
	c->sides[d].is_adrift = true;
}

struct unseal *
unseal_new(uint32_t n_connections)
{
	struct unseal *u = calloc(1, sizeof *u);

	if (u == NULL)
		return (NULL);
	u->keylog = keylog_new();
	u->kit = cipher_kit_new();
	u->connections = pool_new(n_connections, sizeof(struct connection), 0,
	    NULL);
	u->door = (struct unsealer){ u, unseal_begin, unseal_open, unseal_lose,
	    unseal_end };
	if (u->keylog != NULL && u->kit != NULL && u->connections != NULL)
		return (u);
	unseal_free(u);
	return (NULL);
}

void
unseal_free(struct unseal *u)
{
	struct connection *c;

	if (u == NULL)
		return;
	while (u->connections != NULL &&
	    (c = pool_stalest(u->connections)) != NULL)
		connection_drop(u, c);
	pool_free(u->connections);
	keylog_free(u->keylog);
	cipher_kit_free(u->kit);
	wipe(u, sizeof *u);
	free(u);
}

struct keylog *
unseal_keylog(struct unseal *u)
{
	return (u->keylog);
}

const struct unsealer *
unseal_door(struct unseal *u)
{
	return (&u->door);
}
