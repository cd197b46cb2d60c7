/*
 * Sessions: connections that carry mail, from the first payload to the close.
 *
 * A half-open connection is a small flow; only payload earns a session, and a
 * session that can teach nothing more becomes a flow again.  So a flood of
 * connections that say nothing never touches the sessions, and late copies of
 * a closed connection's packets are known for what they are.
 */

#include "engine/inside.h"

#include <string.h>

#include "base/when.h"

/*
 * How long silence may last.  A login that got no answer in five minutes gets
 * none (Dovecot cuts at three, lib-master/master-interface.h); an idle IMAP
 * client speaks every 29 minutes at the latest (RFC 2177 3).
 */
#define PATIENCE_ASKED_NS	(300 * NS_PER_S)
#define PATIENCE_IDLE_NS	(2100 * NS_PER_S)
/* Copies of a closed connection's packets come no later (RFC 9293: 2 MSL). */
#define CLOSED_NS		(300 * NS_PER_S)
/* The copies of one packet come within this, router in between or not. */
#define TWIN_NS			(2 * NS_PER_S)

struct who
session_who(const struct session *s)
{
	struct who w;

	memset(&w, 0, sizeof w);
	w.client = flow_client(&s->key, &s->flow);
	w.server = flow_server(&s->key, &s->flow);
	w.has_mac = s->flow.has_mac;
	w.mac = s->flow.mac;
	w.client_ttl = s->flow.ttl;
	w.server_ttl = s->flow.server_ttl;
	return (w);
}

/* Nearly all are IPv4, and then twelve bytes say all of the 36. */
static uint64_t
key_id(const struct engine *e, const struct flow_key *key)
{
	uint8_t ends[12];

	if (!ip_is_v4(&key->low) || !ip_is_v4(&key->high))
		return (hash_bytes(&e->hash_key, key, sizeof *key));
	memcpy(ends, key->low.b + 12, 4);
	memcpy(ends + 4, key->high.b + 12, 4);
	memcpy(ends + 8, &key->low_port, 2);
	memcpy(ends + 10, &key->high_port, 2);
	return (hash_bytes(&e->hash_key, ends, sizeof ends));
}

void
session_address(const struct engine *e, const struct packet *p,
    struct addressed *out)
{
	flow_key_make(p, &out->key, &out->src_is_low);
	out->id = key_id(e, &out->key);
}

static void
odd_port_count(struct engine *e, const struct session *s, int change)
{
	uint16_t port = flow_server(&s->key, &s->flow).port;

	if ((e->ports[port] & PORT_MAIL) != 0)
		return;
	e->n_odd = (uint32_t)((int64_t)e->n_odd + change);
	e->ports[port] |= PORT_ODD;
}

/*
 * Back to a small flow in the given state: over or ignored, kept so that late
 * copies of its packets are known.
 */
static void
session_demote(struct engine *e, struct session *s, enum flow_state state)
{
	uint64_t id = s->id;
	struct flow kept = s->flow, *f;

	stream_fini(&s->streams[FROM_CLIENT], e->segments);
	stream_fini(&s->streams[FROM_SERVER], e->segments);
	talk_fini(&s->talk, &e->talks);
	wheel_remove(&e->wheel, pool_index(e->sessions, s));
	odd_port_count(e, s, -1);
	pool_drop(e->sessions, s);
	f = cache_find(e->flows, id);
	if (f == NULL)
		f = cache_put(e->flows, id, kept.last_ns, NULL);
	*f = kept;
	f->state = (uint8_t)state;
}

/* A capture that shows this computer alone is worth a word. */
static void
count_own(struct engine *e, const struct session *s)
{
	int i;

	if (!s->flow.has_mac || e->n_own == 0)
		return;
	e->facts.mac_sessions++;
	for (i = 0; i < e->n_own; i++)
		if (mac_equals(&e->own[i], &s->flow.mac)) {
			e->facts.own_sessions++;
			return;
		}
}

