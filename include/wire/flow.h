/*
 * A connection before it says anything, and after: who talks to whom, who is
 * the client, and whether it is worth listening to.
 *
 * Small on purpose: a flood of half-open connections costs one of these each,
 * and not even its ends.
 */

#ifndef WIRE_FLOW_H
#define WIRE_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"
#include "data/event.h"
#include "wire/packet.h"

enum flow_state {
	FLOW_UNKNOWN,
	FLOW_OPENING,		/* a SYN, maybe its answer */
	FLOW_TALKING,		/* carries mail: lives inside a session */
	FLOW_CLOSED,		/* over; a late copy of it begins nothing */
	FLOW_TWIN,		/* the same connection after NAT */
	FLOW_IGNORED		/* nothing more to learn from it */
};

/* Both ends of a connection, the lower one first, so that packets of both
 * directions have the same key. */
struct flow_key {
	struct ip low, high;
	uint16_t low_port, high_port;
};

/* What is known of the connection between two such ends. */
struct flow {
	int64_t last_ns;		/* of its last packet */
	uint32_t client_isn, server_isn;
	uint8_t state;			/* enum flow_state */
	/* the highest of the client's packets, and of the server's */
	uint8_t ttl, server_ttl;
	bool client_is_low : 1;
	bool has_mac : 1;
	bool has_syn : 1, has_syn_ack : 1;
	bool is_refused : 1;		/* by an RST or ICMP, once or more */
	bool has_ended : 1;		/* the client has, or both */
	/* Of the client's last words, sent first: what comes again was not
	 * taken. */
	uint32_t client_seq;
	int64_t client_ns;
	struct mac mac;			/* the client's */
	uint32_t rtt_us;		/* from SYN to its answer, 0 = unseen */
};

/* Which connection a packet belongs to. */
struct flow_address {
	struct flow_key key;
	uint64_t id;		/* a keyed hash of key: nobody can aim at it */
	bool src_is_low;	/* the source is the lower end */
};

void	flow_address(const struct hash_key *hash_key, const struct packet *p,
	    struct flow_address *out);

/* Begin a flow with a packet whose source is the client, or is not. */
void	flow_begin(struct flow *f, const struct packet *p, bool src_is_low,
	    bool src_is_client);

bool	flow_is_from_client(const struct flow *f, bool src_is_low);

/*
 * Learn the client's MAC and TTL from a packet.  A copy that a router has
 * passed on wears the router's MAC and one TTL less: the highest TTL knows.
 */
void	flow_learn(struct flow *f, const struct packet *p, bool from_client);

/* The two ends by their roles. */
struct endpoint	flow_client(const struct flow_key *key,
		    const struct flow *f);
struct endpoint	flow_server(const struct flow_key *key,
		    const struct flow *f);

/* The ends as events have them; the names in *out are left as they are. */
void	flow_who(const struct flow_key *key, const struct flow *f,
	    struct who *out);

/*
 * Could this begin a mail server's greeting?  A stateless look, for mail on
 * odd ports: "* OK", "+OK ", "220 ", "220-", "\"IMP".
 */
bool	flow_looks_like_greeting(struct span payload);

#endif
