/*
 * A connection's ends: which is the client's, and which device that is.
 *
 * The one idea: a copy of a packet that a router has passed on is known by
 * its TTL, so the device is the MAC that was seen with the highest.
 */

#include "wire/flow.h"

#include <string.h>

/* An order of addresses.  Which of two is called lower matters to nobody, but
 * must not change. */
static int
address_order(const struct ip *a, const struct ip *b)
{
	uint64_t x[2], y[2];

	memcpy(x, a, sizeof x);
	memcpy(y, b, sizeof y);
	if (x[1] != y[1])
		return (x[1] < y[1] ? -1 : 1);
	return (x[0] < y[0] ? -1 : x[0] > y[0]);
}

static void
key_make(const struct packet *p, struct flow_key *out, bool *src_is_low)
{
	int order = address_order(&p->src, &p->dst);

	*src_is_low = order < 0 || (order == 0 && p->src_port <= p->dst_port);
	if (*src_is_low) {
		out->low = p->src;
		out->high = p->dst;
		out->low_port = p->src_port;
		out->high_port = p->dst_port;
	} else {
		out->low = p->dst;
		out->high = p->src;
		out->low_port = p->dst_port;
		out->high_port = p->src_port;
	}
}

/* Nearly all are IPv4, and then twelve bytes say all of the 36. */
static uint64_t
key_id(const struct hash_key *hash_key, const struct flow_key *key)
{
	uint8_t ends[12];

	if (!ip_is_v4(&key->low) || !ip_is_v4(&key->high))
		return (hash_bytes(hash_key, key, sizeof *key));
	memcpy(ends, key->low.b + 12, 4);
	memcpy(ends + 4, key->high.b + 12, 4);
	memcpy(ends + 8, &key->low_port, 2);
	memcpy(ends + 10, &key->high_port, 2);
	return (hash_bytes(hash_key, ends, sizeof ends));
}

void
flow_address(const struct hash_key *hash_key, const struct packet *p,
    struct flow_address *out)
{
	key_make(p, &out->key, &out->src_is_low);
	out->id = key_id(hash_key, &out->key);
}

bool
flow_is_from_client(const struct flow *f, bool src_is_low)
{
	return (src_is_low == f->client_is_low);
}

void
flow_learn(struct flow *f, const struct packet *p, bool from_client)
{
	if (from_client && p->has_src_mac && p->ttl > f->ttl) {
		f->mac = p->src_mac;
		f->has_mac = true;
	} else if (!from_client && !f->has_mac && p->has_dst_mac &&
	    !mac_is_group(&p->dst_mac)) {
		f->mac = p->dst_mac;
		f->has_mac = true;
	}
	if (from_client && p->ttl > f->ttl)
		f->ttl = p->ttl;
	if (!from_client && p->ttl > f->server_ttl)
		f->server_ttl = p->ttl;
	f->last_ns = p->when_ns;
}

void
flow_begin(struct flow *f, const struct packet *p, bool src_is_low,
    bool src_is_client)
{
	f->state = FLOW_OPENING;
	f->client_is_low = src_is_low == src_is_client;
	flow_learn(f, p, src_is_client);
}

struct endpoint
flow_client(const struct flow_key *key, const struct flow *f)
{
	struct endpoint e;

	e.ip = f->client_is_low ? key->low : key->high;
	e.port = f->client_is_low ? key->low_port : key->high_port;
	return (e);
}

struct endpoint
flow_server(const struct flow_key *key, const struct flow *f)
{
	struct endpoint e;

	e.ip = f->client_is_low ? key->high : key->low;
	e.port = f->client_is_low ? key->high_port : key->low_port;
	return (e);
}

void
flow_who(const struct flow_key *key, const struct flow *f, struct who *out)
{
	out->client = flow_client(key, f);
	out->server = flow_server(key, f);
	out->has_mac = f->has_mac;
	out->mac = f->mac;
	out->client_ttl = f->ttl;
	out->server_ttl = f->server_ttl;
}

bool
flow_looks_like_greeting(struct span s)
{
	uint32_t head;

	if (s.len < 4)
		return (false);
	head = (uint32_t)s.p[0] << 24 | (uint32_t)s.p[1] << 16 |
	    (uint32_t)s.p[2] << 8 | s.p[3];
	switch (head) {
	case 0x2a204f4b:	/* "* OK" */
	case 0x2b4f4b20:	/* "+OK " */
	case 0x32323020:	/* "220 " */
	case 0x3232302d:	/* "220-" */
	case 0x22494d50:	/* "\"IMP" */
		return (true);
	default:
		return (false);
	}
}
