/*
 * Beliefs copied out: the capture's counters, and what the ledger makes of
 * them and of all the logins.
 */

#include "engine/snapshot.h"

#include <string.h>

#include "engine/state.h"

static uint64_t
evicted_in_all(const struct engine *e)
{
	return (e->half_open_lost + pool_evicted(e->sessions) +
	    pool_evicted(e->talks.asks) + pool_evicted(e->talks.lines) +
	    e->talks.asks_lost + e->talks.spills_lost +
	    e->talks.veils_lost +
	    pool_evicted(e->segments) + pool_evicted(e->events) +
	    defrag_evicted(e->defrag) + ledger_evicted(e->ledger));
}

void
snapshot_fill(const struct engine *e, struct snapshot *out)
{
	memset(out, 0, sizeof *out);
	out->as_of_ns = e->now_ns;
	out->last_seq = e->seq;
	out->capture = e->capture;
	out->capture.evicted = evicted_in_all(e);
	ledger_snapshot(e->ledger, out);
}
