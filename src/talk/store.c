/* What all talks share: its memory (talk.h has the functions). */

#include "talk/talk.h"

#include <string.h>

#include "base/pools.h"
#include "talk/lessons.h"
#include "talk/pending.h"
#include "talk/profile.h"
#include "talk/sums.h"
#include "talk/unsealed.h"

#define ROW(pool, limit, type, key_bytes)				\
	{ offsetof(struct talk_store, pool),				\
	    offsetof(struct limits, limit), sizeof(type), key_bytes }

/* The lines' pool stands apart: what is in it only line.c knows. */
static const struct pool_row pools[] = {
	ROW(pending, pending, struct pending, 0),
	ROW(overflows, overflows, struct overflow, 0),
	ROW(tls_views, tls_views, struct tls_view, 0),
	ROW(hellos, hellos, struct hello_slot, 0),
	ROW(profiles, servers, struct profile, sizeof(struct profile_key)),
};

enum { N_POOLS = sizeof pools / sizeof pools[0] };

int
talk_store_init(struct talk_store *s, const struct limits *l,
    const struct hash_key *secret_key)
{
	memset(s, 0, sizeof *s);
	s->secret_key = *secret_key;
	s->lines = line_store_new(l->lines);
	s->fixed = pool_new(1, sizeof(struct sums), 0, NULL);
	if (pools_new(s, pools, N_POOLS, l, &s->secret_key) == 0 &&
	    s->lines != NULL && s->fixed != NULL) {
		struct sums *sums = pool_put(s->fixed, NULL);

		sums_make(sums);
		s->sums = sums;
		return (0);
	}
	talk_store_fini(s);
	return (-1);
}

void
talk_store_fini(struct talk_store *s)
{
	pools_free(s, pools, N_POOLS);
	pool_free(s->lines);
	pool_free(s->fixed);
	unsealed_fini(s);
	lessons_fini(s);
	memset(s, 0, sizeof *s);
}

uint64_t
talk_store_bytes(const struct limits *l)
{
	return (pools_bytes(pools, N_POOLS, l) + line_store_bytes(l->lines) +
	    pool_bytes(1, sizeof(struct sums), 0));
}

uint64_t
talk_store_evicted(const struct talk_store *s)
{
	return (pools_evicted(s, pools, N_POOLS) + pool_evicted(s->lines) +
	    s->pending_lost + s->overflows_lost + s->tls_views_lost);
}
