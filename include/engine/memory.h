/* The engine's tables: taken at the start, weighed, given back. */

#ifndef ENGINE_MEMORY_H
#define ENGINE_MEMORY_H

#include <stdint.h>

#include "base/hash.h"
#include "data/limits.h"

struct engine;

/* A zeroed engine with all its tables empty; NULL when there is no memory. */
struct engine	*memory_new(const struct limits *l,
		    const struct hash_key *hash_key,
		    const struct hash_key *secret_key);
void	memory_free(struct engine *e);
/* The bytes that memory_new would take. */
uint64_t	memory_bytes(const struct limits *l);
/* Rows lost for want of room, in all tables together. */
uint64_t	memory_evicted(const struct engine *e);

#endif
