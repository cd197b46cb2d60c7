/*
 * Neighbours' talk: ARP, NDP, DHCP (v4; v6 names), mDNS, NBNS, LLMNR, DNS
 * answers -> news.  Stateless: one packet in, what it says out.  Nothing in
 * here decides whether it is believed.
 */

#ifndef WIRE_NEIGHBOUR_H
#define WIRE_NEIGHBOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "data/news.h"
#include "wire/packet.h"

/* Does neighbour_read want to see packets with this UDP port at either end? */
bool	neighbour_wants(uint16_t port);

/*
 * What a packet says of neighbours, in out[0 .. n - 1]; returns n.  Any bytes
 * are survived; a packet that is not understood says nothing.
 */
int	neighbour_read(const struct packet *p, struct news out[NEWS_MAX]);

#endif
