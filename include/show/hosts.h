/*
 * The mail hosts in the report: what is wrong with them now, what to do then,
 * and what was before.
 */

#ifndef SHOW_HOSTS_H
#define SHOW_HOSTS_H

#include <stdbool.h>

#include "data/snapshot.h"
#include "show/layout.h"

/* Prints that nobody gets mail now, or soon will not; false: all is well.
 * has_named: devices are named in what follows. */
bool	hosts_head(const struct layout *p, const struct snapshot *s,
	    bool has_named);
/* What there is to do while somebody is locked out; so many devices are
 * named. */
void	hosts_steps(const struct layout *p, const struct snapshot *s,
	    uint32_t n_named);
/* What lockouts and other troubles there were. */
void	hosts_say(const struct layout *p, const struct snapshot *s);

#endif
