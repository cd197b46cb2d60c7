/*
 * Postfix, whose login is refused, says QUIT at once and gives no other sign
 * of what it is (RUNS.md R1).  But it opens a connection for each mail that is
 * due (qmgr(8): default_destination_concurrency_limit 20).  A person's program
 * sends one mail after the other, and one that asks again by itself does so
 * when it has been answered: neither waits for two answers to the same
 * credentials at a time.
 */

#include "judge/queue.h"

#include "base/when.h"
#include "judge/logins.h"

enum { QUEUE_BURSTS = 2 };	/* a guess: once is two windows of a program */

/* Whoever waits longer has not been answered at all: a guess. */
#define WAIT_NS		(60 * NS_PER_S)
/* Two bursts are so far apart at least: a guess. */
#define APART_NS	(30 * NS_PER_S)

static int64_t
asked_ns(const struct login *l)
{
	return (l->when_ns - (int64_t)l->delay_ms * NS_PER_MS);
}

/* Was the younger one asked for before the older one was answered? */
static bool
is_at_once(const struct login *young, const struct login *old)
{
	return (young->connection != old->connection &&
	    young->outcome == OUTCOME_FAILED &&
	    old->outcome == OUTCOME_FAILED &&
	    young->secret_tag == old->secret_tag &&
	    young->when_ns - asked_ns(young) < WAIT_NS &&
	    asked_ns(young) < old->when_ns);
}

bool
queue_shows(const struct store *st, const struct account *a)
{
	const struct login *l = logins_newest(st, a), *old;
	uint32_t bursts = 0;
	int64_t last_ns = 0;

	if (a->proto != PROTO_SMTP)
		return (false);
	for (; l != NULL; l = old) {
		old = logins_older(st, l);
		if (old == NULL || !is_at_once(l, old))
			continue;
		if (bursts == 0 || last_ns - l->when_ns > APART_NS)
			bursts++;
		last_ns = l->when_ns;
	}
	return (bursts >= QUEUE_BURSTS);
}
