/*
 * DHCP: the one moment when a device says its name, its kind and its address
 * in one breath (RFC 2131, 2132, 4702; for IPv6 RFC 8415, 4704).
 *
 * The device is the client hardware address in the message, not the frame's:
 * a relay forwards others' requests.
 */

#include "wire/dhcp.h"

#include <string.h>

enum {
	OPT_PAD = 0, OPT_ROUTER = 3, OPT_HOST_NAME = 12, OPT_OVERLOAD = 52,
	OPT_TYPE = 53, OPT_CLASS = 60, OPT_FQDN = 81, OPT_END = 255,
	DHCP_ACK = 5, FIXED_BYTES = 236, COOKIE_BYTES = 4
};

struct lease {
	struct mac mac;
	struct ip ip;			/* ciaddr, or a server's yiaddr */
	struct mac via;			/* the client's end of the frame */
	bool has_ip, is_reply, has_via;
	uint32_t xid;
	uint8_t type;
	struct span host, class, fqdn, router;
};

static void
options_scan(struct span s, struct lease *l, uint8_t *overload)
{
	uint8_t code, n;
	struct span value;

	while (span_u8(&s, &code) && code != OPT_END) {
		if (code == OPT_PAD)
			continue;
		if (!span_u8(&s, &n) || !span_take(&s, n, &value))
			return;
		if (code == OPT_HOST_NAME)
			l->host = value;
		else if (code == OPT_CLASS)
			l->class = value;
		else if (code == OPT_FQDN)
			l->fqdn = value;
		else if (code == OPT_ROUTER)
			l->router = value;
		else if (code == OPT_TYPE && n == 1)
			l->type = value.p[0];
		else if (code == OPT_OVERLOAD && n == 1)
			*overload = value.p[0];
	}
}

/* RFC 4702 2: the option is a byte of flags and two dead ones, then a name, as
 * DNS labels where flag 4 is set, else as text. */
static struct span
fqdn_name(struct span s, char out[64])
{
	struct span name = { (const uint8_t *)out, 0 };
	uint8_t flags, n;

	if (!span_u8(&s, &flags) || !span_skip(&s, 2))
		return (name);
	if ((flags & 4) == 0)
		return (s);
	/* The first label alone is the device's; the rest is its domain. */
	if (span_u8(&s, &n) && n < 64 && n <= s.len) {
		memcpy(out, s.p, n);
		name.len = n;
	}
	return (name);
}

static void
tell_text(struct news_list *out, const struct lease *l, enum news_kind kind,
    struct span text)
{
	struct news *n;

	if (text.len == 0)
		return;
	n = news_add(out, kind, FROM_DHCP);
	if (n == NULL)
		return;
	n->mac = l->mac;
	n->has_mac = true;
	n->ip = l->ip;
	n->has_ip = l->has_ip;
	n->has_via = l->has_via;
	n->via = l->via;
	n->xid = l->xid;
	if (!news_set_name(n, text))
		out->n--;
}

static void
lease_tell(struct news_list *out, const struct lease *l)
{
	char label[64];
	struct news *n;

	/* What a server repeats of the client's words is not looked at. */
	if (!l->is_reply) {
		tell_text(out, l, NEWS_CLASS, l->class);
		if (l->host.len > 0)
			tell_text(out, l, NEWS_NAME, l->host);
		else
			tell_text(out, l, NEWS_NAME, fqdn_name(l->fqdn, label));
	}
	if (l->has_ip) {
		n = news_add(out, NEWS_ADDRESS, FROM_DHCP);
		if (n == NULL)
			return;
		n->mac = l->mac;
		n->ip = l->ip;
		n->has_mac = n->has_ip = true;
		n->has_via = l->has_via;
		n->via = l->via;
		n->xid = l->xid;
	}
	if (l->is_reply && l->router.len >= 4) {
		n = news_add(out, NEWS_ROUTER, FROM_DHCP);
		if (n == NULL)
			return;
		n->ip = ip_v4(l->router.p);
		n->has_ip = true;
	}
}

/*
 * An extender sends its clients' requests from its own MAC and is sent their
 * answers.  A relay, which a message names (giaddr), is none; it stands where
 * others are.
 */
static void
lease_set_via(struct lease *l, const struct packet *p, const uint8_t *giaddr)
{
	static const uint8_t none[4];

	l->has_via = l->is_reply ? p->has_dst_mac : p->has_src_mac;
	l->via = l->is_reply ? p->dst_mac : p->src_mac;
	l->has_via = l->has_via && memcmp(giaddr, none, 4) == 0 &&
	    !mac_is_group(&l->via) && !mac_is_zero(&l->via);
}

void
dhcp_read(struct news_list *out)
{
	static const uint8_t cookie[COOKIE_BYTES] = { 99, 130, 83, 99 };
	struct span s = out->packet->payload, fixed;
	uint8_t overload = 0;
	struct lease l;

	memset(&l, 0, sizeof l);
	/* In BOOTP's fixed part stand the kind of hardware (1: Ethernet) and
	 * its address's length. */
	if (!span_take(&s, FIXED_BYTES, &fixed) || fixed.p[1] != 1 ||
	    fixed.p[2] != 6 || s.len < COOKIE_BYTES ||
	    memcmp(s.p, cookie, COOKIE_BYTES) != 0)
		return;
	span_skip(&s, COOKIE_BYTES);
	memcpy(l.mac.b, fixed.p + 28, 6);
	if (mac_is_zero(&l.mac) || mac_is_group(&l.mac))
		return;
	l.is_reply = fixed.p[0] == 2;
	memcpy(&l.xid, fixed.p + 4, sizeof l.xid);
	lease_set_via(&l, out->packet, fixed.p + 24);
	options_scan(s, &l, &overload);
	if ((overload & 1) != 0)
		options_scan((struct span){ fixed.p + 108, 128 }, &l,
		    &overload);
	if ((overload & 2) != 0)
		options_scan((struct span){ fixed.p + 44, 64 }, &l,
		    &overload);
	l.ip = ip_v4(fixed.p + (l.is_reply ? 16 : 12));
	l.has_ip = !ip_is_zero(&l.ip) && !ip_is_group(&l.ip) &&
	    (!l.is_reply || l.type == DHCP_ACK);
	lease_tell(out, &l);
}

enum { OPT6_CLASS = 16, OPT6_FQDN = 39 };

/* RFC 8415 8: a client's message is a type and a transaction, four bytes, then
 * options with codes and lengths of two bytes. */
void
dhcp6_read(struct news_list *out)
{
	struct span s = out->packet->payload, value;
	struct lease l;
	uint16_t code, n;
	uint8_t flags, label;

	memset(&l, 0, sizeof l);
	if (!out->packet->has_src_mac || !span_skip(&s, 4))
		return;
	l.mac = out->packet->src_mac;
	while (span_be16(&s, &code) && span_be16(&s, &n) &&
	    span_take(&s, n, &value)) {
		if (code == OPT6_FQDN && span_u8(&value, &flags) &&
		    span_u8(&value, &label) && label < 64 &&
		    label <= value.len) {
			value.len = label;
			tell_text(out, &l, NEWS_NAME, value);
		} else if (code == OPT6_CLASS && value.len > 6) {
			/* Enterprise number and length precede the text. */
			span_skip(&value, 6);
			tell_text(out, &l, NEWS_CLASS, value);
		}
	}
}
