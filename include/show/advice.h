/* What a person should do, by what mends the device. */

#ifndef SHOW_ADVICE_H
#define SHOW_ADVICE_H

#include "data/snapshot.h"

enum { ADVICE_MAX = 6 };

/*
 * Where these stand in a step, what is known of the device may take their
 * place (show/advice_text.h); the step is true without it.
 */
#define ADVICE_ADDRESS	"its address in a browser"
#define ADVICE_WRONG	"the mail program that fails"
#define ADVICE_RIGHT	"another one"
#define ADVICE_USER	"the full mail address"
#define ADVICE_REFUSED	"the method that is refused"
#define ADVICE_TAKEN	"one that the server takes"

/*
 * The steps for this device, in order; returns how many.  vendor is its
 * maker's name or "".  The strings are constant and hold nothing from the
 * wire.
 */
int	advice_for(const struct snap_device *d, const char *vendor,
	    const char *steps[ADVICE_MAX]);

#endif
