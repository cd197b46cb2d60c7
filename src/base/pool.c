/*
 * Fixed slots, found by key, kept in order of age.
 *
 * A slot is a short head (age list) and the caller's bytes, side by side, so
 * that a look-up has head and key in one cache line.  Slots never used stay
 * untouched pages: a pool costs what it holds, not what it might.
 *
 * The only room that asks for memory.
 */

#include "base/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct head {
	uint32_t free;		/* the next free slot */
	uint32_t hash;
	uint32_t older, younger;
};

/*
 * The hash table holds hashes beside numbers, so that a search looks at no
 * slot but the one it wants: open addressing, steps of one, and deletion by
 * moving the rest of a run back (Knuth, TAOCP 3, 6.4, algorithm R).
 */
struct cell {
	uint32_t hash;
	uint32_t number;	/* slot + 1; 0 = empty, as untouched memory */
};

struct pool {
	const struct hash_key *hash;
	uint8_t *memory;		/* as it was given */
	uint8_t *slots;
	struct cell *cells;
	size_t stride, slot_bytes, key_bytes;
	uint64_t n_evicted;
	uint32_t n_slots, n_used, n_touched;
	uint32_t free, oldest, youngest;
	uint32_t cell_mask;
};

enum { LINE_BYTES_64 = 64 };

static size_t
stride_of(size_t slot_bytes)
{
	size_t n = (sizeof(struct head) + slot_bytes + 15) / 16 * 16;

	/* A slot longer than a cache line begins with one: a look costs the
	 * fewest lines. */
	return (n <= LINE_BYTES_64 ? n :
	    (n + LINE_BYTES_64 - 1) / LINE_BYTES_64 * LINE_BYTES_64);
}

static uint32_t
cells_of(uint32_t n_slots, size_t key_bytes)
{
	uint32_t n = 4;

	if (key_bytes == 0)
		return (0);
	/* At most two thirds full: runs stay short, the table small. */
	while (n / 3 * 2 < n_slots && n < UINT32_C(1) << 31)
		n *= 2;
	return (n);
}

uint64_t
pool_bytes(uint32_t n_slots, size_t slot_bytes, size_t key_bytes)
{
	return (sizeof(struct pool) + LINE_BYTES_64 +
	    (uint64_t)n_slots * stride_of(slot_bytes) +
	    (uint64_t)cells_of(n_slots, key_bytes) * sizeof(struct cell));
}

struct pool *
pool_new(uint32_t n_slots, size_t slot_bytes, size_t key_bytes,
    const struct hash_key *hash)
{
	uint32_t n_cells = cells_of(n_slots, key_bytes);
	struct pool *p;

	assert(n_slots > 0 && n_slots < POOL_NONE && slot_bytes >= key_bytes);
	p = calloc(1, sizeof *p);
	if (p == NULL)
		return (NULL);
	p->stride = stride_of(slot_bytes);
	if (n_slots > (SIZE_MAX - LINE_BYTES_64) / p->stride) {
		free(p);
		return (NULL);
	}
	p->memory = calloc(1, n_slots * p->stride + LINE_BYTES_64);
	p->cells = n_cells == 0 ? NULL : calloc(n_cells, sizeof *p->cells);
	if (p->memory == NULL || (n_cells > 0 && p->cells == NULL)) {
		pool_free(p);
		return (NULL);
	}
	p->slots = p->memory + LINE_BYTES_64 -
	    (uintptr_t)p->memory % LINE_BYTES_64;
	p->hash = hash;
	p->slot_bytes = slot_bytes;
	p->key_bytes = key_bytes;
	p->n_slots = n_slots;
	p->cell_mask = n_cells - 1;
	p->free = p->oldest = p->youngest = POOL_NONE;
	return (p);
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	free(p->memory);
	free(p->cells);
	free(p);
}

static struct head *
head_at(const struct pool *p, uint32_t index)
{
	return ((struct head *)(void *)(p->slots + index * p->stride));
}

void *
pool_at(const struct pool *p, uint32_t index)
{
	assert(index < p->n_slots);
	return (head_at(p, index) + 1);
}

uint32_t
pool_index(const struct pool *p, const void *slot)
{
	size_t at = (size_t)((const uint8_t *)slot - sizeof(struct head) -
	    p->slots);

	return ((uint32_t)(at / p->stride));
}

static uint32_t
hash_of(const struct pool *p, const void *key)
{
	return ((uint32_t)hash_bytes(p->hash, key, p->key_bytes));
}

void *
pool_find(const struct pool *p, const void *key)
{
	return (pool_find_hashed(p, key, hash_of(p, key)));
}

/* Connections are known by eight bytes: no call for those. */
static inline bool
keys_equal(const struct pool *p, const void *a, const void *b)
{
	uint64_t x, y;

	if (p->key_bytes != sizeof x)
		return (memcmp(a, b, p->key_bytes) == 0);
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return (x == y);
}

void *
pool_find_hashed(const struct pool *p, const void *key, uint32_t hash)
{
	uint32_t at = hash & p->cell_mask;
	const struct cell *c;

	for (; (c = &p->cells[at])->number != 0; at = (at + 1) & p->cell_mask) {
		struct head *h;

		if (c->hash != hash)
			continue;
		h = head_at(p, c->number - 1);
		if (keys_equal(p, h + 1, key))
			return (h + 1);
	}
	return (NULL);
}

static void
cell_add(struct pool *p, uint32_t hash, uint32_t index)
{
	uint32_t at = hash & p->cell_mask;

	while (p->cells[at].number != 0)
		at = (at + 1) & p->cell_mask;
	p->cells[at].hash = hash;
	p->cells[at].number = index + 1;
}

