/* The ports of one mail host's address, and who waits at them. */

#include "judge/mailhost.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"

/* The gateway passes a packet on well within this time. */
#define GATEWAY_NS		(400 * NS_PER_MS)
/* Two or three SYNs lost in a row: a host that is away is so for longer. */
#define LOST_NS			(4 * NS_PER_S)

enum {
	LOSS_OF = 256,		/* SYNs; then the older ones count half */
	LOST_IN_A_ROW = 4
};

/* The row of this port number in the host's ports; n_ports if there is none. */
static uint32_t
port_number(const struct mailhost *m, uint16_t port)
{
	uint32_t i;

	for (i = 0; i < m->n_ports; i++)
		if (m->ports[i].port == port)
			break;
	return (i);
}

const struct port_state *
mailhost_find_port(const struct mailhost *m, uint16_t port)
{
	uint32_t i = port_number(m, port);

	return (i < m->n_ports ? &m->ports[i] : NULL);
}

struct port_state *
mailhost_port(struct mailhost *m, uint16_t port)
{
	uint32_t i = port_number(m, port);

	if (i == MAILHOST_PORTS)
		return (NULL);
	if (i == m->n_ports)
		m->ports[m->n_ports++].port = port;
	return (&m->ports[i]);
}

static uint8_t
number_of(const struct mailhost *m, const struct port_state *p)
{
	return ((uint8_t)(p - m->ports));
}

bool
client_is_shared(const struct ip *client)
{
	return (ip_is_v4(client));
}

/* --- tries in vain --- */

/* The client's row at this port, found or made; NULL: there is no room. */
static struct tries *
tries_of(struct mailhost *m, const struct port_state *p,
    const struct opening *k, uint64_t tag)
{
	struct tries *t;
	uint32_t i;

	for (i = 0; i < m->n_tries; i++)
		if (m->tries[i].tag == tag &&
		    m->tries[i].port == number_of(m, p))
			return (&m->tries[i]);
	if (i == MAILHOST_TRIES)
		return (NULL);
	if (m->n_tries == 0) {
		m->turns = 0;
		m->turn_ns = k->when_ns;
	}
	t = &m->tries[m->n_tries++];
	memset(t, 0, sizeof *t);
	t->tag = tag;
	t->ip = k->who.client.ip;
	t->has_mac = k->who.has_mac;
	t->mac = k->who.mac;
	t->port = number_of(m, p);
	t->first_ns = k->asked_ns;
	t->is_counted = m->is_locked;
	return (t);
}

/* Is k the try before it, seen at the gateway's other side too? */
static bool
is_copy(const struct opening *k, const struct last_try *last)
{
	return (k->isn != 0 && k->isn == last->isn && k->end == last->end &&
	    k->who.server.port == last->port &&
	    k->when_ns - last->when_ns < GATEWAY_NS &&
	    !ip_equals(&k->who.client.ip, &last->client));
}

/* The copy that was counted may bear the gateway's address: no device's. */
static void
tries_correct(struct mailhost *m, const struct opening *k, uint64_t tag)
{
	struct tries *t;
	uint32_t i;

	if (!ip_is_private(&k->who.client.ip) ||
	    ip_is_private(&m->last.client))
		return;
	for (i = 0; i < m->n_tries; i++) {
		t = &m->tries[i];
		if (!ip_equals(&t->ip, &m->last.client))
			continue;
		t->tag = tag;
		t->ip = k->who.client.ip;
		t->has_mac = k->who.has_mac;
		t->mac = k->who.mac;
	}
}

/* Two rows of one client and port, as a correction may leave them, are one. */
static void
tries_merge(struct mailhost *m)
{
	uint32_t i, j;

	for (i = 0; i < m->n_tries; i++)
		for (j = i + 1; j < m->n_tries; j++) {
			struct tries *a = &m->tries[i], *b = &m->tries[j];

			if (a->tag != b->tag || a->port != b->port)
				continue;
			a->silent += b->silent;
			a->reset += b->reset;
			a->rejected += b->rejected;
			a->unreachable += b->unreachable;
			a->told += b->told;
			a->frozen += b->frozen;
			a->after_up += b->after_up;
			a->proven += b->proven;
			a->is_counted |= b->is_counted;
			a->met_answer |= b->met_answer;
			if (b->first_ns < a->first_ns)
				a->first_ns = b->first_ns;
			if (b->last_ns > a->last_ns)
				a->last_ns = b->last_ns;
			*b = m->tries[--m->n_tries];
			j--;
		}
}

