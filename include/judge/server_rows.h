/*
 * The servers' rows of a snapshot.
 */

#ifndef JUDGE_SERVER_ROWS_H
#define JUDGE_SERVER_ROWS_H

#include "data/snapshot.h"
#include "judge/store.h"

void	server_rows_fill(const struct store *st, struct snapshot *out);

#endif
