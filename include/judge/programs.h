/*
 * Two mail programs of one device: the one that always fails, and another one
 * that never does.
 */

#ifndef JUDGE_PROGRAMS_H
#define JUDGE_PROGRAMS_H

#include "data/snapshot.h"

/* Fill the row's wrong_program and right_program; all else is filled. */
void	programs_judge(struct snap_device *row);

#endif
