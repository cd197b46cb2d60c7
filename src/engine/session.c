/*
 * Sessions: connections that carry mail, from the first payload to the close.
 *
 *	nothing
 *	   |  a SYN
 *	   v
 *	half open: a flow in half_open; see opening.c
 *	   |  payload (of a connection that began before the capture: at once)
 *	   v
 *	session: that flow, two streams and a talk, which reads the logins
 *	   |  both ends have closed, or were silent too long	FLOW_CLOSED
 *	   |  a login got in, or this is no mail		FLOW_IGNORED
 *	   |  it is the copy to forget of two; see twins.c	FLOW_TWIN
 *	   v
 *	flow: in flows, where late copies of its packets are known by it
 *	   |  payload of another connection between the same ends: a session;
 *	   |  so is an AUTH behind the login that got in
 *	   v  or newer flows need the room
 *	nothing
 *
 * A half-open connection is a small flow; only payload earns a session, and a
 * session that can teach nothing more becomes a flow again.  So a flood of
 * connections that say nothing never touches the sessions, and late copies of
 * a closed connection's packets are known for what they are.
 */

#include "engine/session.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "data/protocols.h"
#include "engine/events.h"
#include "engine/second_look.h"
#include "engine/opening.h"
#include "engine/state.h"
#include "engine/twins.h"

/*
 * How long silence may last.  A login that got no answer in five minutes gets
 * none (Dovecot cuts at three, lib-master/master-interface.h); an idle IMAP
 * client speaks every 29 minutes at the latest (RFC 2177 3).
 */
#define PATIENCE_ASKED_NS	(300 * NS_PER_S)
#define PATIENCE_IDLE_NS	(2100 * NS_PER_S)
/* Copies of a closed connection's packets come no later (RFC 9293: 2 MSL). */
#define CLOSED_NS		(300 * NS_PER_S)

/* Each session on a port that is no mail port makes that port worth a look. */
static void
odd_port_count(struct engine *e, const struct session *s, int change)
{
	uint16_t port = flow_server(&s->key, &s->flow).port;

	if ((e->ports[port] & PORT_MAIL) != 0)
		return;
	e->n_odd = (uint32_t)((int64_t)e->n_odd + change);
	e->ports[port] |= PORT_ODD;
}

/* The one way out of the pool: what a session holds elsewhere goes back. */
static void
session_free(struct engine *e, struct session *s, bool is_evicted)
{
	stream_fini(&s->streams[FROM_CLIENT], e->segments);
	stream_fini(&s->streams[FROM_SERVER], e->segments);
	talk_fini(&s->talk, &e->talks);
	wheel_remove(&e->wheel, s);
	odd_port_count(e, s, -1);
	if (is_evicted)
		pool_evict(e->sessions, s);
	else
		pool_drop(e->sessions, s);
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

	session_free(e, s, false);
	f = cache_find(e->flows, id);
	if (f == NULL)
		f = cache_put(e->flows, id, kept.last_ns, NULL);
	*f = kept;
	f->state = (uint8_t)state;
}

/* A capture that shows this very computer alone is worth a note. */
static void
count_own(struct engine *e, const struct session *s)
{
	int i;

	if (!s->flow.has_mac || e->n_own == 0)
		return;
	e->counts->mac_sessions++;
	for (i = 0; i < e->n_own; i++)
		if (mac_equals(&e->own[i], &s->flow.mac)) {
			e->counts->own_sessions++;
			return;
		}
}

/* The ledger counts a session once, and only when it is known to be mail. */
static void
session_tell(struct engine *e, struct session *s, int64_t when_ns)
{
	struct who w = { .has_mac = false };

	if (s->is_told || !s->talk.is_mail)
		return;
	s->is_told = true;
	count_own(e, s);
	flow_who(&s->key, &s->flow, &w);
	ledger_session(e->ledger, when_ns, &w, (enum proto)s->talk.proto);
}

