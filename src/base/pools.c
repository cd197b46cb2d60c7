/* Several pools of one owner, one row each. */

#include "base/pools.h"

#include <string.h>

/* Pointers are copied, not cast to: the owner's type is not known here. */
static struct pool *
pool_of(const void *owner, const struct pool_row *row)
{
	struct pool *p;

	memcpy(&p, (const uint8_t *)owner + row->at, sizeof p);
	return (p);
}

static void
pool_set(void *owner, const struct pool_row *row, struct pool *p)
{
	memcpy((uint8_t *)owner + row->at, &p, sizeof p);
}

static uint32_t
slots_of(const void *limits, const struct pool_row *row)
{
	uint32_t n;

	memcpy(&n, (const uint8_t *)limits + row->slots, sizeof n);
	return (n);
}

int
pools_new(void *owner, const struct pool_row *rows, size_t n,
    const void *limits, const struct hash_key *hash)
{
	bool has_all = true;
	size_t i;

	for (i = 0; i < n; i++) {
		struct pool *p = pool_new(slots_of(limits, &rows[i]),
		    rows[i].slot_bytes, rows[i].key_bytes, hash);

		pool_set(owner, &rows[i], p);
		has_all = has_all && p != NULL;
	}
	if (has_all)
		return (0);
	pools_free(owner, rows, n);
	return (-1);
}

void
pools_free(void *owner, const struct pool_row *rows, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		pool_free(pool_of(owner, &rows[i]));
		pool_set(owner, &rows[i], NULL);
	}
}

uint64_t
pools_bytes(const struct pool_row *rows, size_t n, const void *limits)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += pool_bytes(slots_of(limits, &rows[i]),
		    rows[i].slot_bytes, rows[i].key_bytes);
	return (sum);
}

uint64_t
pools_evicted(const void *owner, const struct pool_row *rows, size_t n)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += pool_evicted(pool_of(owner, &rows[i]));
	return (sum);
}
