/*
 * The mail hosts in the report: what is wrong with them now, what to do then,
 * and what was before.
 */

#ifndef SHOW_HOSTS_H
#define SHOW_HOSTS_H

#include <stdbool.h>

#include "data/snapshot.h"
#include "show/layout.h"

/* Prints what stands in the way of mail now; false: nothing does.  has_named:
 * devices are named in what follows. */
bool	hosts_head(const struct layout *p, const struct snapshot *s,
	    bool has_named);
/* Prints which lockouts are near. */
void	hosts_risk(const struct layout *p, const struct snapshot *s);
/* What there is to do while somebody is locked out; so many devices are
 * named. */
void	hosts_steps(const struct layout *p, const struct snapshot *s,
	    uint32_t n_named);
/* What lockouts and other troubles there were. */
void	hosts_say(const struct layout *p, const struct snapshot *s);

#endif
