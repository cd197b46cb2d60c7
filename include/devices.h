/* lockhound devices: asks each address of the link, and tells who is there. */

#ifndef DEVICES_H
#define DEVICES_H

#include "run.h"

/* 0, or -1 with a sentence.  r->out is open. */
int	devices_run(struct run *r, struct err *err);

#endif
