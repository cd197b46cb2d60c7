/* All devices that have shown themselves, whether they log in or not. */

#ifndef JUDGE_CENSUS_H
#define JUDGE_CENSUS_H

#include "data/census.h"
#include "judge/store.h"

void	census_fill(const struct store *st, struct census *out);

#endif
