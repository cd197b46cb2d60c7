/* Whom the report names, and in what order. */

#ifndef SHOW_NAMED_H
#define SHOW_NAMED_H

#include <stdbool.h>

#include "data/snapshot.h"

struct named {
	uint32_t n;
	uint32_t at[SNAP_DEVICES];	/* rows of snapshot.devices */
};

/*
 * Who made a lockout that holds comes first, then the culprits; where there is
 * neither, the suspects.
 */
void	named_pick(struct named *out, const struct snapshot *s);
/* Are both told at once: one account was changed, or they are one row? */
bool	named_together(const struct snap_device *a,
	    const struct snap_device *b);
/* The device that made most of the failures before; NULL: it has no row. */
const struct snap_device	*named_trigger(const struct snapshot *s,
				    const struct snap_lockout *l);
/* What comes before all other steps while a lockout holds that this device has
 * made, or may have; "" where it has not. */
const char	*named_urgent(const struct snapshot *s,
		    const struct snap_device *d);

#endif
