/*
 * From what a suspect did to what is believed of it, and why: the explanations
 * of data/explanations.h weigh what they explain of it, and the best is
 * believed where the next best is far behind.
 */

#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/words.h"
#include "judge/facts.h"

enum {
	VERDICT_OPEN = 3,	/* open failures that make a culprit */
	VERDICT_SLIP = 2,	/* failures forgiven when a success follows */
	VERDICT_RELAPSES = 3	/* failing again so often: a suspect */
};

struct verdict {
	enum rating rating;
	enum cause cause;
	enum remedy remedy;
	enum hint hint;		/* what most of its refusals asked for */
};

void	verdict_of(const struct facts *f, struct verdict *out);
/* How well each explanation fits, 0 to 100: for tests and for the record. */
uint32_t	verdict_weigh(const struct facts *f, enum cause cause);

/* Many accounts, or many secrets at a pace that no person has. */
bool	facts_are_guessing(const struct facts *f);
/* One stale secret an account, again and again. */
bool	facts_are_repeating(const struct facts *f);
/* In percent, of what was told of it. */
uint8_t	facts_confidence(const struct facts *f);
/* The median gap between its failures in ns, 0 if unknown.  Sorts the gaps. */
int64_t	facts_interval(struct facts *f);

#endif
