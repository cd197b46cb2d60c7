/*
 * Whose failed logins came before a lockout.
 */

#ifndef JUDGE_BLAME_H
#define JUDGE_BLAME_H

#include <stdint.h>

#include "data/snapshot.h"
#include "judge/kin.h"
#include "judge/store.h"

/* Failures of that side that can have been the reason for what began at
 * since_ns; and the last of these, 0 = none. */
uint32_t	blame_failures(const struct kin *k, const struct side *s,
		    int64_t since_ns);
int64_t	blame_last_ns(const struct kin *k, const struct side *s,
	    int64_t since_ns);
/* The device that made most of them, if one did, as the trigger of out. */
void	blame_name(const struct store *st, const struct kin *k,
	    const struct side *s, int64_t since_ns, struct snap_lockout *out);

#endif
