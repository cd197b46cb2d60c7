/* The failed logins before a lockout, and the device that made most of them. */

#include "judge/blame.h"

#include <string.h>

#include "base/when.h"
#include "judge/suspect.h"

/* The longest window of the commonest lockers (data/policies.c). */
#define BEFORE_NS	(3600 * NS_PER_S)
/* A locker acts at once: a failure may still be told after its lock. */
#define AFTER_NS	(5 * NS_PER_S)

/* Since the last lockout was over, lockers count anew. */
static bool
is_before(const struct kin *k, const struct failed_login *f, int64_t since_ns)
{
	uint32_t i;

	if (f->when_ns <= since_ns - BEFORE_NS ||
	    f->when_ns > since_ns + AFTER_NS)
		return (false);
	for (i = 0; i < k->n; i++)
		if (k->at[i]->lifted_ns != 0 &&
		    f->when_ns <= k->at[i]->lifted_ns)
			return (false);
	return (true);
}

/* The next failure before since_ns; NULL after the last. */
static const struct failed_login *
next_before(const struct kin *k, const struct side *s, int64_t since_ns,
    struct kin_walk *at)
{
	const struct failed_login *f;

	while ((f = kin_failed(k, s, at)) != NULL)
		if (is_before(k, f, since_ns))
			return (f);
	return (NULL);
}

uint32_t
blame_failures(const struct kin *k, const struct side *s, int64_t since_ns)
{
	struct kin_walk at = { 0, 0 };
	uint32_t n = 0;

	while (next_before(k, s, since_ns, &at) != NULL)
		n++;
	return (n);
}

int64_t
blame_last_ns(const struct kin *k, const struct side *s, int64_t since_ns)
{
	struct kin_walk at = { 0, 0 };
	const struct failed_login *f;
	int64_t last_ns = 0;

	while ((f = next_before(k, s, since_ns, &at)) != NULL)
		if (f->when_ns > last_ns)
			last_ns = f->when_ns;
	return (last_ns);
}

static void
key_of(const struct failed_login *f, struct client_key *key)
{
	struct who w = { .client.ip = f->ip, .has_mac = f->has_mac,
	    .mac = f->mac };

	client_key_of(&w, key);
}

/* One of them is forgotten, and its MAC is left. */
static bool
is_one_mac(const struct store *st, const struct failed_login *x,
    const struct failed_login *y)
{
	struct client_key key;
	const struct device *d;

	key_of(x, &key);
	d = pool_find(st->devices, &key);
	return (x->has_mac && y->has_mac && mac_equals(&x->mac, &y->mac) &&
	    d != NULL && !device_is_split(d));
}

/* Addresses of one MAC are one device, unless the MAC is a router's; and a
 * device has several MACs. */
static bool
is_same_device(const struct store *st, const struct failed_login *x,
    const struct failed_login *y)
{
	struct client_key key;
	struct client *a, *b;
	struct suspect one, other;

	if (x->has_mac == y->has_mac && mac_equals(&x->mac, &y->mac) &&
	    ip_equals(&x->ip, &y->ip))
		return (true);
	key_of(x, &key);
	a = store_find_client(st, &key, &x->ip);
	key_of(y, &key);
	b = store_find_client(st, &key, &y->ip);
	if (a == NULL || b == NULL)
		return (is_one_mac(st, x, y));
	one = suspect_of_client(st, a);
	other = suspect_of_client(st, b);
	return (suspect_equals(st, &one, &other));
}

/* Who made most of the failures before since_ns; *n of them.  NULL: nobody. */
static const struct failed_login *
most_of_before(const struct store *st, const struct kin *k,
    const struct side *s, int64_t since_ns, uint32_t *n)
{
	struct kin_walk at = { 0, 0 }, again;
	const struct failed_login *f, *o, *worst = NULL;
	uint32_t of, all = blame_failures(k, s, since_ns);

	*n = 0;
	while ((f = next_before(k, s, since_ns, &at)) != NULL) {
		memset(&again, 0, sizeof again);
		for (of = 0; (o = next_before(k, s, since_ns,
		    &again)) != NULL;)
			of += is_same_device(st, o, f);
		if (of > *n) {
			*n = of;
			worst = f;
		}
	}
	/* One failure is nobody's fault, and a half is nobody's alone. */
	return (*n > 1 && *n * 2 > all ? worst : NULL);
}

/* After the NAT all clients wear the office's own public address. */
static bool
is_device(const struct failed_login *f)
{
	return (ip_is_private(&f->ip) || !ip_is_v4(&f->ip));
}

static void
name_device(const struct store *st, const struct failed_login *f,
    struct snap_lockout *out)
{
	struct client_key key;
	struct client *c;
	struct suspect u;

	key_of(f, &key);
	c = store_find_client(st, &key, &f->ip);

	out->has_trigger = true;
	out->trigger_ip = f->ip;
	out->trigger_mac = f->mac;
	out->trigger_has_mac = f->has_mac;
	if (c == NULL)
		return;
	u = suspect_of_client(st, c);
	out->trigger_has_mac = f->has_mac && u.only == NULL;
	memcpy(out->trigger, suspect_name(st, &u), NAME_BYTES);
}

void
blame_name(const struct store *st, const struct kin *k, const struct side *s,
    int64_t since_ns, struct snap_lockout *out)
{
	const struct failed_login *f = most_of_before(st, k, s, since_ns,
	    &out->trigger_failures);

	if (f != NULL && is_device(f))
		name_device(st, f, out);
}