/* What tells connections apart: the SYN's number, or the client's port. */
static uint32_t
connection_of(const struct opening *k)
{
	return (k->isn ^ (uint32_t)k->who.client.port << 16);
}

struct tries *
mailhost_unanswered(struct mailhost *m, struct port_state *p,
    const struct opening *k, uint64_t tag, bool frozen)
{
	struct tries *t;

	assert(k->end != OPENING_ANSWERED);
	if (is_copy(k, &m->last)) {
		tries_correct(m, k, tag);
		tries_merge(m);
		return (NULL);
	}
	m->last.when_ns = k->when_ns;
	m->last.client = k->who.client.ip;
	m->last.isn = k->isn;
	m->last.port = k->who.server.port;
	m->last.end = (uint8_t)k->end;
	t = tries_of(m, p, k, tag);
	if (t == NULL)
		return (NULL);
	if (t->n_conns == 0 || connection_of(k) != t->last_conn)
		t->n_conns = (uint16_t)(t->n_conns +
		    (t->n_conns < UINT16_MAX));
	t->last_conn = connection_of(k);
	t->silent += k->end == OPENING_SILENT;
	t->frozen += frozen && k->end == OPENING_SILENT;
	t->reset += k->end == OPENING_RESET;
	t->rejected += k->end == OPENING_REJECTED;
	t->unreachable += k->end == OPENING_UNREACHABLE;
	t->told += k->end == OPENING_TARPIT;
	t->last_ns = k->when_ns;
	t->met_answer |= mailhost_answered_ns(m) > t->first_ns;
	return (t);
}

uint32_t
tries_sum(const struct tries *t)
{
	return (t->silent + t->reset + t->rejected + t->unreachable + t->told);
}

bool
tries_are_shut(const struct mailhost *m, const struct tries *t)
{
	return (m->ports[t->port].answered_ns != 0);
}

int64_t
mailhost_answered_ns(const struct mailhost *m)
{
	int64_t last_ns = 0;
	uint32_t i;

	for (i = 0; i < m->n_ports; i++)
		if (m->ports[i].answered_ns > last_ns)
			last_ns = m->ports[i].answered_ns;
	return (last_ns);
}

/* --- answers --- */

/* Silence up to an answer was loss; a long one was a host that was away. */
static void
count_lost(struct mailhost *m, uint32_t silent)
{
	m->lost += silent < LOST_IN_A_ROW ? silent : LOST_IN_A_ROW;
	m->granted++;
	if (m->granted + m->lost < LOSS_OF)
		return;
	m->granted /= 2;
	m->lost /= 2;
}

/* Does what answers k concern the client of t? */
static bool
is_answered(const struct tries *t, const struct opening *k, uint64_t tag)
{
	if (t->tag == tag)
		return (true);
	if (client_is_shared(&k->who.client.ip))
		return (client_is_shared(&t->ip));
	/* It has another address by now, and nobody asks from the old one. */
	return (t->has_mac && k->who.has_mac &&
	    mac_equals(&t->mac, &k->who.mac));
}

/* Was what is answered now lost on the way, or was the host away? */
static bool
is_loss(const struct port_state *p, const struct tries *t)
{
	return (!p->is_locked && (t->last_ns - t->first_ns < LOST_NS ||
	    t->met_answer));
}

