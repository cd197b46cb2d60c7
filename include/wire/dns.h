/*
 * DNS answers, mDNS, LLMNR (RFC 1035, 6762, 4795) and NetBIOS names and
 * datagrams (RFC 1001, 1002).  Each reads the UDP payload of ouout->packet and
 * adds what it says to out; bytes that are no such message say nothing.
 */

#ifndef WIRE_DNS_H
#define WIRE_DNS_H

#include "wire/news_list.h"

void	dns_read(struct news_list *out);
void	mdns_read(struct news_list *out);
void	llmnr_read(struct news_list *out);
void	nbns_read(struct news_list *out);
void	nbds_read(struct news_list *out);

#endif
