/* The report's first part: who it is, who suffers, who is well again. */

#ifndef SHOW_VERDICTS_H
#define SHOW_VERDICTS_H

#include "show/layout.h"
#include "show/named.h"

/* Prints these, and the others that are no culprits; false: nothing of any
 * device is worth a line. */
bool	verdicts_say(const struct layout *p, const struct snapshot *s,
	    const struct named *n);

#endif
