/*
 * The mail servers read out, most failures first, with how many devices each
 * has seen.  How they answer is added by lockout_rows.c.
 */

#include "judge/server_rows.h"

#include <string.h>

#include "base/sort.h"

static bool
server_is_worse(const void *this, const void *that, const void *with)
{
	const struct server *a = *(const struct server *const *)this;
	const struct server *b = *(const struct server *const *)that;

	(void)with;
	if (a->failures != b->failures)
		return (a->failures > b->failures);
	if (a->sessions != b->sessions)
		return (a->sessions > b->sessions);
	return (memcmp(&a->at, &b->at, sizeof a->at) < 0);
}

/* Which of the servers listed this client has logged in to: a bit for each. */
static uint32_t
servers_of(const struct store *st, const struct client *c,
    const struct snapshot *out)
{
	const struct account *a;
	uint32_t j, bits = 0;

	for (a = store_first_account(st, c); a != NULL;
	    a = store_next_account(st, a)) {
		for (j = 0; j < out->n_servers; j++)
			if (endpoint_equals(&a->server, &out->servers[j].at))
				bits |= UINT32_C(1) << j;
	}
	return (bits);
}

static void
add_devices(uint32_t bits, struct snapshot *out)
{
	uint32_t i;

	for (i = 0; i < out->n_servers; i++)
		out->servers[i].devices += bits >> i & 1;
}

static void
count_devices(const struct store *st, struct snapshot *out)
{
	const struct device *d;
	const struct client *c;
	uint32_t bits;

	_Static_assert(SNAP_MAIL_SERVERS <= 32, "a bit for each");
	for (d = pool_stalest(st->devices); d != NULL;
	    d = pool_younger(st->devices, d)) {
		bits = 0;
		for (c = store_first_client(st, d); c != NULL;
		    c = store_next_client(st, c)) {
			bits |= servers_of(st, c, out);
			/* Behind a router each client is a device. */
			if (device_is_split(d)) {
				add_devices(bits, out);
				bits = 0;
			}
		}
		add_devices(bits, out);
	}
}

void
server_rows_fill(const struct store *st, struct snapshot *out)
{
	const struct server *top[SNAP_MAIL_SERVERS], *s;
	const struct sort_kept kept = { top, SNAP_MAIL_SERVERS, sizeof s,
	    server_is_worse };
	size_t i, n = 0;

	for (s = pool_stalest(st->servers); s != NULL;
	    s = pool_younger(st->servers, s))
		n = sort_keep(&kept, n, &s);
	for (i = 0; i < n; i++) {
		struct snap_server *row = &out->servers[i];

		memset(row, 0, sizeof *row);
		row->at = top[i]->at;
		memcpy(row->name, top[i]->name, sizeof row->name);
		row->proto = top[i]->proto;
		row->failures = top[i]->failures;
		row->successes = top[i]->successes;
		row->unknown = top[i]->unknown;
	}
	out->n_servers = (uint32_t)n;
	count_devices(st, out);
	out->n_servers_seen = pool_used(st->servers);
}
