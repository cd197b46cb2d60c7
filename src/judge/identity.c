/*
 * What to make of news.
 *
 * Anyone on the link may say anything, so news only adds names and says who
 * has an address now; it never moves a failure from one device to another.
 * A group address is no device.  A router speaks for others: names it relays
 * stay with the address and are not its own.
 */

#include "judge/identity.h"

#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "base/when.h"

/* Guesses: how soon, and how often, an address is back where it was. */
#define BACK_NS		(3600 * NS_PER_S)
enum { BACK_TIMES = 2 };

/* Names are the same whatever their case. */
static bool
names_equal(const char *a, const char *b)
{
	size_t i;

	for (i = 0; a[i] != '\0' || b[i] != '\0'; i++) {
		char x = a[i], y = b[i];

		x = x >= 'A' && x <= 'Z' ? (char)(x - 'A' + 'a') : x;
		y = y >= 'A' && y <= 'Z' ? (char)(y - 'A' + 'a') : y;
		if (x != y)
			return (false);
	}
	return (true);
}

static void
name_copy(char out[NAME_BYTES], const char *text)
{
	struct span s = span_text(text);

	if (s.len > 6 && span_holds_nocase(s, ".local")) {
		struct span end = { s.p + s.len - 6, 6 };

		if (span_equals_nocase(end, ".local"))
			s.len -= 6;
	}
	/* Whoever copies a name copies the array: it is zero behind the NUL. */
	memset(out, 0, NAME_BYTES);
	text_keep(out, NAME_BYTES, s);
}

static void
name_remove(struct device *d, uint32_t i)
{
	memmove(&d->names[i], &d->names[i + 1],
	    (d->n_names - i - 1) * sizeof d->names[0]);
	d->n_names--;
}

static bool
is_trusted_more(const void *a, const void *b, const void *with)
{
	const struct known_name *x = a, *y = b;

	(void)with;
	return (x->from > y->from);
}

/*
 * Keep the names in order of trust; of equal trust the older stays first, so
 * that a device does not change its name on the screen with every packet.
 * DHCP gives a device one name, so there the newer replaces.
 */
static void
device_add_name(struct device *d, const char *text, enum news_from from)
{
	const struct sort_kept kept = { d->names, SNAP_NAMES,
	    sizeof d->names[0], is_trusted_more };
	struct known_name fresh = { .from = (uint8_t)from };
	uint32_t i;

	name_copy(fresh.text, text);
	if (fresh.text[0] == '\0')
		return;
	for (i = 0; i < d->n_names; i++) {
		if (names_equal(d->names[i].text, fresh.text)) {
			if (d->names[i].from >= from)
				return;
			name_remove(d, i);
			break;
		}
		if (from == FROM_DHCP && d->names[i].from == FROM_DHCP) {
			name_remove(d, i);
			break;
		}
	}
	d->n_names = (uint8_t)sort_keep(&kept, d->n_names, &fresh);
	d->face.is_matched = false;
}

/* A device whose MAC may have names of its own, or NULL. */
static struct device *
device_of(struct store *st, const struct mac *m)
{
	struct device *d = store_device_by_mac(st, m);

	return (device_is_split(d) ? NULL : d);
}

static const struct client *
client_at(const struct store *st, const struct mac *m, const struct ip *ip)
{
	struct client_key key;

	memset(&key, 0, sizeof key);
	key.mac = *m;
	key.has_mac = 1;
	return (store_find_client(st, &key, ip));
}

/*
 * An address that DHCP gave to another device does not come back within the
 * hour, and not again.  Two devices that use it by turns stand in two networks
 * whose captures are read together; or somebody has set it twice.
 */
static void
note_return(struct store *st, struct address *a, const struct mac *now)
{
	const struct client *c = client_at(st, now, &a->ip);
	const struct client *old = client_at(st, &a->mail_mac, &a->ip);

	if (c == NULL || old == NULL || c->seen_ns == 0 ||
	    old->seen_ns - c->seen_ns > BACK_NS || a->n_back > BACK_TIMES)
		return;
	if (++a->n_back != BACK_TIMES)
		return;
	st->n_mixed++;
	st->mixed = a->ip;
}

static void
note_move(struct store *st, struct address *a, const struct mac *now)
{
	if (device_of(st, &a->mail_mac) == NULL || device_of(st, now) == NULL)
		return;
	note_return(st, a, now);
	st->n_moved++;
	st->moved = a->ip;
	a->has_mail_mac = false;	/* each move is told once */
}

void
identity_owner(struct store *st, struct address *a, const struct mac *m,
    bool is_mail)
{
	struct device *d;

	if (a->has_mail_mac && !mac_equals(&a->mail_mac, m))
		note_move(st, a, m);
	if (!a->has_mac || !mac_equals(&a->mac, m)) {
		d = store_device_by_mac(st, m);
		if (a->is_router && !d->is_gateway)
			store_split(st, d, true);
		if (a->has_mac) {
			/* The device before this one took its name along. */
			a->self_name[0] = '\0';
			a->self_from = FROM_UNKNOWN;
		} else if (a->self_name[0] != '\0' && !device_is_split(d)) {
			device_add_name(d, a->self_name,
			    (enum news_from)a->self_from);
		}
		a->has_mac = true;
		a->mac = *m;
		a->has_lease = false;
	}
	if (is_mail) {
		a->has_mail_mac = true;
		a->mail_mac = *m;
	}
}

