/* Those that have nothing to mend: refused though right, or well again. */

#ifndef SHOW_VICTIMS_H
#define SHOW_VICTIMS_H

#include <stdbool.h>

#include "data/snapshot.h"
#include "show/layout.h"

/* Prints them; false: there are none. */
bool	victims_say(const struct layout *p, const struct snapshot *s);

#endif
