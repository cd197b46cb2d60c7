/*
 * Neighbours' talk: who says what about itself, and on which port.
 *
 * Only what a device says of itself is news of it: an ARP sender, the owner
 * of an mDNS record, a DHCP client.  What others say is left alone, but for a
 * DHCP server's acknowledgement and a name server's answer.
 */

#include "wire/neighbour.h"

#include <string.h>

#include "data/traffic.h"
#include "wire/dhcp.h"
#include "wire/dns.h"
#include "wire/news_list.h"

/* RFC 826: of the two pairs of addresses only the sender's is its own word; a
 * probe (RFC 5227) has no sender's IP address. */
static void
arp_read(struct news_list *out)
{
	const uint8_t *a = out->packet->payload.p;
	struct news *n;

	if (out->packet->payload.len < 28 || a[0] != 0 || a[1] != 1 ||
	    a[2] != 8 || a[3] != 0 || a[4] != 6 || a[5] != 4 || a[6] != 0 ||
	    a[7] < 1 || a[7] > 2)
		return;
	n = news_add(out, NEWS_ADDRESS, FROM_ARP);
	n->ip = ip_v4(a + 14);
	memcpy(n->mac.b, a + 8, 6);
	n->has_ip = n->has_mac = true;
	if (ip_is_zero(&n->ip) || ip_is_group(&n->ip) ||
	    mac_is_group(&n->mac) || mac_is_zero(&n->mac))
		out->n--;
}

/* RFC 4861 4: options of type 1 and 2 hold a link-layer address. */
static bool
ndp_mac(struct span options, uint8_t type, struct mac *out)
{
	while (options.len >= 8) {
		size_t n = (size_t)options.p[1] * 8;

		if (n == 0)
			return (false);
		if (options.p[0] == type) {
			memcpy(out->b, options.p + 2, 6);
			return (true);
		}
		if (!span_skip(&options, n))
			return (false);
	}
	return (false);
}

/* ICMPv6 types: router and neighbour advertisements, solicitation between. */
enum { ECHO_REPLY = 129, ND_ROUTER = 134, ND_SOLICIT = 135, ND_ADVERT = 136 };

static void
ndp_read(struct news_list *out)
{
	struct span s = out->packet->payload;
	size_t header;
	struct news *n;
	uint8_t type;

	if (ip_is_v4(&out->packet->src) || s.len < 16)
		return;
	type = s.p[0];
	/* RFC 4861 7.1: with 255 hops it came from this link and no router. */
	if (type < ND_ROUTER || type > ND_ADVERT || out->packet->ttl != 255)
		return;
	header = type == ND_ROUTER ? 16 : 24;
	n = news_add(out, type == ND_ROUTER ? NEWS_ROUTER : NEWS_ADDRESS,
	    FROM_NDP);
	n->ip = out->packet->src;
	if (type == ND_ADVERT && s.len >= 24)
		n->ip = ip_v6(s.p + 8);
	n->has_ip = !ip_is_zero(&n->ip) && !ip_is_group(&n->ip);
	if (s.len >= header) {
		span_skip(&s, header);
		n->has_mac = ndp_mac(s, type == ND_ADVERT ? 2 : 1, &n->mac);
	}
	/* RFC 4861 4.2: the hop limit for hosts, and whether it is a router
	 * at all (lifetime 0: not for what lies beyond). */
	if (type == ND_ROUTER)
		n->hop_limit = out->packet->payload.p[4];
	if (!n->has_mac && type == ND_ROUTER &&
	    out->packet->has_src_mac) {
		n->mac = out->packet->src_mac;
		n->has_mac = true;
	}
	if (!n->has_ip || !n->has_mac || mac_is_group(&n->mac))
		out->n--;
}

/*
 * The answer to an echo (RFC 4443 4.2), from an address of the link itself: no
 * router passes such a one on, so the frame's MAC is its owner's.
 */
static void
echo_read(struct news_list *out)
{
	const struct packet *p = out->packet;
	struct news *n;

	if (p->payload.len < 8 || p->payload.p[0] != ECHO_REPLY ||
	    p->src.b[0] != 0xfe || (p->src.b[1] & 0xc0) != 0x80 ||
	    !p->has_src_mac || mac_is_group(&p->src_mac))
		return;
	n = news_add(out, NEWS_ADDRESS, FROM_NDP);
	n->ip = p->src;
	n->mac = p->src_mac;
	n->has_ip = n->has_mac = true;
}

/* The reader of each row of data/traffic.h. */
#define ROW(port, ends, reader, source) { port, ends, reader##_read },
static const struct port_reader {
	uint16_t port;
	enum port_ends ends;
	void (*read)(struct news_list *out);
} readers[] = { NEWS_PORTS(ROW) };
#undef ROW

enum { N_READERS = sizeof readers / sizeof readers[0] };

bool
neighbour_wants(uint16_t port)
{
	size_t i;

	for (i = 0; i < N_READERS; i++)
		if (readers[i].port == port)
			return (true);
	return (false);
}

static void
udp_read(struct news_list *out)
{
	const struct packet *p = out->packet;
	size_t i;

	for (i = 0; i < N_READERS; i++) {
		const struct port_reader *r = &readers[i];

		if ((p->src_port == r->port && (r->ends & PORT_SOURCE) != 0) ||
		    (p->dst_port == r->port && (r->ends & PORT_TARGET) != 0)) {
			r->read(out);
			return;
		}
	}
}

int
neighbour_read(const struct packet *p, struct news out[NEWS_MAX])
{
	struct news_list list = { p, out, 0 };

	if (p->kind == PACKET_ARP) {
		arp_read(&list);
	} else if (p->kind == PACKET_ICMP) {
		ndp_read(&list);
		echo_read(&list);
	} else if (p->kind == PACKET_UDP)
		udp_read(&list);
	return (list.n);
}
