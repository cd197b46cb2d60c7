/* The report's second part: what to do about each device that it names. */

#ifndef SHOW_STEPS_H
#define SHOW_STEPS_H

#include "show/layout.h"
#include "show/named.h"

void	steps_say(const struct layout *p, const struct snapshot *s,
	    const struct named *n);

#endif
