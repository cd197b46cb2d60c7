/*
 * Neighbours and the line, as a probe's capture shows them.
 *
 * A host on this link that nobody answers for is gone, and no firewall made it
 * so; one whose MAC is told, and that is silent else, is alive behind one.
 */

#include "engine/probe_heard.h"

#include <string.h>

#include "data/traffic.h"
#include "engine/probe_state.h"
#include "wire/neighbour.h"

enum {
	/* Linux asks three times, then the host is not there (arp(7)). */
	ASKS = 3,
	ND_SOLICIT = 135,
	ARP_BYTES = 28, SOLICIT_BYTES = 24
};

static struct probe_neighbour *
neighbour_find(struct probe *p, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < p->n_neighbours; i++)
		if (ip_equals(&p->neighbours[i].ip, ip))
			return (&p->neighbours[i]);
	return (NULL);
}

/*
 * All are kept, for who is asked by ARP is asked by a SYN only afterwards; but
 * so that the gateways always have a place.
 */
static struct probe_neighbour *
neighbour_of(struct probe *p, const struct ip *ip)
{
	struct probe_neighbour *n = neighbour_find(p, ip);
	bool is_gateway = ip_equals(&p->view.line[0].gateway, ip) ||
	    ip_equals(&p->view.line[1].gateway, ip);

	if (n != NULL)
		return (n);
	if (ip_is_zero(ip) || p->n_neighbours >= PROBE_NEIGHBOURS -
	    (is_gateway ? 0 : PROBE_FAMILIES))
		return (NULL);
	n = &p->neighbours[p->n_neighbours++];
	n->ip = *ip;
	return (n);
}

/* Whom this packet asks for, and who asks; false: nobody. */
static bool
asked_for(const struct packet *k, struct ip *out, struct ip *by)
{
	const uint8_t *a = k->payload.p;

	if (k->kind == PACKET_ARP && k->payload.len >= ARP_BYTES &&
	    a[6] == 0 && a[7] == 1) {
		*out = ip_v4(a + 24);
		*by = ip_v4(a + 14);
		return (true);
	}
	if (k->kind == PACKET_ICMP && !ip_is_v4(&k->src) &&
	    k->payload.len >= SOLICIT_BYTES && a[0] == ND_SOLICIT) {
		*out = ip_v6(a + 8);
		*by = k->src;
		return (true);
	}
	return (false);
}

/*
 * One more time that we ask in vain.  Others do not count: a switch shows what
 * they ask, and not what they are answered.
 */
static bool
ask_count(struct probe *p, const struct ip *ip, const struct ip *by)
{
	const struct ip *us = &p->asker[probe_family(ip)];
	struct probe_neighbour *n;

	if (!ip_is_zero(us) && !ip_equals(us, by))
		return (false);
	n = neighbour_of(p, ip);
	if (n == NULL || n->asks == ASKS)
		return (false);
	n->asks++;
	return (true);
}

static bool
neighbours_read(struct probe *p, const struct packet *k)
{
	struct news news[NEWS_MAX];
	struct probe_neighbour *n;
	bool is_told = false;
	struct ip ip, by;
	int i, count;

	if (asked_for(k, &ip, &by))
		is_told = ask_count(p, &ip, &by);
	count = neighbour_read(k, news);
	for (i = 0; i < count; i++) {
		if (news[i].from != FROM_ARP && news[i].from != FROM_NDP)
			continue;
		n = neighbour_of(p, &news[i].ip);
		if (n == NULL || n->is_there)
			continue;
		n->is_there = true;
		is_told = true;
	}
	return (is_told);
}

/* One network, as networks of hosts are cut: /24 and /64. */
static bool
is_near(const struct ip *a, const struct ip *b)
{
	size_t n = ip_is_v4(a) ? 15 : 8;

	return (memcmp(a->b, b->b, n) == 0);
}

