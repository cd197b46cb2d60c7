/*
 * Logins inside TLS of which nobody can tell how they went.  They count for
 * nobody; but where one account has nothing else, they are told of.
 */

#ifndef JUDGE_UNTOLD_H
#define JUDGE_UNTOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "data/snapshot.h"
#include "judge/store.h"
#include "judge/suspect.h"

/* Of one account, since it was let in or refused for sure. */
struct untold {
	const struct account *account;	/* NULL: of none */
	uint32_t n;			/* more likely refused than not */
	uint32_t of;			/* all of them */
	uint32_t borne_out;		/* likely, and borne out (logins) */
	uint32_t pct;			/* of those n, summed */
	int64_t first_ns, last_ns;
};

/* What account a has is put in *best if it has more. */
void	untold_look(const struct store *st, const struct account *a,
	    struct untold *best);
/* Is that enough to suspect the device? */
bool	untold_is_suspect(const struct untold *u);
/* ... or to speak of it, for a probe that only logs in looks the same? */
bool	untold_is_worth_it(const struct untold *u);
/* The same of any account of a suspect. */
bool	untold_is_listed(const struct store *st, const struct suspect *s);
/* Fills row->untold where it has no failure; a suspect's times and confidence
 * are those of these logins. */
void	untold_fill(const struct store *st, const struct untold *u,
	    struct snap_device *row);

#endif
