/* A list of rows that lie in one pool. */

#include "base/list.h"

#include <assert.h>

static struct list_link *
link_of(const struct list_kind *k, const void *row)
{
	return ((struct list_link *)(uintptr_t)((const uint8_t *)row +
	    k->link_at));
}

void *
list_at(const struct list_kind *k, uint32_t number)
{
	return (number == POOL_NONE ? NULL : pool_at(k->pool, number));
}

void *
list_next(const struct list_kind *k, const void *row)
{
	return (list_at(k, link_of(k, row)->after));
}

void
list_insert(const struct list_kind *k, uint32_t *first, void *row,
    void *after)
{
	struct list_link *link = link_of(k, row);
	uint32_t *from = after == NULL ? first : &link_of(k, after)->after;
	uint32_t number = pool_index(k->pool, row);
	void *next = list_at(k, *from);

	link->before = after == NULL ? (uint32_t)POOL_NONE :
	    pool_index(k->pool, after);
	link->after = *from;
	if (next != NULL)
		link_of(k, next)->before = number;
	*from = number;
}

void
list_push(const struct list_kind *k, uint32_t *first, void *row)
{
	list_insert(k, first, row, NULL);
}

void
list_remove(const struct list_kind *k, uint32_t *first, void *row)
{
	struct list_link *link = link_of(k, row);
	void *before = list_at(k, link->before);
	void *next = list_at(k, link->after);

	if (before != NULL) {
		link_of(k, before)->after = link->after;
	} else {
		assert(*first == pool_index(k->pool, row));
		*first = link->after;
	}
	if (next != NULL)
		link_of(k, next)->before = link->before;
}

uint32_t
list_check(const struct list_kind *k, uint32_t first)
{
	uint32_t before = POOL_NONE, number = first, n = 0;

	while (number != POOL_NONE) {
		const struct list_link *link = link_of(k, list_at(k, number));

		assert(link->before == before);
		assert(n < pool_used(k->pool));
		before = number;
		number = link->after;
		n++;
	}
	return (n);
}
