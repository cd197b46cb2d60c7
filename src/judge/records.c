/* Two rings of what was believed, and what is still to be told of it. */

#include "judge/records.h"

#include <string.h>

#include "base/when.h"
#include "judge/alerts.h"

#define RELAPSE_NS	(120 * NS_PER_S)	/* a guess */

static struct event *
put(struct records *r)
{
	if (r->n == RECORDS_WAITING)
		memmove(r->waiting, r->waiting + 1, --r->n *
		    sizeof r->waiting[0]);
	return (&r->waiting[r->n++]);
}

const struct snap_lockout *
records_held_lockout(const struct records *r, const struct mailhost *m)
{
	const struct snap_lockout *o;
	uint16_t i;

	if (!m->is_locked || r->n_lockouts - m->lockout >= LOCKOUTS_KEPT)
		return (NULL);
	o = &r->lockouts[m->lockout % LOCKOUTS_KEPT];
	for (i = 0; i < o->n_ips; i++)
		if (ip_equals(&o->ips[i], &m->ip))
			return (o);
	return (NULL);
}

const struct snap_trouble *
records_held_trouble(const struct records *r, const struct mailhost *m)
{
	const struct snap_trouble *o;

	if (!m->has_trouble || r->n_troubles - m->trouble >= TROUBLES_KEPT)
		return (NULL);
	o = &r->troubles[m->trouble % TROUBLES_KEPT];
	return (ip_equals(&o->at.ip, &m->ip) ? o : NULL);
}

struct snap_lockout *
records_lockout(struct records *r, const struct mailhost *m)
{
	const struct snap_lockout *o = records_held_lockout(r, m);

	return (o == NULL ? NULL : &r->lockouts[o - r->lockouts]);
}

struct snap_trouble *
records_trouble(struct records *r, const struct mailhost *m)
{
	const struct snap_trouble *o = records_held_trouble(r, m);

	return (o == NULL ? NULL : &r->troubles[o - r->troubles]);
}

struct snap_lockout *
records_lock(struct records *r, struct mailhost *m)
{
	struct snap_lockout *o = &r->lockouts[r->n_lockouts % LOCKOUTS_KEPT];

	memset(o, 0, sizeof *o);
	r->is_told[r->n_lockouts % LOCKOUTS_KEPT] = false;
	mailhost_lock(m);
	m->lockout = r->n_lockouts++;
	o->ips[o->n_ips++] = m->ip;
	return (o);
}

/* It worked for a moment: a service comes back port by port. */
static struct snap_trouble *
relapse(struct records *r, struct mailhost *m, enum trouble why,
    int64_t when_ns)
{
	struct snap_trouble *o;

	if (m->trouble >= r->n_troubles ||
	    r->n_troubles - m->trouble > TROUBLES_KEPT)
		return (NULL);
	o = &r->troubles[m->trouble % TROUBLES_KEPT];
	if (!ip_equals(&o->at.ip, &m->ip) || o->trouble != why ||
	    when_ns - o->until_ns > RELAPSE_NS)
		return (NULL);
	return (o);
}

struct snap_trouble *
records_fail_again(struct records *r, struct mailhost *m, enum trouble why,
    int64_t when_ns)
{
	struct snap_trouble *o = relapse(r, m, why, when_ns);

	if (o == NULL)
		return (NULL);
	m->has_trouble = true;
	o->until_ns = 0;
	/* Its end was told, and is not again. */
	r->is_trouble_told[o - r->troubles] = false;
	return (o);
}

struct snap_trouble *
records_fail(struct records *r, struct mailhost *m)
{
	struct snap_trouble *o = &r->troubles[r->n_troubles % TROUBLES_KEPT];

	memset(o, 0, sizeof *o);
	r->is_trouble_told[r->n_troubles % TROUBLES_KEPT] = false;
	m->has_trouble = true;
	m->trouble = r->n_troubles++;
	return (o);
}

void
records_tell_lock(struct records *r, const struct snap_lockout *o,
    int64_t when_ns)
{
	alert_started(o, when_ns, put(r));
}

