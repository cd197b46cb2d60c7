/*
 * IPv4, IPv6 with its extension headers, TCP, UDP, ICMP.
 *
 * Lengths are believed in this order: what was captured bounds what is read,
 * the IP header says how much of the frame is packet (the rest is padding),
 * and what the header promises beyond the capture is counted, never made up.
 * Checksums are not looked at: offloading leaves them wrong on the sender.
 */

#include "wire/ip.h"

#include "data/traffic.h"
#include "wire/tunnel.h"

/* The header says that the packet is n bytes long from here: more is padding
 * and goes, less is a cut and is noted. */
static void
layer_limit(struct layer *l, struct packet *p, uint32_t n)
{
	if (l->s.len > n)
		l->s.len = n;
	if (l->s.len < n)
		p->is_cut = true;
	l->wire_bytes = n;
}

static void
peel_ipv4(struct layer *l, struct packet *p, struct defrag *d)
{
	const uint8_t *h = l->s.p;
	uint32_t header, total, offset, id;
	bool more;
	uint8_t protocol;

	if (l->s.len < 20 || h[0] >> 4 != 4) {
		p->is_cut = l->s.len < 20;
		layer_end(l);
		return;
	}
	header = (uint32_t)(h[0] & 15) * 4;
	total = (uint32_t)(h[2] << 8 | h[3]);
	/* RFC 791 has no packet of length 0: the sender's network card was to
	 * cut it (segmentation offload), and it fills the frame. */
	if (total == 0)
		total = l->wire_bytes;
	if (header < 20 || total < header || l->s.len < header) {
		p->is_cut = l->s.len < header;
		layer_end(l);
		return;
	}
	layer_limit(l, p, total);
	p->ttl = h[8];
	protocol = h[9];
	id = (uint32_t)(h[4] << 8 | h[5]);
	p->ip_id = (uint16_t)id;
	p->src = ip_v4(h + 12);
	p->dst = ip_v4(h + 16);
	offset = (uint32_t)((h[6] & 0x1f) << 8 | h[7]) * 8;
	more = (h[6] & 0x20) != 0;
	layer_skip(l, header);
	l->kind = LAYER_TRANSPORT;
	l->what = protocol;
	if ((more || offset > 0) &&
	    !defrag_take(d, p, id, protocol, offset, more, l)) {
		p->kind = PACKET_FRAGMENT;
		layer_end(l);
	}
}

/* RFC 8200 4: an extension header begins with the next one's number and its
 * own length in eights; AH (RFC 4302 2.2) counts in fours. */
static bool
skip_extension(struct layer *l, uint8_t *next)
{
	size_t n;

	if (l->s.len < 8)
		return (false);
	n = *next == IP_AH ? ((size_t)l->s.p[1] + 2) * 4 :
	    ((size_t)l->s.p[1] + 1) * 8;
	*next = l->s.p[0];
	return (layer_skip(l, n));
}

static bool
take_fragment(struct layer *l, struct packet *p, struct defrag *d,
    uint8_t *next)
{
	const uint8_t *h = l->s.p;
	uint32_t offset, id;
	bool more;

	if (l->s.len < 8)
		return (false);
	*next = h[0];
	offset = (uint32_t)(h[2] << 8 | h[3]) & 0xfff8;
	more = (h[3] & 1) != 0;
	id = (uint32_t)h[4] << 24 | (uint32_t)h[5] << 16 |
	    (uint32_t)h[6] << 8 | h[7];
	layer_skip(l, 8);
	if (!more && offset == 0)
		return (true);		/* the datagram is whole: RFC 6946 */
	if (defrag_take(d, p, id, *next, offset, more, l))
		return (true);
	p->kind = PACKET_FRAGMENT;
	return (false);
}

static void
peel_ipv6(struct layer *l, struct packet *p, struct defrag *d)
{
	const uint8_t *h = l->s.p;
	uint8_t next;
	int i;

	if (l->s.len < 40 || h[0] >> 4 != 6) {
		p->is_cut = l->s.len < 40;
		layer_end(l);
		return;
	}
	if ((h[4] | h[5]) != 0)
		layer_limit(l, p, (uint32_t)(h[4] << 8 | h[5]) + 40);
	p->ttl = h[7];
	p->ip_id = 0;
	p->src = ip_v6(h + 8);
	p->dst = ip_v6(h + 24);
	next = h[6];
	layer_skip(l, 40);
	l->kind = LAYER_TRANSPORT;
	/* A chain longer than this is somebody's joke. */
	for (i = 0; i < 10; i++) {
		bool good = true;

		if (next == IP_FRAGMENT)
			good = take_fragment(l, p, d, &next);
		else if (next == IP_HOPOPT || next == IP_ROUTING ||
		    next == IP_DESTOPT || next == IP_AH)
			good = skip_extension(l, &next);
		else
			break;
		if (!good) {
			layer_end(l);
			return;
		}
	}
	l->what = next;
}

void
ip_peel(struct layer *l, struct packet *p, struct defrag *d)
{
	if (l->what == ETHER_IPV4)
		peel_ipv4(l, p, d);
	else
		peel_ipv6(l, p, d);
}

static void
read_tcp(struct layer *l, struct packet *p)
{
	const uint8_t *h = l->s.p;
	struct span s = l->s;
	uint32_t header;

	layer_end(l);
	if (s.len < 20) {
		p->is_cut = true;
		return;
	}
	header = (uint32_t)(h[12] >> 4) * 4;
	if (header < 20 || header > l->wire_bytes)
		return;
	p->src_port = (uint16_t)(h[0] << 8 | h[1]);
	p->dst_port = (uint16_t)(h[2] << 8 | h[3]);
	span_skip(&s, 4);
	(void)span_be32(&s, &p->seq);
	(void)span_be32(&s, &p->ack);
	p->flags = h[13];
	p->payload = l->s;
	span_skip(&p->payload, header < l->s.len ? header : l->s.len);
	p->payload_wire_bytes = l->wire_bytes - header;
	p->kind = PACKET_TCP;
	l->kind = LAYER_DONE;
}

static void
read_udp(struct layer *l, struct packet *p)
{
	const uint8_t *h = l->s.p;
	uint32_t n;

	if (l->s.len < 8) {
		p->is_cut = true;
		layer_end(l);
		return;
	}
	p->src_port = (uint16_t)(h[0] << 8 | h[1]);
	p->dst_port = (uint16_t)(h[2] << 8 | h[3]);
	n = (uint32_t)(h[4] << 8 | h[5]);
	layer_skip(l, 8);
	if (n >= 8 && n - 8 <= l->wire_bytes) {
		l->wire_bytes = n - 8;
		if (l->s.len > n - 8)
			l->s.len = n - 8;
	}
	if (tunnel_peel_udp(l, p))
		return;
	p->payload = l->s;
	p->payload_wire_bytes = l->wire_bytes;
	p->kind = PACKET_UDP;
	l->kind = LAYER_DONE;
}

void
transport_peel(struct layer *l, struct packet *p)
{
	switch (l->what) {
	case IP_TCP:
		read_tcp(l, p);
		return;
	case IP_UDP:
		read_udp(l, p);
		return;
	case IP_ICMP:
	case IP_ICMP6:
		p->payload = l->s;
		p->payload_wire_bytes = l->wire_bytes;
		p->kind = PACKET_ICMP;
		l->kind = LAYER_DONE;
		return;
	default:
		if (!tunnel_peel_ip(l, p))
			layer_end(l);
		return;
	}
}
