/*
 * lockhound learn: captures in which the words can be read, in the clear or
 * by keys, become a servers file.
 */

#ifndef LEARN_H
#define LEARN_H

#include "base/err.h"
#include "run.h"

/* Until it is written; -1 with a sentence when something could not be. */
int	learn_run(struct run *r, struct err *err);

#endif
