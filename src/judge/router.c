/*
 * Which MAC is a router's, and stands for those behind it, as far as the mail
 * alone tells.  What neighbours say of routers is identity.c's.
 */

#include "judge/router.h"

#include <string.h>

#include "judge/faces.h"

enum {
	OFFICE_ROUTERS = 3,	/* between a device and this place, at most */
	PRINTER_HOPS = 4	/* that a TTL of 60 seems to have passed */
};

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

/*
 * Some printers start with 60: what seems far is behind no router here, unless
 * its address is one of the internet.  A router may tell IPv6 hosts with how
 * many hops to start (RFC 4861 4.2, Cur Hop Limit), as phones' hotspots do.
 */
void
router_count_hop(const struct store *st, struct device *d, const struct who *w)
{
	uint8_t ttl = w->client_ttl;
	int hops = router_hops(ttl);
	bool is_far = hops > OFFICE_ROUTERS;

	if (!ip_is_v4(&w->client.ip) && ttl == st->hop_limit)
		hops = is_far = 0;
	if (ttl == 0 || (is_far && (hops <= PRINTER_HOPS ||
	    ip_is_private(&w->client.ip))))
		return;
	if (hops == 0)
		d->directs++;
	else
		d->hops++;
	d->is_afar |= is_far;
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

/* --- a MAC that several devices send with --- */

/* One account with one secret here and always another one there. */
static bool
secrets_differ(const struct account *a, const struct account *b)
{
	return (a->secret_tag != 0 && b->secret_tag != 0 &&
	    a->secret_tag != b->secret_tag);
}

enum shared { SHARED_NONE, SHARED_UNKNOWN, SHARED_SOME };

/* Do both clients use an account, as far as can be told? */
static enum shared
accounts_shared(const struct store *st, const struct client *c,
    const struct client *o)
{
	bool is_hidden = c->n_accounts == 0 || o->n_accounts == 0;
	const struct account *a, *b;

	for (a = store_first_account(st, c); a != NULL;
	    a = store_next_account(st, a))
		for (b = store_first_account(st, o); b != NULL;
		    b = store_next_account(st, b)) {
			if (a->mailbox.local == 0 || b->mailbox.local == 0)
				is_hidden |= a->mailbox.local !=
				    b->mailbox.local ||
				    a->stack_tag == b->stack_tag;
			else if (mailbox_may_join(&a->mailbox,
			    &b->mailbox) && !secrets_differ(a, b))
				return (SHARED_SOME);
		}
	return (is_hidden ? SHARED_UNKNOWN : SHARED_NONE);
}

/* DHCP gave both addresses, each to another name. */
static bool
leases_differ(const struct store *st, const struct client *c,
    const struct client *o)
{
	const struct address *a = store_find_address(st, &c->key.ip);
	const struct address *b = store_find_address(st, &o->key.ip);

	if (a == NULL || b == NULL)
		return (false);
	if (a->has_lease && b->has_lease &&
	    !mac_equals(&a->lease_mac, &b->lease_mac))
		return (true);
	return (a->self_from == FROM_DHCP && b->self_from == FROM_DHCP &&
	    strcmp(a->self_name, b->self_name) != 0);
}

/* Addresses that one host has for the same others: of two networks, or an old
 * and a new one, it may have both. */
static bool
is_same_network(const struct ip *a, const struct ip *b)
{
	return (ip_is_v4(a) == ip_is_v4(b) &&
	    (ip_is_v4(a) || memcmp(a->b, b->b, 8) == 0));
}

/* IPv4 gives a host one address, as a rule: two in use by turns, each back
 * after the other, need no accounts to be two hosts'. */
static bool
are_two(const struct store *st, const struct client *c,
    const struct client *o)
{
	enum shared shared;

	if (faces_turn_ns(&c->face, &o->face) > ROUTER_AT_ONCE_NS)
		return (false);
	if (leases_differ(st, c, o))
		return (true);
	shared = accounts_shared(st, c, o);
	return (shared == SHARED_NONE || (shared == SHARED_UNKNOWN &&
	    ip_is_v4(&c->key.ip) && faces_alternate(&c->face, &o->face)));
}

/*
 * An extender sends for all behind it with a MAC of its own.  Two addresses in
 * use by turns within the hour, with accounts or leases that have nothing in
 * common, are two devices'.  One whose lease changed is never back at the old
 * address.
 */
bool
router_split_by_accounts(struct store *st, const struct client *c)
{
	struct device *d = pool_at(st->devices, c->device);
	const struct client *o;

	if (d->n_clients < 2 || !d->key.has_mac || device_is_split(d))
		return (false);
	for (o = store_first_client(st, d); o != NULL;
	    o = store_next_client(st, o)) {
		if (o == c || o->seen_ns == 0 ||
		    !is_same_network(&c->key.ip, &o->key.ip) ||
		    !are_two(st, c, o))
			continue;
		store_split(st, d, false);
		return (true);
	}
	return (false);
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
