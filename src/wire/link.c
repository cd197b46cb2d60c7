/*
 * Link layers: whatever the capture was taken on, down to an EtherType and
 * the bytes behind it.
 *
 * data/links.h has a row for each LINKTYPE_, and here is a small function for
 * each shape.  MACs are noted where the layer has them; an inner Ethernet
 * header replaces those of an outer one.
 */

#include "wire/link.h"

#include <string.h>

#include "data/links.h"
#include "data/traffic.h"

static uint16_t
be16_at(const uint8_t *p)
{
	return ((uint16_t)(p[0] << 8 | p[1]));
}

static uint16_t
le16_at(const uint8_t *p)
{
	return ((uint16_t)(p[1] << 8 | p[0]));
}

/* Step over a header of n bytes in which an EtherType stands at type_at. */
static void
net_after(struct layer *l, size_t n, size_t type_at)
{
	uint16_t type;

	if (l->s.len < n) {
		layer_end(l);
		return;
	}
	type = be16_at(l->s.p + type_at);
	layer_skip(l, n);
	l->kind = LAYER_NET;
	l->what = type;
}

static void
macs_set(struct packet *p, const uint8_t *dst, const uint8_t *src)
{
	p->has_dst_mac = dst != NULL;
	p->has_src_mac = src != NULL;
	if (dst != NULL)
		memcpy(p->dst_mac.b, dst, 6);
	if (src != NULL)
		memcpy(p->src_mac.b, src, 6);
}

/* IEEE 802.2: of the LLC headers only SNAP's (RFC 1042) stands before IP. */
static void
peel_llc(struct layer *l)
{
	if (l->s.len >= 8 && l->s.p[0] == 0xaa && l->s.p[1] == 0xaa &&
	    l->s.p[2] == 3)
		net_after(l, 8, 6);
	else
		layer_end(l);
}

static void
peel_ethernet(struct layer *l, struct packet *p)
{
	uint16_t type;

	if (l->s.len < 14) {
		layer_end(l);
		return;
	}
	macs_set(p, l->s.p, l->s.p + 6);
	type = be16_at(l->s.p + 12);
	layer_skip(l, 14);
	l->kind = LAYER_NET;
	l->what = type;
	if (type < ETHER_TYPE_LEAST)
		peel_llc(l);
}

/* No header at all: the version of IP is in the first half byte. */
static void
peel_raw(struct layer *l, struct packet *p)
{
	(void)p;
	layer_end(l);
	if (l->s.len == 0)
		return;
	if (l->s.p[0] >> 4 == 4)
		l->what = ETHER_IPV4;
	else if (l->s.p[0] >> 4 == 6)
		l->what = ETHER_IPV6;
	else
		return;
	l->kind = LAYER_NET;
}

/* BSD's loopback: a word names the address family, in some host's byte order,
 * and IP's own version is surer. */
static void
peel_null(struct layer *l, struct packet *p)
{
	if (layer_skip(l, 4))
		peel_raw(l, p);
}

/* PPP's protocol number (RFC 1661 2): a compressed one is one byte, and odd. */
static void
peel_ppp_protocol(struct layer *l)
{
	uint16_t protocol;
	size_t n;

	if (l->s.len < 2) {
		layer_end(l);
		return;
	}
	n = (l->s.p[0] & 1) != 0 ? 1 : 2;
	protocol = n == 1 ? l->s.p[0] : be16_at(l->s.p);
	layer_skip(l, n);
	l->kind = LAYER_NET;
	if (protocol == PPP_IPV4)
		l->what = ETHER_IPV4;
	else if (protocol == PPP_IPV6)
		l->what = ETHER_IPV6;
	else if (protocol == PPP_MPLS)
		l->what = ETHER_MPLS;
	else
		layer_end(l);
}

static void
peel_ppp(struct layer *l, struct packet *p)
{
	(void)p;
	/* RFC 1662 3.1 begins with address ff and control 03, and both may be
	 * left out; 0f or 8f is Cisco's HDLC under PPP's number. */
	if (l->s.len >= 4 && (l->s.p[0] == 0x0f || l->s.p[0] == 0x8f)) {
		net_after(l, 4, 2);
		return;
	}
	if (l->s.len >= 2 && l->s.p[0] == 0xff && l->s.p[1] == 3)
		layer_skip(l, 2);
	peel_ppp_protocol(l);
}

static void
peel_hdlc(struct layer *l, struct packet *p)
{
	if (l->s.len >= 2 && l->s.p[0] == 0xff && l->s.p[1] == 3)
		peel_ppp(l, p);
	else
		net_after(l, 4, 2);
}

