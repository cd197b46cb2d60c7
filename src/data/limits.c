/*
 * The caps, scaled by one number.
 *
 * What a row of each costs is not kept here: it is found by asking what all
 * would take with more of one limit and nothing of the others.
 */

#include "data/limits.h"

#include <string.h>

struct row {
	const char *name;
	size_t at;			/* offset of the field */
	uint32_t per_mille;		/* 0 with one_in 0: what is left */
	size_t of;			/* a PART: offset of the whole */
	uint32_t one_in;		/* 0: a SHARE */
	uint32_t least, most;
};

#define ROW_SHARE(field, per_mille, least, most)			\
	{ #field, offsetof(struct limits, field), per_mille, 0, 0,	\
	    least, most },
#define ROW_PART(field, of, one_in, least)				\
	{ #field, offsetof(struct limits, field), 0,			\
	    offsetof(struct limits, of), one_in, least, UINT32_MAX },

/* A part stands after its whole. */
static const struct row rows[] = {
	LIMITS(ROW_SHARE, ROW_PART)
};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

size_t
limits_count(void)
{
	return (N_ROWS);
}

const char *
limits_name(size_t i)
{
	return (rows[i].name);
}

static uint32_t *
field_at(struct limits *l, size_t at)
{
	return ((uint32_t *)(void *)((uint8_t *)l + at));
}

uint32_t *
limits_field(struct limits *l, size_t i)
{
	return (field_at(l, rows[i].at));
}

static void
parts_follow(struct limits *l)
{
	size_t i;

	for (i = 0; i < N_ROWS; i++) {
		uint32_t n;

		if (rows[i].one_in == 0)
			continue;
		n = *field_at(l, rows[i].of) / rows[i].one_in;
		*limits_field(l, i) = n < rows[i].least ? rows[i].least : n;
	}
}

/*
 * Give this limit as many as fit, parts included: l then takes no more than
 * this many bytes, unless its least is more.
 */
static void
fit(const struct row *row, uint64_t memory_bytes,
    uint64_t (*bytes)(const struct limits *), struct limits *l)
{
	uint32_t low = row->least, high = row->most, n;

	while (low < high) {
		n = high - (high - low) / 2;
		*field_at(l, row->at) = n;
		parts_follow(l);
		if (bytes(l) <= memory_bytes)
			low = n;
		else
			high = n - 1;
	}
	*field_at(l, row->at) = low;
	parts_follow(l);
}

void
limits_scale(uint64_t memory_bytes, uint64_t (*bytes)(const struct limits *),
    struct limits *out)
{
	uint64_t m = memory_bytes, always;
	struct limits none, one;
	size_t i;

	if (m < MEMORY_MIN_BYTES)
		m = MEMORY_MIN_BYTES;
	if (m > MEMORY_MAX_BYTES)
		m = MEMORY_MAX_BYTES;
	memset(&none, 0, sizeof none);
	parts_follow(&none);
	always = bytes(&none);
	*out = none;
	for (i = 0; i < N_ROWS; i++) {
		if (rows[i].per_mille == 0)
			continue;
		one = none;
		fit(&rows[i], always + (m - always) / 1000 * rows[i].per_mille,
		    bytes, &one);
		*limits_field(out, i) = *limits_field(&one, i);
	}
	parts_follow(out);
	for (i = 0; i < N_ROWS; i++)
		if (rows[i].per_mille == 0 && rows[i].one_in == 0)
			fit(&rows[i], m, bytes, out);
}
