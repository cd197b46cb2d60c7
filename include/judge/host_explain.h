/*
 * Which explanation fits what a mail host does?  Each row of HOST_CAUSES is
 * scored by what was seen; a person is told the best one only where the next
 * best is far behind, and not before it had the time to show.
 */

#ifndef JUDGE_HOST_EXPLAIN_H
#define JUDGE_HOST_EXPLAIN_H

#include <stdbool.h>

#include "data/host_causes.h"
#include "judge/host_facts.h"

/* Ten points are ten times likelier (all of them guesses). */
enum { EXPLAIN_MARGIN = 10, EXPLAIN_NEVER = -1000 };

/* The best, where it may be told; HOST_CAUSES_COUNT: none. */
enum host_cause	explain(const struct host_facts *f);
/* For tests, and for a belief that is looked at again. */
int	explain_score(enum host_cause c, const struct host_facts *f);

#endif
