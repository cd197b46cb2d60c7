/*
 * What may be asked, and of whom.
 *
 * The one idea: all that a packet could do harm with is either fixed (flags,
 * payload, kind) or on a list that was written down before any right was given
 * up (addresses, ports, pace), so that who takes the parent over later can ask
 * what the user could have asked, and no more.
 */

#include "data/question.h"

#include <string.h>

#include "base/when.h"
#include "data/protocols.h"

/* Web pages of mail hosts: webmail, and cPanel's panels (its documentation,
 * "How to configure your firewall for cPanel services"). */
static const uint16_t web_ports[] = { 443, 2083, 2087, 2096 };

enum { BITS = 128, PORT_MIN = 1024 };

const uint16_t *
question_web_ports(size_t *n)
{
	*n = sizeof web_ports / sizeof web_ports[0];
	return (web_ports);
}

bool
question_port_is_listed(uint16_t port)
{
	size_t i;

	for (i = 0; i < sizeof web_ports / sizeof web_ports[0]; i++)
		if (web_ports[i] == port)
			return (true);
	return (mail_port_find(port) != NULL);
}

struct ip
question_all_nodes(void)
{
	static const uint8_t all_nodes[16] = { 0xff, 2, [15] = 1 };

	return (ip_v6(all_nodes));
}

bool
question_prefix_holds(const struct question_prefix *p, const struct ip *a)
{
	uint32_t whole = p->bits / 8, rest = p->bits % 8;
	unsigned mask = 0xffU << (8 - rest) & 0xff;

	if (p->bits > BITS || memcmp(p->ip.b, a->b, whole) != 0)
		return (false);
	return (rest == 0 || ((p->ip.b[whole] ^ a->b[whole]) & mask) == 0);
}

bool
question_is_on_link(const struct ip *to, const struct question_bounds *b)
{
	uint32_t i;

	for (i = 0; i < b->n_prefixes; i++)
		if (question_prefix_holds(&b->prefixes[i], to))
			return (true);
	return (false);
}

static const struct question_target *
target_find(const struct ip *to, const struct question_bounds *b)
{
	uint32_t i;

	for (i = 0; i < b->n_targets; i++)
		if (ip_equals(&b->targets[i].ip, to))
			return (&b->targets[i]);
	return (NULL);
}

static const struct question_own *
own_find(const struct ip *from, const struct question_bounds *b)
{
	uint32_t i;

	for (i = 0; i < b->n_own; i++)
		if (ip_equals(&b->own[i].net.ip, from))
			return (&b->own[i]);
	return (NULL);
}

bool
question_target_is_allowed(const struct ip *to,
    const struct question_bounds *b)
{
	if (ip_is_group(to) || ip_is_zero(to))
		return (false);
	if (target_find(to, b) != NULL)
		return (true);
	return (b->allows_private != 0 && (ip_is_private(to) ||
	    question_is_on_link(to, b)));
}

bool
question_bounds_are_sound(const struct question_bounds *b)
{
	uint32_t i;

	if (b->per_s < 1 || b->per_s > QUESTION_PER_S ||
	    b->n_targets > QUESTION_TARGETS ||
	    b->n_prefixes > QUESTION_PREFIXES || b->n_own > QUESTION_OWN)
		return (false);
	for (i = 0; i < b->n_prefixes; i++)
		if (b->prefixes[i].bits > BITS)
			return (false);
	for (i = 0; i < b->n_own; i++)
		if (b->own[i].net.bits > BITS)
			return (false);
	return (true);
}

/* A question of the link: from the interface itself, to its neighbours. */
static bool
neighbour_is_allowed(const struct question *q,
    const struct question_bounds *b)
{
	return (!ip_is_group(&q->to) && !ip_is_zero(&q->to) &&
	    ip_is_v4(&q->to) == (q->kind == QUESTION_ARP) &&
	    (question_is_on_link(&q->to, b) || target_find(&q->to, b) !=
	    NULL));
}

bool
question_is_allowed(const struct question *q, const struct question_bounds *b)
{
	const struct question_own *own = own_find(&q->from, b);
	const struct ip all_nodes = question_all_nodes();

	if (own == NULL || ip_is_v4(&q->from) != ip_is_v4(&q->to))
		return (false);
	if (q->kind == QUESTION_SYN)
		return (question_port_is_listed(q->to_port) &&
		    q->from_port >= PORT_MIN &&
		    question_target_is_allowed(&q->to, b));
	if (own->is_here == 0)
		return (false);
	if (q->kind == QUESTION_ARP || q->kind == QUESTION_NEIGHBOUR)
		return (neighbour_is_allowed(q, b));
	return (q->kind == QUESTION_ALL_NODES && ip_equals(&q->to,
	    &all_nodes));
}

/* fe80::/10, which every interface of IPv6 has; groups are asked from it. */
static bool
is_of_link(const struct ip *a)
{
	return (a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80);
}

static bool
reaches(const struct question_own *own, const struct ip *to)
{
	if (ip_is_group(to))
		return (own->is_here != 0 && is_of_link(&own->net.ip));
	return (question_prefix_holds(&own->net, to));
}

bool
question_from(const struct question_bounds *b, const struct ip *to,
    struct ip *from)
{
	const struct question_target *t = target_find(to, b);
	uint32_t i;

	*from = t != NULL ? t->from : ip_is_v4(to) ? b->usual_v4 :
	    b->usual_v6;
	/* Those of the interface come first in the list. */
	for (i = 0; i < b->n_own && t == NULL; i++)
		if (reaches(&b->own[i], to)) {
			*from = b->own[i].net.ip;
			break;
		}
	return (!ip_is_zero(from));
}

int64_t
question_gap_ns(const struct question *q, const struct question_bounds *b)
{
	int64_t per_s = b->per_s;

	if (q->kind == QUESTION_SYN && per_s > QUESTION_SYN_PER_S)
		per_s = QUESTION_SYN_PER_S;
	return (NS_PER_S / per_s);
}