bool
mailhost_answered(struct mailhost *m, struct port_state *p,
    const struct opening *k, uint64_t tag)
{
	uint32_t i, n = 0, silent = 0;
	bool was_counted = false;

	for (i = 0; i < m->n_tries; i++) {
		struct tries *t = &m->tries[i];

		/* Who is turned away with words is let in first.  What froze
		 * was lost, where others are let in. */
		if ((t->port == number_of(m, p) ||
		    t->frozen == tries_sum(t)) && t->told == 0 &&
		    is_answered(t, k, tag)) {
			silent += is_loss(p, t) ? t->silent - t->frozen : 0;
			was_counted |= t->is_counted;
		} else {
			m->tries[n++] = *t;
		}
	}
	m->n_tries = n;
	count_lost(m, silent);
	p->answered_ns = k->when_ns;
	p->was_locked = false;
	return (was_counted);
}

void
mailhost_granted(struct mailhost *m, const struct port_state *p,
    const struct opening *k, uint64_t tag)
{
	struct grant *g;

	if (m->n_grants == MAILHOST_GRANTS)
		return;
	g = &m->grants[m->n_grants++];
	g->tag = tag;
	g->ip = k->who.client.ip;
	g->port = number_of(m, p);
	g->when_ns = k->when_ns;
}

/* Are both ends one to the host? */
static bool
is_one(const struct ip *a, const struct ip *b)
{
	return (ip_equals(a, b) ||
	    (client_is_shared(a) && client_is_shared(b)));
}

void
mailhost_spoke(struct mailhost *m, const struct sign *s, uint64_t tag)
{
	uint32_t i, n = 0;

	m->spoke_ns = s->when_ns;
	for (i = 0; i < m->n_grants; i++)
		if (!is_one(&m->grants[i].ip, &s->who.client.ip))
			m->grants[n++] = m->grants[i];
	m->n_grants = n;
	/* What was sent again was late or lost, and no more. */
	for (i = n = 0; i < m->n_tries; i++) {
		const struct tries *t = &m->tries[i];

		if (t->tag != tag || t->frozen < tries_sum(t) ||
		    m->ports[t->port].port != s->who.server.port)
			m->tries[n++] = *t;
	}
	m->n_tries = n;
}

bool
mailhost_heard(struct mailhost *m, const struct who *who)
{
	bool was_counted = false;
	uint32_t i, n = 0;

	for (i = 0; i < m->n_tries; i++) {
		const struct tries *t = &m->tries[i];

		if (t->told > 0 && is_one(&t->ip, &who->client.ip) &&
		    m->ports[t->port].port == who->server.port)
			was_counted |= t->is_counted;
		else
			m->tries[n++] = *t;
	}
	m->n_tries = n;
	return (was_counted);
}

/* --- a lockout --- */

void
mailhost_lock(struct mailhost *m)
{
	uint32_t i;

	m->is_locked = true;
	for (i = 0; i < m->n_tries; i++)
		m->tries[i].is_counted = tries_are_shut(m, &m->tries[i]);
}

void
mailhost_unlock(struct mailhost *m, int64_t when_ns)
{
	uint32_t i, n = 0;

	m->is_locked = false;
	m->lifted_before_ns = m->lifted_ns;
	m->lifted_ns = when_ns;
	for (i = 0; i < m->n_tries; i++) {
		struct tries *t = &m->tries[i];

		t->is_counted = false;
		if (!m->ports[t->port].is_locked)
			m->tries[n++] = *t;
	}
	m->n_tries = n;
	m->n_grants = 0;
	for (i = 0; i < m->n_ports; i++) {
		m->ports[i].was_locked = m->ports[i].is_locked &&
		    m->ports[i].answered_ns != when_ns;
		m->ports[i].is_locked = false;
	}
}

void
mailhost_relapse(struct mailhost *m, struct port_state *p)
{
	if (p->was_locked)
		m->lifted_ns = m->lifted_before_ns;
	p->was_locked = false;
}

/* Has this row a client that no row before it has? */
static bool
is_first_of_client(const struct mailhost *m, uint32_t row,
    const struct port_state *p, bool counted)
{
	uint32_t i;

	for (i = 0; i < row; i++)
		if (m->tries[i].tag == m->tries[row].tag &&
		    (p == NULL || m->tries[i].port == number_of(m, p)) &&
		    (!counted || m->tries[i].is_counted))
			return (false);
	return (true);
}

