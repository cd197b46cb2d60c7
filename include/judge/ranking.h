/*
 * The books read out: who failed most, in the flat rows that screens and
 * reports are given, and what the books say of the capture point.
 */

#ifndef JUDGE_RANKING_H
#define JUDGE_RANKING_H

#include "data/snapshot.h"
#include "judge/books.h"
#include "judge/place.h"
#include "judge/unit.h"

/* The devices' and servers' part of a snapshot. */
void	ranking_fill(const struct books *b, struct snapshot *out);
/* What the books know of the place; totals are the ledger's. */
void	ranking_place(const struct books *b, struct place_facts *out);

#endif
