/*
 * The engine's inside, for its own rooms only: what they share.
 */

#ifndef ENGINE_INSIDE_H
#define ENGINE_INSIDE_H

#include "base/cache.h"
#include "base/pool.h"
#include "data/event.h"
#include "data/limits.h"
#include "data/protocols.h"
#include "engine/engine.h"
#include "engine/wheel.h"
#include "judge/ledger.h"
#include "talk/talk.h"
#include "wire/flow.h"
#include "wire/packet.h"
#include "wire/stream.h"

/* A connection that carries mail: flow + two streams + talk. */
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

/*
 * Where a session was first heard: both copies of a packet that passes a NAT
 * have the same server end and the same numbers.
 */
struct twin_key {
	struct ip server;
	uint16_t port;
	uint16_t direction;
	uint32_t seq, ack;
};

struct twin {
	int64_t when_ns;
	struct endpoint client;
};

/* A login told as unknown, which its server's later answers may settle. */
struct doubtful {
	struct unsettled doubt;
	struct event event;
};

enum { PORT_MAIL = 1, PORT_ODD = 2, PORT_NEWS = 4 };

/* Which connection a packet belongs to. */
struct addressed {
	struct flow_key key;
	uint64_t id;		/* a keyed hash of key */
	bool src_is_low;
};

/* What foresight has worked out of a frame already. */
struct foreseen {
	const uint8_t *bytes;	/* the frame's, to know it by; NULL: nothing */
	bool is_mail;		/* has something to tell: to is known, too */
	struct packet packet;
	struct addressed to;
};

struct engine {
	struct pool *self;		/* the engine's own memory */
	struct hash_key hash_key;
	struct limits limits;
	struct cache *openings;		/* struct flow, half open */
	uint64_t openings_lost;
	struct cache *flows;		/* struct flow, closed or ignored */
	struct pool *sessions;		/* struct session */
	struct cache *twins;		/* struct twin, by struct twin_key */
	struct pool *segments;
	struct pool *events;		/* struct event, oldest first */
	struct pool *doubts;		/* struct doubtful */
	struct pool *beliefs;		/* one struct snapshot, for finish */
	struct defrag *defrag;
	struct talk_store talks;
	struct ledger *ledger;
	struct wheel wheel;
	struct foreseen foreseen[FORESEE_MAX];
	int n_foreseen, next_foreseen;
	uint8_t ports[65536];		/* PORT_ bits */
	uint32_t n_odd;			/* sessions on odd ports */
	int64_t now_ns;
	bool has_time, is_finished;
	uint64_t seq;
	struct snap_capture capture;	/* counters; point and notes unset */
	struct mac own[OWN_MACS];	/* this computer's, live */
	int n_own;
	struct mac gateway;		/* the one learnt last, and when */
	int64_t gateway_ns;
	struct place_facts facts;
	enum point point;		/* as it was at point_ns */
	int64_t point_ns;
	uint32_t told_notes;		/* 1 << enum note: why none is named */
};

void	session_address(const struct engine *e, const struct packet *p,
	    struct addressed *out);
/* A TCP packet of a mail port, or one that looks like a greeting. */
void	session_packet(struct engine *e, const struct packet *p,
	    const struct addressed *to);

/* A connection is asked for, or granted: a SYN of a mail port, or odd one. */
void	knock_syn(struct engine *e, const struct packet *p,
	    const struct addressed *to);
/* An RST with no session; words where no SYN-ACK was seen. */
void	knock_reset(struct engine *e, const struct packet *p,
	    const struct addressed *to);
void	knock_words(struct engine *e, const struct packet *p,
	    const struct flow *f, const struct addressed *to);
/* An ICMP message that may refuse one. */
void	knock_icmp(struct engine *e, const struct packet *p);
/* A SYN of any port: does the internet answer at all? */
void	knock_elsewhere(struct engine *e, const struct packet *p);
/* Sessions whose deadline has passed by now_ns. */
void	sessions_expire(struct engine *e, int64_t now_ns);
/* All that are left; true when events must be taken before it can go on. */
bool	sessions_finish(struct engine *e);

/* What is known of this frame already, or NULL. */
struct foreseen	*foresight_of(struct engine *e, const struct frame *f);

/* Queue a login of this session. */
void	engine_login(struct engine *e, const struct session *s,
	    const struct told *told);
/* Queue what the ledger has come to believe. */
void	engine_verdicts(struct engine *e);

/* The ends of a session. */
struct who	session_who(const struct session *s);

#endif
