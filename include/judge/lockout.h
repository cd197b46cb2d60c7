/*
 * Lockouts: a mail host that answered this office, saw its logins fail, and
 * now answers nobody here, or tells it off.  A lockout is foretold by the
 * commonest lockers' limits, and told when it begins and when it is over.
 *
 * A host that fails for another reason is told as that, where it is sure; see
 * data/host_causes.h for what competes.
 */

#ifndef JUDGE_LOCKOUT_H
#define JUDGE_LOCKOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/event.h"
#include "data/opening.h"
#include "data/limits.h"
#include "data/snapshot.h"
#include "judge/records.h"
#include "judge/store.h"
#include "judge/uplink.h"
#include "judge/survey.h"
#include "judge/suspect.h"

struct lockouts {
	const struct store *store;	/* borrowed, as is the survey */
	struct survey *survey;
	struct hash_key key;
	struct pool *mailhosts;
	struct uplink uplink_v4, uplink_v6;
	int64_t vain_ns;	/* the last try in vain at any of them */
	struct records records;
};

/* 0, or -1 when there is no memory. */
int	lockouts_init(struct lockouts *l, const struct limits *limits,
	    const struct store *st, struct survey *survey);
void	lockouts_fini(struct lockouts *l);
uint64_t	lockouts_bytes(const struct limits *limits);
/* Addresses forgotten for want of room. */
uint64_t	lockouts_evicted(const struct lockouts *l);

/* A host of the internet has granted a connection: the uplink works; or is
 * asked for one. */
void	lockouts_elsewhere(struct lockouts *l, int64_t when_ns,
	    const struct ip *host);
void	lockouts_asked_elsewhere(struct lockouts *l, int64_t when_ns,
	    const struct ip *host);

/*
 * What became of a connection, and what one shows that runs.  Alerts that
 * follow are taken with lockouts_next; where no device can be named they name
 * none.
 */
void	lockouts_opening(struct lockouts *l, const struct opening *k);
void	lockouts_sign(struct lockouts *l, const struct sign *s);
void	lockouts_greeting(struct lockouts *l, const struct greeting *g);
/* A login was answered, well or not. */
void	lockouts_heard(struct lockouts *l, const struct event *ev);
bool	lockouts_next(struct lockouts *l, struct event *out);
/* That alert is handed out: one that was kept back has no end to tell. */
void	lockouts_told(struct lockouts *l, const struct event *alert);
/* Until when is it worth a look what running connections show?  So long after
 * a try in vain. */
int64_t	lockouts_watch_ns(const struct lockouts *l);

/*
 * The login ev failed, or (lockouts_unfail) did not after all.
 * True when *out foretells a lockout; of what is_excused none is.
 */
bool	lockouts_fail(struct lockouts *l, const struct event *ev,
	    bool is_excused, struct event *out);
void	lockouts_unfail(struct lockouts *l, const struct event *ev);
/* It was turned away for what it asked: some lockers count that. */
void	lockouts_turned_away(struct lockouts *l, const struct event *ev);

/* Assert what is always true; for tests. */
void	lockouts_check(const struct lockouts *l);

#endif
