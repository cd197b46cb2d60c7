/*
 * Cipher suites of TLS 1.0 to 1.3 that a mail server speaks today, and those
 * with AES-CBC that old ones do; by IANA's "TLS Cipher Suites" and RFC 5246,
 * 5288, 5289, 6655, 7251, 7905, 8446.  How the keys were agreed on does not
 * matter: the key log has what came of it.
 */

#include "crypt/seals.h"

enum { VERSION_13 = 0x0304, FIRST_13 = 0x1301, LAST_13 = 0x1305 };

#define GCM_128		CIPHER_AES128_GCM, DIGEST_SHA256, DIGEST_SHA256
#define GCM_256		CIPHER_AES256_GCM, DIGEST_SHA384, DIGEST_SHA384
#define CHACHA		CIPHER_CHACHA20, DIGEST_SHA256, DIGEST_SHA256
#define CCM_128		CIPHER_AES128_CCM, DIGEST_SHA256, DIGEST_SHA256
#define CCM_256		CIPHER_AES256_CCM, DIGEST_SHA256, DIGEST_SHA256
#define CCM8_128	CIPHER_AES128_CCM_8, DIGEST_SHA256, DIGEST_SHA256
#define CCM8_256	CIPHER_AES256_CCM_8, DIGEST_SHA256, DIGEST_SHA256
#define CBC_128		CIPHER_AES128_CBC, DIGEST_SHA256, DIGEST_SHA1
#define CBC_256		CIPHER_AES256_CBC, DIGEST_SHA256, DIGEST_SHA1
#define CBC_128_256	CIPHER_AES128_CBC, DIGEST_SHA256, DIGEST_SHA256
#define CBC_256_256	CIPHER_AES256_CBC, DIGEST_SHA256, DIGEST_SHA256
#define CBC_256_384	CIPHER_AES256_CBC, DIGEST_SHA384, DIGEST_SHA384

/* Sorted by number. */
static const struct suite_seal rows[] = {
	{ 0x002f, CBC_128 }, { 0x0032, CBC_128 }, { 0x0033, CBC_128 },
	{ 0x0034, CBC_128 }, { 0x0035, CBC_256 }, { 0x0038, CBC_256 },
	{ 0x0039, CBC_256 }, { 0x003a, CBC_256 },
	{ 0x003c, CBC_128_256 }, { 0x003d, CBC_256_256 },
	{ 0x0040, CBC_128_256 }, { 0x0067, CBC_128_256 },
	{ 0x006a, CBC_256_256 }, { 0x006b, CBC_256_256 },
	{ 0x006c, CBC_128_256 }, { 0x006d, CBC_256_256 },
	{ 0x009c, GCM_128 }, { 0x009d, GCM_256 },
	{ 0x009e, GCM_128 }, { 0x009f, GCM_256 },
	{ 0x00a2, GCM_128 }, { 0x00a3, GCM_256 },
	{ 0x00a6, GCM_128 }, { 0x00a7, GCM_256 },
	{ 0x1301, GCM_128 }, { 0x1302, GCM_256 }, { 0x1303, CHACHA },
	{ 0x1304, CCM_128 }, { 0x1305, CCM8_128 },
	{ 0xc004, CBC_128 }, { 0xc005, CBC_256 },
	{ 0xc009, CBC_128 }, { 0xc00a, CBC_256 },
	{ 0xc00e, CBC_128 }, { 0xc00f, CBC_256 },
	{ 0xc013, CBC_128 }, { 0xc014, CBC_256 },
	{ 0xc018, CBC_128 }, { 0xc019, CBC_256 },
	{ 0xc023, CBC_128_256 }, { 0xc024, CBC_256_384 },
	{ 0xc025, CBC_128_256 }, { 0xc026, CBC_256_384 },
	{ 0xc027, CBC_128_256 }, { 0xc028, CBC_256_384 },
	{ 0xc029, CBC_128_256 }, { 0xc02a, CBC_256_384 },
	{ 0xc02b, GCM_128 }, { 0xc02c, GCM_256 },
	{ 0xc02d, GCM_128 }, { 0xc02e, GCM_256 },
	{ 0xc02f, GCM_128 }, { 0xc030, GCM_256 },
	{ 0xc031, GCM_128 }, { 0xc032, GCM_256 },
	{ 0xc09c, CCM_128 }, { 0xc09d, CCM_256 },
	{ 0xc09e, CCM_128 }, { 0xc09f, CCM_256 },
	{ 0xc0a0, CCM8_128 }, { 0xc0a1, CCM8_256 },
	{ 0xc0a2, CCM8_128 }, { 0xc0a3, CCM8_256 },
	{ 0xc0ac, CCM_128 }, { 0xc0ad, CCM_256 },
	{ 0xc0ae, CCM8_128 }, { 0xc0af, CCM8_256 },
	{ 0xcca8, CHACHA }, { 0xcca9, CHACHA }, { 0xccaa, CHACHA },
};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

const struct suite_seal *
suite_seal_at(size_t i)
{
	return (i < N_ROWS ? &rows[i] : NULL);
}

const struct suite_seal *
suite_seal(uint16_t version, uint16_t suite)
{
	bool is_13 = suite >= FIRST_13 && suite <= LAST_13;
	size_t low = 0, high = N_ROWS;

	if (is_13 != (version == VERSION_13))
		return (NULL);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (rows[mid].suite == suite)
			return (&rows[mid]);
		if (rows[mid].suite < suite)
			low = mid + 1;
		else
			high = mid;
	}
	return (NULL);
}
