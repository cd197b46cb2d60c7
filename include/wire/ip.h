/* IPv4 and IPv6, and what they carry: TCP, UDP, ICMP or a tunnel. */

#ifndef WIRE_IP_H
#define WIRE_IP_H

#include "wire/layer.h"
#include "wire/packet.h"

/*
 * One step of *l, which is LAYER_NET of IPv4 or IPv6: the header with its
 * options or extension headers.  A fragment waits in d and ends the walk as
 * PACKET_FRAGMENT, unless it makes its datagram whole.
 */
void	ip_peel(struct layer *l, struct packet *p, struct defrag *d);
/* One step of *l, which is LAYER_TRANSPORT: TCP, UDP and ICMP end the walk,
 * tunnels go on. */
void	transport_peel(struct layer *l, struct packet *p);

#endif
