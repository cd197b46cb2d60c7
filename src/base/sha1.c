/* SHA-1 as RFC 3174 6.1 has it, for short inputs given whole. */

#include "base/sha1.h"

#include <string.h>

static uint32_t
rotate_left(uint32_t x, int n)
{
	return (x << n | x >> (32 - n));
}

static void
sha1_block(uint32_t h[5], const uint8_t *p)
{
	static const uint32_t k[4] = {
		0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6
	};
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	int t;

	for (t = 0; t < 16; t++)
		w[t] = (uint32_t)p[4 * t] << 24 | (uint32_t)p[4 * t + 1] << 16 |
		    (uint32_t)p[4 * t + 2] << 8 | p[4 * t + 3];
	for (; t < 80; t++)
		w[t] = rotate_left(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^
		    w[t - 16], 1);
	for (t = 0; t < 80; t++) {
		uint32_t f = t < 20 ? (b & c) | (~b & d) :
		    t < 40 || t >= 60 ? b ^ c ^ d :
		    (b & c) | (b & d) | (c & d);
		uint32_t sum = rotate_left(a, 5) + f + e + w[t] + k[t / 20];

		e = d;
		d = c;
		c = rotate_left(b, 30);
		b = a;
		a = sum;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

void
sha1(const void *p, size_t n, uint8_t out[SHA1_BYTES])
{
	uint32_t h[5] = {
		0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0
	};
	uint8_t last[128];
	size_t whole = n / 64 * 64, rest = n - whole, i;
	size_t last_bytes = rest < 56 ? 64 : 128;
	uint64_t bits = (uint64_t)n * 8;

	for (i = 0; i < whole; i += 64)
		sha1_block(h, (const uint8_t *)p + i);
	memset(last, 0, sizeof last);
	if (rest > 0)
		memcpy(last, (const uint8_t *)p + whole, rest);
	last[rest] = 0x80;
	for (i = 0; i < 8; i++)
		last[last_bytes - 1 - i] = (uint8_t)(bits >> (8 * i));
	for (i = 0; i < last_bytes; i += 64)
		sha1_block(h, last + i);
	for (i = 0; i < SHA1_BYTES; i++)
		out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}
