/* SHA-256 as FIPS 180-4 6.2 has it, for short inputs given whole. */

#include "base/sha256.h"

#include <string.h>

static const uint32_t k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t
rotate_right(uint32_t x, int n)
{
	return (x >> n | x << (32 - n));
}

static void
sha256_block(uint32_t h[8], const uint8_t *p)
{
	uint32_t w[64], v[8];
	int t;

	for (t = 0; t < 16; t++)
		w[t] = (uint32_t)p[4 * t] << 24 | (uint32_t)p[4 * t + 1] << 16 |
		    (uint32_t)p[4 * t + 2] << 8 | p[4 * t + 3];
	for (; t < 64; t++) {
		uint32_t a = w[t - 15], b = w[t - 2];

		w[t] = w[t - 16] + w[t - 7] +
		    (rotate_right(a, 7) ^ rotate_right(a, 18) ^ a >> 3) +
		    (rotate_right(b, 17) ^ rotate_right(b, 19) ^ b >> 10);
	}
	memcpy(v, h, sizeof v);
	for (t = 0; t < 64; t++) {
		uint32_t e = v[4], a = v[0];
		uint32_t one = v[7] + (rotate_right(e, 6) ^
		    rotate_right(e, 11) ^ rotate_right(e, 25)) +
		    ((e & v[5]) ^ (~e & v[6])) + k[t] + w[t];
		uint32_t two = (rotate_right(a, 2) ^ rotate_right(a, 13) ^
		    rotate_right(a, 22)) +
		    ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof v[0]);
		v[4] += one;
		v[0] = one + two;
	}
	for (t = 0; t < 8; t++)
		h[t] += v[t];
}

void
sha256(const void *p, size_t n, uint8_t out[SHA256_BYTES])
{
	uint32_t h[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
	};
	const uint8_t *in = p;
	uint8_t last[128];
	uint64_t bits = (uint64_t)n * 8;
	size_t left = n, blocks, i;

	for (; left >= 64; left -= 64, in += 64)
		sha256_block(h, in);
	memset(last, 0, sizeof last);
	memcpy(last, in, left);
	last[left] = 0x80;
	blocks = left < 56 ? 1 : 2;
	for (i = 0; i < 8; i++)
		last[64 * blocks - 1 - i] = (uint8_t)(bits >> (8 * i));
	for (i = 0; i < blocks; i++)
		sha256_block(h, last + 64 * i);
	for (i = 0; i < SHA256_BYTES; i++)
		out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}
