/* A watch: live frames into the engine, until it is told to end. */

#ifndef WATCH_H
#define WATCH_H

#include "asking.h"
#include "dashboard.h"
#include "run.h"

/*
 * Until a key, a signal, --duration or the end of its reader; the engine is
 * finished then, and what is kept (-w) is written.  d is NULL without a
 * dashboard; a need not be open.
 */
void	watch_run(struct run *r, struct dashboard *d, struct asking *a);

#endif
