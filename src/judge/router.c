/*
 * Which MAC is a router's, and stands for those behind it, as far as the mail
 * alone tells.  What neighbours say of routers is identity.c's.
 */

#include "judge/router.h"

enum { OFFICE_ROUTERS = 3 };	/* between a device and this place, at most */

/*
 * Five private addresses that all do mail within an hour are not one device
 * with a changing lease: count them, but not those a lease has ended.
 */
void
router_split_by_addresses(struct store *st, struct device *d, int64_t now_ns)
{
	const struct client *c;
	uint32_t n = 0;

	if (!d->key.has_mac || device_is_split(d))
		return;
	for (c = store_first_client(st, d); c != NULL;
	    c = store_next_client(st, c)) {
		if (ip_is_v4(&c->key.ip) && ip_is_private(&c->key.ip) &&
		    c->seen_ns != 0 && !c->is_former &&
		    now_ns - c->seen_ns <= ROUTER_AT_ONCE_NS)
			n++;
	}
	if (n >= ROUTER_CLIENTS)
		store_split(st, d, false);
}

/*
 * Systems start with a TTL of 64, 128 or 255; one less is one router passed
 * (DOMAIN.md E).
 */
int
router_hops(uint8_t ttl)
{
	if (ttl == 0)
		return (0);
	return ((ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255) - ttl);
}

/* Some printers start with 60: what seems far is behind no router here. */
void
router_count_hop(struct device *d, uint8_t ttl)
{
	int hops = router_hops(ttl);

	if (ttl == 0 || hops > OFFICE_ROUTERS)
		return;
	if (hops == 0)
		d->directs++;
	else
		d->hops++;
}

bool
router_is_outside(const struct who *w)
{
	int hops = router_hops(w->client_ttl);

	if (ip_is_private(&w->client.ip))
		return (false);
	if (ip_is_private(&w->server.ip))
		return (hops > (ip_is_v4(&w->client.ip) ? 0 : OFFICE_ROUTERS));
	return (hops > OFFICE_ROUTERS && w->server_ttl != 0 &&
	    router_hops(w->server_ttl) == 0);
}

/*
 * A MAC whose every packet has passed a router already is that router's: two
 * addresses of one kind behind it need not be one device.
 */
void
router_split_by_hops(struct store *st, struct device *d, int64_t now_ns)
{
	const struct client *c;
	uint32_t n_v4 = 0, n_v6 = 0;

	if (d->n_clients < 2 || d->hops == 0 || d->directs > 0 ||
	    !d->key.has_mac || device_is_split(d))
		return;
	for (c = store_first_client(st, d); c != NULL;
	    c = store_next_client(st, c)) {
		if (c->seen_ns == 0 || c->is_former ||
		    now_ns - c->seen_ns > ROUTER_AT_ONCE_NS)
			continue;
		if (ip_is_v4(&c->key.ip))
			n_v4++;
		else
			n_v6++;
	}
	if (n_v4 > 1 || n_v6 > 1)
		store_split(st, d, false);
}

bool
router_hides_others(const struct store *st, const struct device *d)
{
	const struct device *o;

	if (d->hops == 0 || d->directs > 0 || device_is_split(d))
		return (false);
	for (o = pool_stalest(st->devices); o != NULL;
	    o = pool_younger(st->devices, o))
		if (o != d && o->directs > 0)
			return (true);
	return (false);
}
