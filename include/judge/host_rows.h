/*
 * Mail hosts read out: each name with its addresses, how it does, and how near
 * a lockout is.
 */

#ifndef JUDGE_HOST_ROWS_H
#define JUDGE_HOST_ROWS_H

#include <stdint.h>

#include "data/snapshot.h"
#include "judge/forecast.h"
#include "judge/lockout.h"

/* The nearest lockout of any client's at this host; no policy: no risk. */
void	host_risk(const struct lockouts *l, const struct mailhost *m,
	    int64_t now_ns, struct forecast *out);

void	host_rows_fill(const struct lockouts *l, int64_t now_ns,
	    struct snapshot *out);

#endif
