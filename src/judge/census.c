/*
 * Who is on this network, read out of the store: the rows that have a MAC,
 * with the addresses that are theirs now.
 *
 * A router's MAC stands for all that lies behind it, so of its addresses only
 * those are told that it has said of itself.
 */

#include "judge/census.h"

#include <string.h>

#include "base/sort.h"

static const struct mac *
owner_of(const struct address *a)
{
	if (a->has_lease)
		return (&a->lease_mac);
	return (a->has_mac ? &a->mac : NULL);
}

static void
name_add(struct census_device *d, const char *name)
{
	uint32_t i;

	if (name[0] == '\0' || d->n_names == SNAP_NAMES)
		return;
	for (i = 0; i < d->n_names; i++)
		if (strcmp(d->names[i], name) == 0)
			return;
	memcpy(d->names[d->n_names++], name, NAME_BYTES);
}

/* IPv4 first, then as the bytes are. */
static bool
ip_is_before(const void *this, const void *that, const void *with)
{
	const struct ip *a = this, *b = that;

	(void)with;
	if (ip_is_v4(a) != ip_is_v4(b))
		return (ip_is_v4(a));
	return (memcmp(a, b, sizeof *a) < 0);
}

static void
ip_add(struct census_device *d, const struct ip *ip)
{
	const struct sort_kept kept = { d->ips, SNAP_IPS, sizeof d->ips[0],
	    ip_is_before };

	if (d->n_ips == SNAP_IPS)
		d->n_more_ips++;
	d->n_ips = (uint32_t)sort_keep(&kept, d->n_ips, ip);
}

static void
addresses_add(const struct store *st, struct census_device *d)
{
	const struct address *a;
	const struct mac *owner;

	for (a = pool_stalest(st->addresses); a != NULL;
	    a = pool_younger(st->addresses, a)) {
		owner = owner_of(a);
		if (owner == NULL || !mac_equals(owner, &d->mac))
			continue;
		ip_add(d, &a->ip);
		name_add(d, a->self_name);
		name_add(d, a->dns_name);
	}
}

static void
device_fill(const struct store *st, const struct device *from,
    struct census_device *d)
{
	uint32_t i;

	memset(d, 0, sizeof *d);
	d->mac = from->key.mac;
	d->is_router = device_is_split(from);
	d->has_mail = from->sessions > 0;
	for (i = 0; i < from->n_names; i++)
		name_add(d, from->names[i].text);
	memcpy(d->class, from->class, sizeof d->class);
	addresses_add(st, d);
}

/* Who has no address yet stands last, by MAC. */
static bool
device_is_before(const void *this, const void *that, const void *with)
{
	const struct census_device *a = this, *b = that;

	if (a->n_ips > 0 && b->n_ips > 0)
		return (ip_is_before(&a->ips[0], &b->ips[0], with));
	if (a->n_ips != b->n_ips)
		return (a->n_ips > 0);
	return (memcmp(&a->mac, &b->mac, sizeof a->mac) < 0);
}

void
census_fill(const struct store *st, struct census *out)
{
	const struct sort_kept kept = { out->devices, CENSUS_DEVICES,
	    sizeof out->devices[0], device_is_before };
	const struct device *d;
	struct census_device row;

	out->n = out->n_left_out = 0;
	for (d = pool_stalest(st->devices); d != NULL;
	    d = pool_younger(st->devices, d)) {
		if (d->key.has_mac == 0 || d->is_afar || d->is_outsider)
			continue;
		if (out->n == CENSUS_DEVICES)
			out->n_left_out++;
		device_fill(st, d, &row);
		out->n = (uint32_t)sort_keep(&kept, out->n, &row);
	}
}
