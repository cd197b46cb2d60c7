/* The ports of one mail host's address, and who waits at them. */

#include "judge/mailhost.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"

/* The gateway passes a packet on well within this time. */
#define GATEWAY_NS		(400 * NS_PER_MS)

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
port_bit(const struct mailhost *m, const struct port_state *p)
{
	return ((uint8_t)(1 << (p - m->ports)));
}

static void
waiting_add(struct mailhost *m, const struct port_state *p, uint64_t tag)
{
	uint32_t i;

	for (i = 0; i < m->n_waiting; i++)
		if (m->waiting[i].tag == tag)
			break;
	if (i == MAILHOST_WAITING)
		return;
	if (i == m->n_waiting) {
		memset(&m->waiting[i], 0, sizeof m->waiting[i]);
		m->waiting[m->n_waiting++].tag = tag;
	}
	m->waiting[i].ports |= port_bit(m, p);
	m->waiting[i].is_counted |= m->is_locked;
}

/* Is k the try before it, seen at the gateway's other side too? */
static bool
is_copy(const struct opening *k, const struct opening *last)
{
	return (k->isn != 0 && k->isn == last->isn && k->end == last->end &&
	    k->who.server.port == last->who.server.port &&
	    k->when_ns - last->when_ns < GATEWAY_NS &&
	    !ip_equals(&k->who.client.ip, &last->who.client.ip));
}

/* The copy that was counted may bear the gateway's address: no device's. */
static void
waiting_correct(struct mailhost *m, const struct port_state *p,
    const struct opening *k, uint64_t tag)
{
	if (!ip_is_private(&k->who.client.ip) ||
	    ip_is_private(&m->last.who.client.ip))
		return;
	if (m->n_waiting > 0 && m->waiting[m->n_waiting - 1].tag != tag)
		m->n_waiting--;
	waiting_add(m, p, tag);
}

bool
mailhost_unanswered(struct mailhost *m, struct port_state *p,
    const struct opening *k, uint64_t tag)
{
	if (is_copy(k, &m->last)) {
		waiting_correct(m, p, k, tag);
		return (false);
	}
	m->last = *k;
	if (p->unanswered == 0)
		p->first_ns = k->asked_ns;
	p->unanswered++;
	p->silent += k->end == OPENING_SILENT;
	p->reset += k->end == OPENING_RESET;
	p->rejected += k->end == OPENING_REJECTED;
	p->unreachable += k->end == OPENING_UNREACHABLE;
	p->last_ns = k->when_ns;
	waiting_add(m, p, tag);
	return (true);
}

static void
port_clear(struct port_state *p)
{
	p->unanswered = p->silent = p->reset = p->rejected = 0;
	p->unreachable = p->proven = 0;
	p->up_ns = 0;
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

/* Silence up to an answer was loss; a long one was a host that was away. */
static void
count_lost(struct mailhost *m, const struct port_state *p)
{
	if (!p->is_locked)
		m->lost += p->silent < LOST_IN_A_ROW ? p->silent :
		    LOST_IN_A_ROW;
	m->granted++;
	if (m->granted + m->lost < LOSS_OF)
		return;
	m->granted /= 2;
	m->lost /= 2;
}

/* The port's tries in vain are past; who tried nowhere else is forgotten. */
static void
port_begin(struct mailhost *m, struct port_state *p)
{
	uint32_t i, n = 0;

	p->is_locked = false;
	port_clear(p);
	for (i = 0; i < m->n_waiting; i++) {
		struct waiting_client *o = &m->waiting[i];

		o->ports &= (uint8_t)~port_bit(m, p);
		if (o->ports != 0 || o->is_counted)
			m->waiting[n++] = *o;
	}
	m->n_waiting = n;
}

void
mailhost_answered(struct mailhost *m, struct port_state *p, int64_t when_ns)
{
	count_lost(m, p);
	p->answered_ns = when_ns;
	port_begin(m, p);
}

bool
port_is_shut(const struct port_state *p)
{
	return (p->unanswered > 0 && p->answered_ns != 0);
}

void
mailhost_lock(struct mailhost *m)
{
	uint32_t i;
	uint8_t shut = 0;

	m->is_locked = true;
	for (i = 0; i < m->n_ports; i++)
		if (port_is_shut(&m->ports[i]))
			shut |= port_bit(m, &m->ports[i]);
	for (i = 0; i < m->n_waiting; i++)
		m->waiting[i].is_counted = (m->waiting[i].ports & shut) != 0;
}

void
mailhost_unlock(struct mailhost *m)
{
	uint32_t i, n = 0;

	m->is_locked = false;
	for (i = 0; i < m->n_ports; i++)
		if (m->ports[i].is_locked)
			port_begin(m, &m->ports[i]);
	for (i = 0; i < m->n_waiting; i++) {
		m->waiting[i].is_counted = false;
		if (m->waiting[i].ports != 0)
			m->waiting[n++] = m->waiting[i];
	}
	m->n_waiting = n;
}

uint32_t
mailhost_waiting(const struct mailhost *m, const struct port_state *p)
{
	uint32_t i, n = 0;

	for (i = 0; i < m->n_waiting; i++)
		n += p == NULL || (m->waiting[i].ports & port_bit(m, p)) != 0;
	return (n);
}

uint32_t
mailhost_locked_out(const struct mailhost *m)
{
	uint32_t i, n = 0;

	for (i = 0; i < m->n_waiting; i++)
		n += m->waiting[i].is_counted;
	return (n);
}

void
mailhost_check(const struct mailhost *m)
{
	uint32_t i;

	assert(m->n_ports <= MAILHOST_PORTS);
	assert(m->n_waiting <= MAILHOST_WAITING);
	for (i = 0; i < m->n_ports; i++) {
		const struct port_state *p = &m->ports[i];

		assert(p->unanswered == p->silent + p->reset + p->rejected +
		    p->unreachable);
		assert(p->proven <= p->silent);
		assert(p->unanswered == 0 || p->first_ns <= p->last_ns);
		assert(mailhost_find_port(m, p->port) == p);
	}
	for (i = 0; i < m->n_waiting; i++) {
		const struct waiting_client *w = &m->waiting[i];

		assert(w->ports != 0 || w->is_counted);
		assert((w->ports >> m->n_ports) == 0);
		assert(!w->is_counted || m->is_locked);
	}
}

void
mailhost_failed(struct mailhost *m, const struct event *ev,
    const struct client_key *device)
{
	struct failed_login *f = &m->failed[m->n_failed++ % MAILHOST_FAILED];
	struct port_state *p = mailhost_port(m, ev->who.server.port);
	const struct attempt *at = &ev->u.login.attempt;

	f->when_ns = at->ended_ns;
	f->device = *device;
	f->ip = ev->who.client.ip;
	f->proto = at->proto;
	if (p != NULL)
		window_add(&p->failed, at->ended_ns, 1);
}

void
mailhost_unfailed(struct mailhost *m, const struct event *ev)
{
	int64_t when_ns = ev->u.login.attempt.ended_ns;
	uint32_t i, port = port_number(m, ev->who.server.port);

	for (i = 0; i < MAILHOST_FAILED; i++) {
		struct failed_login *f = &m->failed[i];

		if (f->when_ns == when_ns &&
		    ip_equals(&f->ip, &ev->who.client.ip)) {
			f->when_ns = INT64_MIN;
			break;
		}
	}
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
