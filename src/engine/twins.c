/*
 * Twins: a connection that is captured before a NAT and after it as well, as
 * on a mirror port of the router, comes as two with different client ends.  A
 * router that forwards a port of its public address changes the server's end,
 * and for those inside that call there (a "hairpin", RFC 4787 6) both.
 *
 * Its two copies are known by the first packet with words, whose numbers are
 * the same in both, for a NAT changes neither.
 * Here it is only said which of the two to forget; the session's own room
 * forgets it.
 */

#include "engine/twins.h"

#include <string.h>

#include "base/when.h"
#include "engine/state.h"

/* The copies of one packet come within this, router in between or not. */
#define TWIN_NS			(2 * NS_PER_S)

/* What the two copies of a packet have in common. */
struct twin_key {
	uint32_t direction;
	uint32_t seq, ack;
};

/* The connection whose copy was heard last. */
struct heard {
	int64_t when_ns;
	uint64_t id;			/* flow_address.id */
	uint32_t client, server;	/* what stands for the addresses */
	bool is_private, is_server_private, is_v4;
};

size_t
twins_row_bytes(void)
{
	return (sizeof(struct heard));
}

/*
 * Was a heard nearer to the client than b?  Its SYN passes there first and the
 * answer last, so that the handshake takes longer there; and each router takes
 * one off the TTL.  1 if it was, -1 if b was, 0 if neither is known.
 */
static int
flow_nearer(const struct flow *a, const struct flow *b)
{
	if (a->rtt_us != 0 && b->rtt_us != 0 && a->rtt_us != b->rtt_us)
		return (a->rtt_us > b->rtt_us ? 1 : -1);
	if (a->ttl != 0 && b->ttl != 0 && a->ttl != b->ttl)
		return (a->ttl > b->ttl ? 1 : -1);
	return (0);
}

/*
 * Is the one heard first the LAN's?  The addresses are asked last: a router's
 * own is private as well where another one (or the provider's) comes after it.
 * What a client sends passes the LAN first; what the server sends, last.
 */
static bool
old_is_lan(const struct engine *e, const struct heard *old,
    const struct flow *fresh, bool fresh_is_private, enum direction direction)
{
	const struct session *s;
	const struct flow *f;
	int nearer = 0;

	s = pool_find_hashed(e->sessions, &old->id, (uint32_t)old->id);
	f = s != NULL ? &s->flow : cache_find(e->flows, old->id);
	if (f != NULL)
		nearer = flow_nearer(f, fresh);
	if (nearer != 0)
		return (nearer > 0);
	if (old->is_private != fresh_is_private)
		return (!fresh_is_private);
	return (direction == FROM_CLIENT);
}

static uint64_t
packet_id(const struct engine *e, enum direction direction,
    const struct packet *p)
{
	struct twin_key key;

	memset(&key, 0, sizeof key);
	key.direction = (uint32_t)direction;
	key.seq = p->seq;
	key.ack = p->ack;
	return (hash_bytes(&e->hash_key, &key, sizeof key));
}

static void
heard_now(const struct engine *e, const struct session *fresh,
    struct heard *out)
{
	struct endpoint client = flow_client(&fresh->key, &fresh->flow);
	struct endpoint server = flow_server(&fresh->key, &fresh->flow);

	memset(out, 0, sizeof *out);
	out->when_ns = e->now_ns;
	out->id = fresh->id;
	out->client = (uint32_t)hash_bytes(&e->hash_key, &client.ip,
	    sizeof client.ip);
	out->server = (uint32_t)hash_bytes(&e->hash_key, &server.ip,
	    sizeof server.ip) + server.port;
	out->is_private = ip_is_private(&client.ip);
	out->is_server_private = ip_is_private(&server.ip);
	out->is_v4 = ip_is_v4(&server.ip);
}

/* Only what a router forwards has another server's end behind it, and then one
 * of the two is the router's public address. */
static bool
servers_may_be_one(const struct heard *a, const struct heard *b)
{
	return (a->server == b->server || (a->is_v4 && b->is_v4 &&
	    a->is_server_private != b->is_server_private));
}

/* Of a client that comes through a forwarded port, what tells whether it is
 * one of here is the copy with the true server. */
static bool
old_is_kept(const struct engine *e, const struct heard *old,
    const struct session *fresh, const struct heard *now,
    enum direction direction)
{
	if (old->server != now->server && old->client == now->client)
		return (old->is_server_private);
	return (old_is_lan(e, old, &fresh->flow, now->is_private, direction));
}

enum twin
twins_find(struct engine *e, const struct session *fresh,
    enum direction direction, const struct packet *p, uint64_t *old_id)
{
	uint64_t id = packet_id(e, direction, p);
	struct heard *old = cache_find(e->twins, id);
	enum twin twin = TWIN_NONE;
	struct heard now;

	heard_now(e, fresh, &now);
	if (old != NULL && e->now_ns - old->when_ns <= TWIN_NS &&
	    old->id != fresh->id && servers_may_be_one(old, &now)) {
		if (old_is_kept(e, old, fresh, &now, direction))
			return (TWIN_IS_FRESH);
		*old_id = old->id;
		twin = TWIN_IS_OLD;
	}
	if (old == NULL)
		old = cache_put(e->twins, id, e->now_ns, NULL);
	*old = now;
	return (twin);
}
