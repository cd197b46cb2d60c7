/*
 * Sessions that have just begun, and what came of their logins is not told
 * yet: one of them may make good what is about to be charged.
 */

#ifndef JUDGE_YOUNG_H
#define JUDGE_YOUNG_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/facts.h"
#include "judge/store.h"
#include "judge/suspect.h"

/* A session of the client has begun; a login of it has been told. */
void	young_begins(struct store *st, const struct client *c,
	    const struct who *w, int64_t when_ns);
void	young_told(struct store *st, const struct login *l);

/*
 * Does what TLS hides at the host where this suspect fails stay undecided in a
 * session begun soon after its last failure?
 */
bool	young_holds(const struct store *st, const struct suspect *u,
	    const struct facts *f);

#endif
