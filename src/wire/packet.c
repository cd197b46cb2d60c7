/*
 * A frame taken apart, layer by layer.
 *
 * The fast way first: Ethernet, IPv4 or IPv6 without extras, TCP or UDP is
 * what nearly every frame is, and reading it in one go is what keeps a replay
 * as fast as the disk.  Everything else walks the layers, to a depth that no
 * honest network reaches.
 */

#include "wire/packet.h"

#include <string.h>

#include "data/links.h"
#include "data/traffic.h"
#include "wire/ip.h"
#include "wire/link.h"

/* So many layers are taken off: VLAN in VLAN in VXLAN in UDP in IP in PPPoE,
 * and some to spare. */
enum { DEPTH_MAX = 24 };

static void
packet_clear(struct packet *p, const struct frame *f)
{
	memset(p, 0, sizeof *p);
	p->when_ns = f->when_ns;
}

bool
packet_peek(const struct frame *f, struct packet *p)
{
	const uint8_t *h = f->bytes.p, *t;
	uint32_t total, header, wire;

	if (f->link != LINK_ETHERNET || f->bytes.len < 14 + 20 + 20 ||
	    h[12] != 0x08 || h[13] != 0 || h[14] != 0x45 || h[23] != 6 ||
	    ((h[20] & 0x3f) | h[21]) != 0)
		return (false);
	total = (uint32_t)(h[16] << 8 | h[17]);
	wire = f->wire_bytes - 14;
	if (total < 40 || total > wire || total > f->bytes.len - 14)
		return (false);
	t = h + 34;
	header = (uint32_t)(t[12] >> 4) * 4;
	if (header < 20 || header + 20 > total)
		return (false);
	p->when_ns = f->when_ns;
	p->kind = PACKET_TCP;
	p->has_src_mac = p->has_dst_mac = true;
	p->is_cut = false;
	p->flags = t[13];
	p->ttl = h[22];
	p->ip_id = (uint16_t)(h[18] << 8 | h[19]);
	p->vlan = 0;
	p->is_tunnelled = false;
	p->src_port = (uint16_t)(t[0] << 8 | t[1]);
	p->dst_port = (uint16_t)(t[2] << 8 | t[3]);
	memcpy(p->dst_mac.b, h, 6);
	memcpy(p->src_mac.b, h + 6, 6);
	p->src = ip_v4(h + 26);
	p->dst = ip_v4(h + 30);
	p->seq = (uint32_t)t[4] << 24 | (uint32_t)t[5] << 16 |
	    (uint32_t)t[6] << 8 | t[7];
	p->ack = (uint32_t)t[8] << 24 | (uint32_t)t[9] << 16 |
	    (uint32_t)t[10] << 8 | t[11];
	p->payload.p = t + header;
	p->payload.len = total - 20 - header;
	p->payload_wire_bytes = (uint32_t)p->payload.len;
	return (true);
}

static void
net_peel(struct layer *l, struct packet *p, struct defrag *d)
{
	switch (l->what) {
	case ETHER_IPV4:
	case ETHER_IPV6:
		ip_peel(l, p, d);
		break;
	case ETHER_ARP:
		p->payload = l->s;
		p->payload_wire_bytes = l->wire_bytes;
		p->kind = PACKET_ARP;
		l->kind = LAYER_DONE;
		break;
	default:
		link_peel(l, p);
		break;
	}
}

enum packet_kind
packet_read(struct defrag *d, const struct frame *f, struct packet *p)
{
	struct layer l = { LAYER_LINK, f->link, f->bytes, f->wire_bytes };
	int depth;

	if (packet_peek(f, p))
		return (PACKET_TCP);
	packet_clear(p, f);
	if (l.wire_bytes < l.s.len)
		l.wire_bytes = (uint32_t)l.s.len;
	for (depth = 0; depth < DEPTH_MAX; depth++) {
		switch (l.kind) {
		case LAYER_LINK:
			link_peel(&l, p);
			break;
		case LAYER_NET:
			net_peel(&l, p, d);
			break;
		case LAYER_TRANSPORT:
			transport_peel(&l, p);
			break;
		case LAYER_DONE:
		case LAYER_NONE:
			if (p->payload_wire_bytes < p->payload.len)
				p->payload_wire_bytes =
				    (uint32_t)p->payload.len;
			return (p->kind);
		}
	}
	p->kind = PACKET_UNKNOWN;
	return (p->kind);
}
