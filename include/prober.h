/*
 * A probe by single packets: what is sent goes out by lockhound-ask, what
 * answers comes by the capture.
 */

#ifndef PROBER_H
#define PROBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "edge/ask.h"
#include "edge/way.h"
#include "engine/probe.h"
#include "run.h"

/* Who is asked, by which ways. */
struct prober_plan {
	struct probe_setup setup;
	struct way ways[PROBE_FAMILIES];	/* no interface: none */
};

struct prober {
	struct run *run;
	const struct prober_plan *plan;
	struct probe *probe;
	struct ask *ask;
	struct err lacks;		/* what was not to be given up; "" */
	int64_t gateway_next_ns;
	uint32_t n_gateway_asks;
	bool is_broken_told;
};

/* Begins capture and child, and gives up the rights.  -1 with a sentence. */
int	prober_open(struct prober *p, struct run *r,
	    const struct prober_plan *plan, struct err *err);
void	prober_close(struct prober *p);

/*
 * One turn: what came is read, what is due is sent, and something is waited
 * for, so many ms at most.  False: it cannot go on.
 */
bool	prober_turn(struct prober *p, int wait_ms);

#endif
