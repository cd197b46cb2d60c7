/*
 * Several pools of one owner, one row each: taken, weighed, asked what they
 * have lost and given back by the same table, so that none is forgotten in one
 * of the four.
 *
 * The rows are static const; the owner holds a struct pool * for each, which
 * is NULL before pools_new and after pools_free.
 */

#ifndef BASE_POOLS_H
#define BASE_POOLS_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct pool_row {
	size_t at;		/* offset of the struct pool * in the owner */
	size_t slots;		/* offset of its size, a uint32_t, in limits */
	size_t slot_bytes;
	size_t key_bytes;	/* 0: found by number alone */
};

/*
 * 0, or -1 when there is no memory (then none is kept).  hash is borrowed as
 * in pool_new.
 */
int	pools_new(void *owner, const struct pool_row *rows, size_t n,
	    const void *limits, const struct hash_key *hash);
void	pools_free(void *owner, const struct pool_row *rows, size_t n);
/* What pools_new would take. */
uint64_t	pools_bytes(const struct pool_row *rows, size_t n,
		    const void *limits);
/* Slots lost for want of room, all together. */
uint64_t	pools_evicted(const void *owner, const struct pool_row *rows,
		    size_t n);

#endif
