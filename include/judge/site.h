/*
 * A mail host's address, as its ports are asked for: which ports answer,
 * which have stopped, and the failed logins of the last hour.
 */

#ifndef JUDGE_SITE_H
#define JUDGE_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/opening.h"
#include "data/snapshot.h"
#include "judge/books.h"
#include "judge/window.h"

enum {
	SITE_GATES = SNAP_PORTS,
	SITE_MISHAPS = 32,	/* the greatest of the policies counts 10 */
	SITE_SEEKERS = 24	/* then "24 or more" */
};

/* One port of it. */
struct gate {
	uint16_t port;
	uint8_t proto;		/* enum proto */
	bool is_locked;
	int64_t answered_ns;	/* its last answer, 0 = none was seen */
	/* Tries in vain since: all, and those that could mean a lockout. */
	uint32_t vain, silent, reset, rejected, unreachable;
	/* Of the silent: asked between two signs that the way is open, as it
	 * was at up_ns for the first time since they began. */
	uint32_t proven;
	int64_t up_ns;
	int64_t first_ns, last_ns;
	struct window failed;	/* logins */
};

/* A login that failed, and whose it was. */
struct mishap {
	int64_t when_ns;	/* INT64_MIN: it was none after all */
	struct leaf_key device;
	struct ip ip;
	enum proto proto;
};

/* A client that tried in vain. */
struct seeker {
	uint64_t tag;
	uint8_t gates;		/* where: a bit for each */
	bool is_counted;	/* in the record of the lockout that holds */
};

struct site {
	struct ip ip;		/* the key */
	uint32_t n_gates;
	struct gate gates[SITE_GATES];
	uint32_t n_mishaps;	/* ever; a ring */
	struct mishap mishaps[SITE_MISHAPS];
	uint32_t n_seekers;
	struct seeker seekers[SITE_SEEKERS];
	struct opening last;	/* in vain */
	/* SYNs that were answered, and those lost before these. */
	uint32_t granted, lost;
	bool is_locked;
	uint64_t lockout;	/* number of its record, while locked */
	bool is_warned;		/* a forecast was told, and still holds */
};

/* Found, or made while it has room for one more; NULL if it has none. */
struct gate	*site_gate(struct site *s, uint16_t port);
const struct gate	*site_find_gate(const struct site *s, uint16_t port);

/* A try in vain; tag is the client's.  False: it is the last one after NAT. */
bool	site_vain(struct site *s, struct gate *g, const struct opening *k,
	    uint64_t tag);
/* The last answer of any of its ports; 0 = none. */
int64_t	site_answered_ns(const struct site *s);
/* It has answered: what was in vain before is past. */
void	site_answered(struct site *s, struct gate *g, int64_t when_ns);

/* It has answered once, and does not any more. */
bool	gate_is_shut(const struct gate *g);
/* Its shut gates are a lockout's, until site_unlock. */
void	site_lock(struct site *s);
/* Those gates that go on refusing begin anew. */
void	site_unlock(struct site *s);
/* Clients that tried in vain: at this gate (NULL: at any); of the lockout
 * that holds. */
uint32_t	site_seekers(const struct site *s, const struct gate *g);
uint32_t	site_locked_out(const struct site *s);

void	site_failed(struct site *s, const struct event *ev,
	    const struct leaf_key *device);
/* This failure was none. */
void	site_unfailed(struct site *s, const struct event *ev);

/* Of the ring, from the newest (i 0) back; NULL for no more. */
const struct mishap	*site_mishap(const struct site *s, uint32_t i);

#endif