static void
peel_pppoe_link(struct layer *l, struct packet *p)
{
	(void)p;
	l->kind = LAYER_NET;
	l->what = ETHER_PPPOE;
}

/* Frame relay (RFC 1490): an address whose last byte is odd, then control, a
 * pad that may be missing, and a protocol's NLPID. */
static void
peel_frelay(struct layer *l, struct packet *p)
{
	size_t address = 0;

	(void)p;
	while (address < l->s.len && address < 4 &&
	    (l->s.p[address] & 1) == 0)
		address++;
	if (!layer_skip(l, address + 1))
		return;
	/* Cisco puts an EtherType here, RFC 1490 a UI and an NLPID. */
	if (l->s.len >= 2 && l->s.p[0] != 3) {
		net_after(l, 2, 0);
		return;
	}
	if (!layer_skip(l, 1))
		return;
	if (l->s.len > 0 && l->s.p[0] == 0)
		layer_skip(l, 1);
	layer_end(l);
	if (l->s.len == 0)
		return;
	if (l->s.p[0] == 0xcc || l->s.p[0] == 0x8e) {
		l->what = l->s.p[0] == 0xcc ? ETHER_IPV4 : ETHER_IPV6;
		l->kind = layer_skip(l, 1) ? LAYER_NET : LAYER_NONE;
	} else if (l->s.p[0] == 0x80)
		net_after(l, 6, 4);
}

/* Linux's cooked header, version 1: packet type, ARPHRD, length of the
 * address, the sender's address in eight bytes, EtherType. */
static void
peel_sll(struct layer *l, struct packet *p)
{
	if (l->s.len >= 16 && be16_at(l->s.p + 4) == 6)
		macs_set(p, NULL, l->s.p + 6);
	net_after(l, 16, 14);
}

/* Version 2: EtherType, two unused, interface, ARPHRD, packet type, length of
 * the address, the sender's address in eight bytes. */
static void
peel_sll2(struct layer *l, struct packet *p)
{
	if (l->s.len >= 20 && l->s.p[11] == 6)
		macs_set(p, NULL, l->s.p + 12);
	net_after(l, 20, 0);
}

/*
 * IEEE 802.11 data frames.  Which of the four addresses is the source
 * depends on the two bits of direction (IEEE 802.11-2020 table 9-30).
 */
static void
peel_80211(struct layer *l, struct packet *p)
{
	const uint8_t *a = l->s.p;
	size_t n = 24;
	bool to_ds, from_ds;
	uint8_t subtype;

	layer_end(l);
	if (l->s.len < 24 || (a[0] & 0x0c) != 0x08 || (a[1] & 0x40) != 0)
		return;			/* it is no data, or encrypted */
	subtype = a[0] >> 4;
	to_ds = (a[1] & 1) != 0;
	from_ds = (a[1] & 2) != 0;
	if ((subtype & 4) != 0)
		return;			/* a "null" frame: no payload */
	if (to_ds && from_ds)
		n += 6;
	if ((subtype & 8) != 0)
		n += (a[1] & 0x80) != 0 ? 6 : 2;
	if (l->s.len < n)
		return;
	macs_set(p, to_ds ? a + 16 : a + 4,
	    to_ds && from_ds ? a + 24 : to_ds ? a + 10 : from_ds ? a + 16 :
	    a + 10);
	l->kind = LAYER_NET;
	if (layer_skip(l, n))
		peel_llc(l);
}

/* radiotap.org: the header's length stands at 2, and at 4 words of bits that
 * say which fields follow; behind TSFT (bit 0) the flags (bit 1) come later. */
static void
peel_radiotap(struct layer *l, struct packet *p)
{
	size_t n, at = 8;
	bool has_fcs = false;
	uint32_t present;

	if (l->s.len < 8) {
		layer_end(l);
		return;
	}
	n = le16_at(l->s.p + 2);
	present = (uint32_t)l->s.p[4] | (uint32_t)l->s.p[7] << 24;
	while ((present & UINT32_C(0x80000000)) != 0 && at + 4 <= l->s.len &&
	    at < 64) {
		present = (present & 0xff) | (uint32_t)l->s.p[at + 3] << 24;
		at += 4;
	}
	if ((present & 1) != 0)
		at = (at + 7) / 8 * 8 + 8;
	if ((present & 2) != 0 && at < n && at < l->s.len)
		has_fcs = (l->s.p[at] & 0x10) != 0;
	if (n < 8 || !layer_skip(l, n)) {
		layer_end(l);
		return;
	}
	if (has_fcs && l->s.len == l->wire_bytes && l->s.len >= 4) {
		l->s.len -= 4;
		l->wire_bytes -= 4;
	}
	peel_80211(l, p);
}

