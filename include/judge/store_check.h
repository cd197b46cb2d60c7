/* Assert what store.h says is always true: for tests, it walks all the store. */

#ifndef JUDGE_STORE_CHECK_H
#define JUDGE_STORE_CHECK_H

#include "judge/store.h"

void	store_check(const struct store *st);

#endif
