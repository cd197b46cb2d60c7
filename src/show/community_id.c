/*
 * Community ID, version 1 with seed 0: one short name for a connection, the
 * same in every tool that computes it (github.com/corelight/
 * community-id-spec).  SHA-1 over seed, the smaller end first, protocol,
 * padding and ports; here of TCP alone.
 */

#include "show/community_id.h"

#include <string.h>

#include "base/base64.h"
#include "base/sha1.h"

void
community_id(const struct endpoint *a, const struct endpoint *b,
    char out[COMMUNITY_ID_BYTES])
{
	uint8_t in[40], digest[SHA1_BYTES];
	bool is_v4 = ip_is_v4(&a->ip) && ip_is_v4(&b->ip);
	size_t from = is_v4 ? 12 : 0, n = 16 - from, at = 2;
	int order = memcmp(a->ip.b + from, b->ip.b + from, n);

	if (order > 0 || (order == 0 && a->port > b->port)) {
		const struct endpoint *t = a;

		a = b;
		b = t;
	}
	in[0] = in[1] = 0;
	memcpy(in + at, a->ip.b + from, n);
	memcpy(in + at + n, b->ip.b + from, n);
	at += 2 * n;
	in[at++] = 6;
	in[at++] = 0;
	in[at++] = (uint8_t)(a->port >> 8);
	in[at++] = (uint8_t)a->port;
	in[at++] = (uint8_t)(b->port >> 8);
	in[at++] = (uint8_t)b->port;
	sha1(in, at, digest);
	memcpy(out, "1:", 2);
	base64_encode(digest, sizeof digest, out + 2, COMMUNITY_ID_BYTES - 2);
}
