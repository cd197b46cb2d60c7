/*
 * The engine's tables.  All memory is taken here and at once: what each floor
 * keeps is asked of that floor, so that its sum is what is really taken.
 */

#include "engine/memory.h"

#include <stddef.h>

#include "base/pools.h"
#include "engine/state.h"
#include "engine/twins.h"

#define ROW(pool, type, key_bytes)					\
	{ offsetof(struct engine, pool), offsetof(struct limits, pool),	\
	    sizeof(type), key_bytes }

static const struct pool_row pools[] = {
	ROW(sessions, struct session, sizeof(uint64_t)),
	ROW(events, struct event, 0),
	ROW(unsettled, struct unsettled_login, 0),
};

enum { N_POOLS = sizeof pools / sizeof pools[0] };

struct engine *
memory_new(const struct limits *l, const struct hash_key *hash_key,
    const struct hash_key *secret_key)
{
	struct pool *self = pool_new(1, sizeof(struct engine), 0, NULL);
	struct engine *e;

	if (self == NULL)
		return (NULL);
	e = pool_put(self, NULL);
	e->self = self;
	e->hash_key = *hash_key;
	e->half_open = cache_new(l->half_open, sizeof(struct flow));
	e->flows = cache_new(l->flows, sizeof(struct flow));
	e->twins = cache_new(l->twins, twins_row_bytes());
	e->segments = stream_store_new(l->segments);
	e->defrag = defrag_new(l->fragments);
	e->ledger = ledger_new(l, &e->hash_key);
	if (pools_new(e, pools, N_POOLS, l, &e->hash_key) == 0 &&
	    talk_store_init(&e->talks, l, secret_key) == 0 &&
	    e->half_open != NULL && e->flows != NULL && e->twins != NULL &&
	    e->segments != NULL && e->defrag != NULL && e->ledger != NULL) {
		e->counts = ledger_counts(e->ledger);
		return (e);
	}
	memory_free(e);
	return (NULL);
}

void
memory_free(struct engine *e)
{
	talk_store_fini(&e->talks);
	ledger_free(e->ledger);
	defrag_free(e->defrag);
	pool_free(e->segments);
	cache_free(e->twins);
	cache_free(e->flows);
	cache_free(e->half_open);
	pools_free(e, pools, N_POOLS);
	pool_free(e->self);
}

uint64_t
memory_bytes(const struct limits *l)
{
	return (pool_bytes(1, sizeof(struct engine), 0) +
	    cache_bytes(l->half_open, sizeof(struct flow)) +
	    cache_bytes(l->flows, sizeof(struct flow)) +
	    cache_bytes(l->twins, twins_row_bytes()) +
	    stream_store_bytes(l->segments) +
	    defrag_bytes(l->fragments) + ledger_bytes(l) +
	    pools_bytes(pools, N_POOLS, l) + talk_store_bytes(l));
}

uint64_t
memory_evicted(const struct engine *e)
{
	return (e->half_open_lost + pool_evicted(e->segments) +
	    defrag_evicted(e->defrag) + ledger_evicted(e->ledger) +
	    pools_evicted(e, pools, N_POOLS) + talk_store_evicted(&e->talks));
}
