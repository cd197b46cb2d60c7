/* What a person should do, by what was found. */

#ifndef DATA_ADVICE_H
#define DATA_ADVICE_H

#include "data/snapshot.h"

enum { ADVICE_MAX = 6 };

/*
 * The steps for this device, in order; returns how many.  vendor is its
 * maker's name or "".  The strings are constant and hold nothing from the
 * wire.
 */
int	advice_for(const struct snap_device *d, const char *vendor,
	    const char *steps[ADVICE_MAX]);

#endif