static void
session_tell(struct engine *e, struct session *s, int64_t when_ns)
{
	struct who w;

	if (s->is_told || !s->talk.is_mail)
		return;
	s->is_told = true;
	count_own(e, s);
	w = session_who(s);
	ledger_session(e->ledger, when_ns, &w, (enum proto)s->talk.proto,
	    (enum security)s->talk.security);
}

/* Read a piece (and what waited for it); flush tells holes at once. */
static void
session_read(struct engine *e, struct session *s, enum direction from,
    struct piece *piece, bool flush, int64_t now_ns)
{
	struct told told;
	struct chunk c;

	while (streams_next(s->streams, e->segments, from, piece, flush,
	    now_ns, &c, &e->facts.doubles)) {
		if (c.hole_bytes > 0)
			e->capture.holes++;
		while (talk_next(&s->talk, &e->talks, &c, &told))
			engine_login(e, s, &told);
		/* Before both have spoken it may turn out to be a twin. */
		if (s->was_seen[FROM_CLIENT] && s->was_seen[FROM_SERVER])
			session_tell(e, s, c.when_ns);
	}
}

/* It is over: seen to close, or given up at at_ns. */
static void
session_end(struct engine *e, struct session *s, int64_t at_ns, bool is_seen)
{
	struct piece nothing = { at_ns, 0, 0, 0, { NULL, 0 } };
	struct told told;

	session_read(e, s, FROM_SERVER, &nothing, true, at_ns);
	while (talk_close(&s->talk, &e->talks, at_ns, is_seen, &told))
		engine_login(e, s, &told);
	session_tell(e, s, at_ns);
	session_demote(e, s, FLOW_CLOSED);
}

static int64_t
session_deadline(const struct session *s)
{
	return (s->flow.last_ns + (s->talk.n_pending > 0 ? PATIENCE_ASKED_NS :
	    PATIENCE_IDLE_NS));
}

/* Room for what the end of a few sessions tells: else it would be lost. */
static bool
events_have_room(const struct engine *e)
{
	return (pool_used(e->events) < pool_slots(e->events) / 2);
}

void
sessions_expire(struct engine *e, int64_t now_ns)
{
	uint32_t number;
	int64_t row_ns;

	if (now_ns < e->wheel.next_ns)	/* asked for every frame */
		return;
	/* After a leap in time thousands may be due; the rest is done when
	 * the caller has taken these. */
	while (events_have_room(e) && (number = wheel_due(&e->wheel, now_ns,
	    &row_ns)) != WHEEL_NONE) {
		struct session *s = pool_at(e->sessions, number);
		int64_t deadline_ns = session_deadline(s);

		if (deadline_ns <= row_ns) {
			session_end(e, s, deadline_ns, false);
			continue;
		}
		/* It may ask for a login meanwhile: look again in time. */
		if (deadline_ns > row_ns + PATIENCE_ASKED_NS)
			deadline_ns = row_ns + PATIENCE_ASKED_NS;
		wheel_add(&e->wheel, number, deadline_ns);
	}
}

bool
sessions_finish(struct engine *e)
{
	struct session *s;

	while ((s = pool_stalest(e->sessions)) != NULL) {
		if (!events_have_room(e))
			return (true);
		session_end(e, s, e->now_ns, false);
	}
	return (false);
}

/* --- twins: the same connection before and after NAT --- */

static uint64_t
twin_id(const struct engine *e, const struct twin *t,
    const struct endpoint *server)
{
	struct packet p;
	struct addressed to;

	memset(&p, 0, sizeof p);
	p.src = t->client.ip;
	p.src_port = t->client.port;
	p.dst = server->ip;
	p.dst_port = server->port;
	session_address(e, &p, &to);
	return (to.id);
}

