/*
 * Lockouts: a mail host that answered this office, saw its logins fail, and
 * now answers nobody here.  A lockout is foretold by the commonest lockers'
 * limits, and told when it begins and when it is over.
 *
 * A port that was never open, a server that went down with no failed login
 * before, and a line that is down are none.
 */

#ifndef JUDGE_LOCKOUT_H
#define JUDGE_LOCKOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/opening.h"
#include "data/limits.h"
#include "data/snapshot.h"
#include "judge/store.h"
#include "judge/uplink.h"
#include "judge/survey.h"
#include "judge/suspect.h"

enum { LOCKOUTS_KEPT = SNAP_LOCKOUTS };

struct lockouts {
	const struct store *store;	/* borrowed, as is the survey */
	struct survey *survey;
	struct hash_key key;
	struct pool *mailhosts;
	struct uplink uplink_v4, uplink_v6;
	uint64_t n_records;	/* ever; a ring */
	struct snap_lockout records[LOCKOUTS_KEPT];
	bool is_told[LOCKOUTS_KEPT];	/* that it began */
};

/* 0, or -1 when there is no memory. */
int	lockouts_init(struct lockouts *l, const struct limits *limits,
	    const struct store *st, struct survey *survey);
void	lockouts_fini(struct lockouts *l);
uint64_t	lockouts_bytes(const struct limits *limits);
/* Addresses forgotten for want of room. */
uint64_t	lockouts_evicted(const struct lockouts *l);

/* A host of the internet has granted a connection: the uplink works. */
void	lockouts_elsewhere(struct lockouts *l, int64_t when_ns,
	    const struct ip *host);

/*
 * True when *out tells of a lockout that began or is over.  Where no device
 * can be named it names none.
 */
bool	lockouts_opening(struct lockouts *l, const struct opening *k,
	    struct event *out);
/* That alert is handed out: one that was kept back has no end to tell. */
void	lockouts_told(struct lockouts *l, const struct event *alert);

/*
 * The login ev of this suspect failed, or (lockouts_unfail) did not after all.
 * True when *out foretells a lockout.
 */
bool	lockouts_fail(struct lockouts *l, const struct suspect *u,
	    const struct event *ev, struct event *out);
void	lockouts_unfail(struct lockouts *l, const struct event *ev);

/* Assert what is always true; for tests. */
void	lockouts_check(const struct lockouts *l);

#endif
