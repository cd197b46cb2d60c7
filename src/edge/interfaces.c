/*
 * Which interfaces there are, and which is the LAN side.
 *
 * Without a name the LAN side is picked: of the interfaces that are up and
 * have a private address, or one of IPv6 and lead not to the Internet, the one
 * that bridges (br-lan, bridge0), else one that does not carry the default
 * route, else the first.
 */

#define _GNU_SOURCE

#include "edge/interfaces.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <pcap.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/*
 * The interfaces that lead to the Internet, by IPv4 and IPv6; each may be "".
 */
struct routes {
	char v4[INTERFACE_BYTES], v6[INTERFACE_BYTES];
};

/* What an interface's addresses tell of it. */
struct has {
	bool address;			/* of any kind but fe80::/10 */
	bool private, v6;
};

static void
v4_look(const struct sockaddr *a, struct has *h)
{
	uint32_t ip = ntohl(((const struct sockaddr_in *)(const void *)a)->
	    sin_addr.s_addr);

	h->address = true;
	h->private |= ip >> 24 == 10 || ip >> 20 == 0xac1 || ip >> 16 == 0xc0a8;
}

/* Is this an address of the link itself (fe80::/10)?  Each interface has one,
 * and it tells nothing. */
static bool
is_of_link(const struct in6_addr *ip)
{
	return (ip->s6_addr[0] == 0xfe && (ip->s6_addr[1] & 0xc0) == 0x80);
}

static void
v6_look(const struct sockaddr *a, struct has *h)
{
	const struct in6_addr *ip = &((const struct sockaddr_in6 *)
	    (const void *)a)->sin6_addr;

	h->address |= !is_of_link(ip);
	h->v6 |= !is_of_link(ip);
	h->private |= (ip->s6_addr[0] & 0xfe) == 0xfc;	/* RFC 4193 */
}

static struct has
addresses_look(const pcap_addr_t *a)
{
	struct has h = { false, false, false };

	for (; a != NULL; a = a->next) {
		if (a->addr != NULL && a->addr->sa_family == AF_INET)
			v4_look(a->addr, &h);
		if (a->addr != NULL && a->addr->sa_family == AF_INET6)
			v6_look(a->addr, &h);
	}
	return (h);
}

/* Read the interfaces of the default routes from the kernel's tables. */
static void
routes_read(struct routes *r)
{
	FILE *v4 = fopen("/proc/net/route", "r");
	FILE *v6 = fopen("/proc/net/ipv6_route", "r");
	char line[256], name[INTERFACE_BYTES], to[33];
	unsigned long prefix;

	r->v4[0] = r->v6[0] = '\0';
	while (v4 != NULL && r->v4[0] == '\0' &&
	    fgets(line, sizeof line, v4) != NULL)
		if (sscanf(line, "%63s %lx", name, &prefix) == 2 &&
		    prefix == 0)
			memcpy(r->v4, name, sizeof name);
	/* The loopback has a default route as well, which leads nowhere. */
	while (v6 != NULL && r->v6[0] == '\0' &&
	    fgets(line, sizeof line, v6) != NULL)
		if (sscanf(line, "%32s %lx %*s %*s %*s %*s %*s %*s %*s %63s",
		    to, &prefix, name) == 3 && prefix == 0 &&
		    strspn(to, "0") == 32 && strcmp(name, "lo") != 0)
			memcpy(r->v6, name, sizeof name);
	if (v4 != NULL)
		fclose(v4);
	if (v6 != NULL)
		fclose(v6);
}

static bool
leads_out(const struct routes *r, const char *name)
{
	return (strcmp(r->v4, name) == 0 || strcmp(r->v6, name) == 0);
}

/* libpcap has names for what else it captures: a bus, a firewall's log.  To
 * listen on a queue of the firewall is to hold its packets up. */
bool
interfaces_is_one(const char *name)
{
	static const char *const others[] = {
		"nflog", "nfqueue", "usbmon", "bluetooth", "dbus-"
	};
	size_t i;

	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strncmp(name, others[i], strlen(others[i])) == 0)
			return (false);
	return (true);
}

/* The kernel's own word is taken, in /sys. */
void
interfaces_mac(const char *name, struct mac *out)
{
	char path[128];
	unsigned b[6];
	FILE *f;
	int i;

	snprintf(path, sizeof path, "/sys/class/net/%s/address", name);
	f = fopen(path, "r");
	if (f == NULL)
		return;
	if (fscanf(f, "%2x:%2x:%2x:%2x:%2x:%2x", &b[0], &b[1], &b[2], &b[3],
	    &b[4], &b[5]) == 6)
		for (i = 0; i < 6; i++)
			out->b[i] = (uint8_t)b[i];
	fclose(f);
}

