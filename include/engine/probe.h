/*
 * A mail host is asked by single SYNs: what to ask next, which frames of a
 * capture answer, and what follows.
 *
 * Pure, as the engine is: time is an argument, the caller sends.  The SYNs too
 * are known by the capture, so that a capture and the key of its run give the
 * same events again.  A cookie labels answers, it proves nothing: who sees the
 * questions can make answers.
 */

#ifndef ENGINE_PROBE_H
#define ENGINE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/frame.h"
#include "data/probe.h"
#include "engine/probe_cookie.h"

struct probe;

struct probe_setup {
	uint8_t key[PROBE_KEY_BYTES];
	const char *host;		/* as it was named; "" = unknown */
	struct ip addresses[PROBE_ADDRESSES];
	uint32_t n_addresses;	/* more may be shown by the capture */
	uint32_t n_ports;		/* of probe_ports(); 0 in a replay */
	struct ip gateways[PROBE_FAMILIES];	/* zero: unknown */
	struct ip references[PROBE_FAMILIES];	/* zero: none */
	bool has_no_route[PROBE_FAMILIES];
	struct ip own[PROBE_FAMILIES];	/* where we ask from; zero: unknown */
};

/* NULL when there is no memory. */
struct probe	*probe_new(const struct probe_setup *setup);
void	probe_free(struct probe *p);

/* Something is to be asked now; it then counts as sent. */
bool	probe_due(struct probe *p, int64_t now_ns, struct probe_syn *out);
/* How many SYNs a first round has, if all are answered. */
uint32_t	probe_planned(const struct probe *p);

/* A frame of the capture; did it tell something? */
bool	probe_frame(struct probe *p, const struct frame *f);
/* Time has come to now_ns; never backwards. */
void	probe_advance(struct probe *p, int64_t now_ns);
/* Nothing more comes: what had all its tries is silent. */
void	probe_finish(struct probe *p);
/* The same of a run that was ended: what waits for its answer has none. */
void	probe_leave(struct probe *p);
/* Told by the kernel, where no capture could be had. */
void	probe_tell(struct probe *p, const struct ip *ip, uint16_t port,
	    int64_t asked_ns, int64_t known_ns,
	    const struct probe_answer *answer);

/* All that was asked is answered, or silent. */
bool	probe_is_over(const struct probe *p);
/*
 * Once it is over: ask the one port that says most once more.  The row that is
 * asked, or NULL where there is none.
 */
const struct probe_row	*probe_again(struct probe *p);
/* Which one that will be. */
const struct probe_row	*probe_again_row(struct probe *p);
/* Is there somebody at this address of the link? */
enum alive	probe_neighbour(struct probe *p, const struct ip *ip);
/* Did the capture show any of the SYNs that were sent? */
bool	probe_is_seen(const struct probe *p);

/* What is new: PROBE_ANSWERED, LOCKOUT_..., HOST_TROUBLE...; seq is 0. */
bool	probe_next_event(struct probe *p, struct event *out);
const struct probe_view	*probe_view(const struct probe *p);

#endif
