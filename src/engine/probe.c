/*
 * Asks by SYNs with a cookie, and knows the answers by it.
 *
 *	probe_due > (the caller sends) > probe_frame > probe_next_event
 *
 * The one idea: the plan only says what to send; what was asked and answered
 * is read from the capture alone.  So a replay of that capture, which has no
 * plan, comes to the same answers: a question is silent when its time is over
 * by the clock of the frames.
 */

#include "engine/probe.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/when.h"
#include "engine/probe_cookie.h"
#include "engine/probe_events.h"
#include "engine/probe_heard.h"
#include "engine/probe_rows.h"
#include "engine/probe_state.h"
#include "judge/probing.h"
#include "wire/refusal.h"

enum { FRAGMENTS = 4 };

/* 20 a second. */
#define PACE_NS		(50 * NS_PER_MS)
/*
 * Linux sends an address one ICMP error a second, and six at once
 * (icmp_ratelimit, icmp(7)): where some ports were refused, those that seem
 * silent are asked no faster.
 */
#define ICMP_PACE_NS	(1100 * NS_PER_MS)
/* A round is over so long after its last SYN: another may be on its way. */
#define QUIET_NS	(NS_PER_S / 2)
/* The same SYN on two interfaces is one. */
#define COPY_NS		(200 * NS_PER_MS)

/* --- what to ask --- */

struct probe *
probe_new(const struct probe_setup *setup)
{
	struct pool *self = pool_new(1, sizeof (struct probe), 0, NULL);
	size_t n, i;
	uint32_t j;
	const struct probe_port *ports = probe_ports(&n);
	struct probe *p;

	if (self == NULL)
		return (NULL);
	p = pool_put(self, NULL);
	p->self = self;
	p->defrag = defrag_new(FRAGMENTS);
	if (p->defrag == NULL) {
		probe_free(p);
		return (NULL);
	}
	memcpy(p->key, setup->key, sizeof p->key);
	memcpy(p->asker, setup->own, sizeof p->asker);
	text_keep(p->view.host, sizeof p->view.host, span_text(setup->host));
	for (i = 0; i < PROBE_FAMILIES; i++) {
		p->view.line[i].gateway = setup->gateways[i];
		p->view.line[i].has_no_route = setup->has_no_route[i];
		if (setup->n_ports > 0 &&
		    !ip_is_zero(&setup->references[i]))
			rows_add(p, &setup->references[i], PROBE_REFERENCE_PORT,
			    ROLE_REFERENCE);
	}
	for (j = 0; j < setup->n_addresses; j++)
		rows_address(&p->view, &setup->addresses[j]);
	for (i = 0; i < setup->n_ports && i < n; i++)
		for (j = 0; j < setup->n_addresses; j++)
			if (!setup->has_no_route[probe_family(
			    &setup->addresses[j])])
				rows_add(p, &setup->addresses[j],
				    ports[i].port, ROLE_HOST);
	return (p);
}

void
probe_free(struct probe *p)
{
	if (p == NULL)
		return;
	defrag_free(p->defrag);
	pool_free(p->self);
}

/* Was any port of this address refused by ICMP, and not for want of a host? */
static bool
icmp_is_heard(const struct probe_view *v, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		if (r->answer.answer == ANSWER_REFUSED &&
		    ip_equals(&r->ip, ip) && (ip_equals(&r->answer.by, ip) ||
		    !unreachable_is_away(ip_is_v4(ip), r->answer.code)))
			return (true);
	}
	return (false);
}

static bool
row_is_due(struct probe *p, const struct probe_row *r, int64_t now_ns)
{
	const struct row_state *s = rows_state(p, r);

	if (row_is_settled(r) || s->sent >= row_tries(r))
		return (false);
	return (s->sent == 0 || now_ns - r->last_ns >= row_patience_ns(r));
}

bool
probe_due(struct probe *p, int64_t now_ns, struct probe_syn *out)
{
	struct probe_row *r = NULL;
	uint32_t i;

	if (now_ns < p->next_ns || p->view.n_rows == 0)
		return (false);
	/* Those never asked come first: tries follow when all had theirs. */
	for (i = 0; i < p->view.n_rows && r == NULL; i++)
		if (p->states[i].sent == 0 &&
		    row_is_due(p, &p->view.rows[i], now_ns))
			r = &p->view.rows[i];
	for (i = 0; i < p->view.n_rows && r == NULL; i++)
		if (row_is_due(p, &p->view.rows[i], now_ns))
			r = &p->view.rows[i];
	if (r == NULL)
		return (false);
	rows_state(p, r)->sent++;
	rows_asked(p, r, now_ns, false);
	p->next_ns = now_ns + (rows_state(p, r)->sent > 1 &&
	    icmp_is_heard(&p->view, &r->ip) ? ICMP_PACE_NS : PACE_NS);
	*out = probe_cookie(p->key, r->role, &r->ip, r->port, r->round);
	return (true);
}

