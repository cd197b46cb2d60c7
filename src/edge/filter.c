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
	TAGS = 3,			/* that stand in the frame */
	LABELS = 4,
	TAKE_BYTES = 262144,
	MAIL_STEPS = 256		/* as many as ours has, at most */
};

/* Stands for a jump in a user's program that leads on to ours, until it is
 * known where that begins. */
static const uint32_t to_ours = UINT32_MAX;

/* Where a jump may lead, beside the next step; all labels are ahead of their
 * jumps. */
enum label {
	NEXT, DROP, TAKE, TYPED, MPLS, BOTTOM, IPV4, IPV6, IPV6_TCP, IPV6_UDP,
	TCP, UDP, N_LABELS
};

enum { JUMPS = 256 };

/* A program in the making.  Jumps are written with labels and get their
 * distances at the end. */
struct assembler {
	struct filter *f;
	int at[N_LABELS];
	struct { int step; enum label yes, no; } jumps[JUMPS];
	int n_jumps;
};

static void
emit(struct assembler *a, int code, uint32_t k)
{
	assert(a->f->n < FILTER_STEPS);
	a->f->steps[a->f->n++] = (struct filter_step){
	    .code = (uint16_t)code, .k = k };
}

static void
jump(struct assembler *a, int how, uint32_t k, enum label yes, enum label no)
{
	assert(a->n_jumps < JUMPS);
	a->jumps[a->n_jumps].step = a->f->n;
	a->jumps[a->n_jumps].yes = yes;
	a->jumps[a->n_jumps++].no = no;
	emit(a, BPF_JMP | how | BPF_K, k);
}

/* What a value leads to: a row for each that leads elsewhere than the rest. */
struct branch {
	uint32_t k;
	enum label to;
};

static void
jump_by(struct assembler *a, const struct branch *branches, size_t n,
    enum label else_to)
{
	size_t i;

	for (i = 0; i < n; i++)
		jump(a, BPF_JEQ, branches[i].k, branches[i].to,
		    i + 1 < n ? NEXT : else_to);
}

#define BRANCHES(a)		(a), sizeof (a) / sizeof (a)[0]

static void
place(struct assembler *a, enum label l)
{
	a->at[l] = a->f->n;
}

/* Load one or two bytes, so far behind X, into A. */
static void
load8(struct assembler *a, uint32_t behind)
{
	emit(a, BPF_LD | BPF_B | BPF_IND, behind);
}

static void
load16(struct assembler *a, uint32_t behind)
{
	emit(a, BPF_LD | BPF_H | BPF_IND, behind);
}

static void
move_on(struct assembler *a, uint32_t bytes)
{
	emit(a, BPF_MISC | BPF_TXA, 0);
	emit(a, BPF_ALU | BPF_ADD | BPF_K, bytes);
	emit(a, BPF_MISC | BPF_TAX, 0);
}

static uint8_t
jump_distance(const struct assembler *a, int step, enum label to)
{
	int n = to == NEXT ? 0 : a->at[to] - step - 1;

	assert(n >= 0 && n <= UINT8_MAX);
	return ((uint8_t)n);
}

static void
jumps_close(struct assembler *a)
{
	int i;

	for (i = 0; i < a->n_jumps; i++) {
		int step = a->jumps[i].step;
		struct filter_step *s = &a->f->steps[step];

		s->if_true = jump_distance(a, step, a->jumps[i].yes);
		s->if_false = jump_distance(a, step, a->jumps[i].no);
	}
}

/* --- the way of a frame --- */

/* Put X at the EtherType behind the tags that stand in the frame. */
static void
emit_tags(struct assembler *a)
{
	int i;

	emit(a, BPF_LDX | BPF_W | BPF_IMM, 12);
	for (i = 0; i < TAGS; i++) {
		/* A tag leads over the next steps to the move behind it,
		 * anything else out. */
		load16(a, 0);
		emit(a, BPF_JMP | BPF_JEQ | BPF_K, ETHER_VLAN);
		a->f->steps[a->f->n - 1].if_true = 2;
		emit(a, BPF_JMP | BPF_JEQ | BPF_K, ETHER_QINQ);
		a->f->steps[a->f->n - 1].if_true = 1;
		jump(a, BPF_JEQ, ETHER_QINQ_OLD, NEXT, TYPED);
		move_on(a, 4);
	}
	place(a, TYPED);
}

static const struct branch types[] = {
	{ ETHER_IPV4, IPV4 }, { ETHER_IPV6, IPV6 }, { ETHER_ARP, TAKE },
	{ ETHER_MPLS, MPLS }, { ETHER_MPLS_UP, MPLS },
	{ ETHER_VLAN, TAKE }		/* a tag more than were looked behind */
};
static const struct branch ppp[] = {
	{ PPP_IPV4, IPV4 }, { PPP_IPV6, IPV6 }, { PPP_MPLS, MPLS }
};
static const struct branch ppp_short[] = {
	{ PPP_IPV4, TAKE }, { PPP_IPV6, TAKE }
};
static const struct branch versions[] = { { 4, IPV4 }, { 6, IPV6 } };

/* From an EtherType to IP. X then points two bytes before the IP header, where
 * the EtherType would stand. */
