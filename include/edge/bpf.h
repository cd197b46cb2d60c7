/* What the kernel is given to filter by, for each kind of link (libpcap). */
#ifndef EDGE_BPF_H
#define EDGE_BPF_H

#include <stdbool.h>

#include "base/err.h"

struct pcap;
struct bpf;

/* The user's expression is borrowed; NULL: none.  NULL: out of memory. */
struct bpf	*bpf_new(const char *expression, bool all_ports);
void	bpf_free(struct bpf *ps);

/*
 * Give this one its filter, which nobody can take off again.  -1 with a
 * sentence; its link's was compiled before, or is now and is kept: names of
 * hosts and ports cannot be looked up after privs_drop.
 */
int	bpf_attach(struct bpf *ps, struct pcap *on, const char *name,
	    struct err *err);

/* The user's expression holds for untagged frames only: it is too long. */
bool	bpf_is_short(const struct bpf *ps);

#endif
