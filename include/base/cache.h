/*
 * A table that forgets: for what is worth remembering only if it is cheap.
 *
 * Each key has two places, side by side; the staler of the two makes room.
 * No list, no chain: one look costs one visit to memory, however many keys a
 * flood brings.  The key is the first key_bytes of a row; a row begins its
 * life zeroed.
 */

#ifndef BASE_CACHE_H
#define BASE_CACHE_H

#include <stddef.h>
#include <stdint.h>

struct cache;

/* n_rows is rounded up to a power of two; NULL when there is no memory. */
struct cache	*cache_new(uint32_t n_rows, size_t row_bytes,
		    size_t key_bytes);
void	cache_free(struct cache *c);

/* hash: of the key, by whatever keyed hash the owner uses. */
void	*cache_find(const struct cache *c, const void *key, uint32_t hash);
/*
 * A zeroed row with this key, which was not there, put at this time; *lost
 * (may be NULL) is raised when a used row had to go for it.
 */
void	*cache_put(struct cache *c, const void *key, uint32_t hash,
	    int64_t now, uint64_t *lost);
void	cache_drop(struct cache *c, void *row);
void	cache_prefetch(const struct cache *c, uint32_t hash);

#endif
