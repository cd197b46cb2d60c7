/*
 * Whom the report names.  Who asks is locked out now, or wants to know who it
 * is: so the device that made a lockout stands before those that fail more
 * often, at a host that nobody has asked for.
 */

#include "show/named.h"

#include "show/lockout_words.h"

const struct snap_device *
named_trigger(const struct snapshot *s, const struct snap_lockout *l)
{
	uint32_t i, k;

	for (i = 0; l->has_trigger && i < s->n_devices; i++) {
		const struct snap_device *d = &s->devices[i];

		for (k = 0; l->trigger_has_mac && !d->is_by_address &&
		    k < d->n_macs; k++)
			if (mac_equals(&d->macs[k], &l->trigger_mac))
				return (d);
		if (l->trigger_has_mac && snap_device_owns_mac(d)) {
			if (mac_equals(&d->mac, &l->trigger_mac))
				return (d);
			continue;
		}
		for (k = 0; k < d->n_ips; k++)
			if (ip_equals(&d->ips[k], &l->trigger_ip))
				return (d);
	}
	return (NULL);
}

bool
named_together(const struct snap_device *a, const struct snap_device *b)
{
	return (a->group != 0 && a->group == b->group &&
	    a->rating == b->rating);
}

static void
add_row(struct named *out, uint32_t row)
{
	uint32_t i;

	for (i = 0; i < out->n; i++)
		if (out->at[i] == row)
			return;
	out->at[out->n++] = row;
}

static void
add_rated(struct named *out, const struct snapshot *s, enum rating rating)
{
	uint32_t i;

	for (i = 0; i < s->n_devices; i++)
		if (s->devices[i].rating == rating)
			add_row(out, i);
}

void
named_pick(struct named *out, const struct snapshot *s)
{
	const struct snap_device *d;
	uint32_t i;

	out->n = 0;
	for (i = 0; i < s->n_lockouts; i++) {
		d = s->lockouts[i].until_ns == 0 ?
		    named_trigger(s, &s->lockouts[i]) : NULL;
		if (d != NULL && d->rating >= RATING_SUSPECT)
			add_row(out, (uint32_t)(d - s->devices));
	}
	add_rated(out, s, RATING_CULPRIT);
	if (out->n == 0)
		add_rated(out, s, RATING_SUSPECT);
}

const char *
named_urgent(const struct snapshot *s, const struct snap_device *d)
{
	const struct snap_lockout *l = lockout_now(s);

	if (l == NULL || d->rating < RATING_SUSPECT ||
	    (l->has_trigger && named_trigger(s, l) != d))
		return ("");
	return ("Take it off the network first: as long as it fails the "
	    "lockout comes back. (r: what to tell the host)");
}
