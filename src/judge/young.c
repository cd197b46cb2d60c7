/*
 * Apple Mail, told that its token has expired, comes again 3 s later with a new
 * one; inside TLS either login is known only when the lengths of the host's
 * answers are, and a refusal may be known first.
 *
 * A session whose login is not told yet is kept for itself; one told as
 * undecided is in the log.
 */

#include "judge/young.h"

#include "base/when.h"
#include "judge/hosts.h"
#include "judge/logins.h"

/* A program that tries again does so by then: a guess. */
#define SOON_NS		(20 * NS_PER_S)

void
young_begins(struct store *st, const struct client *c, const struct who *w,
    int64_t when_ns)
{
	const struct server *s = pool_find(st->servers, &w->server);

	if (s == NULL)
		return;
	st->young[st->n_young++ % YOUNG_KEPT] = (struct young){
	    logins_connection(st, w), when_ns,
	    pool_index(st->clients, c), s->host };
}

void
young_told(struct store *st, const struct login *l)
{
	uint32_t i;

	for (i = 0; i < YOUNG_KEPT; i++)
		if (st->young[i].connection == l->connection)
			st->young[i].connection = 0;
}

static bool
is_soon(int64_t begun_ns, int64_t failed_ns)
{
	return (begun_ns > failed_ns && begun_ns - failed_ns <= SOON_NS);
}

static bool
is_undecided(const struct store *st, const struct account *a, int64_t since_ns)
{
	const struct login *l;

	for (l = logins_newest(st, a); l != NULL && l->when_ns > since_ns;
	    l = logins_older(st, l))
		if (l->outcome == OUTCOME_UNKNOWN &&
		    l->reason == REASON_NOT_SEEN &&
		    is_soon(l->when_ns - (int64_t)l->delay_ms * NS_PER_MS,
		    since_ns))
			return (true);
	return (false);
}

static bool
is_young(const struct store *st, const struct client *c,
    const struct facts *f)
{
	uint32_t i, number = pool_index(st->clients, c);

	for (i = 0; i < YOUNG_KEPT; i++) {
		const struct young *y = &st->young[i];

		if (y->connection != 0 && y->client == number &&
		    y->host == f->wrong->host &&
		    is_soon(y->begun_ns, f->last_own_ns))
			return (true);
	}
	return (false);
}

bool
young_holds(const struct store *st, const struct suspect *u,
    const struct facts *f)
{
	const struct client *c;
	const struct account *a;

	if (f->inferred == 0 || f->wrong == NULL ||
	    f->wrong->host == POOL_NONE)
		return (false);
	for (c = suspect_next_client(st, u, NULL); c != NULL;
	    c = suspect_next_client(st, u, c))
		if (is_young(st, c, f))
			return (true);
	for (a = suspect_next_account(st, u, NULL); a != NULL;
	    a = suspect_next_account(st, u, a))
		if (a->host == f->wrong->host &&
		    is_undecided(st, a, f->last_own_ns))
			return (true);
	return (false);
}
