/* Live capture, by libpcap: interfaces, a filter, what was lost. */

#ifndef EDGE_LIVE_H
#define EDGE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/err.h"
#include "data/frame.h"

enum { LIVE_INTERFACES = 16, LIVE_BUFFER_MB = 16 };

struct live;

struct live_setup {
	const char *program;		/* as it was typed, for hints */
	const char *interfaces[LIVE_INTERFACES];	/* none: picked */
	int n_interfaces;
	const char *filter;		/* ANDed to ours; NULL = none */
	bool all_ports;			/* greetings on any port */
	uint32_t buffer_mb;		/* kernel buffer each; 0 = 16 */
	const char *write_to;		/* keep the packets; NULL = no */
};

/* NULL with one sentence that names the way out. */
struct live	*live_open(const struct live_setup *setup, struct err *err);
void	live_close(struct live *l);

/* "br-lan" or "br-lan, eth1". */
const char	*live_name(const struct live *l);
/* The MACs of these interfaces, at most max; returns how many. */
int	live_macs(const struct live *l, struct mac *out, int max);
/* Why this one was picked; "" when it was named. */
const char	*live_reason(const struct live *l);
/* Descriptors for poll; returns how many. */
int	live_fds(const struct live *l, int *fds, int max);
/* How long to wait for these: a frame may wait for another interface's. */
int	live_wait_ms(const struct live *l, int most_ms);

/* Now and then: -1 with a sentence when one went down or came back. */
int	live_look(struct live *l, struct err *err);
/* What is wrong as long as it lasts, "" when nothing is. */
const char	*live_trouble(const struct live *l);
/*
 * For the file, if there is one; with the time that the engine was given, not
 * the kernel's stamp: a replay is to judge by the same.
 */
void	live_keep(struct live *l, const struct frame *f);
/* What is kept goes to its file; -1 with a sentence, once, when it cannot. */
int	live_flush(struct live *l, struct err *err);
/* At the end: so long whoever reads what is kept is waited for. */
void	live_patience(struct live *l, bool (*goes_on)(void *arg), void *arg);
/* Where packets are kept (a descriptor), -1 when they are not. */
int	live_keeps_to(const struct live *l);

/* All there was could be kept. */
bool	live_is_kept(const struct live *l);

/*
 * The oldest of all interfaces' frames.
 * 1: a frame, good until the next call.  0: none waits.  -1: a sentence (an
 * interface stopped); go on.
 */
int	live_next(struct live *l, struct frame *out, struct err *err);

/* Since the start; differences with wrap and nonsense checked. */
void	live_counts(struct live *l, uint64_t *received, uint64_t *dropped);

#endif
