/*
 * The engine: frames in, events out, beliefs on request.
 *
 * Pure: no clock, no file, no allocation after engine_new.  The same frames
 * give the same events, with or without engine_advance in between.
 */

#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/census.h"
#include "data/event.h"
#include "data/frame.h"
#include "data/limits.h"
#include "data/snapshot.h"
#include "data/taught.h"
#include "data/unsealer.h"

struct engine;

struct engine_setup {
	uint64_t memory_bytes;	/* 0 = MEMORY_DEFAULT_BYTES */
	uint8_t key[32];	/* random bytes: hash key, secret tag key */
	/* Opens what is inside TLS; borrowed.  NULL = nobody has keys. */
	const struct unsealer *unsealer;
	/* Known of servers beforehand; borrowed.  NULL = nothing. */
	const struct taught *taught;
	bool learns;		/* engine_lesson is to have something */
};

/* NULL when there is no memory.  Frees with engine_free. */
struct engine	*engine_new(const struct engine_setup *setup);
void	engine_free(struct engine *e);

/* How so much memory is divided; 0 as in struct engine_setup. */
void	engine_limits(uint64_t memory_bytes, struct limits *out);
/* What engine_new takes under such limits. */
uint64_t	engine_bytes(const struct limits *l);

/*
 * One frame.  The caller drains engine_next_event after each call (or at
 * least every DRAIN_MAX frames): a full ring loses the oldest, counted as
 * evicted.
 */
void	engine_frame(struct engine *e, const struct frame *f);

/*
 * For speed alone: name the next frames, PREFETCH_MAX at most, and the rows
 * they need are fetched all at once instead of one after another.  They must
 * then come, as they are and in this order.
 */
void	engine_prefetch(struct engine *e, const struct frame *frames, int n);

/* Time has come to now_ns with no frame; never backwards. */
void	engine_advance(struct engine *e, int64_t now_ns);

/*
 * The capture is over: what waits is decided as far as it can be.  True when
 * there is more to tell than the ring holds: drain it and call again.
 */
bool	engine_finish(struct engine *e);

/* The capture's own counter of packets it had to drop. */
void	engine_set_dropped(struct engine *e, uint64_t dropped);

/*
 * Live: a MAC of this computer's own, so that its sessions are known; OWN_MACS
 * at most, the rest is not listened to.
 */
void	engine_own_mac(struct engine *e, const struct mac *m);

bool	engine_next_event(struct engine *e, struct event *out);
/* Fill the caller's snapshot (about 600 KB: not for the stack). */
void	engine_snapshot(struct engine *e, struct snapshot *out);
/* All devices of the link (about 600 KB too). */
void	engine_census(const struct engine *e, struct census *out);

/*
 * Where the tables lie that are looked up by hash, so that each look is at
 * another page: one range for each i from 0 until false, for a caller that can
 * have them on large pages.
 */
bool	engine_memory(const struct engine *e, int i, void **at,
	    size_t *bytes);

/* Assert what the engine's rooms say is always true: for fuzz targets. */
void	engine_check(const struct engine *e);

/* What the unsealer could do so far; zeros without one. */
void	engine_unsealed(const struct engine *e, struct unsealed_counts *out);

/* What words have taught, the rows from 0 on; false beyond the last. */
bool	engine_lesson(const struct engine *e, uint32_t i, struct lesson *out);

/* Failing devices so far, for a progress line. */
uint32_t	engine_failing(const struct engine *e);

#endif
