/*
 * Beliefs copied out: the ledger's rows, the capture's counters, and what the
 * place of capture makes of them.
 */

#include "engine/snapshot.h"

#include <string.h>

#include "engine/memory.h"
#include "engine/state.h"

void
snapshot_fill(const struct engine *e, struct snapshot *out)
{
	struct place_facts facts = e->facts;

	memset(out, 0, sizeof *out);
	out->as_of_ns = e->now_ns;
	ledger_snapshot(e->ledger, out);
	out->last_seq = e->seq;
	out->capture = e->capture;
	out->capture.evicted = memory_evicted(e);
	out->capture.doubles = facts.doubles;
	facts.packets = e->capture.packets;
	facts.holes = e->capture.holes;
	facts.dropped = e->capture.dropped;
	facts.evicted = out->capture.evicted;
	ledger_place(e->ledger, &facts);
	place_judge(&facts, out);
}
