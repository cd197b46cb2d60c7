/* Mirrors and tunnels: frames or packets in UDP, GRE or IP. */

#ifndef WIRE_TUNNEL_H
#define WIRE_TUNNEL_H

#include "wire/layer.h"
#include "wire/packet.h"

/*
 * *l is a UDP payload (its ports are in *p), or LAYER_TRANSPORT.  True when it
 * holds a frame or packet: *l is then that, and the MACs and the tag from
 * outside are forgotten.  False leaves both as they were.
 */
bool	tunnel_peel_udp(struct layer *l, struct packet *p);
bool	tunnel_peel_ip(struct layer *l, struct packet *p);

#endif
