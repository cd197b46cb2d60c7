/*
 * Which frames the kernel hands over.
 *
 * On Ethernet it is a program of our own and no expression: in those "vlan",
 * "mpls" and "pppoes" shift all that stands behind them, each takes a copy of
 * the rest, and one that said all of this would be too long for the kernel.
 * The one idea here: X points at what is read next, wherever that is, so
 * that tags, labels and PPPoE are steps on a way that all frames go.
 *
 *	X at an EtherType -> tags -> PPPoE or labels -> IP -> X at the ports
 *
 * What is rare and would need a loop (IPv6 extension headers, fragments, a
 * deep stack of labels) is handed over whole: the engine reads it in peace.
 * A tag that the kernel keeps beside the frame moves nothing in it.
 *
 * Of TCP that is no mail the first and last packets are taken: a LAN that is
 * in use is told from a capture point that sees nothing.
 */

#include "edge/filter.h"

#include <assert.h>
#include <linux/filter.h>
#include <string.h>

#include "base/text.h"
#include "data/protocols.h"
#include "data/traffic.h"

enum {
	TAGS = 3,			/* in the frame, one more beside it */
	LABELS = 4,
	TAKE_BYTES = 262144,
	MAIL_STEPS = 256		/* ours has fewer */
};

/* In a user's program: on to ours, wherever that will begin. */
static const uint32_t to_ours = UINT32_MAX;

/* Where a jump may lead, beside the next step; all are ahead. */
enum label {
	NEXT, DROP, TAKE, TYPED, MPLS, BOTTOM, IPV4, IPV6, IPV6_TCP, IPV6_UDP,
	TCP, UDP, N_LABELS
};

enum { JUMPS = 256 };

/* Jumps are written with labels and get their distances at the end. */
struct writer {
	struct filter *f;
	int at[N_LABELS];
	struct { int step; enum label yes, no; } jumps[JUMPS];
	int n_jumps;
};

static void
add(struct writer *w, int code, uint32_t k)
{
	assert(w->f->n < FILTER_STEPS);
	w->f->steps[w->f->n++] = (struct filter_step){
	    .code = (uint16_t)code, .k = k };
}

static void
jump(struct writer *w, int how, uint32_t k, enum label yes, enum label no)
{
	assert(w->n_jumps < JUMPS);
	w->jumps[w->n_jumps].step = w->f->n;
	w->jumps[w->n_jumps].yes = yes;
	w->jumps[w->n_jumps++].no = no;
	add(w, BPF_JMP | how | BPF_K, k);
}

/* A row for each value that leads elsewhere; behind the last: otherwise. */
struct way {
	uint32_t k;
	enum label to;
};

static void
jump_by(struct writer *w, const struct way *ways, size_t n, enum label else_to)
{
	size_t i;

	for (i = 0; i < n; i++)
		jump(w, BPF_JEQ, ways[i].k, ways[i].to,
		    i + 1 < n ? NEXT : else_to);
}

#define WAYS(a)		(a), sizeof (a) / sizeof (a)[0]

static void
place(struct writer *w, enum label l)
{
	w->at[l] = w->f->n;
}

/* A of 1, 2 bytes behind X. */
static void
load8(struct writer *w, uint32_t behind)
{
	add(w, BPF_LD | BPF_B | BPF_IND, behind);
}

static void
load16(struct writer *w, uint32_t behind)
{
	add(w, BPF_LD | BPF_H | BPF_IND, behind);
}

static void
move_on(struct writer *w, uint32_t bytes)
{
	add(w, BPF_MISC | BPF_TXA, 0);
	add(w, BPF_ALU | BPF_ADD | BPF_K, bytes);
	add(w, BPF_MISC | BPF_TAX, 0);
}

static uint8_t
distance(const struct writer *w, int step, enum label to)
{
	int n = to == NEXT ? 0 : w->at[to] - step - 1;

	assert(n >= 0 && n <= UINT8_MAX);
	return ((uint8_t)n);
}

static void
jumps_close(struct writer *w)
{
	int i;

	for (i = 0; i < w->n_jumps; i++) {
		int step = w->jumps[i].step;
		struct filter_step *s = &w->f->steps[step];

		s->if_true = distance(w, step, w->jumps[i].yes);
		s->if_false = distance(w, step, w->jumps[i].no);
	}
}

/* --- the way of a frame --- */

