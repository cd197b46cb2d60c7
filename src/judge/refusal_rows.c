/* What refused right passwords, as rows of the report. */

#include "judge/refusal_rows.h"

#include <string.h>

static void
fill_trouble(const struct snap_lockout *row, struct snapshot *out)
{
	struct snap_trouble *t;
	uint32_t i;

	if (out->n_troubles == SNAP_TROUBLES)
		return;
	for (i = out->n_troubles; i > 0 &&
	    out->troubles[i - 1].since_ns < row->since_ns; i--)
		out->troubles[i] = out->troubles[i - 1];
	t = &out->troubles[i];
	memset(t, 0, sizeof *t);
	t->trouble = TROUBLE_BACKEND_GONE;
	t->at = row->at;
	memcpy(t->server, row->server, NAME_BYTES);
	t->n_ports = row->n_ports;
	memcpy(t->ports, row->ports, sizeof t->ports);
	t->since_ns = row->since_ns;
	t->until_ns = row->until_ns;
	t->tries = row->tries;
	t->devices = row->devices;
	out->n_troubles++;
}

static void
fill_lockout(const struct snap_lockout *row, struct snapshot *out)
{
	uint32_t i;

	if (row->until_ns == 0)
		out->n_locked++;
	if (out->n_lockouts == SNAP_LOCKOUTS) {
		if (out->lockouts[SNAP_LOCKOUTS - 1].until_ns == 0)
			out->n_locked--;
		out->n_lockouts--;
	}
	for (i = out->n_lockouts; i > 0 &&
	    out->lockouts[i - 1].since_ns < row->since_ns; i--)
		out->lockouts[i] = out->lockouts[i - 1];
	out->lockouts[i] = *row;
	out->n_lockouts++;
}

static void
fill_host(const struct refusal *o, struct snap_host *host)
{
	const struct snap_lockout *row = &o->row;
	uint32_t i;

	for (i = 0; i < host->n_ips && i < SNAP_IPS; i++)
		if (ip_equals(&host->ips[i], &row->at.ip))
			break;
	if (i == host->n_ips || i == SNAP_IPS || row->until_ns != 0 ||
	    row->kind == LOCK_ACCOUNT)
		return;
	host->state = o->is_lockout ? HOST_LOCKED : HOST_REFUSES_ALL;
	host->kind = o->is_lockout ? row->kind : LOCK_UNKNOWN;
	host->trouble = o->is_lockout ? TROUBLE_UNKNOWN :
	    TROUBLE_BACKEND_GONE;
	host->since_ns = row->since_ns;
	host->until_ns = 0;
}

void
refusal_rows_fill(const struct refusals *r, struct snapshot *out)
{
	uint32_t i, j, n = r->n_records;

	for (i = n < REFUSALS_KEPT ? 0 : n - REFUSALS_KEPT; i < n; i++) {
		const struct refusal *o = &r->records[i % REFUSALS_KEPT];

		if (o->is_void)
			continue;
		if (o->is_lockout)
			fill_lockout(&o->row, out);
		else
			fill_trouble(&o->row, out);
		for (j = 0; j < out->n_hosts; j++)
			fill_host(o, &out->hosts[j]);
	}
}
