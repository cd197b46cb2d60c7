/*
 * One direction of a connection, put in order.
 *
 * Pieces come as the capture has them: early, late, twice, overlapping, with
 * their ends cut off.  Out come bytes in order, each once, or a hole of known
 * size.  A hole is told only when waiting longer makes no sense: the other
 * side has acknowledged the bytes (so the capture lost them and nobody will
 * send them again), or too much waits already.
 */

#ifndef WIRE_STREAM_H
#define WIRE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/pool.h"
#include "base/span.h"
#include "data/frame.h"

struct stream {
	int64_t waiting_ns;	/* since when something waits behind a gap */
	uint32_t next_seq;	/* of the next byte in order */
	uint32_t fin_seq;
	uint32_t acked;		/* by the other side */
	uint32_t first;		/* waiting piece with the lowest seq */
	uint32_t lent;		/* piece handed out by the last call */
	uint8_t n_waiting;
	bool has_seq : 1, has_fin : 1, has_ack : 1;
};

/* A segment; borrowed for one round of stream_next. */
struct piece {
	int64_t when_ns;
	uint32_t seq;
	uint32_t wire_bytes;	/* left of it on the wire */
	struct span bytes;	/* left of it in the capture */
};

/* The shared store of waiting pieces; NULL when there is no memory. */
struct pool	*stream_store_new(uint32_t n_slots);

void	stream_init(struct stream *s);
void	stream_fini(struct stream *s, struct pool *store);

/* The stream's first byte will be this one (a SYN's seq + 1). */
void	stream_start(struct stream *s, uint32_t seq);
/* The other side has acknowledged everything before ack. */
void	stream_acked(struct stream *s, uint32_t ack);
/* Its end: the seq after its last byte. */
void	stream_ends(struct stream *s, uint32_t seq);
/* Everything up to the end was handed out. */
bool	stream_is_over(const struct stream *s);

/*
 * Hand out the next chunk in order (direction is the caller's to set): from
 * the piece if it fits, else from what waits, else, when patience is over or
 * flush is set, the hole before what waits.  Call with the same piece until
 * false; the chunk's bytes are good until the next call.  Returns false with
 * the piece used up.  *n_old counts segments that brought nothing new.
 */
bool	stream_next(struct stream *s, struct pool *store, struct piece *piece,
	    bool flush, int64_t now_ns, struct chunk *out, uint64_t *n_old);

#endif