/* X at the EtherType behind the tags that stand in the frame. */
static void
add_tags(struct writer *w)
{
	int i;

	add(w, BPF_LDX | BPF_W | BPF_IMM, 12);
	for (i = 0; i < TAGS; i++) {
		/* Over the move when it is a tag, out when it is none. */
		load16(w, 0);
		add(w, BPF_JMP | BPF_JEQ | BPF_K, ETHER_VLAN);
		w->f->steps[w->f->n - 1].if_true = 2;
		add(w, BPF_JMP | BPF_JEQ | BPF_K, ETHER_QINQ);
		w->f->steps[w->f->n - 1].if_true = 1;
		jump(w, BPF_JEQ, ETHER_QINQ_OLD, NEXT, TYPED);
		move_on(w, 4);
	}
	place(w, TYPED);
}

static const struct way types[] = {
	{ ETHER_IPV4, IPV4 }, { ETHER_IPV6, IPV6 }, { ETHER_ARP, TAKE },
	{ ETHER_MPLS, MPLS }, { ETHER_MPLS_UP, MPLS },
	{ ETHER_VLAN, TAKE }		/* one tag too many */
};
static const struct way ppp[] = {
	{ PPP_IPV4, IPV4 }, { PPP_IPV6, IPV6 }, { PPP_MPLS, MPLS }
};
static const struct way ppp_short[] = {
	{ PPP_IPV4, TAKE }, { PPP_IPV6, TAKE }
};
static const struct way versions[] = { { 4, IPV4 }, { 6, IPV6 } };

/* From an EtherType to IP; X then points two bytes before the IP header. */
static void
add_types(struct writer *w)
{
	int i;

	load16(w, 0);
	jump_by(w, WAYS(types), NEXT);
	/* A length: only LLC with SNAP (RFC 1042) holds IP. */
	add(w, BPF_JMP | BPF_JGE | BPF_K, ETHER_TYPE_LEAST);
	w->f->steps[w->f->n - 1].if_true = 2;
	load16(w, 2);
	jump(w, BPF_JEQ, LLC_SNAP, TAKE, DROP);
	/* RFC 2516 4: six bytes, then a protocol of PPP. */
	jump(w, BPF_JEQ, ETHER_PPPOE, NEXT, DROP);
	move_on(w, 8);
	load16(w, 0);
	jump_by(w, WAYS(ppp), NEXT);
	/* The same, compressed to a byte (RFC 1661 6.5). */
	add(w, BPF_ALU | BPF_RSH | BPF_K, 8);
	jump_by(w, WAYS(ppp_short), DROP);
	/* RFC 3032 2.1: the lowest label has its bit; then IP by version. */
	place(w, MPLS);
	for (i = 0; i < LABELS; i++) {
		move_on(w, 4);
		load8(w, 0);
		jump(w, BPF_JSET, 1, BOTTOM, NEXT);
	}
	add(w, BPF_RET | BPF_K, TAKE_BYTES);
	place(w, BOTTOM);
	load8(w, 2);
	add(w, BPF_ALU | BPF_RSH | BPF_K, 4);
	jump_by(w, WAYS(versions), TAKE);
}

/* TCP and UDP go on to their ports; of the others those that are read are
 * taken whole. */
static void
jump_by_protocol(struct writer *w, enum ip_versions on, enum label tcp,
    enum label udp)
{
	const struct ip_protocol *protocols;
	size_t i, n;

	jump(w, BPF_JEQ, IP_TCP, tcp, NEXT);
	jump(w, BPF_JEQ, IP_UDP, udp, NEXT);
	protocols = ip_protocols(&n);
	for (i = 0; i < n; i++)
		if ((protocols[i].whole_on & on) != 0)
			jump(w, BPF_JEQ, protocols[i].number, TAKE, NEXT);
	add(w, BPF_RET | BPF_K, 0);
}

static void
add_ip(struct writer *w)
{
	place(w, IPV6);
	load8(w, 8);
	jump_by_protocol(w, IP_V6, IPV6_TCP, IPV6_UDP);
	place(w, IPV4);
	load16(w, 8);			/* a later fragment has no ports */
	jump(w, BPF_JSET, 0x1fff, TAKE, NEXT);
	load8(w, 2);
	add(w, BPF_ALU | BPF_AND | BPF_K, 0x0f);
	add(w, BPF_ALU | BPF_LSH | BPF_K, 2);
	add(w, BPF_ALU | BPF_ADD | BPF_X, 0);
	add(w, BPF_ALU | BPF_ADD | BPF_K, 2);
	add(w, BPF_ST, 0);
	load8(w, 11);
	add(w, BPF_LDX | BPF_W | BPF_MEM, 0);
	jump_by_protocol(w, IP_V4, TCP, UDP);
}

