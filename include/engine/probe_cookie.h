/*
 * The label of a question: a SYN's number and the port that it comes from,
 * made of the key of the run and of who is asked.
 */

#ifndef ENGINE_PROBE_COOKIE_H
#define ENGINE_PROBE_COOKIE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "data/probe.h"

/* So many times a port may be asked again. */
enum { COOKIE_ROUNDS = 4096 };

/* One SYN; whoever sends it knows the address that it comes from. */
struct probe_syn {
	struct ip to;
	uint16_t to_port, from_port;
	uint32_t seq;
};

/* The label of a question of this round, 0 to COOKIE_ROUNDS - 1. */
struct probe_syn	probe_cookie(const uint8_t key[PROBE_KEY_BYTES],
			    enum probe_role role, const struct ip *to,
			    uint16_t to_port, uint32_t round);
/* Is this the label of a question to that port, and of which round? */
bool	cookie_read(const uint8_t key[PROBE_KEY_BYTES], enum probe_role role,
	    const struct ip *to, uint16_t to_port, uint16_t from_port,
	    uint32_t seq, uint32_t *round);
/* False where no question has this port: the fast no. */
bool	cookie_may_be(uint16_t from_port);

#endif
