/*
 * Deadlines, a second apart: a hashed timing wheel (Varghese and Lauck 1987).
 *
 * It does not know what is due; the owner looks at the real deadline and puts
 * back what has been busy meanwhile.
 */

#include "engine/wheel.h"

#include <assert.h>

#define NS_PER_SECOND INT64_C(1000000000)

void
wheel_init(struct wheel *w, void *owner,
    struct wheel_link *(*link)(void *, uint32_t))
{
	uint32_t i;

	w->now_s = INT64_MIN;
	w->next_ns = INT64_MIN;
	w->owner = owner;
	w->link = link;
	for (i = 0; i < WHEEL_ROWS; i++)
		w->rows[i] = WHEEL_NONE;
}

static int64_t
second_of(int64_t when_ns)
{
	int64_t s = when_ns / NS_PER_SECOND;

	return (when_ns % NS_PER_SECOND < 0 ? s - 1 : s);
}

void
wheel_add(struct wheel *w, uint32_t number, int64_t at_ns)
{
	struct wheel_link *link = w->link(w->owner, number);
	int64_t s = second_of(at_ns) + 1;

	if (s <= w->now_s)
		s = w->now_s + 1;
	if (w->now_s != INT64_MIN && s > w->now_s + WHEEL_ROWS - 1)
		s = w->now_s + WHEEL_ROWS - 1;
	link->row = (uint32_t)((uint64_t)s % WHEEL_ROWS);
	link->before = WHEEL_NONE;
	link->after = w->rows[link->row];
	if (link->after != WHEEL_NONE)
		w->link(w->owner, link->after)->before = number;
	w->rows[link->row] = number;
}

void
wheel_remove(struct wheel *w, uint32_t number)
{
	struct wheel_link *link = w->link(w->owner, number);

	if (link->row == WHEEL_NONE)
		return;
	if (link->before != WHEEL_NONE)
		w->link(w->owner, link->before)->after = link->after;
	else {
		assert(w->rows[link->row] == number);
		w->rows[link->row] = link->after;
	}
	if (link->after != WHEEL_NONE)
		w->link(w->owner, link->after)->before = link->before;
	link->row = WHEEL_NONE;
}

uint32_t
wheel_due(struct wheel *w, int64_t now_ns, int64_t *row_ns)
{
	int64_t s;
	uint32_t number;

	if (now_ns < w->next_ns)	/* asked for every frame */
		return (WHEEL_NONE);
	s = second_of(now_ns);
	if (w->now_s == INT64_MIN)
		w->now_s = s - 1;
	/* After a leap of more than a turn every row has come once. */
	if (s - w->now_s > WHEEL_ROWS)
		w->now_s = s - WHEEL_ROWS;
	for (;;) {
		if (w->now_s >= s) {
			w->next_ns = (w->now_s + 1) * NS_PER_SECOND;
			return (WHEEL_NONE);
		}
		number = w->rows[(uint64_t)(w->now_s + 1) % WHEEL_ROWS];
		if (number != WHEEL_NONE) {
			wheel_remove(w, number);
			*row_ns = (w->now_s + 1) * NS_PER_SECOND;
			return (number);
		}
		w->now_s++;
	}
}

uint32_t
wheel_count(const struct wheel *w)
{
	uint32_t row, number, before, n = 0;

	for (row = 0; row < WHEEL_ROWS; row++) {
		before = WHEEL_NONE;
		for (number = w->rows[row]; number != WHEEL_NONE; n++) {
			const struct wheel_link *link =
			    w->link(w->owner, number);

			assert(link->row == row && link->before == before);
			before = number;
			number = link->after;
		}
	}
	return (n);
}
