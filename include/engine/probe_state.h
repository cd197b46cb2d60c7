/*
 * What the rooms of a probe share.  No function is declared here, and no room
 * outside engine/ looks in.
 *
 * Always true: states[i] is of view.rows[i]; seen and sent count this round's
 * SYNs; is_over says that each row has an answer.
 */

#ifndef ENGINE_PROBE_STATE_H
#define ENGINE_PROBE_STATE_H

#include "base/pool.h"
#include "data/probe.h"
#include "wire/defrag.h"
#include "wire/packet.h"

enum {
	/* On the link; the first come stay. */
	PROBE_NEIGHBOURS = 64,
	/* Connections that programs begin to what is asked: the last. */
	PROBE_TRIED = 64
};

struct row_state {
	uint8_t seen, sent;	/* SYNs, by the capture and by the plan */
	uint8_t heard;		/* answers, up to a bound */
	bool is_told;
	int64_t seen_ns;	/* the last one that was seen */
};

/* Who may be on this link: asked for by ARP or neighbour discovery. */
struct probe_neighbour {
	struct ip ip;
	uint32_t asks;
	bool is_there;
};

/* A SYN of somebody's program: its answer is known by the number. */
struct probe_tried {
	uint32_t row, seq;
	uint16_t from_port;
};

struct probe {
	struct pool *self;
	struct defrag *defrag;
	uint8_t key[PROBE_KEY_BYTES];
	struct probe_view view;
	struct row_state states[PROBE_ROWS];
	struct probe_neighbour neighbours[PROBE_NEIGHBOURS];
	uint32_t n_neighbours;
	struct ip asker[PROBE_FAMILIES];	/* us; zero: unknown */
	struct probe_tried tried[PROBE_TRIED];
	uint32_t n_tried;	/* of all time */
	uint32_t round;
	int64_t now_ns, next_ns, busy_ns;
	bool is_over, is_judged;
	bool is_told_by_kernel;		/* there is no capture */
	/* What was told of the whole. */
	enum probe_verdict told;
	bool is_told;
};

#endif