/* Read a piece, and what waited for it; with flush holes are told at once. */
static void
session_read(struct engine *e, struct session *s, enum direction from,
    struct piece *piece, bool flush, int64_t now_ns)
{
	const struct stream_round round = {
		e->segments, now_ns, flush, &e->counts->doubles
	};
	struct told told;
	struct chunk c;

	while (streams_next(s->streams, &round, from, piece, &c)) {
		if (c.hole_bytes > 0)
			e->capture.holes++;
		while (talk_next(&s->talk, &e->talks, &c, &told))
			second_look_login(e, s, &told);
		events_shown(e, s, c.when_ns);
		/* Before both have spoken it may turn out to be a twin. */
		if (s->was_seen[FROM_CLIENT] && s->was_seen[FROM_SERVER])
			session_tell(e, s, c.when_ns);
	}
}

/* End a session that was seen to close at at_ns, or is given up then. */
static void
session_end(struct engine *e, struct session *s, int64_t at_ns, bool is_seen)
{
	struct piece nothing = { at_ns, 0, 0, 0, { NULL, 0 } };
	struct told told;

	session_read(e, s, FROM_SERVER, &nothing, true, at_ns);
	while (talk_close(&s->talk, &e->talks, at_ns, is_seen, &told))
		second_look_login(e, s, &told);
	session_tell(e, s, at_ns);
	session_demote(e, s, FLOW_CLOSED);
}

static int64_t
session_deadline(const struct session *s)
{
	return (s->flow.last_ns + (s->talk.n_pending > 0 ? PATIENCE_ASKED_NS :
	    PATIENCE_IDLE_NS));
}

