/*
 * How long a host's refusals take, as a rule.  Inside TLS that alone tells a
 * refused password from a limit that is reached: a host that thinks for
 * seconds about the one answers the other at once.
 */

#ifndef JUDGE_USUAL_H
#define JUDGE_USUAL_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/store.h"

/* Is this refusal, which TLS hides, quicker by far than those by this service
 * of whom the host never let in?  NULL: no host is known, and none is. */
bool	usual_is_odd(const struct store *st, struct host *h,
	    enum service service, const struct login *l);
/* Asserts that what hosts keep of it is what their logs say; for tests. */
void	usual_check(const struct store *st);

#endif
