/*
 * What the engine's rooms share: its memory and the shape of a session.
 *
 * No function is declared here, and no room outside engine/ looks in.
 *
 * Always true:
 *   - a session in the pool has its deadline in the wheel, once;
 *   - a connection is half open or a session, never both; what is kept of it
 *     among the flows is of an earlier life, or of one that is over;
 *   - n_odd counts the sessions in the pool whose server's port is no mail
 *     port, and each such port has PORT_ODD;
 *   - events are numbered 1, 2, 3, ... by seq, without a gap;
 *   - capture and counts only grow, but for flows_in and flows_out: a flow
 *     leaves one of these for flows_both.
 */

#ifndef ENGINE_STATE_H
#define ENGINE_STATE_H

#include "base/cache.h"
#include "base/list.h"
#include "base/pool.h"
#include "data/event.h"
#include "data/limits.h"
#include "data/snapshot.h"
#include "engine/wheel.h"
#include "judge/ledger.h"
#include "talk/talk.h"
#include "wire/flow.h"
#include "wire/packet.h"
#include "wire/stream.h"

/* A connection that carries mail: flow, two streams, talk. */
struct session {
	uint64_t id;			/* first: the pool's key */
	struct flow flow;
	bool is_told;			/* the ledger knows of it */
	bool was_seen[2];		/* data, by enum direction */
	struct stream streams[2];	/* by enum direction */
	struct talk talk;
	/* Seldom looked at. */
	struct flow_key key;
	struct wheel_link wheel;
};

/* A login told as unknown, which its server's later answers may settle. */
struct unsettled_login {
	struct list_link link;		/* of its server's */
	struct unsettled why;
	struct event event;
};

enum { UNSETTLED_LISTS = 128 };

enum { PORT_MAIL = 1, PORT_ODD = 2, PORT_NEWS = 4 };

/* What prefetch.c has read of a frame before its turn. */
struct prefetched {
	const uint8_t *bytes;	/* the frame's, to know it by; NULL: nothing */
	bool is_mail;		/* has something to tell: to is known, too */
	struct packet packet;
	struct flow_address to;
};

struct engine {
	struct pool *self;		/* the engine's own memory */
	struct hash_key hash_key;
	struct cache *half_open;	/* struct flow, by flow_address.id */
	uint64_t half_open_lost;
	struct cache *flows;		/* struct flow, closed or ignored */
	struct pool *sessions;		/* struct session */
	struct cache *twins;		/* see twins.c */
	struct pool *segments;
	struct pool *events;		/* struct event, oldest first */
	struct pool *unsettled;		/* struct unsettled_login, by age */
	/* By server, see unsettled.c. */
	uint32_t unsettled_first[UNSETTLED_LISTS];
	uint32_t unsettled_last[UNSETTLED_LISTS];
	struct defrag *defrag;
	struct talk_store talks;
	struct ledger *ledger;
	struct wheel wheel;
	struct prefetched prefetched[PREFETCH_MAX];
	int n_prefetched, next_prefetched;
	uint8_t ports[65536];		/* PORT_ bits */
	uint32_t n_odd;			/* sessions on odd ports */
	int64_t now_ns;
	bool has_time, is_finished;
	uint64_t seq;			/* of the last event */
	struct snap_capture capture;	/* counters; point and notes unset */
	struct mac own[OWN_MACS];	/* this computer's, live */
	int n_own;
	struct mac gateway;		/* the one learnt last, and when */
	int64_t gateway_ns;
	int64_t watch_ns;		/* until then is SIGN_GOES_ON of use */
	int64_t goes_on_ns;		/* it was told last */
	struct capture_counts *counts;	/* in the ledger */
};

#endif
