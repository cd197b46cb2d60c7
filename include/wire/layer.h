/*
 * What is left of a frame while it is taken apart: the bytes from here on and
 * what they claim to be.  Each layer's room (link.h, ip.h, tunnel.h) turns one
 * into the next; wire/packet.c walks them.
 */

#ifndef WIRE_LAYER_H
#define WIRE_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum layer_kind {
	LAYER_NONE,		/* nothing we read */
	LAYER_LINK,		/* what: LINKTYPE_ value (data/links.h) */
	LAYER_NET,		/* what: EtherType (data/traffic.h) */
	LAYER_TRANSPORT,	/* what: IP protocol number (the same) */
	LAYER_DONE		/* packet->kind says what it is */
};

struct layer {
	enum layer_kind kind;
	uint32_t what;
	struct span s;		/* captured bytes from here on */
	uint32_t wire_bytes;	/* the same on the wire, >= s.len */
};

/* Nothing more is read of this frame. */
static inline void
layer_end(struct layer *l)
{
	l->kind = LAYER_NONE;
}

/* Step over n bytes of header.  False when they were not captured: that is
 * the end. */
static inline bool
layer_skip(struct layer *l, size_t n)
{
	if (!span_skip(&l->s, n)) {
		layer_end(l);
		return (false);
	}
	l->wire_bytes -= (uint32_t)n <= l->wire_bytes ? (uint32_t)n :
	    l->wire_bytes;
	return (true);
}

#endif
