/*
 * Lockouts read out, for a snapshot and for the facts of the capture point.
 */

#ifndef JUDGE_LOCKOUT_ROWS_H
#define JUDGE_LOCKOUT_ROWS_H

#include <stdint.h>

#include "data/snapshot.h"
#include "judge/lockout.h"
#include "judge/place.h"

/* The lockouts' rows, and how the servers listed in out do. */
void	lockout_rows_fill(const struct lockouts *l, int64_t now_ns,
	    struct snapshot *out);

/* The tries in vain, as a part of the facts. */
void	lockout_rows_place(const struct lockouts *l, struct place_facts *out);

#endif
