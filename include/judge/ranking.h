/*
 * Rows made of the store: who failed most, in the flat rows that screens and
 * reports are given.
 */

#ifndef JUDGE_RANKING_H
#define JUDGE_RANKING_H

#include "data/snapshot.h"
#include "judge/store.h"
#include "judge/suspect.h"

/* The devices' part of a snapshot; its failures are set. */
void	ranking_fill(const struct store *st, struct snapshot *out);

#endif