/*
 * May this one be picked at all?  It is up, and neither the loopback nor "any".
 */
static bool
may_be_picked(const pcap_if_t *d)
{
	return ((d->flags & PCAP_IF_LOOPBACK) == 0 &&
	    (d->flags & PCAP_IF_UP) != 0 && strcmp(d->name, "any") != 0 &&
	    interfaces_is_one(d->name));
}

/* An interface with so many points or more is on a LAN. */
enum { ON_A_LAN = 4 };

static int
score(const pcap_if_t *d, const struct routes *r)
{
	/* Interfaces of this computer's own guests and tunnels begin so. */
	static const char *const inner[] = {
		"docker", "virbr", "veth", "vnet", "lxc", "podman", "cni",
		"tun", "tap", "wg", "tailscale", "zt"
	};
	const struct has has = addresses_look(d->addresses);
	bool is_out = leads_out(r, d->name);
	int points = 0;
	size_t i;

	if (!may_be_picked(d))
		return (-1);
	/* In a LAN of IPv6 alone all addresses may be public ones. */
	if (has.private || (has.v6 && !is_out))
		points += ON_A_LAN;
	if (strncmp(d->name, "br", 2) == 0)
		points += 2;
	for (i = 0; i < sizeof inner / sizeof inner[0]; i++)
		if (strncmp(d->name, inner[i], strlen(inner[i])) == 0)
			points -= 4;
	/* Docker's other bridges: "br-" and a hash; OpenWrt's is "br-lan". */
	if (strncmp(d->name, "br-", 3) == 0 && strlen(d->name) > 12)
		points -= 4;
	if (!is_out)
		points += 1;
	return (points < 0 ? 0 : points);
}

static pcap_if_t *
likeliest(pcap_if_t *all, const struct routes *r, int *most)
{
	pcap_if_t *d, *best = NULL;

	*most = -1;
	for (d = all; d != NULL; d = d->next)
		if (score(d, r) > *most) {
			*most = score(d, r);
			best = d;
		}
	return (best);
}

/* --- a mirror port --- */

static bool
is_used_by_another(const char *name)
{
	char path[128];
	struct dirent *e;
	bool is_used = false;
	DIR *d;

	snprintf(path, sizeof path, "/sys/class/net/%s", name);
	d = opendir(path);
	while (d != NULL && !is_used && (e = readdir(d)) != NULL)
		is_used = strncmp(e->d_name, "upper_", 6) == 0;
	if (d != NULL)
		closedir(d);
	return (is_used);
}

static bool
has_received(const char *name)
{
	unsigned long long n = 0;
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "/sys/class/net/%s/statistics/rx_packets",
	    name);
	f = fopen(path, "r");
	if (f != NULL && fscanf(f, "%llu", &n) != 1)
		n = 0;
	if (f != NULL)
		fclose(f);
	return (n > 0);
}

bool
interfaces_is_ethernet(const char *name)
{
	char path[128];
	int type = -1;
	FILE *f;

	snprintf(path, sizeof path, "/sys/class/net/%s/type", name);
	f = fopen(path, "r");
	if (f != NULL && fscanf(f, "%d", &type) != 1)
		type = -1;
	if (f != NULL)
		fclose(f);
	return (type == ARPHRD_ETHER);
}

/* Does this look like a mirror port?  A switch sends to it, nobody gave it an
 * address, and it is no port of a bridge and no trunk. */
static bool
is_mirror_like(const pcap_if_t *d)
{
	return (may_be_picked(d) && !addresses_look(d->addresses).address &&
	    has_received(d->name) && !is_used_by_another(d->name));
}

/*
 * Find a mirror port beside the interface that was picked; NULL: none.  Not on
 * a gateway, where another interface leads to the Internet: PPPoE's has no
 * address either.
 */
static const pcap_if_t *
mirror_find(const pcap_if_t *all, const pcap_if_t *best,
    const struct routes *r)
{
	const pcap_if_t *d;

	if ((r->v4[0] != '\0' || r->v6[0] != '\0') &&
	    !leads_out(r, best->name))
		return (NULL);
	for (d = all; d != NULL; d = d->next)
		if (d != best && is_mirror_like(d))
			return (d);
	return (NULL);
}

/* --- what the caller wants of it --- */

struct found {
	pcap_if_t *all, *best;		/* best is NULL when none will do */
	struct routes routes;
	int most;			/* points of the best */
	const pcap_if_t *mirror;	/* NULL: none looks like one */
};

static int
look(struct found *f, struct err *err)
{
	char errors[PCAP_ERRBUF_SIZE];

	if (pcap_findalldevs(&f->all, errors) == -1)
		return (err_set(err, "cannot list the interfaces: %s",
		    errors));
	routes_read(&f->routes);
	f->best = likeliest(f->all, &f->routes, &f->most);
	f->mirror = f->best == NULL ? NULL :
	    mirror_find(f->all, f->best, &f->routes);
	return (0);
}

