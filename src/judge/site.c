/* The doors of one mail host's address. */

#include "judge/site.h"

#include <string.h>

#include "base/when.h"

/* A packet has passed the gateway within this, by far. */
#define TWIN_NS		(400 * NS_PER_MS)

enum {
	LOSS_OF = 256,		/* SYNs; then the older ones count half */
	LOST_IN_A_ROW = 4
};

/* Where it stands, or would. */
static uint32_t
gate_number(const struct site *s, uint16_t port)
{
	uint32_t i;

	for (i = 0; i < s->n_gates; i++)
		if (s->gates[i].port == port)
			break;
	return (i);
}

const struct gate *
site_find_gate(const struct site *s, uint16_t port)
{
	uint32_t i = gate_number(s, port);

	return (i < s->n_gates ? &s->gates[i] : NULL);
}

struct gate *
site_gate(struct site *s, uint16_t port)
{
	uint32_t i = gate_number(s, port);

	if (i == SITE_GATES)
		return (NULL);
	if (i == s->n_gates)
		s->gates[s->n_gates++].port = port;
	return (&s->gates[i]);
}

static uint8_t
gate_bit(const struct site *s, const struct gate *g)
{
	return ((uint8_t)(1 << (g - s->gates)));
}

static void
seeker_add(struct site *s, const struct gate *g, uint64_t tag)
{
	uint32_t i;

	for (i = 0; i < s->n_seekers; i++)
		if (s->seekers[i].tag == tag)
			break;
	if (i == SITE_SEEKERS)
		return;
	if (i == s->n_seekers) {
		memset(&s->seekers[i], 0, sizeof s->seekers[i]);
		s->seekers[s->n_seekers++].tag = tag;
	}
	s->seekers[i].gates |= gate_bit(s, g);
	s->seekers[i].is_counted |= s->is_locked;
}

/* Where both sides of the gateway are seen, each try is. */
static bool
is_twin(const struct opening *k, const struct opening *last)
{
	return (k->isn != 0 && k->isn == last->isn && k->end == last->end &&
	    k->who.server.port == last->who.server.port &&
	    k->when_ns - last->when_ns < TWIN_NS &&
	    !ip_equals(&k->who.client.ip, &last->who.client.ip));
}

/* The one that was counted may be the gateway's address: it is no device. */
static void
seeker_correct(struct site *s, const struct gate *g, const struct opening *k,
    uint64_t tag)
{
	if (!ip_is_private(&k->who.client.ip) ||
	    ip_is_private(&s->last.who.client.ip))
		return;
	if (s->n_seekers > 0 && s->seekers[s->n_seekers - 1].tag != tag)
		s->n_seekers--;
	seeker_add(s, g, tag);
}

bool
site_vain(struct site *s, struct gate *g, const struct opening *k, uint64_t tag)
{
	if (is_twin(k, &s->last)) {
		seeker_correct(s, g, k, tag);
		return (false);
	}
	s->last = *k;
	if (g->vain == 0)
		g->first_ns = k->asked_ns;
	g->vain++;
	g->silent += k->end == OPENING_SILENT;
	g->reset += k->end == OPENING_RESET;
	g->rejected += k->end == OPENING_REJECTED;
	g->unreachable += k->end == OPENING_UNREACHABLE;
	g->last_ns = k->when_ns;
	seeker_add(s, g, tag);
	return (true);
}

static void
gate_clear(struct gate *g)
{
	g->vain = g->silent = g->reset = g->rejected = 0;
	g->unreachable = g->proven = 0;
	g->up_ns = 0;
}

int64_t
site_answered_ns(const struct site *s)
{
	int64_t last_ns = 0;
	uint32_t i;

	for (i = 0; i < s->n_gates; i++)
		if (s->gates[i].answered_ns > last_ns)
			last_ns = s->gates[i].answered_ns;
	return (last_ns);
}