void
sessions_expire(struct engine *e, int64_t now_ns)
{
	struct session *s;
	int64_t row_ns;

	if (now_ns < e->wheel.next_ns)	/* asked for every frame */
		return;
	/* After a leap in time thousands may be due: the rest is done when
	 * the caller has taken the events of these. */
	while (events_have_room(e) && (s = wheel_due(&e->wheel, now_ns,
	    &row_ns)) != NULL) {
		int64_t deadline_ns = session_deadline(s);

		if (deadline_ns <= row_ns) {
			session_end(e, s, deadline_ns, false);
			continue;
		}
		/* A client may ask for a login meanwhile: look in time. */
		if (deadline_ns > row_ns + PATIENCE_ASKED_NS)
			deadline_ns = row_ns + PATIENCE_ASKED_NS;
		wheel_add(&e->wheel, s, deadline_ns);
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

/* Which end is the client, where no SYN was seen: who asks a mail port. */
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

/* A zeroed session; when the pool is full the stalest makes room. */
static struct session *
session_new(struct engine *e, const struct flow_address *to, int64_t when_ns)
{
	struct session *s;

	if (pool_is_full(e->sessions)) {
		s = pool_stalest(e->sessions);
		session_tell(e, s, when_ns);
		session_free(e, s, true);
	}
	s = pool_put_hashed(e->sessions, &to->id, (uint32_t)to->id);
	s->key = to->key;
	wheel_begin(&e->wheel, s);
	return (s);
}

/* A direction's SYN, if that was seen, tells where its numbers begin. */
static void
stream_begin(struct stream *s, bool has_syn, uint32_t isn)
{
	stream_init(s);
	if (!has_syn)
		return;
	stream_seen(s);
	stream_start(s, isn + 1);
}

static void
talk_begin(struct session *s)
{
	struct endpoint server = flow_server(&s->key, &s->flow);
	const struct mail_port *port = mail_port_find(server.port);

	talk_init(&s->talk, &server, port == NULL ? PROTO_UNKNOWN : port->proto,
	    port == NULL ? SECURITY_UNKNOWN : port->security,
	    !s->flow.has_syn && !s->flow.has_syn_ack);
	s->talk.rtt_us = s->flow.rtt_us;
}

/* Of two copies of one connection one is forgotten: true when it is this. */
static bool
session_is_twin(struct engine *e, struct session *s, enum direction direction,
    const struct packet *p)
{
	struct session *old;
	uint64_t old_id;

	switch (twins_find(e, s, direction, p, &old_id)) {
	case TWIN_IS_FRESH:
		session_demote(e, s, FLOW_TWIN);
		return (true);
	case TWIN_IS_OLD:
		old = pool_find_hashed(e->sessions, &old_id, (uint32_t)old_id);
		if (old != NULL)
			session_demote(e, old, FLOW_TWIN);
		return (false);
	default:
		return (false);
	}
}

/*
 * NULL when this is the twin of a session that is kept.  Not inlined, for it
 * is rare: its registers would be saved for every packet.
 */
static __attribute__((noinline)) struct session *
session_begin(struct engine *e, const struct packet *p,
    struct flow *f, const struct flow_address *to)
{
	struct session *s = session_new(e, to, p->when_ns);
	enum direction direction;

	if (f != NULL) {
		s->flow = *f;
		cache_drop(e->half_open, f);
	} else
		flow_begin(&s->flow, p, to->src_is_low, src_is_client(e, p));
	s->flow.state = FLOW_TALKING;
	direction = flow_is_from_client(&s->flow, to->src_is_low) ?
	    FROM_CLIENT : FROM_SERVER;
	stream_begin(&s->streams[FROM_CLIENT], s->flow.has_syn,
	    s->flow.client_isn);
	stream_begin(&s->streams[FROM_SERVER], s->flow.has_syn_ack,
	    s->flow.server_isn);
	talk_begin(s);
	if (!s->flow.has_syn && !s->flow.has_syn_ack &&
	    mail_port_find(flow_server(&s->key, &s->flow).port) != NULL)
		e->counts->from_middle++;
	/* Mail servers speak first; where their numbers begin is not known. */
	if (s->flow.has_syn && !s->flow.has_syn_ack &&
	    direction == FROM_CLIENT)
		talk_missed_greeting(&s->talk);
	wheel_add(&e->wheel, s, p->when_ns + PATIENCE_ASKED_NS);
	odd_port_count(e, s, 1);
	if (s->flow.has_syn && !s->flow.has_syn_ack)
		opening_words(e, p, &s->flow, to);
	return (session_is_twin(e, s, direction, p) ? NULL : s);
}

/* A capture that shows one direction only is known by these counts. */
static void
count_direction(struct engine *e, struct session *s, enum direction d)
{
	struct capture_counts *f = e->counts;

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
	ledger_news(e->ledger, &n);
}

static void
session_take(struct engine *e, struct session *s, const struct packet *p,
    const struct flow_address *to)
{
	bool from_client = flow_is_from_client(&s->flow, to->src_is_low);
	enum direction d = from_client ? FROM_CLIENT : FROM_SERVER;
	enum direction other = from_client ? FROM_SERVER : FROM_CLIENT;
	struct piece piece = { p->when_ns, p->seq, p->payload_wire_bytes,
	    (p->flags & TCP_ACK) != 0 ? p->ack : 0, p->payload };

	if (p->payload_wire_bytes > 0)
		opening_heard(e, p, &s->flow, to, !from_client &&
		    !s->was_seen[d]);
	flow_learn(&s->flow, p, from_client);
	if ((p->flags & (TCP_FIN | TCP_RST)) != 0)
		opening_ends(e, p, &s->flow, to);
	if (p->payload_wire_bytes > 0) {
		if (!from_client && !s->was_seen[d])
			gateway_learn(e, p);
		count_direction(e, s, d);
		e->counts->segments++;
		if (p->payload.len < p->payload_wire_bytes)
			e->counts->cut_mail++;
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

/*
 * Some programs log in again on the connection where they are let in (RFC 4954
 * 4 forbids it).  That is SMTP's AUTH at the beginning of a packet; what else
 * may stand there, a message's line say, gets no AUTH's answer, which is what
 * a session from the middle waits for.
 */
static bool
logs_in_again(const struct flow *f, const struct packet *p)
{
	const struct mail_port *port;

	if (f->state != FLOW_IGNORED || p->payload.len < 5 ||
	    !span_starts_nocase(p->payload, "AUTH "))
		return (false);
	port = mail_port_find(p->dst_port);
	return (port != NULL && port->proto == PROTO_SMTP);
}

void
session_packet(struct engine *e, const struct packet *p,
    const struct flow_address *to)
{
	struct flow *old, *fresh;
	struct session *s;
	bool is_again = false;

	if ((p->flags & TCP_SYN) != 0)
		cache_prefetch(e->half_open, to->id);
	s = pool_find_hashed(e->sessions, &to->id, (uint32_t)to->id);
	if (s != NULL) {
		if ((p->flags & TCP_SYN) == 0) {
			session_take(e, s, p, to);
			return;
		}
		if (!session_is_reopened(s, p, to->src_is_low))
			return;
		session_end(e, s, p->when_ns, false);
	}
	if ((p->flags & TCP_SYN) != 0) {
		opening_syn(e, p, to);
		return;
	}
	if ((p->flags & TCP_RST) != 0)
		opening_reset(e, p, to);
	old = p->payload_wire_bytes > 0 || (p->flags & TCP_FIN) != 0 ?
	    cache_find(e->flows, to->id) : NULL;
	if (p->payload_wire_bytes == 0) {
		if (old != NULL && old->state != FLOW_TWIN)
			opening_ends(e, p, old, to);
		return;
	}
	fresh = cache_find(e->half_open, to->id);
	if (old != NULL) {
		is_again = logs_in_again(old, p);
		if (!is_again && is_same_connection(old, fresh, p->when_ns)) {
			/* A connection that is ignored lives on. */
			if (old->state == FLOW_IGNORED)
				opening_heard(e, p, old, to, false);
			if (old->state == FLOW_IGNORED &&
			    (p->flags & TCP_FIN) != 0)
				opening_ends(e, p, old, to);
			if (old->state != FLOW_CLOSED)
				old->last_ns = p->when_ns;
			return;
		}
		cache_drop(e->flows, old);
	}
	s = session_begin(e, p, fresh, to);
	if (s == NULL)
		return;
	s->is_told |= is_again;
	session_take(e, s, p, to);
}

/*
 * The pools that other rooms keep for sessions hold as much as the sessions
 * say, no more: a deadline for each, a row for each login that waits and for
 * each piece that came too early.
 */
void
sessions_check(const struct engine *e)
{
	const struct session *s = pool_stalest(e->sessions);
	uint32_t n_pending = 0, n_odd = 0, n_pieces = 0;
	int d;

	for (; s != NULL; s = pool_younger(e->sessions, s)) {
		struct endpoint server = flow_server(&s->key, &s->flow);

		assert(s->flow.state == FLOW_TALKING);
		assert(cache_find(e->half_open, s->id) == NULL);
		assert(cache_find(e->flows, s->id) == NULL);
		assert(s->wheel.row != WHEEL_NONE);
		n_pending += s->talk.n_pending;
		for (d = FROM_CLIENT; d <= FROM_SERVER; d++)
			n_pieces += (uint32_t)s->streams[d].n_waiting +
			    (s->streams[d].lent != POOL_NONE);
		if ((e->ports[server.port] & PORT_MAIL) != 0)
			continue;
		assert((e->ports[server.port] & PORT_ODD) != 0);
		n_odd++;
	}
	assert(n_odd == e->n_odd);
	assert(n_pending == pool_used(e->talks.pending));
	assert(n_pieces == pool_used(e->segments));
	assert(wheel_check(&e->wheel) == pool_used(e->sessions));
}
