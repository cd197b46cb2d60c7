/*
 * What of the model never changes, worked out once.
 *
 * A walk over all rows of data/shapes.c for each turn, tag and hypothesis took
 * half of inference's time.  The sums here are added up in the order of those
 * rows, so that a share is the same to the last bit.
 */

#include "talk/sums.h"

#include <assert.h>
#include <string.h>

#include "data/rounds.h"
#include "talk/roads.h"

/* Does a step's least share stand with its tagged rows? */
static bool
has_tagged(enum proto proto, enum said said, int step)
{
	size_t n, i;
	const struct shape *all = shapes_all(&n);

	for (i = 0; i < n; i++)
		if (all[i].proto == proto && all[i].said == said &&
		    all[i].step == step && all[i].is_tagged)
			return (true);
	return (false);
}

static void
row_make(const struct sums *s, enum proto proto, enum said said,
    bool is_tagged, uint32_t bytes, float out[STEP_COUNT])
{
	const uint16_t *rows = s->shapes[proto - 1][said];
	size_t n;
	const struct shape *all = shapes_all(&n);
	int i;

	for (i = 0; i < s->n_shapes[proto - 1][said]; i++) {
		const struct shape *o = &all[rows[i]];

		if (o->is_tagged == is_tagged)
			out[o->step] += o->share * spread_share(bytes, bytes,
			    o->from, o->to, o->by_bytes);
	}
}

/* Put it where it belongs, once. */
static void
point_add(struct spans *p, uint32_t from)
{
	int i, j;

	for (i = 0; i < p->n && p->from[i] < from; i++)
		;
	if (i < p->n && p->from[i] == from)
		return;
	assert(p->n < SUMS_SPANS);
	for (j = p->n++; j > i; j--)
		p->from[j] = p->from[j - 1];
	p->from[i] = from;
}

/* Where anything begins or ends, and between which of these is base 64. */
static void
points_make(const struct sums *s, enum proto proto, enum said said,
    bool is_tagged, struct spans *p)
{
	const uint16_t *rows = s->shapes[proto - 1][said];
	size_t n;
	const struct shape *all = shapes_all(&n), *o;
	int i, j, n_rows = s->n_shapes[proto - 1][said];

	point_add(p, 0);
	point_add(p, FAR_TOO_LONG);
	point_add(p, HUGE);
	for (i = 0; i < n_rows; i++) {
		o = &all[rows[i]];
		if (o->is_tagged == is_tagged) {
			point_add(p, o->from);
			point_add(p, o->to + 1);
		}
	}
	for (i = 0; i < n_rows; i++) {
		o = &all[rows[i]];
		for (j = 0; j < p->n; j++)
			if (o->is_tagged == is_tagged && o->by_bytes > 1 &&
			    p->from[j] >= o->from && p->from[j] <= o->to)
				p->is_by_four[j] = true;
	}
}

static void
spans_make(struct sums *s, enum proto proto, enum said said, bool is_tagged)
{
	struct spans *p = &s->spans[proto - 1][said][is_tagged];
	uint32_t i, rest;
	int k;

	points_make(s, proto, said, is_tagged, p);
	for (i = 0; i < p->n; i++) {
		p->row[i] = (uint16_t)s->n_rows;
		for (rest = 0; rest < (p->is_by_four[i] ? 4 : 1); rest++) {
			uint32_t bytes = p->from[i];

			if (p->is_by_four[i])
				bytes += (rest - bytes) % BASE64_STEP;
			assert(s->n_rows < SUMS_ROWS);
			for (k = 0; k < STEP_COUNT; k++)
				s->shares[s->n_rows][k] = has_tagged(proto,
				    said, k) == is_tagged ?
				    share_least(bytes) : 0.f;
			row_make(s, proto, said, is_tagged, bytes,
			    s->shares[s->n_rows++]);
		}
	}
	for (i = 0, k = 0; i < SUMS_NEAR; i++) {
		while (k + 1 < p->n && p->from[k + 1] <= i)
			k++;
		p->near[i] = (uint8_t)k;
	}
}

void
sums_make(struct sums *s)
{
	size_t n, i;
	const struct shape *all = shapes_all(&n);
	int proto, said;

	memset(s, 0, sizeof *s);
	assert(n <= UINT16_MAX);
	for (i = 0; i < n; i++) {
		uint8_t *have = &s->n_shapes[all[i].proto - 1][all[i].said];

		assert(*have < SUMS_SHAPES);
		s->shapes[all[i].proto - 1][all[i].said][(*have)++] =
		    (uint16_t)i;
	}
	for (proto = PROTO_IMAP; proto < PROTO_COUNT; proto++) {
		for (said = 0; said < SUMS_SIDES; said++) {
			spans_make(s, proto, said, false);
			spans_make(s, proto, said, true);
		}
		roads_make(proto, s->roads[proto - 1]);
	}
}

static const float *
row_of(const struct sums *s, const struct spans *p, uint32_t bytes)
{
	int i = p->n - 1;

	if (bytes < SUMS_NEAR)
		i = p->near[bytes];
	else
		while (p->from[i] > bytes)
			i--;
	return (s->shares[p->row[i] + (p->is_by_four[i] ? bytes % 4 : 0)]);
}

/* A length that is known within bounds only: row by row. */
static void
shares_between(const struct sums *s, enum proto proto, enum said said,
    struct plain_range bytes, uint32_t tag, float out[STEP_COUNT])
{
	const uint16_t *rows = s->shapes[proto - 1][said];
	size_t n;
	const struct shape *all = shapes_all(&n);
	int i;

	for (i = 0; i < STEP_COUNT; i++)
		out[i] = share_least(bytes.from - (has_tagged(proto, said,
		    i) && bytes.from > tag ? tag : 0));
	for (i = 0; i < s->n_shapes[proto - 1][said]; i++) {
		const struct shape *o = &all[rows[i]];
		uint32_t add = o->is_tagged ? tag : 0;

		out[o->step] += o->share * spread_share(bytes.from, bytes.to,
		    o->from + add, o->to + add, o->by_bytes);
	}
}

void
sums_shares(const struct sums *s, enum proto proto, enum said said,
    struct plain_range bytes, const uint32_t tag[LANES], lanes out[STEP_COUNT])
{
	const struct spans *p = s->spans[proto - 1][said];
	float walked[LANES][STEP_COUNT];
	const float *tagged[LANES], *bare;
	bool is_exact = bytes.from == bytes.to;
	int i, k;

	for (i = 0; i < LANES; i++) {
		tagged[i] = walked[i];
		if (i > 0 && tag[i] == tag[i - 1])
			tagged[i] = tagged[i - 1];
		else if (is_exact)
			tagged[i] = row_of(s, &p[1], bytes.from > tag[i] ?
			    bytes.from - tag[i] : 0);
		else
			shares_between(s, proto, said, bytes, tag[i],
			    walked[i]);
	}
	for (k = 0; k < STEP_COUNT; k++)
		out[k] = (lanes){ tagged[0][k], tagged[1][k], tagged[2][k],
		    tagged[3][k] };
	if (!is_exact)
		return;
	bare = row_of(s, &p[0], bytes.from);
	for (k = 0; k < STEP_COUNT; k++)
		out[k] += lanes_of(bare[k]);
}
