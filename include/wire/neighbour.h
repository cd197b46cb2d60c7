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

/* A UDP port that neighbour_read wants to see, either end. */
bool	neighbour_wants(uint16_t port);

/* Fill out[0 .. NEWS_MAX - 1]; returns how many.  Any bytes are survived. */
int	neighbour_read(const struct packet *p, struct news out[NEWS_MAX]);

#endif