/* CACE's PPI: the header's length stands at 2, the inner link's number at 4,
 * little-endian. */
static void
peel_ppi(struct layer *l, struct packet *p)
{
	uint32_t inner;
	size_t n;

	(void)p;
	if (l->s.len < 8) {
		layer_end(l);
		return;
	}
	n = le16_at(l->s.p + 2);
	inner = le16_at(l->s.p + 4);
	if (n < 8 || !layer_skip(l, n)) {
		layer_end(l);
		return;
	}
	l->kind = LAYER_LINK;
	l->what = inner;
}

/* BSD's SLIP: a direction, and what the compressed header was. */
static void
peel_slip(struct layer *l, struct packet *p)
{
	if (layer_skip(l, 16))
		peel_raw(l, p);
}

/* Netfilter's log (tcpdump.org/linktypes/LINKTYPE_NFLOG.html): family, version
 * and resource, then fields with length and type, the packet among them. */
static void
peel_nflog(struct layer *l, struct packet *p)
{
	uint16_t n, type;

	if (!layer_skip(l, 4))
		return;
	for (;;) {
		if (l->s.len < 4) {
			layer_end(l);
			return;
		}
		n = le16_at(l->s.p);
		type = le16_at(l->s.p + 2);
		if (type == 9) {	/* NFULA_PAYLOAD */
			layer_skip(l, 4);
			peel_raw(l, p);
			return;
		}
		if (n < 4 || !layer_skip(l, (size_t)(n + 3) / 4 * 4)) {
			layer_end(l);
			return;
		}
	}
}

/* Apple's PKTAP: little-endian words, of which the first is the header's
 * length and the third the inner link's number. */
static void
peel_pktap(struct layer *l, struct packet *p)
{
	struct span s = l->s;
	uint32_t n, next, dlt;

	(void)p;
	if (!span_le32(&s, &n) || !span_le32(&s, &next) ||
	    !span_le32(&s, &dlt) || n < 12 || !layer_skip(l, n)) {
		layer_end(l);
		return;
	}
	l->kind = LAYER_LINK;
	l->what = dlt;
}

/* The function of each row of data/links.h. */
#define ROW(linktype, dlt, skip_bytes, head, name) { linktype, peel_##head },
static const struct {
	uint32_t linktype;
	void (*peel)(struct layer *, struct packet *);
} peels[] = { LINKS(ROW) };
#undef ROW

/* RFC 3032 2.1: the last label has its bit set, and IP follows. */
static void
peel_mpls(struct layer *l, struct packet *p)
{
	bool is_bottom = false;

	while (!is_bottom) {
		if (l->s.len < 4) {
			layer_end(l);
			return;
		}
		is_bottom = (l->s.p[2] & 1) != 0;
		layer_skip(l, 4);
	}
	peel_raw(l, p);
}

/* IEEE 802.1Q: priority and number of the VLAN, then an EtherType or length. */
static void
peel_vlan(struct layer *l, struct packet *p)
{
	if (l->s.len >= 4)
		p->vlan = be16_at(l->s.p) & 0xfff;
	net_after(l, 4, 2);
	if (l->kind == LAYER_NET && l->what < ETHER_TYPE_LEAST)
		peel_llc(l);
}

void
link_peel(struct layer *l, struct packet *p)
{
	size_t i;

	if (l->kind == LAYER_LINK) {
		for (i = 0; i < sizeof peels / sizeof peels[0]; i++)
			if (peels[i].linktype == l->what) {
				peels[i].peel(l, p);
				return;
			}
		layer_end(l);
		return;
	}
	switch (l->what) {
	case ETHER_VLAN:
	case ETHER_QINQ:
	case ETHER_QINQ_OLD:
		peel_vlan(l, p);
		break;
	case ETHER_MPLS:
	case ETHER_MPLS_UP:
		peel_mpls(l, p);
		break;
	case ETHER_PPPOE:
		if (layer_skip(l, 6))	/* its header: RFC 2516 4 */
			peel_ppp_protocol(l);
		break;
	case ETHER_TEB:
		l->kind = LAYER_LINK;
		l->what = LINK_ETHERNET;
		break;
	default:
		layer_end(l);
		break;
	}
}
