/* Lockouts read out: how each server does, and what was asked in vain. */

#include "judge/lockout.h"

#include <string.h>

#include "base/when.h"
#include "judge/forecast.h"
#include "judge/site.h"

/* A lost SYN is asked again after a second, and after three (RFC 6298 5.7):
 * nobody is blamed for it, so it need not be more. */
#define NO_ANSWER_NS	(3 * NS_PER_S)

enum { VAIN_TRIES = 2 };

/* In vain for so long that it was no lost packet. */
static bool
is_in_vain(const struct gate *g)
{
	return (g->vain >= VAIN_TRIES &&
	    g->last_ns - g->first_ns >= NO_ANSWER_NS);
}

static enum standing
standing_of(const struct site *s, const struct gate *g, int64_t now_ns)
{
	struct forecast f;

	if (g->is_locked)
		return (STANDING_LOCKED);
	if (is_in_vain(g))
		return (STANDING_NO_ANSWER);
	forecast(s, now_ns, &f);
	if (f.policy != NULL && window_sum(&g->failed, now_ns) > 0)
		return (STANDING_AT_RISK);
	return (STANDING_OK);
}

static void
fill_server(const struct site *s, const struct gate *g, int64_t now_ns,
    struct snap_server *row)
{
	row->standing = standing_of(s, g, now_ns);
	row->recent_failures = window_sum(&g->failed, now_ns);
	if (g->vain == 0)
		return;
	row->tries = g->vain;
	if (site_seekers(s, g) > row->devices)
		row->devices = site_seekers(s, g);
	row->since_ns = g->first_ns;
}

/* It is asked in vain, and was never heard: nobody has listed it. */
static void
add_silent(const struct books *b, const struct site *s, int64_t now_ns,
    struct snapshot *out)
{
	struct snap_server *row;
	struct endpoint at;
	uint32_t i;

	for (i = 0; i < s->n_gates && out->n_servers < SNAP_MAIL_SERVERS; i++) {
		const struct gate *g = &s->gates[i];

		memset(&at, 0, sizeof at);
		at.ip = s->ip;
		at.port = g->port;
		if (g->vain == 0 || pool_find(b->servers, &at) != NULL ||
		    standing_of(s, g, now_ns) != STANDING_NO_ANSWER)
			continue;
		row = &out->servers[out->n_servers++];
		memset(row, 0, sizeof *row);
		row->at = at;
		row->proto = (enum proto)g->proto;
		books_server_name(b, &at, row->name);
		fill_server(s, g, now_ns, row);
	}
}

void
lockouts_fill(const struct lockouts *l, const struct books *b, int64_t now_ns,
    struct snapshot *out)
{
	const struct site *s;
	uint64_t i, n = l->n_records;

	for (i = 0; i < out->n_servers; i++) {
		struct snap_server *row = &out->servers[i];
		const struct gate *g;

		row->standing = STANDING_OK;
		s = pool_find(l->sites, &row->at.ip);
		g = s == NULL ? NULL : site_find_gate(s, row->at.port);
		if (g != NULL)
			fill_server(s, g, now_ns, row);
	}
	for (s = pool_stalest(l->sites); s != NULL;
	    s = pool_younger(l->sites, s))
		add_silent(b, s, now_ns, out);
	for (i = 0; i < n && i < LOCKOUTS_KEPT; i++) {
		const struct snap_lockout *r =
		    &l->records[(n - 1 - i) % LOCKOUTS_KEPT];

		out->lockouts[out->n_lockouts++] = *r;
		out->n_locked += r->until_ns == 0;
	}
}

/* Providers block port 25, and no mail program needs it. */
static uint32_t
tries_in_vain(const struct site *s, struct endpoint *at)
{
	uint32_t i, n = 0;

	for (i = 0; i < s->n_gates; i++) {
		const struct gate *g = &s->gates[i];

		if (!is_in_vain(g) || g->port == 25)
			continue;
		n += g->vain;
		at->port = g->port;
	}
	at->ip = s->ip;
	return (n);
}

void
lockouts_place(const struct lockouts *l, const struct books *b,
    struct place_facts *out)
{
	const struct site *s;
	struct endpoint at;
	uint32_t n;

	for (s = pool_stalest(l->sites); s != NULL;
	    s = pool_younger(l->sites, s)) {
		memset(&at, 0, sizeof at);
		n = tries_in_vain(s, &at);
		if (n <= out->vain_tries || ip_is_private(&s->ip))
			continue;
		out->vain_tries = n;
		out->vain_devices = site_seekers(s, NULL);
		memset(out->vain_server, 0, NAME_BYTES);
		books_server_name(b, &at, out->vain_server);
		if (out->vain_server[0] == '\0')
			ip_print(&s->ip, out->vain_server);
	}
}
