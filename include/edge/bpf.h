/* Expressions (pcap-filter(7)) as BPF programs, and the kernel's filter. */

#ifndef EDGE_BPF_H
#define EDGE_BPF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

struct pcap;
struct bpf_program;			/* libpcap's */
struct bpf;

/* Compile an expression for a link (libpcap's DLT_).  NULL with a sentence when
 * it is not understood there. */
struct bpf_program	*bpf_compile(const char *text, int dlt,
			    bool is_optimized, struct err *err);
/* Free it; NULL is fine. */
void	bpf_drop(struct bpf_program *p);
/* Does a program take this frame, which is wire_bytes long on the wire? */
bool	bpf_takes(const struct bpf_program *p, struct span frame,
	    uint32_t wire_bytes);

/* --- the filter of a watch, a program for each kind of link --- */

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
