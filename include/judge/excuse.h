/*
 * Refusals that the host itself is the reason of, where lockers are asked how
 * near they are: it refuses everybody, or an account of it is locked.
 */

#ifndef JUDGE_EXCUSE_H
#define JUDGE_EXCUSE_H

#include <stdbool.h>

#include "judge/lockout.h"
#include "judge/store.h"

/* Is this login refused though what it says got in before? */
bool	excuse_holds(const struct store *st, const struct login *l);
/* The host of this account has begun to refuse, as is known now: its logins
 * since are looked at again. */
void	excuse_since(const struct store *st, const struct account *a,
	    struct lockouts *lockouts);

#endif
