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
	{ 0x0001, 0x0001, 0, 16 },	/* NULL-MD5 */
	{ 0x0002, 0x0002, 0, 20 },	/* NULL-SHA */
	{ 0x0003, 0x0004, 0, 16 },	/* RC4-MD5 */
	{ 0x0005, 0x0005, 0, 20 },	/* RC4-SHA */
	{ 0x0006, 0x0006, 8, 16 },	/* RC2-MD5 */
	{ 0x0007, 0x0016, 8, 20 },	/* IDEA, DES, 3DES-SHA */
	{ 0x0017, 0x0018, 0, 16 },	/* anonymous RC4-MD5 */
	{ 0x0019, 0x001b, 8, 20 },
	{ 0x001e, 0x001f, 8, 20 },	/* Kerberos DES, 3DES-SHA */
	{ 0x0020, 0x0020, 0, 20 }, { 0x0021, 0x0021, 8, 20 },
	{ 0x0022, 0x0023, 8, 16 }, { 0x0024, 0x0024, 0, 16 },
	{ 0x0025, 0x0025, 8, 16 },
	{ 0x002c, 0x002e, 0, 20 },	/* PSK NULL-SHA */
	{ 0x002f, 0x003a, 16, 20 },	/* AES-SHA */
	{ 0x003b, 0x003b, 0, 32 },	/* NULL-SHA256 */
	{ 0x003c, 0x0040, 16, 32 },	/* AES-SHA256 */
	{ 0x0041, 0x0046, 16, 20 },	/* CAMELLIA128-SHA */
	{ 0x0067, 0x006d, 16, 32 },
	{ 0x0084, 0x0089, 16, 20 },	/* CAMELLIA256-SHA */
	{ 0x008a, 0x008a, 0, 20 },	/* PSK RC4, 3DES, AES-SHA */
	{ 0x008b, 0x008b, 8, 20 }, { 0x008c, 0x008d, 16, 20 },
	{ 0x008e, 0x008e, 0, 20 },	/* DHE-PSK */
	{ 0x008f, 0x008f, 8, 20 }, { 0x0090, 0x0091, 16, 20 },
	{ 0x0092, 0x0092, 0, 20 },	/* RSA-PSK */
	{ 0x0093, 0x0093, 8, 20 }, { 0x0094, 0x0095, 16, 20 },
	{ 0x0096, 0x009b, 16, 20 },	/* SEED-SHA */
	{ 0x009c, 0x00ad, 0, GCM_BYTES },
	/* PSK, DHE-PSK, RSA-PSK AES-SHA256, AES-SHA384, NULL with each */
	{ 0x00ae, 0x00ae, 16, 32 }, { 0x00af, 0x00af, 16, 48 },
	{ 0x00b0, 0x00b0, 0, 32 }, { 0x00b1, 0x00b1, 0, 48 },
	{ 0x00b2, 0x00b2, 16, 32 }, { 0x00b3, 0x00b3, 16, 48 },
	{ 0x00b4, 0x00b4, 0, 32 }, { 0x00b5, 0x00b5, 0, 48 },
	{ 0x00b6, 0x00b6, 16, 32 }, { 0x00b7, 0x00b7, 16, 48 },
	{ 0x00b8, 0x00b8, 0, 32 }, { 0x00b9, 0x00b9, 0, 48 },
	{ 0x00ba, 0x00c5, 16, 32 },	/* CAMELLIA-SHA256 */
	{ 0xc001, 0xc002, 0, 20 }, { 0xc003, 0xc003, 8, 20 },
	{ 0xc004, 0xc005, 16, 20 },
	{ 0xc006, 0xc007, 0, 20 }, { 0xc008, 0xc008, 8, 20 },
	{ 0xc009, 0xc00a, 16, 20 },
	{ 0xc00b, 0xc00c, 0, 20 }, { 0xc00d, 0xc00d, 8, 20 },
	{ 0xc00e, 0xc00f, 16, 20 },
	{ 0xc010, 0xc011, 0, 20 }, { 0xc012, 0xc012, 8, 20 },
	{ 0xc013, 0xc014, 16, 20 },
	{ 0xc015, 0xc016, 0, 20 },	/* anonymous */
	{ 0xc017, 0xc017, 8, 20 }, { 0xc018, 0xc019, 16, 20 },
	{ 0xc01a, 0xc01c, 8, 20 },	/* SRP 3DES, AES-SHA, RFC 5054 */
	{ 0xc01d, 0xc022, 16, 20 },
	{ 0xc023, 0xc023, 16, 32 }, { 0xc024, 0xc024, 16, 48 },
	{ 0xc025, 0xc025, 16, 32 }, { 0xc026, 0xc026, 16, 48 },
	{ 0xc027, 0xc027, 16, 32 }, { 0xc028, 0xc028, 16, 48 },
	{ 0xc029, 0xc029, 16, 32 }, { 0xc02a, 0xc02a, 16, 48 },
	{ 0xc033, 0xc033, 0, 20 },	/* ECDHE-PSK, RFC 5489 */
	{ 0xc034, 0xc034, 8, 20 }, { 0xc035, 0xc036, 16, 20 },
	{ 0xc037, 0xc037, 16, 32 }, { 0xc038, 0xc038, 16, 48 },
	{ 0xc039, 0xc039, 0, 20 }, { 0xc03a, 0xc03a, 0, 32 },
	{ 0xc03b, 0xc03b, 0, 48 },
	/* ARIA-SHA256 and -SHA384 by turns, RFC 6209 */
	{ 0xc03c, 0xc03c, 16, 32 }, { 0xc03d, 0xc03d, 16, 48 },
	{ 0xc03e, 0xc03e, 16, 32 }, { 0xc03f, 0xc03f, 16, 48 },
	{ 0xc040, 0xc040, 16, 32 }, { 0xc041, 0xc041, 16, 48 },
	{ 0xc042, 0xc042, 16, 32 }, { 0xc043, 0xc043, 16, 48 },
	{ 0xc044, 0xc044, 16, 32 }, { 0xc045, 0xc045, 16, 48 },
	{ 0xc046, 0xc046, 16, 32 }, { 0xc047, 0xc047, 16, 48 },
	{ 0xc048, 0xc048, 16, 32 }, { 0xc049, 0xc049, 16, 48 },
	{ 0xc04a, 0xc04a, 16, 32 }, { 0xc04b, 0xc04b, 16, 48 },
	{ 0xc04c, 0xc04c, 16, 32 }, { 0xc04d, 0xc04d, 16, 48 },
	{ 0xc04e, 0xc04e, 16, 32 }, { 0xc04f, 0xc04f, 16, 48 },
	{ 0xc064, 0xc064, 16, 32 }, { 0xc065, 0xc065, 16, 48 },
	{ 0xc066, 0xc066, 16, 32 }, { 0xc067, 0xc067, 16, 48 },
	{ 0xc068, 0xc068, 16, 32 }, { 0xc069, 0xc069, 16, 48 },
	{ 0xc070, 0xc070, 16, 32 }, { 0xc071, 0xc071, 16, 48 },
	/* CAMELLIA-SHA256 and -SHA384 by turns, RFC 6367 */
	{ 0xc072, 0xc072, 16, 32 }, { 0xc073, 0xc073, 16, 48 },
	{ 0xc074, 0xc074, 16, 32 }, { 0xc075, 0xc075, 16, 48 },
	{ 0xc076, 0xc076, 16, 32 }, { 0xc077, 0xc077, 16, 48 },
	{ 0xc078, 0xc078, 16, 32 }, { 0xc079, 0xc079, 16, 48 },
	{ 0xc094, 0xc094, 16, 32 }, { 0xc095, 0xc095, 16, 48 },
	{ 0xc096, 0xc096, 16, 32 }, { 0xc097, 0xc097, 16, 48 },
	{ 0xc098, 0xc098, 16, 32 }, { 0xc099, 0xc099, 16, 48 },
	{ 0xc09a, 0xc09a, 16, 32 }, { 0xc09b, 0xc09b, 16, 48 },
	{ 0xc0a0, 0xc0a3, 0, CCM_8_BYTES },
	{ 0xc0a8, 0xc0ab, 0, CCM_8_BYTES },	/* PSK */
	{ 0xc0ae, 0xc0af, 0, CCM_8_BYTES },
	{ 0xcca8, 0xccae, 0, CHACHA_BYTES },
	{ 0xd003, 0xd003, 0, CCM_8_BYTES },	/* ECDHE-PSK, RFC 8442 */
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