/*
 * Was a heard nearer to the client than b?  Its SYN passes there first and the
 * answer last, so that the handshake takes longer there; and each router takes
 * one off the TTL.  Then 1, -1 if it was b, 0 if neither was seen to tell.
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
twin_is_lan(const struct engine *e, const struct twin *t,
    const struct session *fresh, enum direction direction)
{
	struct endpoint server = flow_server(&fresh->key, &fresh->flow);
	struct endpoint client = flow_client(&fresh->key, &fresh->flow);
	bool was_private = ip_is_private(&t->client.ip);
	uint64_t id = twin_id(e, t, &server);
	const struct session *s;
	const struct flow *old;
	int nearer = 0;

	s = pool_find_hashed(e->sessions, &id, (uint32_t)id);
	old = s != NULL ? &s->flow : cache_find(e->flows, id);
	if (old != NULL)
		nearer = flow_nearer(old, &fresh->flow);
	if (nearer != 0)
		return (nearer > 0);
	if (was_private != ip_is_private(&client.ip))
		return (was_private);
	return (direction == FROM_CLIENT);
}

static void
twin_forget(struct engine *e, const struct twin *t,
    const struct endpoint *server)
{
	uint64_t id = twin_id(e, t, server);
	struct session *s;

	s = pool_find_hashed(e->sessions, &id, (uint32_t)id);
	if (s != NULL)
		session_demote(e, s, FLOW_TWIN);
}

/*
 * A session begins: is it the twin of one that lives?  True when the new one
 * is the one to forget; the LAN side is the one to keep.
 */
static bool
twin_check(struct engine *e, const struct session *s,
    enum direction direction, const struct packet *p)
{
	struct endpoint client = flow_client(&s->key, &s->flow);
	struct endpoint server = flow_server(&s->key, &s->flow);
	struct twin_key key;
	struct twin *t;
	uint64_t id;

	memset(&key, 0, sizeof key);
	key.server = server.ip;
	key.port = server.port;
	key.direction = (uint16_t)direction;
	key.seq = p->seq;
	key.ack = p->ack;
	id = hash_bytes(&e->hash_key, &key, sizeof key);
	t = cache_find(e->twins, id);
	if (t != NULL && e->now_ns - t->when_ns <= TWIN_NS &&
	    !endpoint_equals(&t->client, &client)) {
		if (twin_is_lan(e, t, s, direction))
			return (true);
		twin_forget(e, t, &server);
	}
	if (t == NULL)
		t = cache_put(e->twins, id, e->now_ns, NULL);
	t->client = client;
	t->when_ns = e->now_ns;
	return (false);
}

/* --- from a packet to a session --- */

static bool
src_is_client(const struct engine *e, const struct packet *p)
{
	bool src_mail = (e->ports[p->src_port] & PORT_MAIL) != 0;
	bool dst_mail = (e->ports[p->dst_port] & PORT_MAIL) != 0;

	if (src_mail != dst_mail)
		return (dst_mail);
	/* Odd ports: it is the server that greets. */
	return (!flow_looks_like_greeting(p->payload));
}

static struct session *
session_begin(struct engine *e, const struct packet *p,
    struct flow *f, const struct addressed *to)
{
	struct endpoint server;
	const struct mail_port *port;
	struct session *s;
	enum direction direction;

