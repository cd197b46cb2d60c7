/*
 * What the readers of neighbours' talk share: where to put the news.
 */

#ifndef WIRE_TELLER_H
#define WIRE_TELLER_H

#include "wire/neighbour.h"

struct teller {
	const struct packet *packet;
	struct news *news;
	int n;
};

/* A blank row of that kind, or NULL when there are NEWS_MAX. */
struct news	*tell(struct teller *t, enum news_kind kind,
		    enum news_from from);
/* The packet's own sender, where its frame says so. */
void	tell_sender(const struct teller *t, struct news *n);
/* A name: dots at the end and ".local" go; false for no name at all. */
bool	tell_name(struct news *n, struct span name);

/* DNS and what speaks like it (dns.c), each on ports of its own. */
void	dns_read(struct teller *t);
void	mdns_read(struct teller *t);
void	llmnr_read(struct teller *t);
void	nbns_read(struct teller *t);
void	nbds_read(struct teller *t);
/* DHCP for IPv4 and IPv6 (dhcp.c). */
void	dhcp_read(struct teller *t);
void	dhcp6_read(struct teller *t);

#endif
