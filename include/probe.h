/*
 * lockhound probe HOST: asks a mail host whether it locks us out, and says
 * what a capture of such a probe holds.
 */

#ifndef PROBE_H
#define PROBE_H

#include "run.h"

/* Returns the exit status. */
int	probe_run(struct run *r);

/* Is what -r names a probe's capture, or is it to be read as one? */
bool	probe_is_replay(const struct run *r);
int	probe_replay(struct run *r);

#endif