/* A lease for one address ends the use of those before (RFC 2131 4.3.2). */
static void
learn_lease(struct store *st, struct device *d, const struct ip *ip)
{
	struct client *c;

	if (device_is_split(d) || !ip_is_v4(ip))
		return;
	for (c = store_first_client(st, d); c != NULL;
	    c = store_next_client(st, c)) {
		if (ip_is_v4(&c->key.ip))
			c->is_former = !ip_equals(&c->key.ip, ip);
	}
}

/* The name told with the request is the address's, whoever sends from it. */
static void
name_lease(struct store *st, struct device *d, struct address *a, uint32_t xid)
{
	uint32_t i;

	/* Behind a repeater that hides MACs several ask at once. */
	if (!d->has_fresh_name || d->fresh_xid != xid)
		return;
	d->has_fresh_name = false;
	for (i = 0; i < d->n_names; i++) {
		if (d->names[i].from != FROM_DHCP)
			continue;
		memcpy(a->self_name, d->names[i].text, NAME_BYTES);
		a->self_from = FROM_DHCP;
		st->has_self_names = true;
		return;
	}
}

/*
 * An extender's clients have MACs of their own, which it leaves inside DHCP:
 * the address is then the extender's on the link, and the lease says whose it
 * truly is.
 */
static void
learn_dhcp_address(struct store *st, const struct news *n)
{
	bool is_by_way = n->has_via && !mac_equals(&n->via, &n->mac);
	struct address *a = store_address(st, &n->ip);
	struct device *d;

	identity_owner(st, a, is_by_way ? &n->via : &n->mac, false);
	a->has_lease = is_by_way;
	a->lease_mac = n->mac;
	st->has_self_names |= is_by_way;
	d = store_device_by_mac(st, &n->mac);
	learn_lease(st, d, &n->ip);
	name_lease(st, d, a, n->xid);
}

static void
learn_address(struct store *st, const struct news *n)
{
	if (n->from == FROM_DHCP)
		learn_dhcp_address(st, n);
	else
		identity_owner(st, store_address(st, &n->ip), &n->mac, false);
}

static void
learn_name(struct store *st, const struct news *n)
{
	struct address *a = NULL;
	struct device *d = NULL;

	if (n->has_ip) {
		a = store_address(st, &n->ip);
		if (n->has_mac)
			identity_owner(st, a, n->has_via ? &n->via : &n->mac,
			    false);
		if (n->from >= a->self_from) {
			a->self_from = (uint8_t)n->from;
			st->has_self_names = true;
			name_copy(a->self_name, n->text);
		}
	}
	/* An extender's own lease or a client's: the address will tell. */
	if (n->from == FROM_DHCP && n->has_mac)
		d = store_device_by_mac(st, &n->mac);
	else if (n->has_mac)
		d = device_of(st, &n->mac);
	else if (a != NULL && a->has_mac)
		d = device_of(st, &a->mac);
	if (d == NULL)
		return;
	device_add_name(d, n->text, n->from);
	if (n->from == FROM_DHCP && n->text[0] != '\0') {
		d->has_fresh_name = true;
		d->fresh_xid = n->xid;
	}
}

static void
learn_class(struct store *st, const struct news *n)
{
	const struct address *a;
	struct device *d = NULL;

	if (n->has_mac) {
		d = device_of(st, &n->mac);
	} else if (n->has_ip) {
		a = store_find_address(st, &n->ip);
		if (a != NULL && a->has_mac)
			d = device_of(st, &a->mac);
	}
	if (d != NULL)
		text_keep(d->class, sizeof d->class, span_text(n->text));
}

static void
learn_router(struct store *st, const struct news *n)
{
	struct address *a = NULL;
	struct device *d = NULL;

	if (n->hop_limit != 0)
		st->hop_limit = n->hop_limit;
	if (n->has_ip) {
		a = store_address(st, &n->ip);
		a->is_router = true;
	}
	if (n->has_mac)
		d = store_device_by_mac(st, &n->mac);
	else if (a != NULL && a->has_mac)
		d = store_device_by_mac(st, &a->mac);
	if (d != NULL && !d->is_gateway)
		store_split(st, d, true);
}

void
identity_take(struct store *st, const struct news *told)
{
	struct news n = *told;

	if (n.has_mac && (mac_is_group(&n.mac) || mac_is_zero(&n.mac)))
		n.has_mac = false;
	if (n.has_ip && (ip_is_group(&n.ip) || ip_is_zero(&n.ip)))
		n.has_ip = false;
	if (!n.has_mac && !n.has_ip)
		return;
	switch (n.kind) {
	case NEWS_ADDRESS:
		if (n.has_mac && n.has_ip)
			learn_address(st, &n);
		break;
	case NEWS_NAME:
		learn_name(st, &n);
		break;
	case NEWS_CLASS:
		learn_class(st, &n);
		break;
	case NEWS_SERVER:
		if (n.has_ip)
			text_keep(store_address(st, &n.ip)->dns_name,
			    NAME_BYTES, span_text(n.text));
		break;
	case NEWS_ROUTER:
		learn_router(st, &n);
		break;
	case NEWS_UNKNOWN:
		break;
	}
}
