/*
 * Which frames a probe itself has caused: a watch that asks must not take its
 * own questions for a device's tries in vain, nor a port that nobody serves
 * for a service that has stopped.
 */

#include "engine/probe_own.h"

#include "engine/probe_state.h"

static bool
is_labelled(const struct probe *p, const struct ip *to, uint16_t to_port,
    uint16_t from_port, uint32_t seq)
{
	uint32_t round;

	return (cookie_may_be(from_port) && (cookie_read(p->key, ROLE_HOST,
	    to, to_port, from_port, seq, &round) || cookie_read(p->key,
	    ROLE_REFERENCE, to, to_port, from_port, seq, &round)));
}

bool
probe_is_own(struct probe *p, const struct frame *f)
{
	struct packet k;
	bool is_own = false;

	if (packet_read(p->defrag, f, &k) == PACKET_TCP) {
		if ((k.flags & (TCP_SYN | TCP_ACK)) == TCP_SYN)
			is_own = is_labelled(p, &k.dst, k.dst_port,
			    k.src_port, k.seq);
		/* The kernel, which has asked nobody, resets what is granted:
		 * with the number behind the SYN's. */
		else if ((k.flags & TCP_RST) != 0 && is_labelled(p, &k.dst,
		    k.dst_port, k.src_port, k.seq - 1))
			is_own = true;
		else if ((k.flags & TCP_ACK) != 0)
			is_own = is_labelled(p, &k.src, k.src_port,
			    k.dst_port, k.ack - 1);
	}
	defrag_done(p->defrag);
	return (is_own);
}
