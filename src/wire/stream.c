/*
 * The directions of a connection, put in order.
 *
 * The common case costs a comparison: the piece is the next one and is handed
 * out where it lies.  Early pieces are copied to slots of a shared store and
 * wait in a list by sequence number (RFC 9293 3.4: numbers are compared
 * modulo 2^32).  What was handed out first wins over what overlaps it.
 *
 * Between the two directions the acknowledgements decide.  An example: the
 * server has said "* OK hi" and is handed out up to its byte 9; the client then
 * asks "a NOOP", eight bytes with their line end, and the server answers
 * "a OK".  A mirror swaps the two, and the answer comes first.
 *
 *	client	|				next_seq 0
 *	server	|* OK hi..|a OK..|		next_seq 9
 *			   ^ seq 9, acknowledges 8 of the client's bytes
 *
 * The answer is the next piece of its own direction.  But whoever sent it had
 * read eight bytes of the client, of which none was handed out (is_unseen):
 * so it waits.  Now the question comes.
 *
 *	client	|a NOOP..|			next_seq 0 -> 8
 *	server	|* OK hi..|a OK..|		next_seq 9 -> 15
 *
 * The question acknowledges nine bytes, which all were handed out, and goes
 * out at once.  With that the answer acknowledges nothing unseen any more, and
 * goes out behind it, in the same round of streams_next.
 *
 * Had the capture lost the question, the answer would wait until patience is
 * over.  Then the client's eight bytes are due (due_seq = 8): they are told as
 * a hole, and the answer behind it.
 */

#include "wire/stream.h"

#include <stddef.h>
#include <string.h>

#include "base/list.h"
#include "base/when.h"

enum {
	SLOT_BYTES = 2048,	/* an Ethernet segment and then some */
	WAITING_MAX = 96,	/* slots that one stream may fill: three
				 * offloads of 64 KiB */
	/* So many bytes may be acknowledged and not handed out yet; whoever
	 * acknowledges more lies. */
	UNSEEN_MAX = 1 << 20,
	NEAR_BYTES = 1 << 16	/* the largest window without scaling */
};

/* How long a gap is waited for that the other side has acknowledged: mirrors
 * reorder by milliseconds, and nobody sends those bytes again. */
#define PATIENCE_ACKED_NS	(300 * NS_PER_MS)
/* And one that nobody has acknowledged, maybe because only one direction is
 * captured. */
#define PATIENCE_NS		(10 * NS_PER_S)

struct waiting {
	struct stream *owner;
	int64_t when_ns;
	struct list_link link;	/* of its stream, by seq */
	uint32_t seq;
	uint32_t ack;
	uint32_t wire_bytes;
	uint32_t len;
	uint8_t bytes[SLOT_BYTES];
};

struct pool *
stream_store_new(uint32_t n_slots)
{
	return (pool_new(n_slots, sizeof(struct waiting), 0, NULL));
}

uint64_t
stream_store_bytes(uint32_t n_slots)
{
	return (pool_bytes(n_slots, sizeof(struct waiting), 0));
}

void
stream_init(struct stream *s)
{
	memset(s, 0, sizeof *s);
	s->first = s->lent = POOL_NONE;
}

static struct waiting *
waiting_at(const struct pool *store, uint32_t index)
{
	return (index == POOL_NONE ? NULL : pool_at(store, index));
}

static struct list_kind
list_of(const struct pool *store)
{
	return ((struct list_kind){ store, offsetof(struct waiting, link) });
}

/* Take a piece that waits out of its stream's list. */
static void
waiting_unlink(struct stream *s, const struct pool *store, struct waiting *w)
{
	const struct list_kind kind = list_of(store);

	list_remove(&kind, &s->first, w);
	s->n_waiting--;
}

static void
waiting_insert(struct stream *s, const struct pool *store, struct waiting *w)
{
	const struct list_kind kind = list_of(store);
	struct waiting *at = waiting_at(store, s->first), *after = NULL;

	/* Of pieces with one number the one that came first stays first. */
	for (; at != NULL && (int32_t)(at->seq - w->seq) <= 0;
	    at = list_next(&kind, at))
		after = at;
	list_insert(&kind, &s->first, w, after);
	s->n_waiting++;
}

/* Forget a piece; it is wiped, for it may hold a password. */
static void
waiting_drop(struct pool *store, struct waiting *w)
{
	wipe(w->bytes, w->len);
	pool_drop(store, w);
}

/* The piece lent by the last call was read.  If the capture cut off its end,
 * that goes on waiting, as a hole. */
static void
stream_return_lent(struct stream *s, struct pool *store)
{
	struct waiting *w = waiting_at(store, s->lent);

	if (w == NULL)
		return;
	s->lent = POOL_NONE;
	wipe(w->bytes, w->len);
	w->len = 0;
	if (w->wire_bytes > 0)
		waiting_insert(s, store, w);
	else
		pool_drop(store, w);
}