static void
cell_remove(struct pool *p, uint32_t hash, uint32_t index)
{
	uint32_t hole = hash & p->cell_mask, at;

	while (p->cells[hole].number != index + 1) {
		assert(p->cells[hole].number != 0);
		hole = (hole + 1) & p->cell_mask;
	}
	/* Whatever stands further on and may stand here moves here. */
	for (at = hole;;) {
		uint32_t home;

		at = (at + 1) & p->cell_mask;
		if (p->cells[at].number == 0)
			break;
		home = p->cells[at].hash & p->cell_mask;
		if (((at - home) & p->cell_mask) <
		    ((at - hole) & p->cell_mask))
			continue;
		p->cells[hole] = p->cells[at];
		hole = at;
	}
	p->cells[hole].number = 0;
}

void
pool_prefetch(const struct pool *p, uint32_t hash)
{
	__builtin_prefetch(&p->cells[hash & p->cell_mask]);
}

void *
pool_prefetch_slot(const struct pool *p, uint32_t hash, size_t bytes)
{
	uint32_t at = hash & p->cell_mask;
	const struct cell *c;

	for (; (c = &p->cells[at])->number != 0; at = (at + 1) & p->cell_mask) {
		uint8_t *slot;
		size_t i;

		if (c->hash != hash)
			continue;
		slot = (uint8_t *)head_at(p, c->number - 1);
		for (i = 0; i < bytes + sizeof(struct head);
		    i += LINE_BYTES_64)
			__builtin_prefetch(slot + i, 1);
		return (slot + sizeof(struct head));
	}
	return (NULL);
}

static void
age_append(struct pool *p, struct head *h, uint32_t index)
{
	h->younger = POOL_NONE;
	h->older = p->youngest;
	if (p->youngest != POOL_NONE)
		head_at(p, p->youngest)->younger = index;
	else
		p->oldest = index;
	p->youngest = index;
}

static void
age_remove(struct pool *p, const struct head *h)
{
	if (h->older != POOL_NONE)
		head_at(p, h->older)->younger = h->younger;
	else
		p->oldest = h->younger;
	if (h->younger != POOL_NONE)
		head_at(p, h->younger)->older = h->older;
	else
		p->youngest = h->older;
}

void *
pool_put(struct pool *p, const void *key)
{
	return (pool_put_hashed(p, key, p->key_bytes == 0 ? 0 :
	    hash_of(p, key)));
}

void *
pool_put_hashed(struct pool *p, const void *key, uint32_t hash)
{
	struct head *h;
	uint32_t index;

	assert(p->n_used < p->n_slots);
	if (p->free != POOL_NONE) {
		index = p->free;
		h = head_at(p, index);
		p->free = h->free;
		memset(h + 1, 0, p->slot_bytes);
	} else {	/* a slot never used is zero: memory left untouched */
		index = p->n_touched++;
		h = head_at(p, index);
	}
	if (p->key_bytes > 0) {
		h->hash = hash;
		memcpy(h + 1, key, p->key_bytes);
		cell_add(p, hash, index);
	}
	age_append(p, h, index);
	p->n_used++;
	return (h + 1);
}

void
pool_drop(struct pool *p, void *slot)
{
	uint32_t index = pool_index(p, slot);
	struct head *h = head_at(p, index);

	if (p->key_bytes > 0)
		cell_remove(p, h->hash, index);
	age_remove(p, h);
	h->free = p->free;
	p->free = index;
	p->n_used--;
	/* A flood makes the next stalest go next: have its cell at hand. */
	if (p->key_bytes > 0 && p->oldest != POOL_NONE)
		pool_prefetch(p, head_at(p, p->oldest)->hash);
}

void
pool_evict(struct pool *p, void *slot)
{
	pool_drop(p, slot);
	p->n_evicted++;
}

void
pool_touch(struct pool *p, void *slot)
{
	uint32_t index = pool_index(p, slot);
	struct head *h = head_at(p, index);

	if (p->youngest == index)
		return;
	age_remove(p, h);
	age_append(p, h, index);
}

bool
pool_is_full(const struct pool *p)
{
	return (p->n_used == p->n_slots);
}

void *
pool_stalest(const struct pool *p)
{
	return (p->oldest == POOL_NONE ? NULL : pool_at(p, p->oldest));
}

void *
pool_stalest_but(const struct pool *p, int n_looked_at,
    bool (*keeps)(const void *slot))
{
	void *slot = pool_stalest(p);
	int i;

	for (i = 0; i < n_looked_at && slot != NULL; i++) {
		if (!keeps(slot))
			return (slot);
		slot = pool_younger(p, slot);
	}
	return (pool_stalest(p));
}

void *
pool_youngest(const struct pool *p)
{
	return (p->youngest == POOL_NONE ? NULL : pool_at(p, p->youngest));
}

void *
pool_younger(const struct pool *p, const void *slot)
{
	uint32_t next = head_at(p, pool_index(p, slot))->younger;

	return (next == POOL_NONE ? NULL : pool_at(p, next));
}

uint32_t
pool_used(const struct pool *p)
{
	return (p->n_used);
}

uint32_t
pool_slots(const struct pool *p)
{
	return (p->n_slots);
}

uint64_t
pool_evicted(const struct pool *p)
{
	return (p->n_evicted);
}

bool
pool_memory(const struct pool *p, int i, void **at, size_t *bytes)
{
	if (i == 0) {
		*at = p->slots;
		*bytes = p->n_slots * p->stride;
		return (true);
	}
	*at = p->cells;
	*bytes = ((size_t)p->cell_mask + 1) * sizeof *p->cells;
	return (i == 1 && p->cells != NULL);
}
