/*
 * The books read for the facts that judge the capture point.
 */

#ifndef JUDGE_SURVEY_H
#define JUDGE_SURVEY_H

#include "judge/books.h"
#include "judge/place.h"

/* What the books know of the place; totals are the ledger's. */
void	survey_place(const struct books *b, struct place_facts *out);

#endif