uint32_t
probe_planned(const struct probe *p)
{
	return (p->view.n_rows);
}

/* --- frames --- */

/*
 * The row that this label is of, also where its SYN was not seen; NULL: it is
 * none of ours.
 */
static struct probe_row *
row_labelled(struct probe *p, const struct ip *to, uint16_t to_port,
    uint16_t from_port, uint32_t seq, uint32_t *round)
{
	enum probe_role role = ROLE_HOST;

	if (!cookie_may_be(from_port))
		return (NULL);
	if (!cookie_read(p->key, role, to, to_port, from_port, seq, round)) {
		role = ROLE_REFERENCE;
		if (!cookie_read(p->key, role, to, to_port, from_port, seq,
		    round))
			return (NULL);
	}
	return (rows_add(p, to, to_port, role));
}

/* A program of this network begins a connection to what is asked. */
static bool
traffic_asked(struct probe *p, const struct packet *k)
{
	struct probe_row *r = rows_find(p, &k->dst, k->dst_port, ROLE_HOST);

	return (r != NULL && rows_tried(p, r, k->src_port, k->seq));
}

/* One of our own SYNs, as the capture shows it. */
static bool
own_syn(struct probe *p, const struct packet *k)
{
	struct row_state *s;
	uint32_t round;
	struct probe_row *r = row_labelled(p, &k->dst, k->dst_port,
	    k->src_port, k->seq, &round);

	if (r == NULL)
		return (traffic_asked(p, k));
	if (round > r->round)
		rows_begin(p, r, round);
	s = rows_state(p, r);
	p->view.own[probe_family(&k->src)] = k->src;
	/* One that is answered already was on its way, or is a copy. */
	if (row_is_settled(r) || (s->seen > 0 &&
	    k->when_ns - s->seen_ns < COPY_NS))
		return (false);
	p->is_over = false;
	p->is_judged &= round > 0;
	rows_asked(p, r, k->when_ns, true);
	s->seen_ns = k->when_ns;
	s->seen++;
	return (true);
}

/* The row whose question of this round has this label; NULL: none. */
static struct probe_row *
row_asked_by(struct probe *p, const struct ip *to, uint16_t to_port,
    uint16_t from_port, uint32_t seq)
{
	uint32_t round;
	struct probe_row *r = row_labelled(p, to, to_port, from_port, seq,
	    &round);

	return (r != NULL && round == r->round ? r : NULL);
}

/* Does it say anything new? */
static bool
row_answered(struct probe *p, struct probe_row *r, const struct packet *k,
    enum port_answer answer)
{
	/* The first one stands; but who grants a connection is open. */
	if (row_is_settled(r) && r->answer.answer != ANSWER_FILTERED &&
	    answer != ANSWER_OPEN)
		return (false);
	if (r->answer.answer == ANSWER_OPEN)
		return (false);
	rows_settle(p, r, answer, k->when_ns);
	r->answer.ttl = k->ttl;
	if (k->when_ns > p->busy_ns)
		p->busy_ns = k->when_ns;
	return (true);
}

static bool
is_locked_here(const struct probe_view *v, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < v->n_addresses; i++)
		if (ip_equals(&v->addresses[i].ip, ip))
			return (probe_is_locked(v->addresses[i].verdict));
	return (false);
}

/* Can its answer tell of a lift?  One that is closed where others are silent
 * is not offered, or stopped. */
static bool
row_may_lift(const struct probe_view *v, const struct probe_row *r,
    bool is_any_locked)
{
	return (r->role == ROLE_HOST && row_is_settled(r) &&
	    r->answer.answer != ANSWER_OPEN &&
	    (r->answer.answer != ANSWER_CLOSED || v->way == OPENING_RESET ||
	    !is_any_locked) && (!is_any_locked || is_locked_here(v, &r->ip)));
}

/*
 * A program was granted what we are refused; but only what it has asked for,
 * by its number: anybody can send a SYN's answer in the name of the host.
 */
static bool
traffic_answered(struct probe *p, const struct packet *k)
{
	struct probe_row *r = rows_find(p, &k->src, k->src_port, ROLE_HOST);

	if (r == NULL || !p->is_over || p->view.verdict == PROBE_FREE ||
	    !rows_has_tried(p, r, k->dst_port, k->ack - 1) ||
	    !row_may_lift(&p->view, r, probe_is_locked(p->view.verdict)))
		return (false);
	rows_begin(p, r, r->round);
	r->asked_ns = r->last_ns = k->when_ns;
	r->is_by_traffic = true;
	rows_settle(p, r, ANSWER_OPEN, k->when_ns);
	r->answer.ttl = k->ttl;
	return (true);
}