void
stream_fini(struct stream *s, struct pool *store)
{
	struct waiting *w;

	stream_return_lent(s, store);
	while ((w = waiting_at(store, s->first)) != NULL) {
		waiting_unlink(s, store, w);
		waiting_drop(store, w);
	}
}

void
stream_seen(struct stream *s)
{
	s->is_seen = true;
}

void
stream_start(struct stream *s, uint32_t seq)
{
	if (s->has_seq)
		return;
	s->next_seq = seq;
	s->has_seq = true;
}

void
stream_acked(struct stream *s, uint32_t ack)
{
	if (!s->has_ack || (int32_t)(ack - s->acked) > 0)
		s->acked = ack;
	s->has_ack = true;
}

bool
stream_end_is_acked(const struct stream *s)
{
	return (s->has_fin && s->has_ack &&
	    (int32_t)(s->acked - s->fin_seq) > 0);
}

void
stream_ends(struct stream *s, uint32_t seq)
{
	if (s->has_fin)
		return;
	s->fin_seq = seq;
	s->has_fin = true;
}

bool
stream_is_near(const struct stream *s, uint32_t seq)
{
	return (!s->has_seq || seq - s->next_seq + NEAR_BYTES <
	    2 * NEAR_BYTES);
}

bool
stream_is_over(const struct stream *s)
{
	return (s->has_fin &&
	    (!s->has_seq || (int32_t)(s->next_seq - s->fin_seq) >= 0));
}

static struct waiting *
waiting_new(struct pool *store)
{
	if (pool_is_full(store)) {
		struct waiting *old = pool_stalest(store);

		/* A piece that is lent is in no list, but its stream knows
		 * of it. */
		if (old->owner->lent == pool_index(store, old))
			old->owner->lent = POOL_NONE;
		else
			waiting_unlink(old->owner, store, old);
		wipe(old->bytes, old->len);
		pool_evict(store, old);
	}
	return (pool_put(store, NULL));
}

/* Copy an early piece into slots; what finds none is lost. */
static void
piece_store(struct stream *s, struct pool *store, struct piece *p)
{
	while (p->wire_bytes > 0 && s->n_waiting < WAITING_MAX) {
		struct waiting *w = waiting_new(store);
		size_t n = p->bytes.len < SLOT_BYTES ? p->bytes.len :
		    SLOT_BYTES;

		w->owner = s;
		w->when_ns = p->when_ns;
		w->seq = p->seq;
		w->ack = p->ack;
		w->len = (uint32_t)n;
		if (n > 0)
			memcpy(w->bytes, p->bytes.p, n);
		span_skip(&p->bytes, n);
		/* The end that the capture cut off goes with the last slot. */
		w->wire_bytes = p->bytes.len > 0 ? (uint32_t)n : p->wire_bytes;
		p->seq += w->wire_bytes;
		p->wire_bytes -= w->wire_bytes;
		waiting_insert(s, store, w);
	}
	p->wire_bytes = 0;
	p->bytes.len = 0;
}

/* Cut off a piece's beginning that was handed out before.  False when nothing
 * new is left of it. */
static bool
trim_old(const struct stream *s, uint32_t *seq, uint32_t *wire_bytes,
    struct span *bytes)
{
	uint32_t old = s->next_seq - *seq;

	if ((int32_t)old <= 0)
		return (*wire_bytes > 0);
	if (old >= *wire_bytes)
		return (false);
	*seq += old;
	*wire_bytes -= old;
	span_skip(bytes, old < bytes->len ? old : bytes->len);
	return (true);
}

/* Hand out a piece's bytes or, when they are gone, the hole that the snaplen
 * has cut behind them. */
static void
hand_out(struct stream *s, uint32_t *seq, uint32_t *wire_bytes,
    struct span *bytes, struct chunk *out)
{
	uint32_t n = bytes->len > 0 ? (uint32_t)bytes->len : *wire_bytes;

	out->bytes = *bytes;
	out->hole_bytes = bytes->len > 0 ? 0 : n;
	s->next_seq += n;
	*seq += n;
	*wire_bytes -= n;
	bytes->p += bytes->len;
	bytes->len = 0;
}

/* --- between the directions --- */

/* Does ack acknowledge more of the other direction than it has handed out?
 * Then *upto is how far that has to go first. */
static bool
is_unseen(const struct stream *other, uint32_t ack, uint32_t *upto)
{
	if (other == NULL || ack == 0 || !other->has_seq ||
	    !other->is_seen)
		return (false);
	if (other->has_fin && ack == other->fin_seq + 1)
		ack--;
	*upto = ack;
	return (ack - other->next_seq - 1 < UNSEEN_MAX);
}

/* Does the other direction's next piece wait for bytes of this one?  Then this
 * one must not wait for it. */
static bool
is_awaited(const struct stream *s, const struct stream *other,
    const struct pool *store)
{
	const struct waiting *w = waiting_at(store, other->first);
	uint32_t upto;

	return (w != NULL && (int32_t)(w->seq - other->next_seq) <= 0 &&
	    is_unseen(s, w->ack, &upto));
}

/* How much of a gap may be told as a hole now: the other direction's next
 * piece may have been said in the midst of it, and comes first then. */
