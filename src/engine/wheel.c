/*
 * Deadlines, a second apart: a hashed timing wheel (Varghese and Lauck 1987).
 *
 * The wheel does not know what is due: the owner looks at the real deadline
 * and puts back what has been busy meanwhile.
 */

#include "engine/wheel.h"

#include <assert.h>

#include "base/when.h"

static struct wheel_link *
link_of(const struct wheel *w, void *thing)
{
	return ((struct wheel_link *)(void *)((uint8_t *)thing + w->link_at));
}

void
wheel_init(struct wheel *w, const struct pool *things, size_t link_at)
{
	uint32_t i;

	w->now_s = INT64_MIN;
	w->next_ns = INT64_MIN;
	w->kind.pool = things;
	w->kind.link_at = link_at + offsetof(struct wheel_link, link);
	w->link_at = link_at;
	for (i = 0; i < WHEEL_ROWS; i++)
		w->rows[i] = POOL_NONE;
}

void
wheel_begin(const struct wheel *w, void *thing)
{
	link_of(w, thing)->row = WHEEL_NONE;
}

static int64_t
second_of(int64_t when_ns)
{
	int64_t s = when_ns / NS_PER_S;

	return (when_ns % NS_PER_S < 0 ? s - 1 : s);
}

void
wheel_add(struct wheel *w, void *thing, int64_t at_ns)
{
	struct wheel_link *link = link_of(w, thing);
	int64_t s = second_of(at_ns) + 1;

	assert(link->row == WHEEL_NONE);
	if (s <= w->now_s)
		s = w->now_s + 1;
	if (w->now_s != INT64_MIN && s > w->now_s + WHEEL_ROWS - 1)
		s = w->now_s + WHEEL_ROWS - 1;
	link->row = (uint32_t)((uint64_t)s % WHEEL_ROWS);
	list_push(&w->kind, &w->rows[link->row], thing);
}

void
wheel_remove(struct wheel *w, void *thing)
{
	struct wheel_link *link = link_of(w, thing);

	if (link->row == WHEEL_NONE)
		return;
	list_remove(&w->kind, &w->rows[link->row], thing);
	link->row = WHEEL_NONE;
}

void *
wheel_due(struct wheel *w, int64_t now_ns, int64_t *row_ns)
{
	int64_t s;
	void *thing;

	if (now_ns < w->next_ns)	/* asked for every frame */
		return (NULL);
	s = second_of(now_ns);
	if (w->now_s == INT64_MIN)
		w->now_s = s - 1;
	/* After a leap of more than a turn every row has come once. */
	if (s - w->now_s > WHEEL_ROWS)
		w->now_s = s - WHEEL_ROWS;
	for (; w->now_s < s; w->now_s++) {
		thing = list_at(&w->kind,
		    w->rows[(uint64_t)(w->now_s + 1) % WHEEL_ROWS]);
		if (thing == NULL)
			continue;
		wheel_remove(w, thing);
		*row_ns = (w->now_s + 1) * NS_PER_S;
		return (thing);
	}
	w->next_ns = (w->now_s + 1) * NS_PER_S;
	return (NULL);
}

uint32_t
wheel_check(const struct wheel *w)
{
	uint32_t row, n = 0;
	void *thing;

	for (row = 0; row < WHEEL_ROWS; row++) {
		n += list_check(&w->kind, w->rows[row]);
		thing = list_at(&w->kind, w->rows[row]);
		for (; thing != NULL; thing = list_next(&w->kind, thing))
			assert(link_of(w, thing)->row == row);
	}
	return (n);
}
