/*
 * The client of a session or a login: the MAC at the time decides who it was.
 */

#include "judge/binding.h"

#include "base/when.h"
#include "judge/identity.h"
#include "judge/router.h"

/*
 * A client that did mail this short a while ago has the address still and is
 * among the youngest: one look finds it, and its age is left alone.
 */
#define FRESH_NS	(250 * NS_PER_MS)

struct client *
binding_client(struct store *st, int64_t when_ns, const struct who *w)
{
	struct client_key key;
	struct device *d;
	struct client *c;
	int64_t since_ns;

	client_key_of(w, &key);
	c = store_find_client(st, &key, &w->client.ip);
	since_ns = c == NULL || c->seen_ns == 0 || c->is_former ?
	    INT64_MAX : when_ns - c->seen_ns;
	if (since_ns >= 0 && since_ns < FRESH_NS)
		return (c);
	if (key.has_mac)
		identity_owner(st, store_address(st, &w->client.ip), &w->mac,
		    true);
	d = store_device(st, &key);
	c = store_client(st, d, &w->client.ip);
	c->seen_ns = when_ns != 0 ? when_ns : 1;
	c->is_former = false;
	if (since_ns > ROUTER_AT_ONCE_NS)
		router_split_by_addresses(st, d, when_ns);
	return (c);
}

struct client *
binding_find(struct store *st, const struct event *ev)
{
	struct client_key key;
	struct client *c;

	client_key_of(&ev->who, &key);
	c = store_find_client(st, &key, &ev->who.client.ip);
	return (c != NULL ? c : binding_client(st,
	    ev->u.login.attempt.ended_ns, &ev->who));
}

struct client *
binding_outsider(struct store *st, int64_t when_ns, const struct who *w)
{
	struct who from = *w;
	struct device *d;
	struct client *c;

	from.has_mac = false;
	c = binding_client(st, when_ns, &from);
	d = pool_at(st->devices, c->device);
	d->is_outsider = d->is_afar = true;
	return (c);
}
