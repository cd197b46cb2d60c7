/*
 * Packets out, by libnet: SYNs by raw sockets, which the kernel routes (so
 * that PPPoE, VPN and Wi-Fi need nothing of us), questions of the link by a
 * packet socket, on Ethernet alone.
 *
 * libnet opens the sockets, lays the headers out and sums them; what it has
 * built is taken from it and sent here.  Its own ways to send ask the kernel
 * for the interface at each packet, and know no scope of a link-local address;
 * a child whose system calls are counted sends with one.  It is taken by
 * libnet_pblock_coalesce(), which libnet_write() uses too: libnet 1.1.6 has
 * libnet_adv_cull_packet() for that, and refuses it to raw sockets.  One of
 * each kind is built at the start and not sent: from then on the same few
 * blocks go round, and no memory is asked of the kernel.
 */

#define _GNU_SOURCE

#include "edge/inject.h"

#include <errno.h>
#include <libnet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/span.h"

enum {
	LIFETIME = 64, LINK_LIFETIME = 255,	/* RFC 4861 7.1.1 */
	WINDOW = 1024, SEGMENT_BYTES = 4, ECHO_BYTES = 8
};

struct inject {
	libnet_t *nets[INJECT_SOCKETS];	/* NULL: this one is not had */
	struct mac own;
	int index;			/* of the interface; 0: none */
};

enum { SOCKET_V4, SOCKET_V6, SOCKET_LINK };

static struct libnet_in6_addr
in6_of(const struct ip *a)
{
	struct libnet_in6_addr out;

	memcpy(&out, a->b, sizeof a->b);
	return (out);
}

/* libnet wants it as it stands on the wire. */
static uint32_t
in4_of(const struct ip *a)
{
	uint32_t out;

	memcpy(&out, a->b + 12, sizeof out);
	return (out);
}

/* --- one kind of packet each: -1 when libnet will not --- */

/* A maximum segment size makes it the SYN of a real client, which filters
 * that look for scanners let through.  libnet wants what lies innermost
 * first. */
static int
build_tcp(libnet_t *net, const struct question *q)
{
	static const uint8_t segment[SEGMENT_BYTES] = { 2, 4, 0x05, 0xb4 };

	if (libnet_build_tcp_options(segment, sizeof segment, net, 0) == -1)
		return (-1);
	return (libnet_build_tcp(q->from_port, q->to_port, q->seq, 0, TH_SYN,
	    WINDOW, 0, 0, LIBNET_TCP_H + SEGMENT_BYTES, NULL, 0, net, 0));
}

static int
build_syn_v4(libnet_t *net, const struct question *q, const struct inject *j)
{
	(void)j;
	if (build_tcp(net, q) == -1)
		return (-1);
	return (libnet_build_ipv4(LIBNET_IPV4_H + LIBNET_TCP_H +
	    SEGMENT_BYTES, 0, 0, IP_DF, LIFETIME, IPPROTO_TCP, 0,
	    in4_of(&q->from), in4_of(&q->to), NULL, 0, net, 0));
}

static int
build_syn_v6(libnet_t *net, const struct question *q, const struct inject *j)
{
	(void)j;
	if (build_tcp(net, q) == -1)
		return (-1);
	return (libnet_build_ipv6(0, 0, LIBNET_TCP_H + SEGMENT_BYTES,
	    IPPROTO_TCP, LIFETIME, in6_of(&q->from), in6_of(&q->to), NULL, 0,
	    net, 0));
}

static int
build_arp(libnet_t *net, const struct question *q, const struct inject *j)
{
	static const uint8_t all[6] = { 255, 255, 255, 255, 255, 255 };
	static const uint8_t nobody[6];

	if (libnet_build_arp(ARPHRD_ETHER, ETHERTYPE_IP, 6, 4, ARPOP_REQUEST,
	    j->own.b, q->from.b + 12, nobody, q->to.b + 12, NULL, 0, net,
	    0) == -1)
		return (-1);
	return (libnet_build_ethernet(all, j->own.b, ETHERTYPE_ARP, NULL, 0,
	    net, 0));
}

/* The group that has this address's last three bytes (RFC 4291 2.7.1). */
static struct ip
solicited(const struct ip *to)
{
	uint8_t b[16] = { 0xff, 2, [11] = 1, [12] = 0xff };

	memcpy(b + 13, to->b + 13, 3);
	return (ip_v6(b));
}

