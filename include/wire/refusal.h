/*
 * An ICMP message that refuses a connection (RFC 792, RFC 4443 3.1): it quotes
 * the SYN that it refuses.
 */

#ifndef WIRE_REFUSAL_H
#define WIRE_REFUSAL_H

#include <stdbool.h>

#include "wire/packet.h"

struct refusal {
	struct packet asked;	/* the quoted segment: ends, ports, seq */
	/*
	 * Port unreachable or prohibited, in the name of the very host that
	 * was asked: a firewall's "reject".  A closed TCP port says RST.
	 */
	bool is_reject;
};

/* False if p is no such message, or quotes no TCP. */
bool	refusal_read(const struct packet *p, struct refusal *out);

#endif
