/*
 * SipHash-1-3: one round for each eight bytes, three at the end.  Keys here
 * are up to 64 bytes, so the setting up is what must be cheap.
 */

#include "base/hash.h"

#include <string.h>

struct sip {
	uint64_t v0, v1, v2, v3;
};

static inline uint64_t
rotate64(uint64_t x, int n)
{
	return (x << n | x >> (64 - n));
}

static inline void
sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v1 = rotate64(s->v1, 13) ^ s->v0;
	s->v0 = rotate64(s->v0, 32);
	s->v2 += s->v3;
	s->v3 = rotate64(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v3 = rotate64(s->v3, 21) ^ s->v0;
	s->v2 += s->v1;
	s->v1 = rotate64(s->v1, 17) ^ s->v2;
	s->v2 = rotate64(s->v2, 32);
}

static inline void
sip_word(struct sip *s, uint64_t m)
{
	s->v3 ^= m;
	sip_round(s);
	s->v0 ^= m;
}

/* Eight bytes, the first lowest, whatever the machine's own order. */
static inline uint64_t
little8(const uint8_t *p)
{
	uint64_t m;

	memcpy(&m, p, sizeof m);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	m = __builtin_bswap64(m);
#endif
	return (m);
}

static inline uint64_t
little4(const uint8_t *p)
{
	uint32_t m;

	memcpy(&m, p, sizeof m);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	m = __builtin_bswap32(m);
#endif
	return (m);
}

static inline uint64_t
little(const uint8_t *p, size_t n)
{
	uint64_t m = 0;
	size_t i;

	for (i = 0; i < n; i++)
		m |= (uint64_t)p[i] << (8 * i);
	return (m);
}

uint64_t
hash_bytes(const struct hash_key *key, const void *p, size_t n)
{
	struct sip s = {
		key->k0 ^ UINT64_C(0x736f6d6570736575),
		key->k1 ^ UINT64_C(0x646f72616e646f6d),
		key->k0 ^ UINT64_C(0x6c7967656e657261),
		key->k1 ^ UINT64_C(0x7465646279746573)
	};
	const uint8_t *at = p;
	size_t left = n;

	for (; left >= 8; left -= 8, at += 8)
		sip_word(&s, little8(at));
	/* Two ends of a connection are 12 bytes, or 36. */
	sip_word(&s, (left == 4 ? little4(at) : little(at, left)) |
	    (uint64_t)n << 56);
	s.v2 ^= 0xff;
	sip_round(&s);
	sip_round(&s);
	sip_round(&s);
	return (s.v0 ^ s.v1 ^ s.v2 ^ s.v3);
}
