/* What the kernel is given to filter by, for each kind of link (libpcap). */
#ifndef EDGE_PROGRAMS_H
#define EDGE_PROGRAMS_H

#include <stdbool.h>

#include "base/err.h"

struct pcap;
struct programs;

/* The user's expression is borrowed; NULL: none.  NULL: out of memory. */
struct programs	*programs_new(const char *expression, bool all_ports);
void	programs_free(struct programs *ps);

/*
 * Give this one its filter, which nobody can take off again.  -1 with a
 * sentence; its link's was compiled before, or is now and is kept: names of
 * hosts and ports cannot be looked up after privs_drop.
 */
int	programs_set(struct programs *ps, struct pcap *on, const char *name,
	    struct err *err);

/* The user's expression holds for untagged frames only: it is too long. */
bool	programs_is_short(const struct programs *ps);

#endif
