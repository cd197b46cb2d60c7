/*
 * A table that forgets: for what is worth remembering only if it is cheap.
 *
 * A thing is known by a 64-bit hash under a secret key and by nothing else:
 * two of a million alike are a matter of one in 2^25 runs, and nobody can make
 * them so on purpose.  Each has four places, side by side; the stalest of the
 * four makes room.  No list, no chain: one look costs one line of the
 * processor's cache, however many things a flood brings.
 */

#ifndef BASE_CACHE_H
#define BASE_CACHE_H

#include <stddef.h>
#include <stdint.h>

struct cache;

/*
 * n_rows is rounded down to a power of two, at least CACHE_WAYS; NULL when
 * there is no memory.
 */
enum { CACHE_WAYS = 4 };
struct cache	*cache_new(uint32_t n_rows, size_t row_bytes);
void	cache_free(struct cache *c);
/* What cache_new would take, in bytes. */
uint64_t	cache_bytes(uint32_t n_rows, size_t row_bytes);

/* id: never 0 by itself; a hash of 0 is taken for 1. */
void	*cache_find(const struct cache *c, uint64_t id);
/*
 * A zeroed row with this id, which was not there, put at this time; *lost
 * (may be NULL) is raised when a used row had to go for it.
 */
void	*cache_put(struct cache *c, uint64_t id, int64_t now, uint64_t *lost);
void	cache_drop(struct cache *c, void *row);
/* Fetch what cache_find will look at; once that has come, the row itself. */
void	cache_prefetch(const struct cache *c, uint64_t id);
void	cache_prefetch_row(const struct cache *c, uint64_t id);
/* Where the cache's memory lies, as in pool_memory. */
void	cache_memory(const struct cache *c, void **at, size_t *bytes);

#endif