void
records_tell_trouble(struct records *r, const struct snap_trouble *o,
    int64_t when_ns)
{
	alert_trouble(o, ACTION_HOST_TROUBLE, when_ns, put(r));
}

/* Does the record hold for another address of the name, too? */
static bool
leave(struct snap_lockout *o, const struct ip *ip)
{
	uint16_t i;

	for (i = 0; i < o->n_ips && !ip_equals(&o->ips[i], ip); i++)
		;
	if (o->n_ips < 2 || i == o->n_ips)
		return (false);
	o->ips[i] = o->ips[--o->n_ips];
	return (true);
}

void
records_lift(struct records *r, struct mailhost *m, int64_t when_ns,
    bool names_devices)
{
	struct snap_lockout *o = records_lockout(r, m), told;

	mailhost_unlock(m, when_ns);
	if (o == NULL || leave(o, &m->ip))
		return;
	o->until_ns = when_ns;
	if (!r->is_told[o - r->lockouts])
		return;
	told = *o;
	told.has_trigger &= names_devices;
	alert_ended(&told, put(r));
}

void
records_mend(struct records *r, struct mailhost *m, int64_t when_ns)
{
	struct snap_trouble *o = records_trouble(r, m);

	m->has_trouble = false;
	if (o == NULL)
		return;
	o->until_ns = when_ns;
	if (r->is_trouble_told[o - r->troubles])
		alert_trouble(o, ACTION_HOST_TROUBLE_ENDED, when_ns, put(r));
}

void
records_rename_trouble(struct records *r, struct mailhost *m, int64_t when_ns)
{
	struct snap_trouble *o = records_trouble(r, m);

	records_mend(r, m, when_ns);
	if (o != NULL)
		o->trouble = TROUBLE_UNKNOWN;
}

void
records_take_back(struct records *r, struct mailhost *m, int64_t when_ns)
{
	struct snap_lockout *o = records_lockout(r, m);
	uint32_t i;

	if (o != NULL) {
		o->until_ns = when_ns;
		if (r->is_told[o - r->lockouts])
			alert_ended(o, put(r));
		o->kind = LOCK_UNKNOWN;
	}
	/* What is in vain goes on to be, for another reason. */
	m->is_locked = false;
	for (i = 0; i < m->n_tries; i++)
		m->tries[i].is_counted = false;
	for (i = 0; i < m->n_ports; i++)
		m->ports[i].is_locked = false;
}

/* The youngest record at that address: has it been told that it began? */
void
records_told(struct records *r, const struct event *alert)
{
	const struct ip *ip = &alert->who.server.ip;
	uint64_t i;

	if (alert->u.verdict.action == ACTION_LOCKOUT_STARTED) {
		for (i = 0; i < LOCKOUTS_KEPT && i < r->n_lockouts; i++) {
			uint64_t at = (r->n_lockouts - 1 - i) % LOCKOUTS_KEPT;

			if (ip_equals(&r->lockouts[at].at.ip, ip)) {
				r->is_told[at] = true;
				return;
			}
		}
	} else if (alert->u.verdict.action == ACTION_HOST_TROUBLE) {
		for (i = 0; i < TROUBLES_KEPT && i < r->n_troubles; i++) {
			uint64_t at = (r->n_troubles - 1 - i) % TROUBLES_KEPT;

			if (ip_equals(&r->troubles[at].at.ip, ip)) {
				r->is_trouble_told[at] = true;
				return;
			}
		}
	}
}

bool
records_next(struct records *r, struct event *out)
{
	if (r->n == 0)
		return (false);
	*out = r->waiting[0];
	memmove(r->waiting, r->waiting + 1, --r->n * sizeof r->waiting[0]);
	return (true);
}

void
record_devices(uint32_t *devices, uint32_t tries, uint32_t waiting)
{
	if (waiting > tries)
		waiting = tries;
	if (waiting > *devices)
		*devices = waiting;
}

void
record_add_port(uint16_t *n_ports, uint16_t ports[SNAP_PORTS], uint16_t port)
{
	uint16_t i;

	for (i = 0; i < *n_ports; i++)
		if (ports[i] == port)
			return;
	if (*n_ports < SNAP_PORTS)
		ports[(*n_ports)++] = port;
}
