/*
 * A table that forgets (four-way set-associative, as processors have it).
 *
 * A set's marks stand together and fill one cache line; its rows follow.
 */

#include "base/cache.h"

#include <assert.h>
#include <string.h>

#include "base/pool.h"

enum { LINE_BYTES_64 = 64 };

struct mark {
	uint64_t id;		/* 0 = the row is not used */
	int64_t put;
};

struct set {
	struct mark marks[CACHE_WAYS];
};

struct cache {
	struct pool *self;
	uint8_t *sets;			/* on a cache line's border */
	size_t stride, row_bytes;
	uint32_t set_mask;
};

_Static_assert(sizeof(struct set) == LINE_BYTES_64, "marks fill a line");

static size_t
row_stride(size_t row_bytes)
{
	return ((row_bytes + 7) / 8 * 8);
}

static size_t
set_stride(size_t row_bytes)
{
	return ((sizeof(struct set) + CACHE_WAYS * row_stride(row_bytes) +
	    LINE_BYTES_64 - 1) / LINE_BYTES_64 * LINE_BYTES_64);
}

static uint32_t
sets_of(uint32_t n_rows)
{
	uint32_t n = 1;

	while (n <= n_rows / CACHE_WAYS / 2)
		n *= 2;
	return (n);
}

/* Head, sets, and what it takes to begin those on a line's border. */
static size_t
self_bytes(uint32_t n_rows, size_t row_bytes)
{
	return (sizeof(struct cache) + LINE_BYTES_64 +
	    sets_of(n_rows) * set_stride(row_bytes));
}

uint64_t
cache_bytes(uint32_t n_rows, size_t row_bytes)
{
	return (pool_bytes(1, self_bytes(n_rows, row_bytes), 0));
}

struct cache *
cache_new(uint32_t n_rows, size_t row_bytes)
{
	struct pool *self = pool_new(1, self_bytes(n_rows, row_bytes), 0,
	    NULL);
	struct cache *c;

	if (self == NULL)
		return (NULL);
	c = pool_put(self, NULL);
	c->self = self;
	c->sets = (uint8_t *)(c + 1);
	c->sets += LINE_BYTES_64 - (uintptr_t)c->sets % LINE_BYTES_64;
	c->stride = set_stride(row_bytes);
	c->row_bytes = row_stride(row_bytes);
	c->set_mask = sets_of(n_rows) - 1;
	return (c);
}

void
cache_free(struct cache *c)
{
	if (c != NULL)
		pool_free(c->self);
}

static struct set *
set_of(const struct cache *c, uint64_t id)
{
	return ((struct set *)(void *)(c->sets +
	    ((uint32_t)id & c->set_mask) * c->stride));
}

static uint8_t *
row_of(const struct cache *c, struct set *s, int way)
{
	return ((uint8_t *)(s + 1) + (size_t)way * c->row_bytes);
}

void
cache_prefetch(const struct cache *c, uint64_t id)
{
	__builtin_prefetch(set_of(c, id), 1);
}

void
cache_prefetch_row(const struct cache *c, uint64_t id)
{
	struct set *s = set_of(c, id);
	int i;

	for (i = 0; i < CACHE_WAYS; i++)
		if (s->marks[i].id == id)
			__builtin_prefetch(row_of(c, s, i), 1);
}

void *
cache_find(const struct cache *c, uint64_t id)
{
	struct set *s = set_of(c, id);
	int i;

	id += id == 0;
	for (i = 0; i < CACHE_WAYS; i++)
		if (s->marks[i].id == id)
			return (row_of(c, s, i));
	return (NULL);
}

void *
cache_put(struct cache *c, uint64_t id, int64_t now, uint64_t *lost)
{
	struct set *s = set_of(c, id);
	int i, way = 0;
	void *row;

	for (i = 0; i < CACHE_WAYS && s->marks[way].id != 0; i++)
		if (s->marks[i].id == 0 || s->marks[i].put < s->marks[way].put)
			way = i;
	if (s->marks[way].id != 0 && lost != NULL)
		(*lost)++;
	s->marks[way].id = id + (id == 0);
	s->marks[way].put = now;
	row = row_of(c, s, way);
	memset(row, 0, c->row_bytes);
	return (row);
}

void
cache_drop(struct cache *c, void *row)
{
	size_t at = (size_t)((uint8_t *)row - c->sets);
	size_t set = at / c->stride;
	struct set *s = (struct set *)(void *)(c->sets + set * c->stride);

	s->marks[(at - set * c->stride - sizeof *s) / c->row_bytes].id = 0;
}

void
cache_memory(const struct cache *c, void **at, size_t *bytes)
{
	*at = c->sets;
	*bytes = ((size_t)c->set_mask + 1) * c->stride;
}