	if (pool_is_full(e->sessions)) {
		s = pool_stalest(e->sessions);
		session_tell(e, s, p->when_ns);
		talk_fini(&s->talk, &e->talks);
		stream_fini(&s->streams[FROM_CLIENT], e->segments);
		stream_fini(&s->streams[FROM_SERVER], e->segments);
		wheel_remove(&e->wheel, pool_index(e->sessions, s));
		odd_port_count(e, s, -1);
		pool_evict(e->sessions, s);
	}
	s = pool_put_hashed(e->sessions, &to->id, (uint32_t)to->id);
	s->key = to->key;
	if (f != NULL) {
		s->flow = *f;
		cache_drop(e->openings, f);
	} else
		flow_begin(&s->flow, p, to->src_is_low, src_is_client(e, p));
	s->flow.state = FLOW_TALKING;
	server = flow_server(&s->key, &s->flow);
	port = mail_port_find(server.port);
	stream_init(&s->streams[FROM_CLIENT]);
	stream_init(&s->streams[FROM_SERVER]);
	if (s->flow.has_syn) {
		stream_seen(&s->streams[FROM_CLIENT]);
		stream_start(&s->streams[FROM_CLIENT],
		    s->flow.client_isn + 1);
	}
	if (s->flow.has_syn_ack) {
		stream_seen(&s->streams[FROM_SERVER]);
		stream_start(&s->streams[FROM_SERVER],
		    s->flow.server_isn + 1);
	}
	talk_init(&s->talk, &server, port == NULL ? PROTO_UNKNOWN : port->proto,
	    port == NULL ? SECURITY_UNKNOWN : port->security,
	    !s->flow.has_syn && !s->flow.has_syn_ack);
	s->talk.rtt_us = s->flow.rtt_us;
	/* Mail servers speak first; where their numbers begin is not known. */
	if (s->flow.has_syn && !s->flow.has_syn_ack &&
	    flow_is_from_client(&s->flow, to->src_is_low))
		talk_missed_greeting(&s->talk);
	s->wheel.row = WHEEL_NONE;
	wheel_add(&e->wheel, pool_index(e->sessions, s),
	    p->when_ns + PATIENCE_ASKED_NS);
	odd_port_count(e, s, 1);
	if (s->flow.has_syn && !s->flow.has_syn_ack)
		knock_words(e, p, &s->flow, to);
	direction = flow_is_from_client(&s->flow, to->src_is_low) ?
	    FROM_CLIENT : FROM_SERVER;
	if (twin_check(e, s, direction, p)) {
		session_demote(e, s, FLOW_TWIN);
		return (NULL);
	}
	return (s);
}

static void
count_direction(struct engine *e, struct session *s, enum direction d)
{
	struct place_facts *f = &e->facts;

	if (s->was_seen[d])
		return;
	s->was_seen[d] = true;
	if (s->was_seen[FROM_CLIENT] && s->was_seen[FROM_SERVER]) {
		f->flows_both++;
		if (d == FROM_CLIENT)
			f->flows_in--;
		else
			f->flows_out--;
	} else if (d == FROM_CLIENT)
		f->flows_out++;
	else
		f->flows_in++;
}

/* Frames of a server beyond the link wear the gateway's MAC. */
static void
gateway_learn(struct engine *e, const struct packet *p)
{
	struct news n;

	if (!p->has_src_mac || ip_is_private(&p->src))
		return;
	/* A gateway does not change between two packets. */
	if (mac_equals(&e->gateway, &p->src_mac) &&
	    e->now_ns - e->gateway_ns < NS_PER_S)
		return;
	e->gateway = p->src_mac;
	e->gateway_ns = e->now_ns;
	memset(&n, 0, sizeof n);
	n.kind = NEWS_ROUTER;
	n.has_mac = true;
	n.mac = p->src_mac;
	ledger_news(e->ledger, e->now_ns, &n);
}

