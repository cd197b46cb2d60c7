/*
 * A table that forgets (two-way set-associative, as processors have it).
 *
 * It keeps for each row the time it was put; nothing else is known of it.
 */

#include "base/cache.h"

#include <assert.h>
#include <string.h>

#include "base/pool.h"

enum { LINE_BYTES_64 = 64 };

/* Before each row's bytes, so that a look sees both in one line. */
struct mark {
	int64_t put;
	uint32_t hash;
	uint32_t is_used;
};

struct cache {
	struct pool *self;
	uint8_t *rows;			/* on a cache line's border */
	size_t stride, row_bytes, key_bytes;
	uint32_t set_mask;
};

struct cache *
cache_new(uint32_t n_rows, size_t row_bytes, size_t key_bytes)
{
	size_t stride = sizeof(struct mark) + (row_bytes + 7) / 8 * 8;
	uint32_t n_sets = 1;
	struct pool *self;
	struct cache *c;

	assert(row_bytes >= key_bytes);
	while (n_sets < n_rows / 2)
		n_sets *= 2;
	self = pool_new(1, sizeof *c + LINE_BYTES_64 + 2 * n_sets * stride, 0,
	    NULL);
	if (self == NULL)
		return (NULL);
	c = pool_put(self, NULL);
	c->self = self;
	c->rows = (uint8_t *)(c + 1);
	c->rows += LINE_BYTES_64 - (uintptr_t)c->rows % LINE_BYTES_64;
	c->stride = stride;
	c->key_bytes = key_bytes;
	c->row_bytes = row_bytes;
	c->set_mask = n_sets - 1;
	return (c);
}

void
cache_free(struct cache *c)
{
	if (c != NULL)
		pool_free(c->self);
}

static uint8_t *
set_of(const struct cache *c, uint32_t hash)
{
	return (c->rows + 2 * (hash & c->set_mask) * c->stride +
	    sizeof(struct mark));
}

static struct mark *
mark_of(uint8_t *row)
{
	return ((struct mark *)(void *)(row - sizeof(struct mark)));
}

void
cache_prefetch(const struct cache *c, uint32_t hash)
{
	uint8_t *set = set_of(c, hash) - sizeof(struct mark);
	size_t i;

	for (i = 0; i < 2 * c->stride; i += LINE_BYTES_64)
		__builtin_prefetch(set + i, 1);
}

void *
cache_find(const struct cache *c, const void *key, uint32_t hash)
{
	uint8_t *row = set_of(c, hash);
	int i;

	for (i = 0; i < 2; i++, row += c->stride)
		if (mark_of(row)->hash == hash &&
		    mark_of(row)->is_used &&
		    memcmp(row, key, c->key_bytes) == 0)
			return (row);
	return (NULL);
}

void *
cache_put(struct cache *c, const void *key, uint32_t hash, int64_t now,
    uint64_t *lost)
{
	uint8_t *row = set_of(c, hash), *other = row + c->stride;
	struct mark *m = mark_of(row), *n = mark_of(other);

	if (m->is_used && (!n->is_used || n->put < m->put)) {
		row = other;
		m = n;
	}
	if (m->is_used && lost != NULL)
		(*lost)++;
	memset(row, 0, c->row_bytes);
	memcpy(row, key, c->key_bytes);
	m->is_used = 1;
	m->hash = hash;
	m->put = now;
	return (row);
}

void
cache_drop(struct cache *c, void *row)
{
	(void)c;
	mark_of(row)->is_used = 0;
}
