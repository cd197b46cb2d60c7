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

/* The usual delay of those it never let in, in ms; 0: it has none that is
 * long, or too few are known. */
uint32_t	usual_refusal_ms(const struct store *st,
		    const struct host *h, enum service service);
/* Is this refusal, which TLS hides, none of that kind? */
bool	usual_is_odd(const struct login *l, uint32_t usual_ms);

#endif
