/* Assert what store.h says is always true: a walk over it all, for tests. */

#ifndef JUDGE_STORE_CHECK_H
#define JUDGE_STORE_CHECK_H

#include "judge/store.h"

void	store_check(const struct store *st);

#endif
