/*
 * Connections that are asked for: granted, refused, or left without an answer.
 *
 * A half-open connection is a small flow (see session.c); what becomes of it
 * is told to the ledger, which knows a lockout by it.
 */

#include "engine/opening.h"

#include <string.h>

#include "base/when.h"
#include "data/opening.h"
#include "data/protocols.h"
#include "engine/events.h"
#include "engine/state.h"
#include "judge/router.h"
#include "wire/refusal.h"

/*
 * A SYN is sent again after a second (RFC 6298 2, 5.7), by Windows after a
 * refusal in half of one; what comes sooner is the mirror's copy.
 */
#define COPY_NS		(400 * NS_PER_MS)
/* Data is sent again after 200 ms at the soonest (Linux, TCP_RTO_MIN). */
#define AGAIN_NS	(180 * NS_PER_MS)
/* That a connection goes on is worth no more looks than these. */
#define GOES_ON_NS	(50 * NS_PER_MS)
/* A host that was asked answers sooner, but for a refusal, which may take
 * 6 s (RUNS.md, S1). */
#define UNASKED_NS	(1 * NS_PER_S)
#define UNASKED_LOGIN_NS	(10 * NS_PER_S)

/* Tell the ledger what became of a connection that was asked for. */
static void
opening_tell(struct engine *e, const struct flow_key *key, const struct flow *f,
    enum opening_end end, int64_t asked_ns)
{
	const struct mail_port *port;
	struct opening o;

	memset(&o, 0, sizeof o);
	flow_who(key, f, &o.who);
	/* A scan may come from a mail port; what it asks for is no server. */
	if ((e->ports[o.who.server.port] & (PORT_MAIL | PORT_ODD)) == 0)
		return;
	o.when_ns = e->now_ns;
	o.asked_ns = asked_ns;
	port = mail_port_find(o.who.server.port);
	o.proto = port == NULL ? PROTO_UNKNOWN : port->proto;
	o.end = end;
	o.isn = f->client_isn;
	if (ledger_opening(e->ledger, &o))
		events_verdicts(e);
	e->watch_ns = ledger_watch_ns(e->ledger);
}

static void
sign_tell(struct engine *e, const struct flow_key *key, const struct flow *f,
    enum host_sign sign, int64_t asked_ns)
{
	const struct mail_port *port;
	struct sign s;

	memset(&s, 0, sizeof s);
	flow_who(key, f, &s.who);
	if ((e->ports[s.who.server.port] & (PORT_MAIL | PORT_ODD)) == 0)
		return;
	s.when_ns = e->now_ns;
	s.asked_ns = asked_ns;
	port = mail_port_find(s.who.server.port);
	s.proto = port == NULL ? PROTO_UNKNOWN : port->proto;
	s.sign = sign;
	s.seq = f->client_seq;
	if (ledger_sign(e->ledger, &s))
		events_verdicts(e);
	e->watch_ns = ledger_watch_ns(e->ledger);
}

static uint32_t
rtt_us(int64_t ns)
{
	int64_t us = ns / NS_PER_US;

	return (us < 1 ? 1 : us > UINT32_MAX ? UINT32_MAX : (uint32_t)us);
}

/*
 * A SYN that is sent again has had no answer, unless it is a mirror's copy; of
 * a connection that was refused the refusal has been told.
 */
static void
syn_again(struct engine *e, const struct packet *p, struct flow *f,
    const struct flow_address *to)
{
	int64_t asked_ns = f->last_ns;
	bool from_client = flow_is_from_client(f, to->src_is_low);

	flow_learn(f, p, from_client);
	if (from_client && f->has_syn && !f->has_syn_ack && !f->is_refused &&
	    p->when_ns - asked_ns >= COPY_NS)
		opening_tell(e, &to->key, f, OPENING_SILENT, asked_ns);
}

static void
syn_answered(struct engine *e, const struct packet *p, struct flow *f,
    const struct flow_address *to)
{
	bool from_client = flow_is_from_client(f, to->src_is_low);

	if (f->has_syn && !f->has_syn_ack)
		f->rtt_us = rtt_us(p->when_ns - f->last_ns);
	flow_learn(f, p, from_client);
	if (!f->has_syn_ack && !from_client)
		opening_tell(e, &to->key, f, OPENING_ANSWERED, p->when_ns);
	f->has_syn_ack = true;
	f->server_isn = p->seq;
}

void
opening_syn(struct engine *e, const struct packet *p,
    const struct flow_address *to)
{
	bool is_answer = (p->flags & TCP_ACK) != 0;
	struct flow *f = cache_find(e->half_open, to->id);

	opening_elsewhere(e, p);
	/* Another connection between the same ports takes the place. */
	if (f != NULL && !is_answer && f->has_syn &&
	    f->client_isn != p->seq) {
		cache_drop(e->half_open, f);
		f = NULL;
	}
	if (f == NULL) {
		f = cache_put(e->half_open, to->id, p->when_ns,
		    &e->half_open_lost);
		flow_begin(f, p, to->src_is_low, !is_answer);
	}
	if (is_answer) {
		syn_answered(e, p, f, to);
		return;
	}
	syn_again(e, p, f, to);
	f->has_syn = true;
	f->client_isn = p->seq;
}

