/*
 * Beliefs copied out: the ledger's rows, the capture's counters, and what the
 * place of capture makes of them.
 */

#include "engine/inside.h"

#include <string.h>

static uint64_t
evicted_in_all(const struct engine *e)
{
	return (e->openings_lost + pool_evicted(e->sessions) +
	    pool_evicted(e->talks.pending) + pool_evicted(e->talks.lines) +
	    e->talks.pending_lost + e->talks.overflows_lost +
	    e->talks.tls_views_lost +
	    pool_evicted(e->segments) + pool_evicted(e->events) +
	    defrag_evicted(e->defrag) + ledger_evicted(e->ledger));
}

void
engine_snapshot(struct engine *e, struct snapshot *out)
{
	struct place_facts facts = e->facts;

	memset(out, 0, sizeof *out);
	out->as_of_ns = e->now_ns;
	ledger_snapshot(e->ledger, out);
	out->last_seq = e->seq;
	out->capture = e->capture;
	out->capture.evicted = evicted_in_all(e);
	out->capture.doubles = facts.doubles;
	facts.packets = e->capture.packets;
	facts.holes = e->capture.holes;
	facts.dropped = e->capture.dropped;
	facts.evicted = out->capture.evicted;
	ledger_place(e->ledger, &facts);
	place_judge(&facts, out);
}