static bool
is_asked(const struct probe *p, const struct ip *ip)
{
	const struct probe_view *v = &p->view;
	uint32_t i;

	for (i = 0; i < v->n_rows; i++)
		if (ip_equals(&v->rows[i].ip, ip))
			return (true);
	return (false);
}

/*
 * Somebody far away answers somebody here: the line is up.  A SYN alone, or a
 * sender of our own network, may be one of us that asks in vain.
 */
static bool
others_read(struct probe *p, const struct packet *k)
{
	int family = probe_family(&k->src);
	const struct ip *own = &p->view.own[family];
	bool is_answer = (k->kind == PACKET_TCP && (k->flags & TCP_ACK) != 0 &&
	    (k->flags & TCP_RST) == 0) ||
	    (k->kind == PACKET_UDP && k->dst_port > k->src_port);

	if (!is_answer || ip_is_private(&k->src) || ip_is_group(&k->src) ||
	    ip_is_zero(&k->src) || ip_is_group(&k->dst) ||
	    is_asked(p, &k->src) || ip_is_zero(own) ||
	    is_near(&k->src, own) ||
	    (!is_near(&k->dst, own) && !ip_is_private(&k->dst)) ||
	    p->view.line[family].others_answer)
		return (false);
	p->view.line[family].others_answer = true;
	return (true);
}

/* A router that says anything is there. */
static bool
gateway_read(struct probe *p, const struct packet *k)
{
	const struct probe_line *line = p->view.line;
	struct probe_neighbour *n;

	if (ip_is_zero(&k->src) || (!ip_equals(&k->src, &line[0].gateway) &&
	    !ip_equals(&k->src, &line[1].gateway)))
		return (false);
	n = neighbour_of(p, &k->src);
	if (n == NULL || n->is_there)
		return (false);
	n->is_there = true;
	return (true);
}

bool
probe_heard(struct probe *p, const struct packet *k)
{
	bool is_told = false;

	/* Anybody in the internet can wrap up what never was on this link. */
	if (k->is_tunnelled)
		return (false);
	if (k->kind == PACKET_ARP || k->kind == PACKET_ICMP)
		is_told = neighbours_read(p, k);
	if (k->kind == PACKET_TCP || k->kind == PACKET_UDP)
		is_told = others_read(p, k);
	if (k->kind == PACKET_ICMP)
		is_told |= gateway_read(p, k);
	return (is_told);
}

enum alive
probe_neighbour_is(struct probe *p, const struct ip *ip)
{
	const struct probe_neighbour *n = ip_is_zero(ip) ? NULL :
	    neighbour_find(p, ip);

	if (n == NULL)
		return (ALIVE_UNKNOWN);
	return (n->is_there ? ALIVE_YES : n->asks >= ASKS ? ALIVE_NO :
	    ALIVE_UNKNOWN);
}

/* Whatever it says, it is there. */
static enum alive
reference_of(const struct probe_view *v, int family)
{
	enum alive is = ALIVE_UNKNOWN;
	uint32_t i;

	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		if (r->role != ROLE_REFERENCE || probe_family(&r->ip) !=
		    family || r->is_unseen ||
		    r->answer.answer == ANSWER_UNKNOWN)
			continue;
		if (r->answer.answer == ANSWER_OPEN ||
		    r->answer.answer == ANSWER_CLOSED ||
		    (r->answer.answer == ANSWER_REFUSED &&
		    ip_equals(&r->answer.by, &r->ip)))
			return (ALIVE_YES);
		is = ALIVE_NO;
	}
	return (is);
}

void
probe_heard_weigh(struct probe *p)
{
	struct probe_view *v = &p->view;
	uint32_t i;

	for (i = 0; i < v->n_addresses; i++)
		v->addresses[i].neighbour = probe_neighbour_is(p,
		    &v->addresses[i].ip);
	for (i = 0; i < PROBE_FAMILIES; i++) {
		v->line[i].gateway_is = probe_neighbour_is(p,
		    &v->line[i].gateway);
		v->line[i].reference_is = reference_of(v, (int)i);
	}
}
