/*
 * Twins: a connection that is captured before a NAT and after it as well, as
 * on a mirror port of the router, comes as two with different client ends.
 *
 * Its two copies are known by the first packet with words: the server's end
 * and the packet's numbers are the same in both, for a NAT changes neither.
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
	struct ip server;
	uint16_t port;
	uint16_t direction;
	uint32_t seq, ack;
};

/* The connection whose copy was heard last. */
struct heard {
	int64_t when_ns;
	uint64_t id;			/* flow_address.id */
	bool is_private;		/* the client's address */
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
		return (old->is_private);
	return (direction == FROM_CLIENT);
}

static uint64_t
packet_id(const struct engine *e, const struct session *fresh,
    enum direction direction, const struct packet *p)
{
	struct endpoint server = flow_server(&fresh->key, &fresh->flow);
	struct twin_key key;

	memset(&key, 0, sizeof key);
	key.server = server.ip;
	key.port = server.port;
	key.direction = (uint16_t)direction;
	key.seq = p->seq;
	key.ack = p->ack;
	return (hash_bytes(&e->hash_key, &key, sizeof key));
}

enum twin
twins_find(struct engine *e, const struct session *fresh,
    enum direction direction, const struct packet *p, uint64_t *old_id)
{
	struct endpoint client = flow_client(&fresh->key, &fresh->flow);
	uint64_t id = packet_id(e, fresh, direction, p);
	struct heard *old = cache_find(e->twins, id);
	bool is_private = ip_is_private(&client.ip);
	enum twin twin = TWIN_NONE;

	if (old != NULL && e->now_ns - old->when_ns <= TWIN_NS &&
	    old->id != fresh->id) {
		if (old_is_lan(e, old, &fresh->flow, is_private, direction))
			return (TWIN_IS_FRESH);
		*old_id = old->id;
		twin = TWIN_IS_OLD;
	}
	if (old == NULL)
		old = cache_put(e->twins, id, e->now_ns, NULL);
	old->id = fresh->id;
	old->is_private = is_private;
	old->when_ns = e->now_ns;
	return (twin);
}
