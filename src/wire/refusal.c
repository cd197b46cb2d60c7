/* ICMP refusals: who was asked for what, and who says no. */

#include "wire/refusal.h"

#include <string.h>

#include "data/traffic.h"

enum {
	ICMP_UNREACHABLE = 3, ICMP6_UNREACHABLE = 1,
	HEAD_BYTES = 8,		/* of the message; the quotation follows */
	QUOTED_BYTES = 8	/* of the segment, at least (RFC 792) */
};

/* Is this one of the codes with which a firewall rejects
 * (iptables-extensions(8), REJECT --reject-with)? */
static bool
is_firewalls(bool is_v4, uint8_t code)
{
	if (is_v4)	/* no such protocol, port; net, host, all prohibited */
		return (code == 2 || code == 3 || code == 9 || code == 10 ||
		    code == 13);
	return (code == 1 || code == 4 || code == 5 || code == 6);
}

/* Read the quoted IPv4 header; *s is then at the segment that it carried. */
static bool
quoted_v4(struct span *s, struct packet *asked)
{
	const uint8_t *h = s->p;
	size_t header;

	if (s->len < 20 || h[0] >> 4 != 4 || h[9] != IP_TCP ||
	    ((h[6] & 0x1f) | h[7]) != 0)
		return (false);
	header = (size_t)(h[0] & 15) * 4;
	if (header < 20 || !span_skip(s, header))
		return (false);
	asked->src = ip_v4(h + 12);
	asked->dst = ip_v4(h + 16);
	return (true);
}

static bool
quoted_v6(struct span *s, struct packet *asked)
{
	const uint8_t *h = s->p;

	if (s->len < 40 || h[0] >> 4 != 6 || h[6] != IP_TCP)
		return (false);
	asked->src = ip_v6(h + 8);
	asked->dst = ip_v6(h + 24);
	return (span_skip(s, 40));
}

bool
refusal_read(const struct packet *p, struct refusal *out)
{
	struct span s = p->payload;
	bool is_v4 = ip_is_v4(&p->src);
	uint8_t type, code;

	if (p->kind != PACKET_ICMP || !span_u8(&s, &type) ||
	    !span_u8(&s, &code) || !span_skip(&s, HEAD_BYTES - 2) ||
	    type != (is_v4 ? ICMP_UNREACHABLE : ICMP6_UNREACHABLE))
		return (false);
	memset(out, 0, sizeof *out);
	if (!(is_v4 ? quoted_v4(&s, &out->asked) :
	    quoted_v6(&s, &out->asked)) || s.len < QUOTED_BYTES)
		return (false);
	out->asked.kind = PACKET_TCP;
	out->asked.when_ns = p->when_ns;
	(void)span_be16(&s, &out->asked.src_port);
	(void)span_be16(&s, &out->asked.dst_port);
	(void)span_be32(&s, &out->asked.seq);
	out->is_reject = is_firewalls(is_v4, code) &&
	    ip_equals(&p->src, &out->asked.dst);
	return (true);
}
