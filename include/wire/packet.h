/*
 * A frame taken apart: link layers, tunnels and IP peeled off, the ends and
 * the payload named.  The answer borrows the frame's bytes (or, for a
 * datagram put together from fragments, the defragmenter's) for one call.
 *
 * MACs are those of the innermost Ethernet header, so a mirrored frame tells
 * of the device and not of the switch that mirrored it.
 */

#ifndef WIRE_PACKET_H
#define WIRE_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/span.h"
#include "data/frame.h"
#include "wire/defrag.h"

enum packet_kind {
	PACKET_UNKNOWN,		/* nothing we read, or malformed */
	PACKET_TCP,
	PACKET_UDP,
	PACKET_ICMP,		/* v4 or v6; payload is the message */
	PACKET_ARP,		/* payload is the ARP packet */
	PACKET_FRAGMENT		/* kept until its datagram is whole */
};

enum {
	TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_ACK = 0x10
};

struct packet {
	int64_t when_ns;
	enum packet_kind kind;
	bool has_src_mac, has_dst_mac;
	bool is_cut;		/* the capture ends inside this packet */
	bool is_tunnelled;	/* it came in another packet */
	uint8_t flags;		/* TCP_ */
	uint8_t ttl;		/* IPv6's hop limit */
	uint16_t ip_id;		/* IPv4 only */
	uint16_t vlan;		/* innermost 802.1Q id, 0 = none */
	uint16_t src_port, dst_port;
	struct mac src_mac, dst_mac;
	struct ip src, dst;	/* unset for ARP */
	uint32_t seq, ack;
	struct span payload;	/* TCP or UDP data that was captured */
	uint32_t payload_wire_bytes;	/* the same on the wire, >= */
};

/* The fast way of packet_read alone.  True, and *out filled, for a plain frame
 * (Ethernet, IPv4, TCP, whole, no options); it keeps nothing. */
bool	packet_peek(const struct frame *f, struct packet *out);

/*
 * Take a frame apart.  out is always filled; out->kind says how far it went.
 * A frame cut by the snaplen gives what there is, never an invented byte: a
 * TCP header that is not whole makes PACKET_UNKNOWN with is_cut set.  Padding
 * after the IP length is left out; an IP length of 0 (segmentation offload)
 * means "to the end of the frame".  Bad checksums are accepted.
 */
enum packet_kind	packet_read(struct defrag *d, const struct frame *f,
			    struct packet *out);

#endif