static void
emit_types(struct assembler *a)
{
	int i;

	load16(a, 0);
	jump_by(a, BRANCHES(types), NEXT);
	/* Below this it is a length, and only LLC with SNAP (RFC 1042) holds
	 * IP. */
	emit(a, BPF_JMP | BPF_JGE | BPF_K, ETHER_TYPE_LEAST);
	a->f->steps[a->f->n - 1].if_true = 2;
	load16(a, 2);
	jump(a, BPF_JEQ, LLC_SNAP, TAKE, DROP);
	/* RFC 2516 4: PPPoE has six bytes, then stands a protocol of PPP. */
	jump(a, BPF_JEQ, ETHER_PPPOE, NEXT, DROP);
	move_on(a, 8);
	load16(a, 0);
	jump_by(a, BRANCHES(ppp), NEXT);
	/* The protocol may be compressed to a byte (RFC 1661 6.5). */
	emit(a, BPF_ALU | BPF_RSH | BPF_K, 8);
	jump_by(a, BRANCHES(ppp_short), DROP);
	/* RFC 3032 2.1: the lowest label has its bit set; behind it stands IP,
	 * of the version that its first half byte says. */
	place(a, MPLS);
	for (i = 0; i < LABELS; i++) {
		move_on(a, 4);
		load8(a, 0);
		jump(a, BPF_JSET, 1, BOTTOM, NEXT);
	}
	emit(a, BPF_RET | BPF_K, TAKE_BYTES);
	place(a, BOTTOM);
	load8(a, 2);
	emit(a, BPF_ALU | BPF_RSH | BPF_K, 4);
	jump_by(a, BRANCHES(versions), TAKE);
}

/* TCP and UDP go on to their ports; of the others those that are read are
 * taken whole. */
static void
jump_by_protocol(struct assembler *a, enum ip_versions on, enum label tcp,
    enum label udp)
{
	const struct ip_protocol *protocols;
	size_t i, n;

	jump(a, BPF_JEQ, IP_TCP, tcp, NEXT);
	jump(a, BPF_JEQ, IP_UDP, udp, NEXT);
	protocols = ip_protocols(&n);
	for (i = 0; i < n; i++)
		if ((protocols[i].whole_on & on) != 0)
			jump(a, BPF_JEQ, protocols[i].number, TAKE, NEXT);
	emit(a, BPF_RET | BPF_K, 0);
}

static void
emit_ip(struct assembler *a)
{
	place(a, IPV6);
	load8(a, 8);
	jump_by_protocol(a, IP_V6, IPV6_TCP, IPV6_UDP);
	place(a, IPV4);
	load16(a, 8);			/* a later fragment has no ports */
	jump(a, BPF_JSET, 0x1fff, TAKE, NEXT);
	load8(a, 2);
	emit(a, BPF_ALU | BPF_AND | BPF_K, 0x0f);
	emit(a, BPF_ALU | BPF_LSH | BPF_K, 2);
	emit(a, BPF_ALU | BPF_ADD | BPF_X, 0);
	emit(a, BPF_ALU | BPF_ADD | BPF_K, 2);
	emit(a, BPF_ST, 0);
	load8(a, 11);
	emit(a, BPF_LDX | BPF_W | BPF_MEM, 0);
	jump_by_protocol(a, IP_V4, TCP, UDP);
}

/* X at the ports: is one of them a UDP port that is read? */
static void
emit_udp_ports(struct assembler *a)
{
	const struct udp_port *udp;
	size_t i, n;
	uint32_t end;

	udp = udp_ports(&n);
	for (end = 0; end <= 2; end += 2) {
		load16(a, end);
		for (i = 0; i < n; i++)
			jump(a, BPF_JEQ, udp[i].port, TAKE, NEXT);
	}
	emit(a, BPF_RET | BPF_K, 0);
}

/* X at the ports: is one of them mail's, or does the connection begin or end
 * here? */
static void
emit_tcp_ports(struct assembler *a)
{
	const struct mail_port *mail;
	size_t i, n;
	uint32_t end;

	mail = mail_ports(&n);
	for (end = 0; end <= 2; end += 2) {
		load16(a, end);
		for (i = 0; i < n; i++)
			jump(a, BPF_JEQ, mail[i].port, TAKE, NEXT);
	}
	load8(a, FILTER_TCP_FLAGS_AT);
	jump(a, BPF_JSET, FILTER_TCP_ENDS, TAKE, DROP);
}

static void
emit_ports(struct assembler *a, bool all_ports)
{
	place(a, IPV6_UDP);
	move_on(a, 42);
	place(a, UDP);
	emit_udp_ports(a);
	place(a, IPV6_TCP);
	move_on(a, 42);
	place(a, TCP);
	if (!all_ports)
		emit_tcp_ports(a);
	place(a, TAKE);
	emit(a, BPF_RET | BPF_K, TAKE_BYTES);
	place(a, DROP);
	emit(a, BPF_RET | BPF_K, 0);
}

void
filter_add_mail(struct filter *f, bool all_ports)
{
	struct assembler a = { .f = f };
	int i, n_user = f->n;

	/* A frame that none of the user's programs takes comes by here. */
	if (n_user > 0)
		emit(&a, BPF_RET | BPF_K, 0);
	for (i = 0; i < n_user; i++)
		if (f->steps[i].code == (BPF_JMP | BPF_JA) &&
		    f->steps[i].k == to_ours)
			f->steps[i].k = (uint32_t)(f->n - i - 1);
	emit_tags(&a);
	emit_types(&a);
	emit_ip(&a);
	emit_ports(&a, all_ports);
	jumps_close(&a);
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
	text_add(&t, expression);	/* whole: text_addf would cut it */
	text_add(&t, ")");
	if (at > 0 && on_frame)
		text_addf(&t, " and %s", places[at].is);
	/* What is further in has a place of its own; without this "not host"
	 * would hold here for all of it. */
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

		/* Where the user's program would say yes it goes on to ours;
		 * where it would say no, to the next of his. */
		if (s.code == (BPF_RET | BPF_K)) {
			s.code = BPF_JMP | BPF_JA;
			s.k = s.k != 0 ? to_ours : (uint32_t)(n - i - 1);
		}
		f->steps[f->n++] = s;
	}
	return (true);
}