static void
reason_write(const struct found *f, char *reason, size_t size)
{
	bool is_out = leads_out(&f->routes, f->best->name);
	struct text t;

	text_init(&t, reason, size);
	text_addf(&t, "capturing on %s: ", f->best->name);
	if (f->most < ON_A_LAN)
		text_add(&t, "nothing better is up");
	else if (addresses_look(f->best->addresses).private)
		text_add(&t, "it has a private address");
	else
		text_add(&t, "it has an address");
	if (is_out)
		text_add(&t, ", but leads to the Internet");
	else if (f->most >= ON_A_LAN)
		text_add(&t, " and does not lead to the Internet");
	if (f->mirror != NULL)
		text_addf(&t, "; %s is up without an address: a mirror port? "
		    "-i %s", f->mirror->name, f->mirror->name);
	else
		text_add(&t, "; -i NAME takes another, -D lists them");
}

int
interfaces_pick(char name[INTERFACE_BYTES], char *reason, size_t size,
    struct err *err)
{
	struct found f;
	int rc = 0;

	if (look(&f, err) == -1)
		return (-1);
	if (f.best == NULL)
		rc = err_set(err, "no interface to capture on; name one "
		    "with -i, or read a file with -r (lockhound -D lists "
		    "them)");
	else {
		snprintf(name, INTERFACE_BYTES, "%s", f.best->name);
		reason_write(&f, reason, size);
	}
	pcap_freealldevs(f.all);
	return (rc);
}

static void
address_add(struct text *t, const struct sockaddr *a)
{
	char address[INET6_ADDRSTRLEN];
	const void *ip = a->sa_family == AF_INET ? (const void *)
	    &((const struct sockaddr_in *)(const void *)a)->sin_addr :
	    &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr;

	if (a->sa_family == AF_INET6 && is_of_link(ip))
		return;
	if (inet_ntop(a->sa_family, ip, address, sizeof address) != NULL)
		text_addf(t, "%s%s", t->len > 0 ? " " : "", address);
}

/* "192.168.1.1 10.0.0.1 fd00::1" */
static void
add_addresses(struct text *t, const pcap_addr_t *of)
{
	const pcap_addr_t *a;

	for (a = of; a != NULL; a = a->next)
		if (a->addr != NULL && a->addr->sa_family == AF_INET)
			address_add(t, a->addr);
	for (a = of; a != NULL; a = a->next)
		if (a->addr != NULL && a->addr->sa_family == AF_INET6)
			address_add(t, a->addr);
}

static const char *
note_of(const struct found *f, const pcap_if_t *d)
{
	if ((d->flags & PCAP_IF_UP) == 0)
		return ("(down)");
	if (leads_out(&f->routes, d->name))
		return ("(towards the Internet)");
	if (d == f->best)
		return ("(looks like the LAN side)");
	return (d == f->mirror ? "(no address: a mirror port?)" : "");
}

/* Say what the star in the list is, and whether to trust it. */
static void
add_legend(struct text *t, const struct found *f)
{
	if (f->best == NULL) {
		text_add(t, "\nNone will be watched unless -i NAME says "
		    "which.\n");
		return;
	}
	text_add(t, "\n* is watched unless -i NAME says otherwise.\n");
	if (!leads_out(&f->routes, f->best->name))
		return;
	if (addresses_look(f->best->addresses).private)
		text_add(t, "It leads to the Internet.  On the gateway that "
		    "is the wrong side: give the\nLAN's with -i.  Elsewhere "
		    "it shows this computer alone, unless a switch mirrors\n"
		    "the others to it.\n");
	else
		text_add(t, "It leads to the Internet and has no private "
		    "address: probably the wrong side,\nwhere all devices "
		    "look alike.  Give the LAN's with -i.\n");
}

int
interfaces_list(char *out, size_t size, struct err *err)
{
	char addresses[512];
	const pcap_if_t *d;
	struct text t, a;
	struct found f;

	if (look(&f, err) == -1)
		return (-1);
	text_init(&t, out, size);
	for (d = f.all; d != NULL; d = d->next) {
		const char *note = note_of(&f, d);

		if (!interfaces_is_one(d->name))
			continue;
		text_init(&a, addresses, sizeof addresses);
		add_addresses(&a, d->addresses);
		text_addf(&t, "%c %-18s", d == f.best ? '*' : ' ', d->name);
		text_addf(&t, note[0] != '\0' ? " %-15s  %s\n" : " %s%s\n",
		    addresses, note);
	}
	add_legend(&t, &f);
	pcap_freealldevs(f.all);
	return (0);
}
