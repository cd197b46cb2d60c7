/*
 * Both directions of a connection, put in order: each in its own, and the two
 * between them.
 *
 * Who acknowledges bytes has read them: what he says comes behind them, also
 * when a mirror swaps the two or a capture has lost the first (RFC 9293 3.4,
 * 3.10.7.4).  Without that, an answer is read as that to the command before,
 * and all that follow are one off.
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

/*
 * One direction.  Always: of what waits, the pieces stand in a list by seq,
 * n_waiting of them; at most one more is lent, and in no list.  next_seq only
 * grows (modulo 2^32), so that each byte is handed out once.
 */
struct stream {
	uint32_t next_seq;	/* of the next byte in order */
	uint32_t fin_seq;	/* behind its last byte */
	uint32_t acked;		/* the other side has read up to here */
	uint32_t due_seq;	/* up to here without waiting, holes told */
	uint32_t first;		/* index of the lowest piece that waits */
	uint32_t lent;		/* index of the piece last handed out */
	uint8_t n_waiting;
	bool has_seq : 1, has_fin : 1, has_ack : 1, has_due : 1;
	bool is_seen : 1;
};

/* A segment; borrowed for one round of stream_next. */
struct piece {
	int64_t when_ns;
	uint32_t seq;
	uint32_t wire_bytes;	/* left of it on the wire */
	uint32_t ack;		/* what it acknowledges, 0 = nothing */
	struct span bytes;	/* left of it in the capture */
};

/* The shared store of waiting pieces; NULL when there is no memory. */
struct pool	*stream_store_new(uint32_t n_slots);
uint64_t	stream_store_bytes(uint32_t n_slots);

void	stream_init(struct stream *s);
void	stream_fini(struct stream *s, struct pool *store);

/* The capture shows this direction, be it only its acknowledgements. */
void	stream_seen(struct stream *s);
/* The stream's first byte will be this one (a SYN's seq + 1). */
void	stream_start(struct stream *s, uint32_t seq);
/* The other side has acknowledged everything before ack. */
void	stream_acked(struct stream *s, uint32_t ack);
/* Does the other side know that no more will come? */
bool	stream_end_is_acked(const struct stream *s);
/* This direction has said where it ends: seq is that of its FIN. */
void	stream_ends(struct stream *s, uint32_t seq);
/* Is seq so near to what was handed out that it is of this connection? */
bool	stream_is_near(const struct stream *s, uint32_t seq);
/* Was everything up to the end handed out? */
bool	stream_is_over(const struct stream *s);

/* What stays the same while the chunks of one piece are asked for. */
struct stream_round {
	struct pool *store;	/* where pieces of all streams wait */
	int64_t now_ns;		/* packet time */
	bool flush;		/* nothing more comes: wait for no piece */
	uint64_t *n_old;	/* counts segments that brought nothing new */
};

/*
 * Hand out the next chunk in order of one direction: from the piece if it
 * fits, else from what waits, else, when patience is over or round->flush is
 * set, the hole before what waits.  other is the other direction, NULL when
 * there is none: what acknowledges more than it has handed out waits too.
 * Call with the same piece until false; the chunk's bytes are good until the
 * next call.  Returns false with the piece used up.
 */
bool	stream_next(struct stream *s, struct stream *other,
	    const struct stream_round *round, struct piece *piece,
	    struct chunk *out);

/*
 * The same for both, by enum direction: the piece is of direction from, and
 * the chunk may be of either.
 */
bool	streams_next(struct stream both[2], const struct stream_round *round,
	    enum direction from, struct piece *piece, struct chunk *out);

#endif