/* An IPv6 packet to a group of the link, in its Ethernet frame (RFC 2464 7). */
static int
build_group(libnet_t *net, const struct question *q, const struct ip *group,
    uint16_t bytes, const struct inject *j)
{
	uint8_t to[6] = { 0x33, 0x33 };

	memcpy(to + 2, group->b + 12, 4);
	if (libnet_build_ipv6(0, 0, bytes, IPPROTO_ICMPV6, LINK_LIFETIME,
	    in6_of(&q->from), in6_of(group), NULL, 0, net, 0) == -1)
		return (-1);
	return (libnet_build_ethernet(to, j->own.b, ETHERTYPE_IPV6, NULL, 0,
	    net, 0));
}

/* With our own MAC as an option, or nobody could answer (RFC 4861 4.3). */
static int
build_neighbour(libnet_t *net, const struct question *q,
    const struct inject *j)
{
	const struct ip group = solicited(&q->to);
	uint8_t option[8] = { 1, 1 };

	memcpy(option + 2, j->own.b, 6);
	if (libnet_build_icmpv6_ndp_nsol(ND_NEIGHBOR_SOLICIT, 0, 0,
	    in6_of(&q->to), option, sizeof option, net, 0) == -1)
		return (-1);
	return (build_group(net, q, &group, LIBNET_ICMPV6_NDP_NSOL_H +
	    sizeof option, j));
}

static int
build_all_nodes(libnet_t *net, const struct question *q,
    const struct inject *j)
{
	if (libnet_build_icmpv6_echo(ICMP6_ECHO_REQUEST, 0, 0, q->from_port,
	    (uint16_t)q->seq, NULL, 0, net, 0) == -1)
		return (-1);
	return (build_group(net, q, &q->to, ECHO_BYTES, j));
}

/* --- sending --- */

static int
send_v4(const struct inject *j, const struct question *q, int fd,
    const struct span *packet)
{
	struct sockaddr_in to = { .sin_family = AF_INET };

	(void)j;
	memcpy(&to.sin_addr, q->to.b + 12, 4);
	return (sendto(fd, packet->p, packet->len, MSG_DONTWAIT,
	    (const struct sockaddr *)&to, sizeof to) == -1 ? errno : 0);
}

static int
send_v6(const struct inject *j, const struct question *q, int fd,
    const struct span *packet)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6 };

	memcpy(&to.sin6_addr, q->to.b, 16);
	if (q->to.b[0] == 0xfe && (q->to.b[1] & 0xc0) == 0x80)
		to.sin6_scope_id = (uint32_t)j->index;
	return (sendto(fd, packet->p, packet->len, MSG_DONTWAIT,
	    (const struct sockaddr *)&to, sizeof to) == -1 ? errno : 0);
}

static int
send_link(const struct inject *j, const struct question *q, int fd,
    const struct span *packet)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
	    .sll_ifindex = j->index, .sll_halen = 6 };

	(void)q;
	memcpy(to.sll_addr, packet->p, 6);
	memcpy(&to.sll_protocol, packet->p + 12, 2);
	return (sendto(fd, packet->p, packet->len, MSG_DONTWAIT,
	    (const struct sockaddr *)&to, sizeof to) == -1 ? errno : 0);
}

static const struct way {
	enum question_kind kind;
	bool is_v4;
	int (*build)(libnet_t *net, const struct question *q,
	    const struct inject *j);
	int (*send)(const struct inject *j, const struct question *q, int fd,
	    const struct span *packet);
	unsigned socket;
} ways[] = {
	{ QUESTION_SYN, true, build_syn_v4, send_v4, SOCKET_V4 },
	{ QUESTION_SYN, false, build_syn_v6, send_v6, SOCKET_V6 },
	{ QUESTION_ARP, true, build_arp, send_link, SOCKET_LINK },
	{ QUESTION_NEIGHBOUR, false, build_neighbour, send_link, SOCKET_LINK },
	{ QUESTION_ALL_NODES, false, build_all_nodes, send_link, SOCKET_LINK }
};

enum { N_WAYS = sizeof ways / sizeof ways[0] };

/* Builds the packet, and sends it if it is meant to go out. */
static int
put_out(struct inject *j, const struct way *w, const struct question *q,
    bool is_meant)
{
	libnet_t *net = j->nets[w->socket];
	struct span packet;
	uint8_t *bytes;
	uint32_t n;
	int rc = 0;

	if (net == NULL)
		return (EAFNOSUPPORT);
	if (w->build(net, q, j) == -1 ||
	    libnet_pblock_coalesce(net, &bytes, &n) == -1) {
		libnet_clear_packet(net);
		return (EINVAL);
	}
	packet = (struct span){ bytes, n };
	if (is_meant)
		rc = w->send(j, q, libnet_getfd(net), &packet);
	libnet_adv_free_packet(net, bytes);
	libnet_clear_packet(net);
	return (rc);
}

