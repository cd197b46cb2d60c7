/*
 * DHCP for IPv4 and for IPv6 (RFC 2131, 8415).  Each reads the UDP payload of
 * out->packet and adds what it says to out; bytes that are no such message say
 * nothing.
 */

#ifndef WIRE_DHCP_H
#define WIRE_DHCP_H

#include "wire/news_list.h"

void	dhcp_read(struct news_list *out);
void	dhcp6_read(struct news_list *out);

#endif
