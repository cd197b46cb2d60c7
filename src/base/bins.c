/* Counts in slices of time. */

#include "base/bins.h"

#include <assert.h>
#include <string.h>

void
bins_init(struct bins *b, int64_t width_ns, bool grows)
{
	assert(width_ns > 0);
	memset(b, 0, sizeof *b);
	b->width_ns = width_ns;
	b->grows = grows;
}

/* Slices are counted from 1970, and rounded down before it as well. */
static int64_t
slice_of(int64_t when_ns, int64_t width_ns)
{
	return (when_ns / width_ns - (when_ns % width_ns < 0));
}

static void
slot_add(uint16_t *slot, uint32_t n)
{
	*slot = n > (uint32_t)(UINT16_MAX - *slot) ? UINT16_MAX :
	    (uint16_t)(*slot + n);
}

static void
widen(struct bins *b)
{
	int64_t first = slice_of(b->first, 2);
	uint16_t n[BINS_SLOTS] = { 0 };
	int i;

	for (i = 0; i < BINS_SLOTS; i++)
		slot_add(&n[slice_of(b->first + i, 2) - first], b->n[i]);
	memcpy(b->n, n, sizeof n);
	b->first = first;
	b->width_ns *= 2;
}

/* n[0] becomes that of another slice; what falls off is gone. */
static void
shift(struct bins *b, int64_t first)
{
	int64_t by = first - b->first;
	uint16_t n[BINS_SLOTS] = { 0 };
	int64_t i;

	for (i = 0; i < BINS_SLOTS; i++)
		if (i + by >= 0 && i + by < BINS_SLOTS)
			n[i] = b->n[i + by];
	memcpy(b->n, n, sizeof n);
	b->first = first;
}

static int
last_used(const struct bins *b)
{
	int i;

	for (i = BINS_SLOTS - 1; i > 0 && b->n[i] == 0; i--)
		;
	return (i);
}

/* Widen the slices, or move them, until this moment lies in one. */
static void
grow(struct bins *b, int64_t when_ns)
{
	int64_t at = slice_of(when_ns, b->width_ns);

	while (at - b->first >= BINS_SLOTS ||
	    b->first + last_used(b) - at >= BINS_SLOTS) {
		widen(b);
		at = slice_of(when_ns, b->width_ns);
	}
	if (at < b->first)
		shift(b, at);
}

void
bins_add(struct bins *b, int64_t when_ns, uint32_t n)
{
	int64_t at = slice_of(when_ns, b->width_ns);

	if (n == 0)
		return;
	if (!b->is_used) {
		b->is_used = true;
		b->first = b->grows ? at : at - (BINS_SLOTS - 1);
	}
	if (b->grows)
		grow(b, when_ns);
	else if (at - b->first >= BINS_SLOTS)
		shift(b, at - (BINS_SLOTS - 1));
	at = slice_of(when_ns, b->width_ns);
	if (at >= b->first)		/* older slices have fallen off */
		slot_add(&b->n[at - b->first], n);
}

void
bins_take(struct bins *b, int64_t when_ns)
{
	int64_t i = slice_of(when_ns, b->width_ns) - b->first;

	if (b->is_used && i >= 0 && i < BINS_SLOTS && b->n[i] > 0)
		b->n[i]--;
}

void
bins_move(struct bins *b, int64_t by_ns)
{
	if (b->width_ns > 0)
		b->first += slice_of(by_ns + b->width_ns / 2, b->width_ns);
}

void
bins_merge(struct bins *to, const struct bins *from)
{
	int i;

	while (to->grows && to->width_ns < from->width_ns)
		widen(to);
	for (i = 0; i < BINS_SLOTS; i++)
		bins_add(to, (from->first + i) * from->width_ns, from->n[i]);
}

uint32_t
bins_sum(const struct bins *b, int64_t from_ns, int64_t until_ns)
{
	uint32_t sum = 0;
	int i;

	for (i = 0; i < BINS_SLOTS; i++) {
		int64_t at_ns = (b->first + i) * b->width_ns;

		if (at_ns >= from_ns && at_ns < until_ns)
			sum += b->n[i];
	}
	return (sum);
}

int64_t
bins_begin(const struct bins *b, int64_t when_ns)
{
	return (slice_of(when_ns, b->width_ns) * b->width_ns);
}
