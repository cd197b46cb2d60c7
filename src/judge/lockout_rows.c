/* Lockouts read out: how each server does, and what was asked in vain. */

#include "judge/lockout_rows.h"

#include <string.h>

#include "base/when.h"
#include "judge/forecast.h"
#include "judge/host_rows.h"
#include "judge/server_name.h"
#include "judge/mailhost.h"

/* A lost SYN is asked again after a second, and after three (RFC 6298 5.7):
 * nobody is blamed for it, so it need not be more. */
#define NO_ANSWER_NS	(3 * NS_PER_S)

enum { UNANSWERED_TRIES = 2 };

/* What was in vain at one port, of all clients. */
struct in_vain {
	uint32_t tries;
	int64_t first_ns, last_ns;
};

static struct in_vain
vain_at(const struct mailhost *m, const struct port_state *p)
{
	struct in_vain v = { 0, 0, 0 };
	uint32_t i;

	for (i = 0; i < m->n_tries; i++) {
		const struct tries *t = &m->tries[i];

		if (&m->ports[t->port] != p)
			continue;
		if (v.tries == 0 || t->first_ns < v.first_ns)
			v.first_ns = t->first_ns;
		if (t->last_ns > v.last_ns)
			v.last_ns = t->last_ns;
		v.tries += tries_sum(t);
	}
	return (v);
}

/* Have tries been in vain for so long that no lost packet explains it? */
static bool
is_unanswered(const struct mailhost *m, const struct port_state *p)
{
	struct in_vain v = vain_at(m, p);

	return (v.tries >= UNANSWERED_TRIES &&
	    v.last_ns - v.first_ns >= NO_ANSWER_NS);
}

static enum server_status
status_of(const struct lockouts *l, const struct mailhost *m,
    const struct port_state *p, int64_t now_ns)
{
	struct forecast f;

	if (p->is_locked)
		return (STATUS_LOCKED);
	if (is_unanswered(m, p))
		return (STATUS_NO_ANSWER);
	host_risk(l, m, now_ns, &f);
	if (f.policy != NULL && window_sum(&p->failed, now_ns) > 0)
		return (STATUS_AT_RISK);
	return (STATUS_OK);
}

static void
fill_server(const struct lockouts *l, const struct mailhost *m,
    const struct port_state *p, int64_t now_ns, struct snap_server *row)
{
	struct in_vain v = vain_at(m, p);

	row->status = status_of(l, m, p, now_ns);
	row->recent_failures = window_sum(&p->failed, now_ns);
	if (v.tries == 0)
		return;
	row->tries = v.tries;
	row->devices = mailhost_waiting(m, p);
	row->since_ns = v.first_ns;
}

/* A host that is asked in vain, and was never heard, is in no list yet. */
static void
add_silent(const struct lockouts *l, const struct mailhost *m, int64_t now_ns,
    struct snapshot *out)
{
	struct snap_server *row;
	struct endpoint at;
	uint32_t i;

	for (i = 0; i < m->n_ports && out->n_servers < SNAP_MAIL_SERVERS; i++) {
		const struct port_state *p = &m->ports[i];

		memset(&at, 0, sizeof at);
		at.ip = m->ip;
		at.port = p->port;
		if (vain_at(m, p).tries == 0 ||
		    pool_find(l->store->servers, &at) != NULL ||
		    status_of(l, m, p, now_ns) != STATUS_NO_ANSWER)
			continue;
		row = &out->servers[out->n_servers++];
		memset(row, 0, sizeof *row);
		row->at = at;
		row->proto = (enum proto)p->proto;
		server_name(l->store, &at, row->name);
		fill_server(l, m, p, now_ns, row);
	}
}

static void
fill_lockouts(const struct records *r, struct snapshot *out)
{
	uint64_t i, n = r->n_lockouts;

	for (i = 0; i < n && i < LOCKOUTS_KEPT; i++) {
		const struct snap_lockout *o =
		    &r->lockouts[(n - 1 - i) % LOCKOUTS_KEPT];

		/* It was taken back. */
		if (o->kind == LOCK_UNKNOWN)
			continue;
		out->lockouts[out->n_lockouts++] = *o;
		out->n_locked += o->until_ns == 0;
	}
	n = r->n_troubles;
	for (i = 0; i < n && i < TROUBLES_KEPT; i++) {
		const struct snap_trouble *t =
		    &r->troubles[(n - 1 - i) % TROUBLES_KEPT];

		/* It is told otherwise. */
		if (t->trouble != TROUBLE_UNKNOWN)
			out->troubles[out->n_troubles++] = *t;
	}
}

void
lockout_rows_fill(const struct lockouts *l, int64_t now_ns,
    struct snapshot *out)
{
	const struct mailhost *m;
	uint64_t i;

	for (i = 0; i < out->n_servers; i++) {
		struct snap_server *row = &out->servers[i];
		const struct port_state *p;

		row->status = STATUS_OK;
		m = pool_find(l->mailhosts, &row->at.ip);
		p = m == NULL ? NULL : mailhost_find_port(m, row->at.port);
		if (p != NULL)
			fill_server(l, m, p, now_ns, row);
	}
	for (m = pool_stalest(l->mailhosts); m != NULL;
	    m = pool_younger(l->mailhosts, m))
		add_silent(l, m, now_ns, out);
	fill_lockouts(&l->records, out);
	host_rows_fill(l, now_ns, out);
}

/* Tries at all of the host's ports but 25: providers block that, and no mail
 * program needs it. */
static uint32_t
tries_unanswered(const struct mailhost *m, struct endpoint *at)
{
	uint32_t i, n = 0;

	for (i = 0; i < m->n_ports; i++) {
		const struct port_state *p = &m->ports[i];

		if (!is_unanswered(m, p) || p->port == 25)
			continue;
		n += vain_at(m, p).tries;
		at->port = p->port;
	}
	at->ip = m->ip;
	return (n);
}

void
lockout_rows_place(const struct lockouts *l, struct place_facts *out)
{
	const struct mailhost *m;
	struct endpoint at;
	uint32_t n;

	for (m = pool_stalest(l->mailhosts); m != NULL;
	    m = pool_younger(l->mailhosts, m)) {
		memset(&at, 0, sizeof at);
		n = tries_unanswered(m, &at);
		if (n <= out->unanswered_tries || ip_is_private(&m->ip))
			continue;
		out->unanswered_tries = n;
		out->unanswered_devices = mailhost_waiting(m, NULL);
		memset(out->unanswered_server, 0, NAME_BYTES);
		server_name(l->store, &at, out->unanswered_server);
		if (out->unanswered_server[0] == '\0')
			ip_print(&m->ip, out->unanswered_server);
	}
}