void
opening_words(struct engine *e, const struct packet *p, const struct flow *f,
    const struct flow_address *to)
{
	opening_tell(e, &to->key, f, OPENING_ANSWERED, p->when_ns);
}

/* RFC 9293 3.5.2: a reset names the SYN it refuses, which no stranger can. */
void
opening_reset(struct engine *e, const struct packet *p,
    const struct flow_address *to)
{
	struct flow *f = cache_find(e->half_open, to->id);

	if (f == NULL || !f->has_syn || f->has_syn_ack || f->is_refused ||
	    flow_is_from_client(f, to->src_is_low) ||
	    (p->flags & TCP_ACK) == 0 || p->ack != f->client_isn + 1)
		return;
	/* A reset ends nothing for good: Windows sends the same SYN again. */
	f->is_refused = true;
	opening_tell(e, &to->key, f, OPENING_RESET, f->last_ns);
}

void
opening_heard(struct engine *e, const struct packet *p, struct flow *f,
    const struct flow_address *to, bool is_first)
{
	int64_t asked_ns = f->client_ns;

	if (!flow_is_from_client(f, to->src_is_low)) {
		if (!is_first && (e->now_ns >= e->watch_ns ||
		    e->now_ns - e->goes_on_ns < GOES_ON_NS))
			return;
		e->goes_on_ns = e->now_ns;
		sign_tell(e, &to->key, f, is_first ? SIGN_WORDS :
		    SIGN_GOES_ON, e->now_ns);
		return;
	}
	if (asked_ns == 0 || f->client_seq != p->seq) {
		f->client_seq = p->seq;
		f->client_ns = p->when_ns;
	} else if (p->when_ns - asked_ns >= AGAIN_NS) {
		sign_tell(e, &to->key, f, f->state == FLOW_IGNORED ?
		    SIGN_FROZEN : SIGN_STUCK, asked_ns);
	}
}

/*
 * A service that is stopped ends what runs; a firewall ends nothing.  What the
 * client has just asked for, or ended itself, tells of no such thing.
 */
void
opening_ends(struct engine *e, const struct packet *p, struct flow *f,
    const struct flow_address *to)
{
	int64_t least_ns = f->state == FLOW_IGNORED ? UNASKED_NS :
	    UNASKED_LOGIN_NS;

	if (!f->has_ended && !flow_is_from_client(f, to->src_is_low) &&
	    (p->flags & TCP_FIN) != 0 && f->client_ns != 0 &&
	    e->now_ns - f->client_ns >= least_ns)
		sign_tell(e, &to->key, f, SIGN_GOODBYE, f->client_ns);
	f->has_ended = true;
}

/* The connection that an ICMP message refuses, if it is one that runs. */
static struct flow *
running(struct engine *e, const struct flow_address *to)
{
	struct session *s = pool_find_hashed(e->sessions, &to->id,
	    (uint32_t)to->id);

	return (s != NULL ? &s->flow : cache_find(e->flows, to->id));
}

/* RFC 1122 4.2.3.9: it ends no connection that runs, but tells of its host. */
static void
icmp_running(struct engine *e, const struct refusal *r,
    const struct flow_address *to)
{
	struct flow *f = running(e, to);

	if (f != NULL && flow_is_from_client(f, to->src_is_low) &&
	    f->client_ns != 0 && r->asked.seq == f->client_seq)
		sign_tell(e, &to->key, f, r->is_reject ? SIGN_REJECTED :
		    SIGN_UNREACHABLE, f->client_ns);
}

void
opening_icmp(struct engine *e, const struct packet *p)
{
	struct flow_address to;
	struct refusal r;
	struct flow *f;

	if (!refusal_read(p, &r))
		return;
	flow_address(&e->hash_key, &r.asked, &to);
	f = cache_find(e->half_open, to.id);
	if (f == NULL) {
		icmp_running(e, &r, &to);
		return;
	}
	if (!f->has_syn || f->has_syn_ack || f->is_refused ||
	    !flow_is_from_client(f, to.src_is_low) ||
	    r.asked.seq != f->client_isn)
		return;
	f->is_refused = true;
	opening_tell(e, &to.key, f, r.is_reject ? OPENING_REJECTED :
	    OPENING_UNREACHABLE, f->last_ns);
}

void
opening_elsewhere(struct engine *e, const struct packet *p)
{
	/* A packet that has passed no router is not from the internet. */
	if ((p->flags & TCP_ACK) != 0) {
		if (!ip_is_private(&p->src) && router_hops(p->ttl) > 0)
			ledger_elsewhere(e->ledger, e->now_ns, &p->src);
	} else if ((e->ports[p->dst_port] & PORT_MAIL) == 0 &&
	    !ip_is_private(&p->dst)) {
		ledger_asked_elsewhere(e->ledger, e->now_ns, &p->dst);
	}
}
