/* The failed logins before a lockout, and the device that made most of them. */

#include "judge/blame.h"

#include <string.h>

#include "base/when.h"
#include "judge/unit.h"

/* The longest window of the commonest lockers (data/policies.c). */
#define BEFORE_NS	(3600 * NS_PER_S)
/* A locker reads its log, then acts: a failure may still be told after. */
#define AFTER_NS	(5 * NS_PER_S)

static bool
is_before(const struct mishap *m, int64_t since_ns)
{
	return (m->when_ns > since_ns - BEFORE_NS &&
	    m->when_ns <= since_ns + AFTER_NS);
}

uint32_t
blame_failures(const struct site *s, int64_t since_ns)
{
	const struct mishap *m;
	uint32_t i, n = 0;

	for (i = 0; (m = site_mishap(s, i)) != NULL; i++)
		n += is_before(m, since_ns);
	return (n);
}

int64_t
blame_last_ns(const struct site *s, int64_t since_ns)
{
	const struct mishap *m;
	int64_t last_ns = 0;
	uint32_t i;

	for (i = 0; (m = site_mishap(s, i)) != NULL; i++)
		if (is_before(m, since_ns) && m->when_ns > last_ns)
			last_ns = m->when_ns;
	return (last_ns);
}

/* Addresses of one MAC are one device, unless it is a router's. */
static bool
is_same_device(const struct books *b, const struct mishap *x,
    const struct mishap *y)
{
	const struct device *d;

	if (x->device.has_mac != y->device.has_mac ||
	    !mac_equals(&x->device.mac, &y->device.mac))
		return (false);
	d = pool_find(b->devices, &x->device);
	return (ip_equals(&x->ip, &y->ip) || (x->device.has_mac &&
	    d != NULL && !device_is_split(d)));
}

/* Who made most of the failures before since_ns; *n of them.  NULL: nobody. */
static const struct mishap *
most_of_before(const struct books *b, const struct site *s, int64_t since_ns,
    uint32_t *n)
{
	const struct mishap *m, *o, *worst = NULL;
	uint32_t i, j, k, all = blame_failures(s, since_ns);

	*n = 0;
	for (i = 0; (m = site_mishap(s, i)) != NULL; i++) {
		if (!is_before(m, since_ns))
			continue;
		for (k = j = 0; (o = site_mishap(s, j)) != NULL; j++)
			k += is_before(o, since_ns) &&
			    is_same_device(b, o, m);
		if (k > *n) {
			*n = k;
			worst = m;
		}
	}
	/* One failure is nobody's fault, and a half is nobody's alone. */
	return (*n > 1 && *n * 2 > all ? worst : NULL);
}

/* After the NAT all wear the site's own address. */
static bool
is_device(const struct mishap *m)
{
	return (ip_is_private(&m->ip) || !ip_is_v4(&m->ip));
}

static void
name_device(const struct books *b, const struct mishap *m,
    struct snap_lockout *out)
{
	struct host *h = books_find_host(b, &m->device, &m->ip);
	struct unit u;

	out->has_trigger = true;
	out->trigger_ip = m->ip;
	out->trigger_mac = m->device.mac;
	out->trigger_has_mac = m->device.has_mac;
	if (h == NULL)
		return;
	u = unit_of_host(b, h);
	out->trigger_has_mac = m->device.has_mac && u.only == NULL;
	memcpy(out->trigger, unit_name(b, &u), NAME_BYTES);
}

void
blame_name(const struct books *b, const struct site *s, int64_t since_ns,
    struct snap_lockout *out)
{
	const struct mishap *m = most_of_before(b, s, since_ns,
	    &out->trigger_failures);

	if (m != NULL && is_device(m))
		name_device(b, m, out);
}
