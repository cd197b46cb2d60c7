/*
 * Fuzz: both directions of a connection.  Each record of the input is a piece:
 * two bytes of offset, one of length, one of what it acknowledges, one of what
 * is missing or done.  What comes out must add up: bytes that agree with their
 * position, holes between, and an end to it.
 */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "wire/stream.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RECORD = 5, ROUNDS_MAX = 1000 };

static uint8_t
byte_at(uint32_t seq)
{
	return ((uint8_t)(seq * 167 + (seq >> 8)));
}

static void
take(struct stream both[2], struct pool *store, enum direction from,
    struct piece *p, bool flush, int64_t now_ns)
{
	uint64_t n_old = 0;
	const struct stream_round round = { store, now_ns, flush, &n_old };
	struct chunk c;
	int rounds = 0;
	size_t i;

	for (;;) {
		uint32_t before[2] = { both[0].next_seq, both[1].next_seq };
		struct stream *s;

		/* The first piece sets where the stream begins. */
		if (!both[from].has_seq && p->wire_bytes > 0)
			before[from] = p->seq;
		if (!streams_next(both, &round, from, p, &c))
			return;
		s = &both[c.direction];
		assert((c.bytes.len > 0) != (c.hole_bytes > 0));
		for (i = 0; i < c.bytes.len; i++)
			assert(c.bytes.p[i] == byte_at(before[c.direction] +
			    (uint32_t)i));
		assert(s->next_seq == before[c.direction] +
		    (uint32_t)c.bytes.len + c.hole_bytes);
		assert(++rounds < ROUNDS_MAX);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct piece nothing = { 0, 0, 0, 0, { NULL, 0 } };
	struct pool *store = stream_store_new(16);
	struct stream both[2];
	int64_t now_ns = 0;
	size_t at;

	stream_init(&both[0]);
	stream_init(&both[1]);
	for (at = 0; at + RECORD <= size && at < 4096; at += RECORD) {
		uint8_t what = data[at + 4];
		enum direction from = (what & 1) != 0 ? FROM_SERVER :
		    FROM_CLIENT;
		uint32_t seq = UINT32_MAX - 500 +
		    (uint32_t)(data[at] << 8 | data[at + 1]) % 5000;
		size_t wire = (size_t)data[at + 2] * 12, i;
		size_t seen = (what & 2) != 0 ? wire / 2 : wire;
		uint32_t ack = UINT32_MAX - 500 + data[at + 3] * 20u;
		uint8_t *bytes = malloc(seen + 1);
		struct piece p = { now_ns, seq, (uint32_t)wire, ack,
		    { bytes, seen } };

		for (i = 0; i < seen; i++)
			bytes[i] = byte_at(seq + (uint32_t)i);
		now_ns += (int64_t)(what >> 5) * 100000000;
		stream_seen(&both[from]);
		if ((what & 4) != 0)
			stream_acked(&both[!from], ack);
		if ((what & 8) != 0)
			stream_ends(&both[from], seq + (uint32_t)wire);
		take(both, store, from, &p, (what & 0x1c) == 0x1c, now_ns);
		free(bytes);
	}
	take(both, store, FROM_CLIENT, &nothing, true, now_ns);
	/* Flushed, nothing is left behind. */
	assert(both[0].n_waiting == 0 && both[1].n_waiting == 0);
	stream_fini(&both[0], store);
	stream_fini(&both[1], store);
	assert(pool_used(store) == 0);
	pool_free(store);
	return (0);
}
