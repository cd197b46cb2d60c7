/*
 * Are two faces one device?  Asked where a login fails, answered by what both
 * have tried, are called, and when; taken back where both are active at once.
 */

#ifndef JUDGE_LIKENESS_H
#define JUDGE_LIKENESS_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/store.h"

/* The client did mail; faces of its ring that cannot be it leave. */
void	likeness_seen(struct store *st, struct client *c, int64_t when_ns);
/*
 * A login of the client with this account failed, or was good: join the faces
 * that are the same device and have failed.  True when any was.  is_new: it is
 * the first with this account or secret.
 */
bool	likeness_match(struct store *st, struct client *c,
	    const struct account *a, bool is_good, bool is_new);

#endif