/* X at the ports: is one of them a UDP port that is read? */
static void
add_udp_ports(struct writer *w)
{
	const struct udp_port *udp;
	size_t i, n;
	uint32_t end;

	udp = udp_ports(&n);
	for (end = 0; end <= 2; end += 2) {
		load16(w, end);
		for (i = 0; i < n; i++)
			jump(w, BPF_JEQ, udp[i].port, TAKE, NEXT);
	}
	add(w, BPF_RET | BPF_K, 0);
}

/* X at the ports: is one of them mail's, or does the connection begin or end
 * here? */
static void
add_tcp_ports(struct writer *w)
{
	const struct mail_port *mail;
	size_t i, n;
	uint32_t end;

	mail = mail_ports(&n);
	for (end = 0; end <= 2; end += 2) {
		load16(w, end);
		for (i = 0; i < n; i++)
			jump(w, BPF_JEQ, mail[i].port, TAKE, NEXT);
	}
	load8(w, FILTER_TCP_FLAGS_AT);
	jump(w, BPF_JSET, FILTER_TCP_ENDS, TAKE, DROP);
}

static void
add_ports(struct writer *w, bool all_ports)
{
	place(w, IPV6_UDP);
	move_on(w, 42);
	place(w, UDP);
	add_udp_ports(w);
	place(w, IPV6_TCP);
	move_on(w, 42);
	place(w, TCP);
	if (!all_ports)
		add_tcp_ports(w);
	place(w, TAKE);
	add(w, BPF_RET | BPF_K, TAKE_BYTES);
	place(w, DROP);
	add(w, BPF_RET | BPF_K, 0);
}

void
filter_add_mail(struct filter *f, bool all_ports)
{
	struct writer w = { .f = f };
	int i, n_user = f->n;

	/* Who was taken by none of the user's programs comes by here. */
	if (n_user > 0)
		add(&w, BPF_RET | BPF_K, 0);
	for (i = 0; i < n_user; i++)
		if (f->steps[i].code == (BPF_JMP | BPF_JA) &&
		    f->steps[i].k == to_ours)
			f->steps[i].k = (uint32_t)(f->n - i - 1);
	add_tags(&w);
	add_types(&w);
	add_ip(&w);
	add_ports(&w, all_ports);
	jumps_close(&w);
	assert(f->n - n_user <= MAIL_STEPS);
}

/* --- the user's own --- */

bool
filter_speaks_of_tags(const char *expression)
{
	return (strstr(expression, "vlan") != NULL ||
	    strstr(expression, "pppoe") != NULL ||
	    strstr(expression, "mpls") != NULL);
}

bool
filter_place(const char *expression, int at, bool on_frame, char *out,
    size_t size)
{
	static const struct { const char *is; bool may_go_on; }
	    places[FILTER_PLACES] = {
		{ "", true }, { "vlan", true }, { "pppoes", false },
		{ "mpls", false }, { "vlan and vlan", true },
		{ "vlan and pppoes", false }
	};
	struct text t;

	if (expression == NULL || expression[0] == '\0' ||
	    at >= FILTER_PLACES)
		return (false);
	if (at > 0 && filter_speaks_of_tags(expression))
		return (false);
	text_init(&t, out, size);
	if (at > 0 && !on_frame)
		text_addf(&t, "%s and ", places[at].is);
	text_add(&t, "(");
	text_add(&t, expression);	/* text_addf would cut it */
	text_add(&t, ")");
	if (at > 0 && on_frame)
		text_addf(&t, " and %s", places[at].is);
	/* What is further in has a place of its own; here "not host" would
	 * hold for all of it. */
	if (places[at].may_go_on && !filter_speaks_of_tags(expression))
		text_addf(&t, " and not ether proto (0x%x or 0x%x or 0x%x or "
		    "0x%x or 0x%x or 0x%x)", ETHER_VLAN, ETHER_QINQ,
		    ETHER_QINQ_OLD, ETHER_PPPOE, ETHER_MPLS, ETHER_MPLS_UP);
	assert(!t.is_cut);
	return (true);
}

bool
filter_add_user(struct filter *f, const struct filter_step *steps, int n)
{
	int i;

	if (n > FILTER_STEPS - MAIL_STEPS - f->n)
		return (false);
	for (i = 0; i < n; i++) {
		struct filter_step s = steps[i];

		/* Where it would answer it goes on instead. */
		if (s.code == (BPF_RET | BPF_K)) {
			s.code = BPF_JMP | BPF_JA;
			s.k = s.k != 0 ? to_ours : (uint32_t)(n - i - 1);
		}
		f->steps[f->n++] = s;
	}
	return (true);
}
