/*
 * What lockhound reads, in tcpdump's language.
 *
 * The one thing to know of that language: "vlan" and "pppoes" shift all that
 * stands behind them in the text, to its very end, whatever the brackets say.
 * So what is in such a wrap is a copy of the whole, and comes last; and no
 * text can choose from tagged frames and from plain PPPoE both.
 *
 * "and" and "or" bind alike, from left to right: each "and" is in brackets.
 */

#include "edge/filter_text.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "data/protocols.h"
#include "data/traffic.h"
#include "edge/filter.h"

/* The mail ports: "25 or 110 or ...". */
static void
add_mail_ports(struct text *t)
{
	const struct mail_port *mail;
	size_t i, n;

	mail = mail_ports(&n);
	for (i = 0; i < n; i++)
		text_addf(t, "%s%u", i > 0 ? " or " : "", mail[i].port);
}

static void
add_udp_ports(struct text *t)
{
	const struct udp_port *udp;
	size_t i, n;

	udp = udp_ports(&n);
	for (i = 0; i < n; i++)
		text_addf(t, "%s%u", i > 0 ? " or " : "", udp[i].port);
}

/* The protocols that are wanted whole behind this version of IP: "1 or 47". */
static void
add_protocols(struct text *t, enum ip_versions on)
{
	const struct ip_protocol *protocols;
	const char *before = "";
	size_t i, n;

	protocols = ip_protocols(&n);
	for (i = 0; i < n; i++) {
		if ((protocols[i].whole_on & on) == 0)
			continue;
		text_addf(t, "%s%u", before, protocols[i].number);
		before = " or ";
	}
}

/* What is read of frames that hold IP or ARP without a wrap: terms with "or"
 * between them, and no brackets around. */
static void
add_bare(struct text *t, bool all_ports)
{
	text_add(t, "tcp");
	if (!all_ports) {		/* libpcap's tcp[] is of IPv4 alone */
		text_add(t, " port (");
		add_mail_ports(t);
		text_addf(t, ") or tcp[%d] & %d != 0 or (ip6 proto %d and "
		    "ip6[%d] & %d != 0)", FILTER_TCP_FLAGS_AT,
		    FILTER_TCP_ENDS, IP_TCP, 40 + FILTER_TCP_FLAGS_AT,
		    FILTER_TCP_ENDS);
	}
	text_add(t, " or arp or udp port (");
	add_udp_ports(t);
	/* A fragment but the first has no ports. */
	text_add(t, ") or ip[6:2] & 0x1fff != 0 or ip proto (");
	add_protocols(t, IP_V4);
	text_add(t, ") or ip6 proto (");
	add_protocols(t, IP_V6);
	text_add(t, ")");
}

static void
add_and_this(struct text *t, const char *and_this)
{
	if (and_this == NULL)
		return;
	text_add(t, "(");
	text_add(t, and_this);
	text_add(t, ") and ");
}

/*
 * Labels and second tags (the kernel has taken the first one off) are rare
 * where the interface "any" is watched: all of them are wanted.  PPPoE may be
 * all that goes to the Internet: it is chosen from, and last, for what stands
 * behind "pppoes" is read in it.
 */
void
filter_text(bool all_ports, bool has_ether_types, const char *and_this,
    char *out, size_t size)
{
	struct text t;

	if (and_this != NULL && and_this[0] == '\0')
		and_this = NULL;
	text_init(&t, out, size);
	add_and_this(&t, and_this);
	text_add(&t, "(");
	add_bare(&t, all_ports);
	if (has_ether_types)
		text_addf(&t, " or ether proto (0x%x or 0x%x or 0x%x or 0x%x "
		    "or 0x%x)", ETHER_MPLS, ETHER_MPLS_UP, ETHER_VLAN,
		    ETHER_QINQ, ETHER_QINQ_OLD);
	text_add(&t, ")");
	if (has_ether_types && (and_this == NULL ||
	    !filter_speaks_of_tags(and_this))) {
		text_add(&t, " or (pppoes and ");
		add_and_this(&t, and_this);
		text_add(&t, "(");
		add_bare(&t, all_ports);
		text_add(&t, "))");
	}
	assert(!t.is_cut);
}

/* The wraps that are kept whole: PPPoE, labels, two tags. */
static void
add_whole(struct text *t)
{
	text_addf(t, " or ether proto (0x%x or 0x%x or 0x%x or 0x%x or 0x%x)",
	    ETHER_PPPOE, ETHER_MPLS, ETHER_MPLS_UP, ETHER_QINQ,
	    ETHER_QINQ_OLD);
}

void
filter_for_tcpdump(bool all_ports, char *out, size_t size)
{
	struct text t;

	text_init(&t, out, size);
	add_bare(&t, all_ports);
	add_whole(&t);
	text_addf(&t, " or (ether[12:2] < 0x%x and ether[14:2] = 0x%x)",
	    ETHER_TYPE_LEAST, LLC_SNAP);
	text_add(&t, " or (vlan and (");
	add_bare(&t, all_ports);
	add_whole(&t);
	text_addf(&t, " or ether proto 0x%x))\n", ETHER_VLAN);
	assert(!t.is_cut);
}
