/*
 * Neighbours' talk: who says what about itself, and on which port.
 *
 * Only what a device says of itself is news of it: an ARP sender, the owner
 * of an mDNS record, a DHCP client.  What others say is left alone, but for a
 * DHCP server's acknowledgement and a name server's answer.
 */

#include "wire/neighbour.h"

#include <string.h>

#include "base/text.h"
#include "data/traffic.h"
#include "wire/teller.h"

struct news *
tell(struct teller *t, enum news_kind kind, enum news_from from)
{
	struct news *n;

	if (t->n == NEWS_MAX)
		return (NULL);
	n = &t->news[t->n++];
	memset(n, 0, sizeof *n);
	n->kind = kind;
	n->from = from;
	return (n);
}

void
tell_sender(const struct teller *t, struct news *n)
{
	n->has_mac = t->packet->has_src_mac;
	n->mac = t->packet->src_mac;
	n->ip = t->packet->src;
	n->has_ip = !ip_is_zero(&n->ip) && !ip_is_group(&n->ip);
}

/* Only dots and digits: an address, not a name. */
static bool
is_name(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9'))
			return (!span_equals_nocase(s, "localhost"));
	return (false);
}

/* NetBIOS fills up with blanks, some DHCP clients with zeros. */
static void
trim(struct span *s)
{
	while (s->len > 0 && (s->p[s->len - 1] == '.' ||
	    s->p[s->len - 1] == ' ' || s->p[s->len - 1] == 0))
		s->len--;
	while (s->len > 0 && s->p[0] == ' ')
		span_skip(s, 1);
}

bool
tell_name(struct news *n, struct span name)
{
	static const char local[] = ".local";

	trim(&name);
	if (name.len >= sizeof local - 1) {
		struct span end = { name.p + name.len - (sizeof local - 1),
		    sizeof local - 1 };

		if (n->kind == NEWS_NAME && span_equals_nocase(end, local))
			name.len -= sizeof local - 1;
		trim(&name);
	}
	if (!is_name(name))
		return (false);
	/* Of a long server name the right end says more. */
	if (n->kind == NEWS_SERVER && name.len > NEWS_TEXT_BYTES - 1)
		span_skip(&name, name.len - (NEWS_TEXT_BYTES - 1));
	text_keep(n->text, sizeof n->text, name);
	return (n->text[0] != '\0');
}

/* RFC 826: only the sender's pair is its own word; a probe has no address. */
static void
arp_read(struct teller *t)
{
	const uint8_t *a = t->packet->payload.p;
	struct news *n;

	if (t->packet->payload.len < 28 || a[0] != 0 || a[1] != 1 ||
	    a[2] != 8 || a[3] != 0 || a[4] != 6 || a[5] != 4 || a[6] != 0 ||
	    a[7] < 1 || a[7] > 2)
		return;
	n = tell(t, NEWS_ADDRESS, FROM_ARP);
	n->ip = ip_v4(a + 14);
	memcpy(n->mac.b, a + 8, 6);
	n->has_ip = n->has_mac = true;
	if (ip_is_zero(&n->ip) || ip_is_group(&n->ip) ||
	    mac_is_group(&n->mac) || mac_is_zero(&n->mac))
		t->n--;
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

enum { ND_ROUTER = 134, ND_SOLICIT = 135, ND_ADVERT = 136 };

static void
ndp_read(struct teller *t)
{
	struct span s = t->packet->payload;
	size_t header;
	struct news *n;
	uint8_t type;

	if (ip_is_v4(&t->packet->src) || s.len < 16)
		return;
	type = s.p[0];
	/* RFC 4861 7.1: from the link itself, never routed. */
	if (type < ND_ROUTER || type > ND_ADVERT || t->packet->ttl != 255)
		return;
	header = type == ND_ROUTER ? 16 : 24;
	n = tell(t, type == ND_ROUTER ? NEWS_ROUTER : NEWS_ADDRESS, FROM_NDP);
	n->ip = t->packet->src;
	if (type == ND_ADVERT && s.len >= 24)
		n->ip = ip_v6(s.p + 8);
	n->has_ip = !ip_is_zero(&n->ip) && !ip_is_group(&n->ip);
	if (s.len >= header) {
		span_skip(&s, header);
		n->has_mac = ndp_mac(s, type == ND_ADVERT ? 2 : 1, &n->mac);
	}
	if (!n->has_mac && type == ND_ROUTER && t->packet->has_src_mac) {
		n->mac = t->packet->src_mac;
		n->has_mac = true;
	}
	if (!n->has_ip || !n->has_mac || mac_is_group(&n->mac))
		t->n--;
}

/* The reader of each row of data/traffic.h. */
#define ROW(port, ends, reader, source) { port, ends, reader##_read },
static const struct port_reader {
	uint16_t port;
	enum port_ends ends;
	void (*read)(struct teller *t);
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
udp_read(struct teller *t)
{
	const struct packet *p = t->packet;
	size_t i;

	for (i = 0; i < N_READERS; i++) {
		const struct port_reader *r = &readers[i];

		if ((p->src_port == r->port && (r->ends & PORT_SOURCE) != 0) ||
		    (p->dst_port == r->port && (r->ends & PORT_TARGET) != 0)) {
			r->read(t);
			return;
		}
	}
}

int
neighbour_read(const struct packet *p, struct news out[NEWS_MAX])
{
	struct teller t = { p, out, 0 };

	if (p->kind == PACKET_ARP)
		arp_read(&t);
	else if (p->kind == PACKET_ICMP)
		ndp_read(&t);
	else if (p->kind == PACKET_UDP)
		udp_read(&t);
	return (t.n);
}
