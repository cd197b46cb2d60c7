/*
 * Fixed slots, found by key, kept in order of age: the one container.
 *
 * Everything lockhound remembers lives in a pool, so "how much" is a number
 * set at the start, and "full" means the stalest goes and the newest comes.
 * The key is the first key_bytes of the slot.  A pool with key_bytes 0 has no
 * hash and serves as a plain store of equal pieces.
 *
 * pool_new takes all memory at once; nothing is allocated afterwards.
 *
 * Always true:
 *   - a slot's place does not change while it lives, nor does its number;
 *   - no two slots have the same key;
 *   - every slot that lives stands in the order of age, once: put last, it is
 *     the youngest, and pool_touch alone moves it;
 *   - what pool_put hands out is zero but for its key.
 */

#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct pool;

enum { POOL_NONE = UINT32_MAX };	/* no index */

/*
 * NULL when there is no memory.  n_slots > 0; slot_bytes >= key_bytes.
 * hash is borrowed and must outlive the pool (unused when key_bytes is 0).
 */
struct pool	*pool_new(uint32_t n_slots, size_t slot_bytes,
		    size_t key_bytes, const struct hash_key *hash);
void	pool_free(struct pool *p);

/* What pool_new would take, in bytes; n_slots may be 0. */
uint64_t	pool_bytes(uint32_t n_slots, size_t slot_bytes,
		    size_t key_bytes);

/* The slot with this key, or NULL.  Does not touch its age. */
void	*pool_find(const struct pool *p, const void *key);

/*
 * A zeroed slot with this key (which must not be there yet), the youngest of
 * all.  When the pool is full the caller must have made room: see pool_stalest
 * and pool_evict.
 */
void	*pool_put(struct pool *p, const void *key);

/*
 * The same with the hash worked out by the caller, who must always give the
 * same one for the same key.
 */
void	*pool_put_hashed(struct pool *p, const void *key, uint32_t hash);
void	*pool_find_hashed(const struct pool *p, const void *key,
	    uint32_t hash);
/* Fetch what a search for this hash looks at, while other work is done. */
void	pool_prefetch(const struct pool *p, uint32_t hash);
/*
 * The same one step on: the slot that this hash leads to, its first bytes.
 * Returns it (maybe another's of the same hash), or NULL.
 */
void	*pool_prefetch_slot(const struct pool *p, uint32_t hash,
	    size_t bytes);

bool	pool_is_full(const struct pool *p);
/* The slot longest untouched, the one touched last; NULL when empty. */
void	*pool_stalest(const struct pool *p);
void	*pool_youngest(const struct pool *p);
/*
 * The stalest that the owner does not keep; of the n_looked_at stalest, so
 * that making room costs the same however full the pool is.  When all of these
 * are kept, the stalest after all; NULL when the pool is empty.
 */
void	*pool_stalest_but(const struct pool *p, int n_looked_at,
	    bool (*keeps)(const void *slot));
/* The one touched next after this, or NULL.  Oldest to youngest. */
void	*pool_younger(const struct pool *p, const void *slot);

/* Make this the youngest. */
void	pool_touch(struct pool *p, void *slot);

/* Forget a slot; evict also counts it as lost for want of room. */
void	pool_drop(struct pool *p, void *slot);
void	pool_evict(struct pool *p, void *slot);

uint32_t	pool_used(const struct pool *p);
uint32_t	pool_slots(const struct pool *p);
uint64_t	pool_evicted(const struct pool *p);

/* Where the pool's slots (i 0) and hash table (i 1) lie; false for no more. */
bool	pool_memory(const struct pool *p, int i, void **at, size_t *bytes);

/* A slot's number, stable while it lives, and back. */
uint32_t	pool_index(const struct pool *p, const void *slot);
void	*pool_at(const struct pool *p, uint32_t index);

#endif
