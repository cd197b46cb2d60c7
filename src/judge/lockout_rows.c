/* Lockouts read out: how each server does, and what was asked in vain. */

#include "judge/lockout_rows.h"

#include <string.h>

#include "base/when.h"
#include "judge/forecast.h"
#include "judge/mailhost.h"
#include "judge/server_name.h"

/* A lost SYN is asked again after a second, and after three (RFC 6298 5.7):
 * nobody is blamed for it, so it need not be more. */
#define NO_ANSWER_NS	(3 * NS_PER_S)

enum { UNANSWERED_TRIES = 2 };

/* Have tries been in vain for so long that no lost packet explains it? */
static bool
is_unanswered(const struct port_state *p)
{
	return (p->unanswered >= UNANSWERED_TRIES &&
	    p->last_ns - p->first_ns >= NO_ANSWER_NS);
}

static enum server_status
status_of(const struct mailhost *m, const struct port_state *p,
    int64_t now_ns)
{
	struct forecast f;

	if (p->is_locked)
		return (STATUS_LOCKED);
	if (is_unanswered(p))
		return (STATUS_NO_ANSWER);
	forecast(m, now_ns, &f);
	if (f.policy != NULL && window_sum(&p->failed, now_ns) > 0)
		return (STATUS_AT_RISK);
	return (STATUS_OK);
}

static void
fill_server(const struct mailhost *m, const struct port_state *p,
    int64_t now_ns, struct snap_server *row)
{
	row->status = status_of(m, p, now_ns);
	row->recent_failures = window_sum(&p->failed, now_ns);
	if (p->unanswered == 0)
		return;
	row->tries = p->unanswered;
	if (mailhost_waiting(m, p) > row->devices)
		row->devices = mailhost_waiting(m, p);
	row->since_ns = p->first_ns;
}

/* A host that is asked in vain, and was never heard, is in no list yet. */
static void
add_silent(const struct store *st, const struct mailhost *m, int64_t now_ns,
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
		if (p->unanswered == 0 || pool_find(st->servers, &at) != NULL ||
		    status_of(m, p, now_ns) != STATUS_NO_ANSWER)
			continue;
		row = &out->servers[out->n_servers++];
		memset(row, 0, sizeof *row);
		row->at = at;
		row->proto = (enum proto)p->proto;
		server_name(st, &at, row->name);
		fill_server(m, p, now_ns, row);
	}
}

void
lockout_rows_fill(const struct lockouts *l, int64_t now_ns,
    struct snapshot *out)
{
	const struct mailhost *m;
	uint64_t i, n = l->n_records;

	for (i = 0; i < out->n_servers; i++) {
		struct snap_server *row = &out->servers[i];
		const struct port_state *p;

		row->status = STATUS_OK;
		m = pool_find(l->mailhosts, &row->at.ip);
		p = m == NULL ? NULL : mailhost_find_port(m, row->at.port);
		if (p != NULL)
			fill_server(m, p, now_ns, row);
	}
	for (m = pool_stalest(l->mailhosts); m != NULL;
	    m = pool_younger(l->mailhosts, m))
		add_silent(l->store, m, now_ns, out);
	for (i = 0; i < n && i < LOCKOUTS_KEPT; i++) {
		const struct snap_lockout *r =
		    &l->records[(n - 1 - i) % LOCKOUTS_KEPT];

		out->lockouts[out->n_lockouts++] = *r;
		out->n_locked += r->until_ns == 0;
	}
}

/* Tries at all of the host's ports but 25: providers block that, and no mail
 * program needs it. */
static uint32_t
tries_unanswered(const struct mailhost *m, struct endpoint *at)
{
	uint32_t i, n = 0;

	for (i = 0; i < m->n_ports; i++) {
		const struct port_state *p = &m->ports[i];

		if (!is_unanswered(p) || p->port == 25)
			continue;
		n += p->unanswered;
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
