/* What the kernel is given to filter by, for each kind of link (libpcap). */
#ifndef EDGE_BPF_H
#define EDGE_BPF_H

#include <stdbool.h>

#include "base/err.h"

struct pcap;
struct bpf;

/* expression is the user's, borrowed; NULL: none.  Returns NULL when there is
 * no memory. */
struct bpf	*bpf_new(const char *expression, bool all_ports);
void	bpf_free(struct bpf *ps);

/*
 * Give a capture its filter, which nobody can take off again.  A program is
 * compiled once for a kind of link and kept: names of hosts and ports cannot be
 * looked up after privs_drop.  -1 with a sentence in which name is the
 * interface's.
 */
int	bpf_attach(struct bpf *ps, struct pcap *on, const char *name,
	    struct err *err);

/* Does the user's expression hold for untagged frames only, because it is too
 * long? */
bool	bpf_is_short(const struct bpf *ps);

#endif
