/*
 * What mail hosts lock an address out for, as their lockers are shipped.  Which
 * one a host runs, and with what limits, nobody outside can know: these are
 * the commonest, for a forecast that says so, and for telling whether a
 * silence comes when a locker would act.
 */

#ifndef DATA_POLICIES_H
#define DATA_POLICIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/words.h"

/* What is counted. */
enum counted {
	COUNT_FAILURES,
	COUNT_SYNTAX	/* AUTH where it is not offered, and the like */
};

struct policy {
	const char *locker;
	uint16_t protos;	/* counted together: 1 << enum proto */
	enum counted counts;
	uint16_t failures;	/* the last of these locks */
	uint32_t window_s;	/* within which they count */
	/* From the failure to the ban, at most: what answers for longer runs
	 * another one.  Those of 2 act at once. */
	uint32_t acts_s;
	/* So common with mail that a lockout is foretold of it. */
	bool is_foretold;
	const char *source;
};

const struct policy	*policies_all(size_t *n);
/* The number of its row, from 1; and the row of a number, NULL for 0. */
uint16_t	policy_row(const struct policy *p);
const struct policy	*policy_at(uint16_t row);

#endif
