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
	const char *interfaces[LIVE_INTERFACES];	/* or none */
	int n_interfaces;		/* 0: one is picked */
	const char *filter;		/* ANDed to ours; NULL = none */
	bool all_ports;			/* greetings on any port */
	uint32_t buffer_mb;		/* kernel buffer each; 0 = 16 */
	const char *write_to;		/* keep the packets; NULL = no */
	const char *note;		/* kept with them, as pcapng; or NULL */
};

/* Open the interfaces.  NULL with one sentence that names the way out. */
struct live	*live_open(const struct live_setup *setup, struct err *err);
void	live_close(struct live *l);

/* The names of the interfaces: "br-lan" or "br-lan, eth1". */
const char	*live_name(const struct live *l);
/* The MACs of these interfaces, at most max; returns how many. */
int	live_macs(const struct live *l, struct mac *out, int max);
/* Why this interface was picked; "" when it was named. */
const char	*live_reason(const struct live *l);
/* Descriptors for poll; returns how many. */
int	live_fds(const struct live *l, int *fds, int max);
/* How long to wait for these descriptors, in ms: a frame may wait for another
 * interface's. */
int	live_wait_ms(const struct live *l, int most_ms);

/* To be called now and then.  -1 with a sentence when an interface went down or
 * came back. */
int	live_look(struct live *l, struct err *err);
/* What is wrong now, "" when nothing is. */
const char	*live_trouble(const struct live *l);
/* Keep a frame in the file, if there is one; with the time that the engine was
 * given, not the kernel's stamp: a replay is to judge by the same. */
void	live_keep(struct live *l, const struct frame *f);
/* Write what is kept to its file; -1 with a sentence, once, when that cannot
 * be. */
int	live_flush(struct live *l, struct err *err);
/* At the end a reader of the file that stalls is waited for as long as goes_on
 * says so (edge/writer.h). */
void	live_patience(struct live *l, bool (*goes_on)(void *arg), void *arg);
/*
 * The descriptor of the file in which packets are kept, -1 when they are not.
 */
int	live_keeps_to(const struct live *l);

/* Could all be kept so far? */
bool	live_is_kept(const struct live *l);

/* The oldest frame of all interfaces.  1: a frame, good until the next call.
 * 0: none waits.  -1: a sentence (an interface stopped); go on. */
int	live_next(struct live *l, struct frame *out, struct err *err);

/* Packets that the kernel received and dropped since the start. */
void	live_counts(struct live *l, uint64_t *received, uint64_t *dropped);

#endif
