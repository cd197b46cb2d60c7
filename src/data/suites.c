/*
 * TLS cipher suites by the length they add.
 *
 * AEAD and stream suites add a fixed number.  CBC rounds up to blocks; with
 * and without encrypt-then-MAC (RFC 7366) the plaintext's range comes out the
 * same, since the MAC's length is added either before or after the rounding
 * and the padding has at least one byte.
 */

#include "data/suites.h"

#include <stddef.h>

enum { GCM_BYTES = 24, CHACHA_BYTES = 16, CCM_8_BYTES = 16, TLS13_BYTES = 17 };

struct suite_row {
	uint16_t from, to;	/* IANA numbers, both ends included */
	uint8_t block;		/* 0: adds exactly `adds` bytes */
	uint8_t adds;		/* the MAC's bytes where block > 0 */
};

/* IANA "TLS Cipher Suites"; what is not here is taken for an AEAD suite. */
static const struct suite_row rows[] = {
	{ 0x0004, 0x0004, 0, 16 },	/* RC4-MD5 */
	{ 0x0005, 0x0005, 0, 20 },	/* RC4-SHA */
	{ 0x000a, 0x000a, 8, 20 },	/* 3DES-SHA */
	{ 0x0010, 0x0010, 8, 20 }, { 0x0013, 0x0013, 8, 20 },
	{ 0x0016, 0x0016, 8, 20 },
	{ 0x002f, 0x003a, 16, 20 },	/* AES-SHA */
	{ 0x003c, 0x0040, 16, 32 },	/* AES-SHA256 */
	{ 0x0041, 0x0046, 16, 20 },	/* CAMELLIA128-SHA */
	{ 0x0067, 0x006d, 16, 32 },
	{ 0x0084, 0x0089, 16, 20 },	/* CAMELLIA256-SHA */
	{ 0x0096, 0x009b, 16, 20 },	/* SEED-SHA */
	{ 0x009c, 0x00ad, 0, GCM_BYTES },
	{ 0x00ba, 0x00c5, 16, 32 },	/* CAMELLIA-SHA256 */
	{ 0xc002, 0xc002, 0, 20 }, { 0xc003, 0xc003, 8, 20 },
	{ 0xc004, 0xc005, 16, 20 },
	{ 0xc007, 0xc007, 0, 20 }, { 0xc008, 0xc008, 8, 20 },
	{ 0xc009, 0xc00a, 16, 20 },
	{ 0xc00c, 0xc00c, 0, 20 }, { 0xc00d, 0xc00d, 8, 20 },
	{ 0xc00e, 0xc00f, 16, 20 },
	{ 0xc011, 0xc011, 0, 20 }, { 0xc012, 0xc012, 8, 20 },
	{ 0xc013, 0xc014, 16, 20 },
	{ 0xc023, 0xc023, 16, 32 }, { 0xc024, 0xc024, 16, 48 },
	{ 0xc025, 0xc025, 16, 32 }, { 0xc026, 0xc026, 16, 48 },
	{ 0xc027, 0xc027, 16, 32 }, { 0xc028, 0xc028, 16, 48 },
	{ 0xc029, 0xc029, 16, 32 }, { 0xc02a, 0xc02a, 16, 48 },
	{ 0xc072, 0xc072, 16, 32 }, { 0xc073, 0xc073, 16, 48 },
	{ 0xc076, 0xc076, 16, 32 }, { 0xc077, 0xc077, 16, 48 },
	{ 0xc0a0, 0xc0a3, 0, CCM_8_BYTES },
	{ 0xc0ae, 0xc0af, 0, CCM_8_BYTES },
	{ 0xcca8, 0xccae, 0, CHACHA_BYTES },
};

static uint32_t
less(uint32_t n, uint32_t by)
{
	return (n > by ? n - by : 0);
}

struct plain_range
suite_plain(uint16_t suite, uint16_t version, uint32_t body_bytes)
{
	struct plain_range out;
	const struct suite_row *r = NULL;
	uint32_t adds, iv;
	size_t i;

	if (version >= 0x0304) {
		/* TLS_AES_128_CCM_8_SHA256 has half a tag (RFC 6655 3). */
		out.from = out.to = less(body_bytes, suite == 0x1305 ?
		    TLS13_BYTES - 8 : TLS13_BYTES);
		return (out);
	}
	if (suite == 0) {
		out.from = less(body_bytes, GCM_BYTES);
		out.to = less(body_bytes, CHACHA_BYTES);
		return (out);
	}
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (suite >= rows[i].from && suite <= rows[i].to)
			r = &rows[i];
	if (r == NULL || r->block == 0) {
		adds = r == NULL ? GCM_BYTES : r->adds;
		out.from = out.to = less(body_bytes, adds);
		return (out);
	}
	/* The explicit IV came with TLS 1.1 (RFC 4346 6.2.3.2). */
	iv = version >= 0x0302 ? r->block : 0;
	out.from = less(body_bytes, iv + r->adds + r->block);
	out.to = less(body_bytes, iv + r->adds + 1);
	return (out);
}
