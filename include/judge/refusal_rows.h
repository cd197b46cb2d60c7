/* The records of judge/refusals.h, read out. */

#ifndef JUDGE_REFUSAL_ROWS_H
#define JUDGE_REFUSAL_ROWS_H

#include "data/snapshot.h"
#include "judge/refusals.h"

/* The lockouts and troubles into out, beside those that it has, and how the
 * hosts listed there do. */
void	refusal_rows_fill(const struct refusals *r, struct snapshot *out);

#endif
