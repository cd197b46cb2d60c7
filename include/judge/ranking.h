/*
 * The books read out: who failed most, in the flat rows that screens and
 * reports are given.
 */

#ifndef JUDGE_RANKING_H
#define JUDGE_RANKING_H

#include "data/snapshot.h"
#include "judge/books.h"
#include "judge/unit.h"

/* The devices' and servers' part of a snapshot. */
void	ranking_fill(const struct books *b, struct snapshot *out);

#endif