uint32_t
mailhost_waiting(const struct mailhost *m, const struct port_state *p)
{
	uint32_t i, n = 0;

	for (i = 0; i < m->n_tries; i++)
		n += (p == NULL || m->tries[i].port == number_of(m, p)) &&
		    is_first_of_client(m, i, p, false);
	return (n);
}

uint32_t
mailhost_locked_out(const struct mailhost *m)
{
	uint32_t i, n = 0;

	for (i = 0; i < m->n_tries; i++)
		n += m->tries[i].is_counted &&
		    is_first_of_client(m, i, NULL, true);
	return (n);
}

void
mailhost_check(const struct mailhost *m)
{
	uint32_t i, j;

	assert(m->n_ports <= MAILHOST_PORTS);
	assert(m->n_tries <= MAILHOST_TRIES);
	assert(m->n_grants <= MAILHOST_GRANTS);
	for (i = 0; i < m->n_ports; i++)
		assert(mailhost_find_port(m, m->ports[i].port) ==
		    &m->ports[i]);
	for (i = 0; i < m->n_tries; i++) {
		const struct tries *t = &m->tries[i];

		assert(t->port < m->n_ports && tries_sum(t) > 0);
		assert(t->frozen <= t->silent);
		assert(t->proven <= t->after_up && t->after_up <= t->silent);
		assert(!t->is_counted || m->is_locked);
		for (j = 0; j < i; j++)
			assert(m->tries[j].tag != t->tag ||
			    m->tries[j].port != t->port);
	}
}

/* --- failed logins --- */

static void
keep_failed(struct mailhost *m, const struct event *ev, bool is_syntax)
{
	struct failed_login *f = &m->failed[m->n_failed++ % MAILHOST_FAILED];

	f->when_ns = ev->u.login.attempt.ended_ns;
	f->ip = ev->who.client.ip;
	f->mac = ev->who.mac;
	f->has_mac = ev->who.has_mac;
	f->proto = (uint8_t)ev->u.login.attempt.proto;
	f->is_syntax = is_syntax;
	f->is_excused = false;
}

void
mailhost_failed(struct mailhost *m, const struct event *ev)
{
	struct port_state *p = mailhost_port(m, ev->who.server.port);

	keep_failed(m, ev, false);
	if (p != NULL)
		window_add(&p->failed, ev->u.login.attempt.ended_ns, 1);
}

void
mailhost_turned_away(struct mailhost *m, const struct event *ev)
{
	keep_failed(m, ev, true);
}

/* The failure of that moment and client, or NULL. */
static struct failed_login *
failed_at(struct mailhost *m, int64_t when_ns, const struct ip *client)
{
	uint32_t i;

	for (i = 0; i < MAILHOST_FAILED; i++) {
		struct failed_login *f = &m->failed[i];

		if (f->when_ns == when_ns && !f->is_syntax &&
		    ip_equals(&f->ip, client))
			return (f);
	}
	return (NULL);
}

void
mailhost_excuse(struct mailhost *m, int64_t when_ns, const struct ip *client)
{
	struct failed_login *f = failed_at(m, when_ns, client);

	if (f != NULL)
		f->is_excused = true;
}

void
mailhost_unfailed(struct mailhost *m, const struct event *ev)
{
	int64_t when_ns = ev->u.login.attempt.ended_ns;
	uint32_t port = port_number(m, ev->who.server.port);
	struct failed_login *f = failed_at(m, when_ns, &ev->who.client.ip);

	if (f != NULL)
		f->when_ns = INT64_MIN;
	if (port < m->n_ports)
		window_add(&m->ports[port].failed, when_ns, -1);
}

const struct failed_login *
mailhost_failed_login(const struct mailhost *m, uint32_t i)
{
	if (i >= MAILHOST_FAILED || i >= m->n_failed)
		return (NULL);
	return (&m->failed[(m->n_failed - 1 - i) % MAILHOST_FAILED]);
}
