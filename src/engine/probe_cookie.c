/*
 * Labels of questions (masscan's idea): nothing has to be kept of what was
 * asked, for the answer says itself to what.
 *
 * A later round has the next number and the next port, so that no state that a
 * firewall keeps of an earlier SYN meets it.
 */

#include "engine/probe_cookie.h"

#include <string.h>

#include "base/hash.h"

enum {
	/* Above the ports that kernels give away (ip_local_port_range), so that
	 * no connection of this machine's is disturbed. */
	FROM_PORT_FIRST = 61000, FROM_PORTS = 4000
};

static uint64_t
cookie_base(const uint8_t key[PROBE_KEY_BYTES], enum probe_role role,
    const struct ip *to, uint16_t to_port)
{
	struct hash_key k = { 0, 0 };
	uint8_t what[1 + sizeof to->b + 2];
	int i;

	for (i = 0; i < 8; i++) {
		k.k0 |= (uint64_t)key[i] << 8 * i;
		k.k1 |= (uint64_t)key[8 + i] << 8 * i;
	}
	what[0] = (uint8_t)role;
	memcpy(what + 1, to->b, sizeof to->b);
	what[17] = (uint8_t)(to_port >> 8);
	what[18] = (uint8_t)to_port;
	return (hash_bytes(&k, what, sizeof what));
}

struct probe_syn
probe_cookie(const uint8_t key[PROBE_KEY_BYTES], enum probe_role role,
    const struct ip *to, uint16_t to_port, uint32_t round)
{
	uint64_t base = cookie_base(key, role, to, to_port);
	struct probe_syn s = { *to, to_port,
	    (uint16_t)(FROM_PORT_FIRST + ((base >> 32) + round) % FROM_PORTS),
	    (uint32_t)base + round };

	return (s);
}

bool
cookie_read(const uint8_t key[PROBE_KEY_BYTES], enum probe_role role,
    const struct ip *to, uint16_t to_port, uint16_t from_port, uint32_t seq,
    uint32_t *round)
{
	struct probe_syn s = probe_cookie(key, role, to, to_port, 0);

	*round = seq - s.seq;
	if (*round >= COOKIE_ROUNDS)
		return (false);
	s = probe_cookie(key, role, to, to_port, *round);
	return (s.from_port == from_port);
}

bool
cookie_may_be(uint16_t from_port)
{
	return (from_port >= FROM_PORT_FIRST &&
	    from_port < FROM_PORT_FIRST + FROM_PORTS);
}