static bool
tcp_read(struct probe *p, const struct packet *k)
{
	struct probe_row *r;
	bool is_new = false;

	if ((k->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN)
		return (own_syn(p, k));
	if ((k->flags & TCP_ACK) == 0)
		return (false);
	r = row_asked_by(p, &k->src, k->src_port, k->dst_port, k->ack - 1);
	if (r == NULL)
		return ((k->flags & (TCP_SYN | TCP_RST)) == TCP_SYN &&
		    traffic_answered(p, k));
	if ((k->flags & TCP_RST) != 0)
		is_new = row_answered(p, r, k, ANSWER_CLOSED);
	else if ((k->flags & TCP_SYN) != 0)
		is_new = row_answered(p, r, k, ANSWER_OPEN);
	return (rows_heard(p, r) || is_new);
}

static bool
icmp_read(struct probe *p, const struct packet *k)
{
	struct probe_row *r;
	struct refusal no;
	bool is_v4 = ip_is_v4(&k->src);
	uint8_t code;

	if (!refusal_read(k, &no) || ip_is_v4(&no.asked.dst) != is_v4)
		return (false);
	code = k->payload.p[1];
	if (unreachable_word(is_v4, code)[0] == '\0')
		return (false);
	r = row_asked_by(p, &no.asked.dst, no.asked.dst_port,
	    no.asked.src_port, no.asked.seq);
	if (r == NULL || row_is_settled(r))
		return (r != NULL && rows_heard(p, r));
	(void)row_answered(p, r, k, ANSWER_REFUSED);
	r->answer.by = k->src;
	r->answer.code = code;
	return (true);
}

bool
probe_frame(struct probe *p, const struct frame *f)
{
	enum packet_kind kind;
	bool is_told = false;
	struct packet k;

	kind = packet_read(p->defrag, f, &k);
	if (kind == PACKET_TCP)
		is_told = tcp_read(p, &k);
	else if (kind == PACKET_ICMP)
		is_told = icmp_read(p, &k);
	is_told |= probe_heard(p, &k);
	defrag_done(p->defrag);
	return (is_told);
}

/* --- time --- */

bool
probe_is_seen(const struct probe *p)
{
	uint32_t i;

	for (i = 0; i < p->view.n_rows; i++)
		if (p->states[i].seen > 0)
			return (true);
	return (false);
}

/* Was a question seen to go out to this address, or for a reference to any of
 * its family, which takes the same way? */
static bool
way_is_seen(const struct probe *p, const struct probe_row *of)
{
	const struct probe_view *v = &p->view;
	uint32_t i;

	for (i = 0; i < v->n_rows; i++)
		if (p->states[i].seen > 0 && (of->role == ROLE_REFERENCE ?
		    probe_family(&v->rows[i].ip) == probe_family(&of->ip) :
		    ip_equals(&v->rows[i].ip, &of->ip)))
			return (true);
	return (false);
}

/*
 * A question that never went out, where others did, was stopped by a firewall
 * of this machine: nobody was silent to it.  A replay has no such row at all.
 */
static void
unseen_mark(struct probe *p)
{
	struct probe_view *v = &p->view;
	uint32_t i;

	for (i = 0; i < v->n_rows && !p->is_told_by_kernel; i++)
		v->rows[i].is_unseen = p->states[i].seen == 0 &&
		    v->rows[i].answer.answer == ANSWER_FILTERED &&
		    way_is_seen(p, &v->rows[i]);
}

/* What became of the round. */
static void
round_end(struct probe *p)
{
	struct probe_view *v = &p->view;
	uint32_t i;

	p->is_over = true;
	unseen_mark(p);
	for (i = 0; i < v->n_rows; i++)
		if (v->rows[i].asked_ns != 0 && (v->began_ns == 0 ||
		    v->rows[i].asked_ns < v->began_ns))
			v->began_ns = v->rows[i].asked_ns;
	if (!p->is_judged) {
		probe_heard_weigh(p);
		v->is_unseen = v->n_rows > 0 && !p->is_told_by_kernel &&
		    !probe_is_seen(p);
		probing_judge(v);
		for (i = 0; i < v->n_rows; i++)
			if (v->rows[i].role == ROLE_HOST &&
			    row_is_settled(&v->rows[i]) &&
			    v->rows[i].answer.answer != ANSWER_OPEN &&
			    v->rows[i].last_ns > v->vain_ns)
				v->vain_ns = v->rows[i].last_ns;
		p->is_judged = true;
		v->was = v->verdict;
	}
	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		if (r->role != ROLE_HOST || (r->round == 0 &&
		    !r->is_by_traffic))
			continue;
		if (!row_is_settled(r))
			continue;
		if (r->answer.answer != ANSWER_OPEN) {
			v->vain_ns = r->last_ns;
			continue;
		}
		if (v->verdict == PROBE_FREE)
			continue;
		v->verdict = PROBE_FREE;
		v->is_sure = true;
		v->doubts = 0;
		v->lifted_ns = r->known_ns;
	}
}

