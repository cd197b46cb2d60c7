/*
 * IP fragments put together.
 *
 * A mirror wraps full-sized frames in one more header, so its every second
 * packet comes in two pieces: this is not a corner case but a rate.  Pieces
 * lie in a shared store, in a list by offset for each datagram (RFC 791 3.2,
 * RFC 8200 4.5); the datagram is built in one buffer when its last gap closes.
 * Where pieces overlap, the first to come wins: no byte is read twice.
 */

#include "wire/defrag.h"

#include <string.h>

#include "base/pool.h"
#include "base/when.h"
#include "wire/layer.h"
#include "wire/packet.h"

enum {
	PIECE_BYTES = 2048,
	PIECES_PER_DATAGRAM = 8,	/* on average: one of 64 KiB takes 32 */
	PIECES_MAX = 128,		/* that one datagram may hold */
	DATAGRAM_BYTES = 65535
};

/* So long a datagram may wait for its last piece.  RFC 8200 4.5 gives it sixty
 * seconds; a mirror needs milliseconds. */
#define PATIENCE_NS (30 * NS_PER_S)

struct datagram_key {
	struct ip src, dst;
	uint32_t id;
	uint32_t protocol;
};

struct datagram {
	struct datagram_key key;
	int64_t began_ns;
	uint32_t first;			/* piece with the lowest offset */
	uint32_t n_pieces;
	uint32_t have_bytes;		/* on the wire, overlaps cut off */
	uint32_t total_bytes;		/* 0 until the last piece came */
};

struct fragment {
	uint32_t next;
	uint32_t offset;
	uint32_t len;			/* of bytes[]: what was captured */
	uint32_t wire_bytes;
	uint8_t bytes[PIECE_BYTES];
};

struct defrag {
	struct pool *self, *datagrams, *fragments;
	struct hash_key hash;
	uint32_t used_bytes;		/* of whole[], and not wiped yet */
	uint8_t whole[DATAGRAM_BYTES + 1];
};

struct defrag *
defrag_new(uint32_t n_slots)
{
	struct pool *self = pool_new(1, sizeof(struct defrag), 0, NULL);
	struct defrag *d;

	if (self == NULL)
		return (NULL);
	d = pool_put(self, NULL);
	d->self = self;
	d->datagrams = pool_new(n_slots, sizeof(struct datagram),
	    sizeof(struct datagram_key), &d->hash);
	d->fragments = pool_new(n_slots * PIECES_PER_DATAGRAM,
	    sizeof(struct fragment), 0, NULL);
	if (d->datagrams == NULL || d->fragments == NULL) {
		defrag_free(d);
		return (NULL);
	}
	return (d);
}

void
defrag_free(struct defrag *d)
{
	if (d == NULL)
		return;
	defrag_done(d);
	pool_free(d->datagrams);
	pool_free(d->fragments);
	pool_free(d->self);
}

void
defrag_done(struct defrag *d)
{
	if (d->used_bytes == 0)
		return;
	wipe(d->whole, d->used_bytes);
	d->used_bytes = 0;
}

uint64_t
defrag_bytes(uint32_t n_slots)
{
	return (pool_bytes(1, sizeof(struct defrag), 0) +
	    pool_bytes(n_slots, sizeof(struct datagram),
	    sizeof(struct datagram_key)) +
	    pool_bytes(n_slots * PIECES_PER_DATAGRAM, sizeof(struct fragment),
	    0));
}

uint64_t
defrag_evicted(const struct defrag *d)
{
	return (pool_evicted(d->datagrams));
}

static struct fragment *
fragment_at(struct defrag *d, uint32_t index)
{
	return (index == POOL_NONE ? NULL : pool_at(d->fragments, index));
}

static void
datagram_forget(struct defrag *d, struct datagram *g, bool is_lost)
{
	struct fragment *f;

	while ((f = fragment_at(d, g->first)) != NULL) {
		g->first = f->next;
		/* Mail is in it, maybe a password. */
		wipe(f->bytes, f->len);
		pool_drop(d->fragments, f);
	}
	if (is_lost)
		pool_evict(d->datagrams, g);
	else
		pool_drop(d->datagrams, g);
}

