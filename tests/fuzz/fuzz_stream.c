/*
 * Fuzz: one direction of a connection.  Each record of the input is a piece:
 * two bytes of offset, one of length, one of what is missing or done.  What
 * comes out must add up: bytes that agree with their position, holes between.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "wire/stream.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t
byte_at(uint32_t seq)
{
	return ((uint8_t)(seq * 167 + (seq >> 8)));
}

static void
take(struct stream *s, struct pool *store, struct piece *p, bool flush,
    int64_t now_ns)
{
	uint64_t n_old = 0;
	struct chunk c;
	size_t i;

	for (;;) {
		uint32_t before = s->next_seq;

		/* The first piece sets where the stream begins. */
		if (!s->has_seq && p->wire_bytes > 0)
			before = p->seq;
		if (!stream_next(s, store, p, flush, now_ns, &c, &n_old))
			return;
		assert((c.bytes.len > 0) != (c.hole_bytes > 0));
		for (i = 0; i < c.bytes.len; i++)
			assert(c.bytes.p[i] ==
			    byte_at(before + (uint32_t)i));
		assert(s->next_seq == before + (uint32_t)c.bytes.len +
		    c.hole_bytes);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *store = stream_store_new(16);
	struct stream s;
	int64_t now_ns = 0;
	size_t at;

	stream_init(&s);
	for (at = 0; at + 4 <= size && at < 4096; at += 4) {
		uint32_t seq = UINT32_MAX - 500 +
		    (uint32_t)(data[at] << 8 | data[at + 1]) % 5000;
		size_t wire = (size_t)data[at + 2] * 12, i;
		size_t seen = (data[at + 3] & 3) == 0 ? wire / 2 : wire;
		uint8_t *bytes = malloc(seen + 1);
		struct piece p = { now_ns, seq, (uint32_t)wire,
		    { bytes, seen } };

		for (i = 0; i < seen; i++)
			bytes[i] = byte_at(seq + (uint32_t)i);
		now_ns += (int64_t)(data[at + 3] >> 4) * 100000000;
		if ((data[at + 3] & 4) != 0)
			stream_acked(&s, seq);
		if ((data[at + 3] & 8) != 0)
			stream_ends(&s, seq + (uint32_t)wire);
		take(&s, store, &p, (data[at + 3] & 0xc) == 0xc, now_ns);
		free(bytes);
	}
	stream_fini(&s, store);
	assert(pool_used(store) == 0);
	pool_free(store);
	return (0);
}
