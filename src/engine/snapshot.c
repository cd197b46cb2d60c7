/*
 * Beliefs copied out: the capture's counters, and what the ledger makes of
 * them and of all the logins.
 */

#include "engine/snapshot.h"

#include <string.h>

#include "engine/memory.h"
#include "engine/state.h"

void
snapshot_fill(const struct engine *e, struct snapshot *out)
{
	memset(out, 0, sizeof *out);
	out->as_of_ns = e->now_ns;
	out->last_seq = e->seq;
	out->capture = e->capture;
	out->capture.evicted = memory_evicted(e);
	ledger_snapshot(e->ledger, out);
}
