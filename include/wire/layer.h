/*
 * What is left of a frame while it is taken apart: the bytes from here on and
 * what they claim to be.  Each layer's room turns one into the next.
 */

#ifndef WIRE_LAYER_H
#define WIRE_LAYER_H

#include "data/traffic.h"
#include "wire/packet.h"

enum layer_kind {
	LAYER_NONE,		/* nothing we read */
	LAYER_LINK,		/* what: LINKTYPE_ value */
	LAYER_NET,		/* what: EtherType */
	LAYER_TRANSPORT,	/* what: IP protocol number */
	LAYER_DONE		/* packet->kind says what it is */
};

struct layer {
	enum layer_kind kind;
	uint32_t what;
	struct span s;		/* captured bytes from here on */
	uint32_t wire_bytes;	/* the same on the wire, >= s.len */
};

/* Step over n bytes of header; false when they were not captured. */
bool	layer_skip(struct layer *l, size_t n);

/* One step of LAYER_LINK or LAYER_NET (all but IP and ARP). */
void	link_peel(struct layer *l, struct packet *p);
/* One step of an IP header; fragments wait in d. */
void	ip_peel(struct layer *l, struct packet *p, struct defrag *d);
/* TCP, UDP and ICMP end the walk; tunnels go on. */
void	transport_peel(struct layer *l, struct packet *p);
/* A UDP payload or an IP protocol that holds a frame or packet; false if it
 * does not. */
bool	tunnel_peel_udp(struct layer *l, struct packet *p);
bool	tunnel_peel_ip(struct layer *l, struct packet *p);

/*
 * Keep a fragment.  True when its datagram is whole: *l is then its payload,
 * good until the next call.
 */
bool	defrag_take(struct defrag *d, const struct packet *p, uint32_t id,
	    uint8_t protocol, uint32_t offset, bool more, struct layer *l);

#endif