void
probe_advance(struct probe *p, int64_t now_ns)
{
	struct probe_view *v = &p->view;
	bool is_over = v->n_rows > 0;
	uint32_t i;

	if (now_ns > p->now_ns)
		p->now_ns = now_ns;
	for (i = 0; i < v->n_rows; i++) {
		struct probe_row *r = &v->rows[i];
		const struct row_state *s = &p->states[i];
		int tries = s->seen > s->sent ? s->seen : s->sent;
		int64_t due_ns = r->last_ns + row_patience_ns(r);

		if (!row_is_settled(r) && tries >= row_tries(r) &&
		    due_ns <= p->now_ns)
			rows_settle(p, r, ANSWER_FILTERED, due_ns);
		is_over &= row_is_settled(r);
	}
	if (is_over && !p->is_over &&
	    p->now_ns - p->busy_ns >= QUIET_NS)
		round_end(p);
}

void
probe_finish(struct probe *p)
{
	struct probe_view *v = &p->view;
	uint32_t i;

	for (i = 0; i < v->n_rows; i++) {
		struct probe_row *r = &v->rows[i];
		const struct row_state *s = &p->states[i];
		int tries = s->seen > s->sent ? s->seen : s->sent;

		if (!row_is_settled(r) && tries >= row_tries(r))
			rows_settle(p, r, ANSWER_FILTERED, r->last_ns +
			    row_patience_ns(r));
	}
	if (!p->is_over)
		round_end(p);
}

void
probe_leave(struct probe *p)
{
	struct probe_view *v = &p->view;
	uint32_t i;

	/* Of the kernel's own those that were not begun are not wanted. */
	for (i = 0; i < v->n_rows; i++)
		v->is_early |= !row_is_settled(&v->rows[i]) &&
		    v->rows[i].known_ns == 0 && (!p->is_told_by_kernel ||
		    v->rows[i].asked_ns != 0);
	if (!p->is_over)
		round_end(p);
}

void
probe_tell(struct probe *p, const struct ip *ip, uint16_t port,
    int64_t asked_ns, int64_t known_ns, const struct probe_answer *answer)
{
	struct probe_row *r = rows_find(p, ip, port, ROLE_HOST);

	if (r == NULL)
		r = rows_find(p, ip, port, ROLE_REFERENCE);
	if (r == NULL)
		return;
	r->asked_ns = r->last_ns = asked_ns;
	rows_state(p, r)->sent = 1;
	p->is_told_by_kernel = true;
	rows_settle(p, r, answer->answer, known_ns);
	r->answer = *answer;
}

bool
probe_is_over(const struct probe *p)
{
	return (p->is_over);
}

/* --- again --- */

/* The first such row of this group, of any for NONE. */
static struct probe_row *
row_shut(struct probe_view *v, enum port_group group, bool is_any_locked)
{
	uint32_t i;

	for (i = 0; i < v->n_rows; i++)
		if (row_may_lift(v, &v->rows[i], is_any_locked) &&
		    (group == GROUP_NONE ||
		    port_group(v->rows[i].port) == group))
			return (&v->rows[i]);
	return (NULL);
}

/*
 * By turns one port for reading mail and one for sending it: a host may do
 * only the one, and hide the other for ever.
 */
static struct probe_row *
row_best(struct probe *p)
{
	struct probe_view *v = &p->view;
	struct probe_row *best;
	bool is_any_locked = false;
	uint32_t i;

	for (i = 0; i < v->n_addresses; i++)
		is_any_locked |= probe_is_locked(v->addresses[i].verdict);
	best = row_shut(v, p->round % 2 == 0 ? GROUP_READ : GROUP_SEND,
	    is_any_locked);
	if (best == NULL)
		best = row_shut(v, p->round % 2 == 0 ? GROUP_SEND : GROUP_READ,
		    is_any_locked);
	return (best != NULL ? best : row_shut(v, GROUP_NONE, is_any_locked));
}

const struct probe_row *
probe_again_row(struct probe *p)
{
	return (row_best(p));
}

const struct probe_row *
probe_again(struct probe *p)
{
	struct probe_row *best = row_best(p);

	if (best == NULL || p->round + 1 >= COOKIE_ROUNDS)
		return (NULL);
	rows_begin(p, best, p->round + 1);
	return (best);
}

enum alive
probe_neighbour(struct probe *p, const struct ip *ip)
{
	return (probe_neighbour_is(p, ip));
}

bool
probe_next_event(struct probe *p, struct event *out)
{
	return (p->is_over && probe_events_next(p, out));
}

const struct probe_view *
probe_view(const struct probe *p)
{
	return (&p->view);
}
