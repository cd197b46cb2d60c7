/*
 * Mirrors and tunnels: what a switch, a router or a hypervisor wraps around
 * the frames it was asked to show, peeled off.
 *
 * A wrap that carries no Ethernet header of its own leaves the packet without
 * MACs: those outside are the tunnel's ends, not devices.
 */

#include "wire/tunnel.h"

#include "data/links.h"
#include "data/traffic.h"

static void
forget_macs(struct packet *p)
{
	p->has_src_mac = p->has_dst_mac = false;
	p->is_tunnelled = true;
	p->vlan = 0;
}

static bool
inner_ethernet(struct layer *l)
{
	l->kind = LAYER_LINK;
	l->what = LINK_ETHERNET;
	return (true);
}

/*
 * TZSP (no RFC; Wireshark's packet-tzsp.c): version 1, type, protocol, then
 * tagged fields up to the end tag 1; tag 0 is padding and has no length.
 */
static bool
peel_tzsp(struct layer *l)
{
	struct layer in = *l;
	uint16_t protocol;
	uint8_t tag, n;

	if (in.s.len < 5 || in.s.p[0] != 1 || in.s.p[1] > 1)
		return (false);
	protocol = (uint16_t)(in.s.p[2] << 8 | in.s.p[3]);
	layer_skip(&in, 4);
	for (;;) {
		if (in.s.len == 0)
			return (false);
		tag = in.s.p[0];
		layer_skip(&in, 1);
		if (tag == 1)
			break;
		if (tag == 0)
			continue;
		if (in.s.len == 0)
			return (false);
		n = in.s.p[0];
		layer_skip(&in, 1);
		if (!layer_skip(&in, n))
			return (false);
	}
	*l = in;
	l->kind = LAYER_LINK;
	l->what = protocol == 1 ? LINK_ETHERNET : LINK_80211;
	return (protocol == 1 || protocol == 0x12);
}

/* RFC 7348 5: eight bytes of header, of which the first has the I flag, then
 * an Ethernet frame. */
static bool
peel_vxlan(struct layer *l)
{
	if (l->s.len < 8 + 14 || (l->s.p[0] & 0x08) == 0)
		return (false);
	layer_skip(l, 8);
	return (inner_ethernet(l));
}

/* RFC 8926 3.4: the first byte has the options' length in words, the third and
 * fourth the EtherType of what follows. */
static bool
peel_geneve(struct layer *l)
{
	uint16_t type;
	size_t n;

	if (l->s.len < 8 || l->s.p[0] >> 6 != 0)
		return (false);
	n = 8 + (size_t)(l->s.p[0] & 0x3f) * 4;
	type = (uint16_t)(l->s.p[2] << 8 | l->s.p[3]);
	if (l->s.len < n)
		return (false);
	layer_skip(l, n);
	l->kind = LAYER_NET;
	l->what = type;
	return (true);
}

bool
tunnel_peel_udp(struct layer *l, struct packet *p)
{
	struct layer in = *l;
	bool is_tunnel = false;

	switch (p->dst_port) {
#define ROW(port, head, source)	case port: is_tunnel = peel_##head(&in); break;
	TUNNEL_PORTS(ROW)
#undef ROW
	default:
		return (false);
	}
	if (!is_tunnel)
		return (false);
	forget_macs(p);
	*l = in;
	return (true);
}

/*
 * ERSPAN (draft-foschiano-erspan-03): type I has no header and no GRE
 * sequence number, type II eight bytes, type III twelve and eight more where
 * its last bit says so.
 */
static bool
peel_erspan(struct layer *l, uint16_t type, bool has_seq)
{
	if (type == ETHER_ERSPAN && has_seq && !layer_skip(l, 8))
		return (false);
	if (type == ETHER_ERSPAN3) {
		bool more = l->s.len >= 12 && (l->s.p[11] & 1) != 0;

		if (!layer_skip(l, more ? 20 : 12))
			return (false);
	}
	return (inner_ethernet(l));
}

/* RFC 2784, 2890: flags say which of checksum, key and sequence number follow,
 * each of four bytes. */
static bool
peel_gre(struct layer *l)
{
	uint16_t flags, type;
	size_t n = 4;

	if (l->s.len < 4)
		return (false);
	flags = (uint16_t)(l->s.p[0] << 8 | l->s.p[1]);
	type = (uint16_t)(l->s.p[2] << 8 | l->s.p[3]);
	if ((flags & 7) > 1 || (flags & 0x4000) != 0)
		return (false);		/* a newer version, or source routes */
	n += (flags & 0x8000) != 0 ? 4 : 0;
	n += (flags & 0x2000) != 0 ? 4 : 0;
	n += (flags & 0x1000) != 0 ? 4 : 0;
	if ((flags & 7) == 1)		/* PPTP (RFC 2637) acknowledges */
		n += (flags & 0x0080) != 0 ? 4 : 0;
	if (!layer_skip(l, n))
		return (false);
	if (type == ETHER_ERSPAN || type == ETHER_ERSPAN3)
		return (peel_erspan(l, type, (flags & 0x1000) != 0));
	if (type == 0x880b) {		/* PPP (RFC 2637 4.1) */
		l->kind = LAYER_LINK;
		l->what = LINK_PPP;
		return (true);
	}
	l->kind = LAYER_NET;
	l->what = type;
	return (true);
}

bool
tunnel_peel_ip(struct layer *l, struct packet *p)
{
	struct layer in = *l;

	switch (l->what) {
	case IP_IPV4:
	case IP_IPV6:
		in.what = l->what == IP_IPV4 ? ETHER_IPV4 : ETHER_IPV6;
		in.kind = LAYER_NET;
		break;
	case IP_GRE:
		if (!peel_gre(&in))
			return (false);
		break;
	default:
		return (false);
	}
	forget_macs(p);
	*l = in;
	return (true);
}
