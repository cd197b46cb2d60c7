/*
 * Which interfaces there are, and which is the LAN side.
 *
 * Without a name the LAN side is picked: of the interfaces that are up and
 * have a private address the one that bridges (br-lan, bridge0), else one
 * that does not carry the default route, else the first.
 */

#define _GNU_SOURCE

#include "edge/interfaces.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pcap.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static bool
is_private_v4(const struct sockaddr *a)
{
	uint32_t ip;

	if (a == NULL || a->sa_family != AF_INET)
		return (false);
	ip = ntohl(((const struct sockaddr_in *)(const void *)a)->
	    sin_addr.s_addr);
	return (ip >> 24 == 10 || ip >> 20 == 0xac1 || ip >> 16 == 0xc0a8);
}

/* The interface of the default route, by the kernel's table. */
static void
default_route(char out[64])
{
	FILE *f = fopen("/proc/net/route", "r");
	char line[256], name[64];
	unsigned long to;

	out[0] = '\0';
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "%63s %lx", name, &to) == 2 && to == 0) {
			snprintf(out, 64, "%.63s", name);
			break;
		}
	if (f != NULL)
		fclose(f);
}

/* libpcap's names for what else it captures: a bus, a firewall's log.  To
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

/* As the kernel tells it. */
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

static int
score(const pcap_if_t *d, const char *route)
{
	/* Of this computer's own guests and tunnels. */
	static const char *const inner[] = {
		"docker", "virbr", "veth", "vnet", "lxc", "podman", "cni",
		"tun", "tap", "wg", "tailscale", "zt"
	};
	const pcap_addr_t *a;
	int points = 0;
	size_t i;

	if ((d->flags & PCAP_IF_LOOPBACK) != 0 ||
	    (d->flags & PCAP_IF_UP) == 0 || strcmp(d->name, "any") == 0 ||
	    !interfaces_is_one(d->name))
		return (-1);
	for (a = d->addresses; a != NULL; a = a->next)
		if (is_private_v4(a->addr))
			points |= 4;
	if (strncmp(d->name, "br", 2) == 0)
		points += 2;
	for (i = 0; i < sizeof inner / sizeof inner[0]; i++)
		if (strncmp(d->name, inner[i], strlen(inner[i])) == 0)
			points -= 4;
	/* Docker's other bridges: "br-" and a hash; OpenWrt's is "br-lan". */
	if (strncmp(d->name, "br-", 3) == 0 && strlen(d->name) > 12)
		points -= 4;
	if (strcmp(d->name, route) != 0)
		points += 1;
	return (points < 0 ? 0 : points);
}

static pcap_if_t *
likeliest(pcap_if_t *all, const char *route, int *most)
{
	pcap_if_t *d, *best = NULL;

	*most = -1;
	for (d = all; d != NULL; d = d->next)
		if (score(d, route) > *most) {
			*most = score(d, route);
			best = d;
		}
	return (best);
}

struct found {
	pcap_if_t *all, *best;		/* best: NULL, none will do */
	char route[64];			/* the default route's, or "" */
	int most;			/* points of the best */
};

static int
look(struct found *f, struct err *err)
{
	char errors[PCAP_ERRBUF_SIZE];

	if (pcap_findalldevs(&f->all, errors) == -1)
		return (err_set(err, "cannot list the interfaces: %s",
		    errors));
	default_route(f->route);
	f->best = likeliest(f->all, f->route, &f->most);
	return (0);
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
		snprintf(reason, size, "capturing on %s%s; -i NAME "
		    "takes another, -D lists them", name, f.most >= 4 ?
		    (strcmp(name, f.route) != 0 ?
		    ": it has a private address and leads not to the "
		    "Internet" : ": it has a private address") :
		    ": nothing better is up");
	}
	pcap_freealldevs(f.all);
	return (rc);
}

/* "192.168.1.1 10.0.0.1" */
static void
add_addresses(struct text *t, const pcap_addr_t *a)
{
	char address[64];

	for (; a != NULL; a = a->next)
		if (a->addr != NULL && a->addr->sa_family == AF_INET &&
		    inet_ntop(AF_INET, &((const struct sockaddr_in *)
		    (const void *)a->addr)->sin_addr, address,
		    sizeof address) != NULL)
			text_addf(t, "%s%s", t->len > 0 ? " " : "", address);
}

int
interfaces_list(char *out, size_t size, struct err *err)
{
	char addresses[256];
	const pcap_if_t *d;
	struct text t, a;
	struct found f;

	if (look(&f, err) == -1)
		return (-1);
	text_init(&t, out, size);
	for (d = f.all; d != NULL; d = d->next) {
		const char *note = (d->flags & PCAP_IF_UP) == 0 ? "(down)" :
		    strcmp(d->name, f.route) == 0 ? "(towards the Internet)" :
		    d == f.best ? "(looks like the LAN side)" : "";

		if (!interfaces_is_one(d->name))
			continue;
		text_init(&a, addresses, sizeof addresses);
		add_addresses(&a, d->addresses);
		text_addf(&t, "%c %-18s", d == f.best ? '*' : ' ', d->name);
		text_addf(&t, note[0] != '\0' ? " %-15s  %s\n" : " %s%s\n",
		    addresses, note);
	}
	pcap_freealldevs(f.all);
	return (0);
}