static struct datagram *
datagram_find(struct defrag *d, const struct packet *p, uint32_t id,
    uint8_t protocol)
{
	struct datagram_key key;
	struct datagram *g;

	memset(&key, 0, sizeof key);
	key.src = p->src;
	key.dst = p->dst;
	key.id = id;
	key.protocol = protocol;
	g = pool_find(d->datagrams, &key);
	if (g != NULL && p->when_ns - g->began_ns > PATIENCE_NS) {
		datagram_forget(d, g, false);
		g = NULL;
	}
	if (g != NULL)
		return (g);
	if (pool_is_full(d->datagrams))
		datagram_forget(d, pool_stalest(d->datagrams), true);
	g = pool_put(d->datagrams, &key);
	g->began_ns = p->when_ns;
	g->first = POOL_NONE;
	return (g);
}

/*
 * Put [offset, offset + wire) into the list, but for what is there already.
 * False when there is no room for it.
 */
static bool
datagram_add(struct defrag *d, struct datagram *g, uint32_t offset,
    struct span s, uint32_t wire_bytes)
{
	uint32_t *link = &g->first;

	while (wire_bytes > 0) {
		struct fragment *f = fragment_at(d, *link), *fresh;
		uint32_t n = wire_bytes;

		if (f != NULL && f->offset <= offset) {
			uint32_t end = f->offset + f->wire_bytes, old;

			if (end > offset) {
				old = end - offset < n ? end - offset : n;
				offset += old;
				wire_bytes -= old;
				span_skip(&s, old < s.len ? old : s.len);
			}
			link = &f->next;
			continue;
		}
		if (f != NULL && f->offset - offset < n)
			n = f->offset - offset;
		if (n > PIECE_BYTES)
			n = PIECE_BYTES;
		if (pool_is_full(d->fragments) || g->n_pieces >= PIECES_MAX)
			return (false);
		fresh = pool_put(d->fragments, NULL);
		fresh->offset = offset;
		fresh->wire_bytes = n;
		fresh->len = s.len < n ? (uint32_t)s.len : n;
		if (fresh->len > 0)
			memcpy(fresh->bytes, s.p, fresh->len);
		fresh->next = *link;
		*link = pool_index(d->fragments, fresh);
		link = &fresh->next;
		g->n_pieces++;
		g->have_bytes += n;
		offset += n;
		wire_bytes -= n;
		span_skip(&s, fresh->len);
	}
	return (true);
}

/* Put the pieces in a row into d->whole.  The first one whose end the capture
 * cut off is the last that is used. */
static void
datagram_build(struct defrag *d, const struct datagram *g, struct layer *l)
{
	uint32_t index = g->first, at = 0;
	struct fragment *f;

	while ((f = fragment_at(d, index)) != NULL) {
		memcpy(d->whole + at, f->bytes, f->len);
		at += f->len;
		if (f->len < f->wire_bytes)
			break;
		index = f->next;
	}
	if (at > d->used_bytes)
		d->used_bytes = at;
	l->s.p = d->whole;
	l->s.len = at;
	l->wire_bytes = g->total_bytes;
}

bool
defrag_take(struct defrag *d, const struct packet *p, uint32_t id,
    uint8_t protocol, uint32_t offset, bool more, struct layer *l)
{
	uint32_t end = offset + l->wire_bytes;
	struct datagram *g;

	/* Such a fragment lies: it ends past the largest packet, is empty, or
	 * is not cut on an 8-byte edge. */
	if (end > DATAGRAM_BYTES || l->wire_bytes == 0 ||
	    (more && l->wire_bytes % 8 != 0))
		return (false);
	g = datagram_find(d, p, id, protocol);
	while (pool_is_full(d->fragments) &&
	    pool_stalest(d->datagrams) != g)
		datagram_forget(d, pool_stalest(d->datagrams), true);
	if (!more && g->total_bytes == 0)
		g->total_bytes = end;
	if ((g->total_bytes > 0 && end > g->total_bytes) ||
	    !datagram_add(d, g, offset, l->s, l->wire_bytes)) {
		datagram_forget(d, g, true);
		return (false);
	}
	if (g->total_bytes == 0 || g->have_bytes < g->total_bytes)
		return (false);
	datagram_build(d, g, l);
	datagram_forget(d, g, false);
	return (true);
}