static uint32_t
gap_limit(const struct stream *s, const struct stream *other,
    const struct pool *store, uint32_t gap)
{
	const struct waiting *w = other == NULL ? NULL :
	    waiting_at(store, other->first);

	if (w == NULL || w->ack == 0)
		return (gap);
	if ((int32_t)(w->ack - s->next_seq) <= 0)
		return ((int32_t)(w->seq - other->next_seq) <= 0 ? 0 : gap);
	return (w->ack - s->next_seq < gap ? w->ack - s->next_seq : gap);
}

/* Are bytes due that were not handed out: as they come, or as a hole? */
static bool
is_due(const struct stream *s)
{
	return (s->has_due && (int32_t)(s->due_seq - s->next_seq) > 0);
}

static void
hand_out_hole(struct stream *s, uint32_t bytes, struct chunk *out)
{
	out->bytes.len = 0;
	out->hole_bytes = bytes;
	s->next_seq += bytes;
}

static bool
has_patience(const struct stream *s, const struct waiting *w, bool is_acked,
    int64_t now_ns)
{
	return (s->n_waiting < WAITING_MAX && now_ns - w->when_ns <
	    (is_acked ? PATIENCE_ACKED_NS : PATIENCE_NS));
}

/* The next chunk of what waits.  False when nothing may go out yet: also when
 * bytes of the other direction have to go first, which are then due. */
static bool
next_waiting(struct stream *s, struct stream *other,
    const struct stream_round *round, struct chunk *out)
{
	struct pool *store = round->store;
	struct waiting *w;

	while ((w = waiting_at(store, s->first)) != NULL) {
		struct span bytes = { w->bytes, w->len };
		uint32_t gap = w->seq - s->next_seq, upto;

		out->when_ns = w->when_ns;
		if ((int32_t)gap > 0) {
			bool acked = s->has_ack &&
			    (int32_t)(s->acked - s->next_seq) > 0;

			if (is_due(s) && s->due_seq - s->next_seq < gap)
				gap = s->due_seq - s->next_seq;
			else if (!is_due(s) && !round->flush &&
			    has_patience(s, w, acked, round->now_ns))
				return (false);
			gap = gap_limit(s, other, store, gap);
			if (gap == 0)
				return (false);
			hand_out_hole(s, gap, out);
			return (true);
		}
		if (!is_due(s) && is_unseen(other, w->ack, &upto) &&
		    !is_awaited(s, other, store)) {
			if (!round->flush &&
			    has_patience(s, w, true, round->now_ns))
				return (false);
			other->due_seq = upto;
			other->has_due = true;
			return (false);
		}
		waiting_unlink(s, store, w);
		if (!trim_old(s, &w->seq, &w->wire_bytes, &bytes)) {
			waiting_drop(store, w);
			continue;
		}
		hand_out(s, &w->seq, &w->wire_bytes, &bytes, out);
		s->lent = pool_index(store, w);
		return (true);
	}
	if (!is_due(s))
		return (false);
	out->when_ns = round->now_ns;
	hand_out_hole(s, s->due_seq - s->next_seq, out);
	return (true);
}

bool
stream_next(struct stream *s, struct stream *other,
    const struct stream_round *round, struct piece *piece, struct chunk *out)
{
	uint32_t upto;

	stream_return_lent(s, round->store);
	if (piece->wire_bytes > 0) {
		stream_start(s, piece->seq);
		stream_seen(s);
		if (!trim_old(s, &piece->seq, &piece->wire_bytes,
		    &piece->bytes)) {
			piece->wire_bytes = 0;
			(*round->n_old)++;
		} else if (piece->seq == s->next_seq &&
		    (!is_unseen(other, piece->ack, &upto) ||
		    is_awaited(s, other, round->store))) {
			out->when_ns = piece->when_ns;
			hand_out(s, &piece->seq, &piece->wire_bytes,
			    &piece->bytes, out);
			return (true);
		} else
			piece_store(s, round->store, piece);
	}
	return ((s->n_waiting > 0 || is_due(s)) &&
	    next_waiting(s, other, round, out));
}

bool
streams_next(struct stream both[2], const struct stream_round *round,
    enum direction from, struct piece *piece, struct chunk *out)
{
	struct piece nothing = { 0, 0, 0, 0, { NULL, 0 } };
	struct stream *s = &both[from], *other = &both[!from];
	bool was_due;

	out->direction = from;
	if (stream_next(s, other, round, piece, out))
		return (true);
	/* What this direction has handed out may be what the other one waits
	 * for, and the other way round: until neither has more to say. */
	do {
		if (s->n_waiting == 0 && other->n_waiting == 0)
			return (false);
		was_due = is_due(s) || is_due(other);
		out->direction = (enum direction)!from;
		if (stream_next(other, s, round, &nothing, out))
			return (true);
		out->direction = from;
		if (stream_next(s, other, round, &nothing, out))
			return (true);
	} while (!was_due && (is_due(s) || is_due(other)));
	return (false);
}
