/*
 * Who is asked in a sweep, and in which order.
 *
 * The echo to all nodes comes first: it finds hosts of IPv6 wherever they
 * have their address in their /64, which nobody can go through.  Who hides
 * from it has most likely made an address of its MAC (RFC 4291 appendix A), so
 * the second round asks for those too.
 */

#include "engine/sweep.h"

#include <string.h>

enum { BITS = 128, HALF = 64, V4_FIRST = 96 };

/* --- ranges --- */

static struct ip
address_at(const struct sweep_range *r, uint32_t i)
{
	struct ip a = r->first;

	a.b[15] = (uint8_t)(a.b[15] | (i & 0xff));
	a.b[14] = (uint8_t)(a.b[14] | i >> 8);
	return (a);
}

static void
range_init(struct sweep_range *r, const struct question_prefix *p)
{
	uint32_t bit;

	r->first = p->ip;
	r->n = BITS - p->bits <= 10 ? UINT32_C(1) << (BITS - p->bits) : 0;
	for (bit = p->bits; bit < BITS; bit++)
		r->first.b[bit / 8] = (uint8_t)(r->first.b[bit / 8] &
		    ~(0x80U >> bit % 8));
	/* The network's own address and the broadcast's are nobody's
	 * (RFC 3021: but of two there is neither). */
	if (r->n > 2 && ip_is_v4(&r->first))
		r->is_heard[0] = r->is_heard[r->n - 1] = 1;
}

static void
range_heard(struct sweep_range *r, const struct ip *a)
{
	uint32_t i = (uint32_t)a->b[14] << 8 | a->b[15];
	struct ip is;

	i -= (uint32_t)r->first.b[14] << 8 | r->first.b[15];
	if (i >= r->n)
		return;
	is = address_at(r, i);
	if (ip_equals(&is, a))
		r->is_heard[i] = 1;
}

static void
ranges_heard(struct sweep *s, const struct ip *a)
{
	uint32_t i;

	for (i = 0; i < s->n_ranges; i++)
		range_heard(&s->ranges[i], a);
}

void
sweep_init(struct sweep *s, const struct question_bounds *b)
{
	uint32_t i;

	memset(s, 0, sizeof *s);
	s->bounds = b;
	s->n_ranges = b->n_prefixes;
	for (i = 0; i < b->n_prefixes; i++)
		range_init(&s->ranges[i], &b->prefixes[i]);
	for (i = 0; i < b->n_own; i++)
		ranges_heard(s, &b->own[i].net.ip);
}

/* --- a round --- */

static bool
question_make(const struct sweep *s, const struct ip *to,
    struct question *out)
{
	struct question q = { .to = *to, .seq = s->round, .from_port = 1 };

	q.kind = ip_is_group(to) ? QUESTION_ALL_NODES : ip_is_v4(to) ?
	    QUESTION_ARP : QUESTION_NEIGHBOUR;
	if (!question_from(s->bounds, to, &q.from) ||
	    !question_is_allowed(&q, s->bounds))
		return (false);
	*out = q;
	return (true);
}

static bool
range_next(struct sweep *s, struct question *out)
{
	struct sweep_range *r;
	struct ip to;

	for (; s->at_range < s->n_ranges; s->at_range++, s->at_address = 0) {
		r = &s->ranges[s->at_range];
		while (s->at_address < r->n) {
			to = address_at(r, s->at_address);
			if (r->is_heard[s->at_address++] == 0 &&
			    question_make(s, &to, out))
				return (true);
		}
	}
	return (false);
}

bool
sweep_next(struct sweep *s, struct question *out)
{
	const struct ip all = question_all_nodes();

	if (!s->is_all_asked) {
		s->is_all_asked = true;
		if (question_make(s, &all, out))
			return (true);
	}
	if (range_next(s, out))
		return (true);
	while (s->at_guess < s->n_guesses)
		if (question_make(s, &s->guesses[s->at_guess++], out))
			return (true);
	return (false);
}

/* --- the next one --- */

static bool
has_address(const struct census_device *d, const struct ip *a)
{
	uint32_t i;

	for (i = 0; i < d->n_ips; i++)
		if (ip_equals(&d->ips[i], a))
			return (true);
	return (false);
}

/* The address that a host of this MAC makes itself in a prefix. */
static void
guess_add(struct sweep *s, const struct question_prefix *p,
    const struct census_device *d)
{
	const uint8_t *m = d->mac.b;
	const uint8_t tail[8] = { (uint8_t)(m[0] ^ 2), m[1], m[2], 0xff, 0xfe,
	    m[3], m[4], m[5] };
	struct ip a = p->ip;

	if (p->bits != HALF || s->n_guesses == SWEEP_ADDRESSES)
		return;
	memcpy(a.b + 8, tail, sizeof tail);
	if (!has_address(d, &a))
		s->guesses[s->n_guesses++] = a;
}

bool
sweep_again(struct sweep *s, const struct census *heard)
{
	uint32_t i, j;

	if (++s->round == SWEEP_ROUNDS)
		return (false);
	s->is_all_asked = false;
	s->at_range = s->at_address = 0;
	for (i = 0; i < heard->n; i++) {
		const struct census_device *d = &heard->devices[i];

		for (j = 0; j < d->n_ips; j++)
			ranges_heard(s, &d->ips[j]);
		for (j = 0; j < s->bounds->n_prefixes && !d->is_own; j++)
			guess_add(s, &s->bounds->prefixes[j], d);
	}
	return (true);
}

uint32_t
sweep_planned(const struct sweep *s)
{
	uint32_t i, j, n = 1 + s->n_guesses;

	for (i = 0; i < s->n_ranges; i++)
		for (j = 0; j < s->ranges[i].n; j++)
			n += s->ranges[i].is_heard[j] == 0;
	return (n);
}

/* The /64 of IPv6 is nothing to be told: nobody would go through one. */
const struct question_prefix *
sweep_too_large(const struct sweep *s, uint32_t i)
{
	uint32_t j;

	for (j = 0; j < s->n_ranges; j++)
		if (s->ranges[j].n == 0 && s->bounds->prefixes[j].bits >=
		    V4_FIRST && ip_is_v4(&s->ranges[j].first) && i-- == 0)
			return (&s->bounds->prefixes[j]);
	return (NULL);
}