/* A host that was away for long has lost no packets. */
static void
count_lost(struct site *s, const struct gate *g)
{
	if (!g->is_locked)
		s->lost += g->silent < LOST_IN_A_ROW ? g->silent :
		    LOST_IN_A_ROW;
	s->granted++;
	if (s->granted + s->lost < LOSS_OF)
		return;
	s->granted /= 2;
	s->lost /= 2;
}

/* What was in vain is past; who tried nowhere else is forgotten. */
static void
gate_begin(struct site *s, struct gate *g)
{
	uint32_t i, n = 0;

	g->is_locked = false;
	gate_clear(g);
	for (i = 0; i < s->n_seekers; i++) {
		struct seeker *o = &s->seekers[i];

		o->gates &= (uint8_t)~gate_bit(s, g);
		if (o->gates != 0 || o->is_counted)
			s->seekers[n++] = *o;
	}
	s->n_seekers = n;
}

void
site_answered(struct site *s, struct gate *g, int64_t when_ns)
{
	count_lost(s, g);
	g->answered_ns = when_ns;
	gate_begin(s, g);
}

bool
gate_is_shut(const struct gate *g)
{
	return (g->vain > 0 && g->answered_ns != 0);
}

void
site_lock(struct site *s)
{
	uint32_t i;
	uint8_t shut = 0;

	s->is_locked = true;
	for (i = 0; i < s->n_gates; i++)
		if (gate_is_shut(&s->gates[i]))
			shut |= gate_bit(s, &s->gates[i]);
	for (i = 0; i < s->n_seekers; i++)
		s->seekers[i].is_counted = (s->seekers[i].gates & shut) != 0;
}

void
site_unlock(struct site *s)
{
	uint32_t i, n = 0;

	s->is_locked = false;
	for (i = 0; i < s->n_gates; i++)
		if (s->gates[i].is_locked)
			gate_begin(s, &s->gates[i]);
	for (i = 0; i < s->n_seekers; i++) {
		s->seekers[i].is_counted = false;
		if (s->seekers[i].gates != 0)
			s->seekers[n++] = s->seekers[i];
	}
	s->n_seekers = n;
}

uint32_t
site_seekers(const struct site *s, const struct gate *g)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_seekers; i++)
		n += g == NULL || (s->seekers[i].gates & gate_bit(s, g)) != 0;
	return (n);
}

uint32_t
site_locked_out(const struct site *s)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_seekers; i++)
		n += s->seekers[i].is_counted;
	return (n);
}

void
site_failed(struct site *s, const struct event *ev,
    const struct leaf_key *device)
{
	struct mishap *m = &s->mishaps[s->n_mishaps++ % SITE_MISHAPS];
	struct gate *g = site_gate(s, ev->who.server.port);
	const struct attempt *at = &ev->u.login.attempt;

	m->when_ns = at->ended_ns;
	m->device = *device;
	m->ip = ev->who.client.ip;
	m->proto = at->proto;
	if (g != NULL)
		window_add(&g->failed, at->ended_ns, 1);
}

void
site_unfailed(struct site *s, const struct event *ev)
{
	int64_t when_ns = ev->u.login.attempt.ended_ns;
	uint32_t i, gate = gate_number(s, ev->who.server.port);

	for (i = 0; i < SITE_MISHAPS; i++) {
		struct mishap *m = &s->mishaps[i];

		if (m->when_ns == when_ns &&
		    ip_equals(&m->ip, &ev->who.client.ip)) {
			m->when_ns = INT64_MIN;
			break;
		}
	}
	if (gate < s->n_gates)
		window_add(&s->gates[gate].failed, when_ns, -1);
}

const struct mishap *
site_mishap(const struct site *s, uint32_t i)
{
	if (i >= SITE_MISHAPS || i >= s->n_mishaps)
		return (NULL);
	return (&s->mishaps[(s->n_mishaps - 1 - i) % SITE_MISHAPS]);
}
