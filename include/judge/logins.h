/*
 * The log of logins: what verdicts are made of.  A login that is told anew
 * keeps its place, so whatever is read from the log is as true as what was
 * told last; nothing has to be undone.
 */

#ifndef JUDGE_LOGINS_H
#define JUDGE_LOGINS_H

#include <stdbool.h>

#include "judge/store.h"

/* So far back is looked in the log of a host (a guess: an office's hour). */
enum { HOST_LOGINS = 256 };

/* Put this login of the account into the log, or, where it corrects one that
 * is there still, in its place.  The account counts it. */
struct login	*logins_take(struct store *st, struct account *a,
		    const struct event *ev);
/* The connection's tag, as its logins have it. */
uint64_t	logins_connection(const struct store *st,
		    const struct who *w);
/* The account is to be forgotten, and its logins with it. */
void	logins_forget(struct store *st, struct account *a);

/* By the moment that decided them, newest first; NULL after the last. */
struct login	*logins_newest(const struct store *st,
		    const struct account *a);
struct login	*logins_older(const struct store *st, const struct login *l);
/* The same of all that log in to this host. */
struct login	*host_newest(const struct store *st, const struct host *h);
struct login	*host_older(const struct store *st, const struct login *l);

static inline const struct account *
login_account(const struct store *st, const struct login *l)
{
	return (pool_at(st->accounts, l->account));
}

static inline enum family
account_family(const struct account *a)
{
	return (ip_is_v4(&a->server.ip) ? FAMILY_V4 : FAMILY_V6);
}

/* Was it let in, or most likely so? */
bool	login_got_in(const struct login *l);
/* False: no login with this secret was ever let in.  It need not be walked
 * for. */
bool	logins_may_hold(const struct store *st, uint64_t secret);

/* Failures since the account was last let in, as far as they are kept. */
uint32_t	logins_streak(const struct store *st, const struct account *a);

/* All logins of the account are this host's from now on (NULL: no one's). */
void	logins_move(struct store *st, struct account *a, struct host *to);
/* Asserts what is always true of this account's logins; for tests. */
void	logins_check(const struct store *st, const struct account *a);

#endif