static void
session_take(struct engine *e, struct session *s, const struct packet *p,
    bool src_is_low)
{
	bool from_client = flow_is_from_client(&s->flow, src_is_low);
	enum direction d = from_client ? FROM_CLIENT : FROM_SERVER;
	enum direction other = from_client ? FROM_SERVER : FROM_CLIENT;
	struct piece piece = { p->when_ns, p->seq, p->payload_wire_bytes,
	    (p->flags & TCP_ACK) != 0 ? p->ack : 0, p->payload };

	flow_learn(&s->flow, p, from_client);
	if (p->payload_wire_bytes > 0) {
		if (!from_client && !s->was_seen[d])
			gateway_learn(e, p);
		count_direction(e, s, d);
		e->facts.segments++;
		if (p->payload.len < p->payload_wire_bytes)
			e->facts.cut_mail++;
	}
	stream_seen(&s->streams[d]);
	if ((p->flags & TCP_ACK) != 0)
		stream_acked(&s->streams[other], p->ack);
	if ((p->flags & TCP_FIN) != 0)
		stream_ends(&s->streams[d],
		    p->seq + p->payload_wire_bytes);
	s->talk.client_gone =
	    stream_end_is_acked(&s->streams[FROM_CLIENT]);
	session_read(e, s, d, &piece, false, p->when_ns);
	/* RFC 9293 3.10.7.4: a reset far outside the window resets nothing. */
	if (((p->flags & TCP_RST) != 0 && stream_is_near(&s->streams[d],
	    p->seq)) ||
	    (stream_is_over(&s->streams[FROM_CLIENT]) &&
	    stream_is_over(&s->streams[FROM_SERVER])))
		session_end(e, s, p->when_ns, true);
	else if (talk_is_over(&s->talk)) {
		session_tell(e, s, p->when_ns);
		session_demote(e, s, FLOW_IGNORED);
	}
}

/*
 * Is this the connection that was over?  A new one has another initial
 * sequence number, where both were seen.
 */
static bool
is_same_connection(const struct flow *old, const struct flow *fresh,
    int64_t now_ns)
{
	int64_t since_ns = (fresh != NULL ? fresh->last_ns : now_ns) -
	    old->last_ns;
	bool may_live = fresh == NULL && old->state != FLOW_CLOSED;

	if (since_ns > (may_live ? PATIENCE_IDLE_NS : CLOSED_NS))
		return (false);
	if (fresh == NULL)
		return (true);
	if (old->has_syn && fresh->has_syn)
		return (old->client_isn == fresh->client_isn);
	if (old->has_syn_ack && fresh->has_syn_ack)
		return (old->server_isn == fresh->server_isn);
	return (fresh->last_ns <= old->last_ns);
}

/* A SYN for a session that lives: a late copy, or its end unseen. */
static bool
session_is_reopened(const struct session *s, const struct packet *p,
    bool src_is_low)
{
	bool from_client = flow_is_from_client(&s->flow, src_is_low);

	if ((p->flags & TCP_ACK) != 0 || !from_client)
		return (false);
	return (!s->flow.has_syn || s->flow.client_isn != p->seq);
}

void
session_packet(struct engine *e, const struct packet *p,
    const struct addressed *to)
{
	struct flow *old, *fresh;
	struct session *s;

	if ((p->flags & TCP_SYN) != 0)
		cache_prefetch(e->openings, to->id);
	s = pool_find_hashed(e->sessions, &to->id, (uint32_t)to->id);
	if (s != NULL) {
		if ((p->flags & TCP_SYN) == 0) {
			session_take(e, s, p, to->src_is_low);
			return;
		}
		if (!session_is_reopened(s, p, to->src_is_low))
			return;
		session_end(e, s, p->when_ns, false);
	}
	if ((p->flags & TCP_SYN) != 0) {
		knock_syn(e, p, to);
		return;
	}
	if ((p->flags & TCP_RST) != 0)
		knock_reset(e, p, to);
	if (p->payload_wire_bytes == 0)
		return;
	old = cache_find(e->flows, to->id);
	fresh = cache_find(e->openings, to->id);
	if (old != NULL) {
		if (is_same_connection(old, fresh, p->when_ns)) {
			/* It lives on, unheard. */
			if (old->state != FLOW_CLOSED)
				old->last_ns = p->when_ns;
			return;
		}
		cache_drop(e->flows, old);
	}
	s = session_begin(e, p, fresh, to);
	if (s != NULL)
		session_take(e, s, p, to->src_is_low);
}
