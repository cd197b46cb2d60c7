/*
 * What neighbours tell about themselves: addresses, names, kinds.  Read by
 * wire/neighbour.c, believed or not by judge/ledger.c.
 */

#ifndef DATA_NEWS_H
#define DATA_NEWS_H

#include <stdbool.h>

#include "base/addr.h"

enum {
	/* a host name label has at most 63 (RFC 1035) */
	NEWS_TEXT_BYTES = 64,
	/* told by one packet at most; the rest is cut */
	NEWS_MAX = 32
};

enum news_kind {
	NEWS_UNKNOWN,
	NEWS_ADDRESS,		/* mac has ip (ARP, NDP, DHCP ack) */
	/* the device at mac and/or ip calls itself text */
	NEWS_NAME,
	/* its DHCP vendor class (option 60, 16) is text */
	NEWS_CLASS,
	NEWS_SERVER,		/* DNS says that ip is called text */
	NEWS_ROUTER		/* ip (and mac, if known) is a gateway */
};

/* In order of trust, least first: a name from a later one replaces. */
enum news_from {
	FROM_UNKNOWN, FROM_DNS, FROM_LLMNR, FROM_NBNS, FROM_MDNS, FROM_DHCP,
	FROM_ARP, FROM_NDP
};

struct news {
	enum news_kind kind;
	enum news_from from;
	bool has_mac, has_ip;
	struct mac mac;
	struct ip ip;
	/* DHCP: the frame's other end was not mac, an extender's as a rule. */
	bool has_via;
	struct mac via;
	uint32_t xid;		/* of DHCP's messages that belong together */
	uint8_t hop_limit;	/* ROUTER: hosts are to start with it; 0 */
	/* Valid UTF-8 (text_keep), NUL-ended. */
	char text[NEWS_TEXT_BYTES];
	/*
	 * DNS answers name a server by a chain (CNAME); text is the name that
	 * was asked for, cut from the left to fit if longer than a label.
	 */
};

#endif
