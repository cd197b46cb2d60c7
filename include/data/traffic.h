/*
 * What of the network matters to lockhound beside mail's own TCP ports
 * (data/protocols.h): what holds IP, which protocols of IP are read, and which
 * UDP ports tell of devices or carry a mirror.
 *
 * The lists are for the preprocessor, and no arrays, as in data/links.h: the
 * readers of wire and the filters of edge are both written from them.  A row
 * whose reader is missing does not compile.
 */

#ifndef DATA_TRAFFIC_H
#define DATA_TRAFFIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* EtherTypes (IANA, IEEE 802 numbers), and PPP's protocols (RFC 1661 2). */
enum {
	ETHER_IPV4 = 0x0800, ETHER_ARP = 0x0806, ETHER_TEB = 0x6558,
	ETHER_VLAN = 0x8100, ETHER_IPV6 = 0x86dd, ETHER_QINQ = 0x88a8,
	ETHER_QINQ_OLD = 0x9100, ETHER_MPLS = 0x8847, ETHER_MPLS_UP = 0x8848,
	ETHER_PPPOE = 0x8864, ETHER_ERSPAN = 0x88be, ETHER_ERSPAN3 = 0x22eb,
	/* Below this it is the frame's length (IEEE 802.3). */
	ETHER_TYPE_LEAST = 0x0600,
	/* Both of LLC's first bytes, where SNAP follows (RFC 1042). */
	LLC_SNAP = 0xaaaa
};
enum { PPP_IPV4 = 0x0021, PPP_IPV6 = 0x0057, PPP_MPLS = 0x0281 };

/*
 * ROW(port, ends, reader, source): a UDP port on which devices say who they
 * are.  <reader>_read of wire reads what has the port at these ends; of two
 * rows that fit the first one does.
 */
enum port_ends {
	PORT_SOURCE = 1, PORT_TARGET = 2, PORT_EITHER = 3
};
#define NEWS_PORTS(ROW)							\
	ROW(53,	  PORT_SOURCE,	dns,	"RFC 1035 4.2.1")		\
	ROW(5353, PORT_SOURCE,	mdns,	"RFC 6762 5.1")			\
	ROW(5355, PORT_SOURCE,	llmnr,	"RFC 4795 2.1")			\
	ROW(137,  PORT_EITHER,	nbns,	"RFC 1002 4.2")			\
	ROW(138,  PORT_TARGET,	nbds,	"RFC 1002 4.4")			\
	ROW(67,	  PORT_SOURCE,	dhcp,	"RFC 2131 4.1")			\
	ROW(68,	  PORT_SOURCE,	dhcp,	"RFC 2131 4.1")			\
	/* Of the client; what a server says to it has this port too. */ \
	ROW(546,  PORT_SOURCE,	dhcp6,	"RFC 8415 7.2")

/* ROW(port, head, source): the UDP port to which a mirror or tunnel is sent;
 * peel_<head> of wire/tunnel.c takes its header off. */
#define TUNNEL_PORTS(ROW)						\
	ROW(37008, tzsp,	"Wireshark's packet-tzsp.c")		\
	ROW(4789,  vxlan,	"RFC 7348 5")				\
	ROW(8472,  vxlan,	"Linux's own default, ip-link(8)")	\
	ROW(6081,  geneve,	"RFC 8926 3.3")

/*
 * ROW(name, number, whole_on, source): a protocol of IP (IANA), IP_<name> in
 * code.  Those with ports are chosen from; the others are wanted whole, behind
 * IPv4, IPv6 or both.
 */
enum ip_versions {
	IP_CHOSEN = 0, IP_V4 = 1, IP_V6 = 2, IP_BOTH = 3
};
#define IP_PROTOCOLS(ROW)						\
	ROW(TCP,	6,  IP_CHOSEN,	"RFC 9293")			\
	ROW(UDP,	17, IP_CHOSEN,	"RFC 768")			\
	ROW(ICMP,	1,  IP_V4,	"RFC 792")			\
	ROW(ICMP6,	58, IP_V6,	"RFC 4443")			\
	ROW(GRE,	47, IP_BOTH,	"RFC 2784")			\
	ROW(IPV6,	41, IP_BOTH,	"RFC 4213")			\
	ROW(IPV4,	4,  IP_BOTH,	"RFC 2003")			\
	ROW(HOPOPT,	0,  IP_V6,	"RFC 8200 4.3")			\
	ROW(ROUTING,	43, IP_V6,	"RFC 8200 4.4")			\
	ROW(FRAGMENT,	44, IP_V6,	"RFC 8200 4.5")			\
	ROW(AH,		51, IP_V6,	"RFC 4302")			\
	ROW(DESTOPT,	60, IP_V6,	"RFC 8200 4.6")

#define ROW(name, number, whole_on, source) IP_##name = number,
enum ip_protocol_number { IP_PROTOCOLS(ROW) };
#undef ROW

struct udp_port {
	uint16_t port;
	bool is_tunnel;		/* it holds a frame or packet, not news */
	const char *what;	/* "dns", "vxlan" */
	const char *source;
};

struct ip_protocol {
	uint8_t number;
	enum ip_versions whole_on;
	const char *name;	/* "GRE" */
	const char *source;
};

/* All rows, for a filter or a test; they live for ever. */
const struct udp_port	*udp_ports(size_t *n);
const struct ip_protocol	*ip_protocols(size_t *n);

#endif