int
inject_send(struct inject *j, const struct question *q)
{
	size_t i;

	for (i = 0; i < N_WAYS; i++)
		if (ways[i].kind == q->kind &&
		    ways[i].is_v4 == ip_is_v4(&q->to))
			return (put_out(j, &ways[i], q, true));
	return (EINVAL);
}

/* --- opening --- */

/*
 * What comes in is for the capture.  libnet's packet socket is one for all
 * protocols of all interfaces, and nobody would read it: so it is given a
 * filter that takes nothing, and what came before that is thrown away.
 */
static void
deafen(int fd)
{
	char byte;
	struct sock_filter none[] = { { BPF_RET | BPF_K, 0, 0, 0 } };
	const struct sock_fprog program = { 1, none };

	(void)setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
	    sizeof program);
	while (recv(fd, &byte, sizeof byte, MSG_DONTWAIT) >= 0)
		;
}

/* Asked before libnet is, whose own words name no way out. */
static int
interface_look(struct inject *j, const char *name, struct err *err)
{
	struct ifreq r;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int rc;

	memset(&r, 0, sizeof r);
	strncpy(r.ifr_name, name, sizeof r.ifr_name - 1);
	j->index = (int)if_nametoindex(name);
	rc = fd == -1 ? -1 : ioctl(fd, SIOCGIFHWADDR, &r);
	if (fd != -1)
		close(fd);
	if (j->index == 0 || rc == -1)
		return (err_set(err, "%s is no interface here", name));
	if (r.ifr_hwaddr.sa_family != ARPHRD_ETHER)
		return (err_set(err, "%s is not Ethernet: nobody can be asked "
		    "on it", name));
	memcpy(j->own.b, r.ifr_hwaddr.sa_data, sizeof j->own.b);
	return (0);
}

static int
rights_look(struct err *err)
{
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);

	if (fd == -1)
		return (err_set(err, "raw sockets cannot be had here (%s): "
		    "run it as root, or give lockhound-ask that right, too "
		    "(setcap cap_net_raw=ep)", strerror(errno)));
	close(fd);
	return (0);
}

static int
net_open(struct inject *j, unsigned which, int kind, const char *interface,
    struct err *err)
{
	char why[LIBNET_ERRBUF_SIZE] = "";

	j->nets[which] = libnet_init(kind, interface, why);
	if (j->nets[which] == NULL)
		return (err_set(err, "%s", why));
	deafen(libnet_getfd(j->nets[which]));
	return (0);
}

static int
link_open(struct inject *j, const char *interface, struct err *err)
{
	if (interface_look(j, interface, err) == -1)
		return (-1);
	return (net_open(j, SOCKET_LINK, LIBNET_LINK_ADV, interface, err));
}

static void
warm_up(struct inject *j)
{
	static const uint8_t loopback[4] = { 127, 0, 0, 1 };
	size_t i;

	for (i = 0; i < N_WAYS; i++) {
		struct question q = { .kind = ways[i].kind,
		    .to_port = 443, .from_port = 1024 };

		if (ways[i].is_v4)
			q.from = q.to = ip_v4(loopback);
		put_out(j, &ways[i], &q, false);
	}
}

struct inject *
inject_open(const char *interface, struct err *err)
{
	struct inject *j = calloc(1, sizeof *j);
	struct err v6;

	if (j == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	if (rights_look(err) == -1 ||
	    net_open(j, SOCKET_V4, LIBNET_RAW4_ADV, NULL, err) == -1 ||
	    (interface[0] != '\0' && link_open(j, interface, err) == -1)) {
		inject_close(j);
		return (NULL);
	}
	/* A kernel without IPv6 asks by IPv4 alone. */
	(void)net_open(j, SOCKET_V6, LIBNET_RAW6_ADV, NULL, &v6);
	warm_up(j);
	return (j);
}

int
inject_sockets(const struct inject *j, int fds[INJECT_SOCKETS])
{
	int i, n = 0;

	for (i = 0; i < INJECT_SOCKETS; i++)
		if (j->nets[i] != NULL)
			fds[n++] = libnet_getfd(j->nets[i]);
	return (n);
}

void
inject_close(struct inject *j)
{
	int i;

	for (i = 0; i < INJECT_SOCKETS; i++)
		if (j->nets[i] != NULL)
			libnet_destroy(j->nets[i]);
	free(j);
}
