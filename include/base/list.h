/*
 * A list of rows that lie in one pool: each row carries its link, the owner
 * carries the first row's number.
 *
 *	owner		pool
 *	first --> 7	[7] before NONE, after 2
 *			[2] before 7, after 9
 *			[9] before 2, after NONE
 *
 * Numbers, not pointers: half the room.  Always true: a row is in one list of
 * its kind at most; first is POOL_NONE when the list is empty; whoever is
 * after a row has that row before it.  A row must leave its list before it
 * leaves its pool.
 */

#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

struct list_link {
	uint32_t before, after;		/* numbers in the pool, or POOL_NONE */
};

/* What all lists of one kind have in common; the pool is borrowed. */
struct list_kind {
	const struct pool *pool;
	size_t link_at;			/* offset of the link in a row */
};

/* Put a row, which is in no list of this kind, first. */
void	list_push(const struct list_kind *k, uint32_t *first, void *row);
/* The same after this one, which is in the list; NULL: first. */
void	list_insert(const struct list_kind *k, uint32_t *first, void *row,
	    void *after);
void	list_remove(const struct list_kind *k, uint32_t *first, void *row);

/* The row with this number, NULL for POOL_NONE: list_at(k, owner->first). */
void	*list_at(const struct list_kind *k, uint32_t number);
/* The row after this one, or NULL. */
void	*list_next(const struct list_kind *k, const void *row);

/* Asserts that the list's rows are linked both ways; returns how many. */
uint32_t	list_check(const struct list_kind *k, uint32_t first);

#endif
