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

enum {
	TAGS = 3,			/* in the frame, one more beside it */
	LABELS = 4,
	TCP_FLAGS_AT = 13, TCP_ENDS = 0x07,	/* SYN, FIN, RST */
	TAKE_BYTES = 262144,
	MAIL_STEPS = 256		/* ours has fewer */
};

/* In a user's program: on to ours, wherever that will begin. */
static const uint32_t to_ours = UINT32_MAX;

/* Beside mail: neighbours' news (RFC 1035, 2131, 1002, 8415, 6762, 4795) and
 * mirrors (TZSP, RFC 7348 and its Linux default, RFC 8926). */
static const uint16_t udp_ports[] = {
	53, 67, 68, 137, 138, 546, 547, 5353, 5355, 37008, 4789, 8472, 6081
};

enum { N_UDP_PORTS = sizeof udp_ports / sizeof udp_ports[0] };

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
		add(w, BPF_JMP | BPF_JEQ | BPF_K, 0x8100);
		w->f->steps[w->f->n - 1].if_true = 2;
		add(w, BPF_JMP | BPF_JEQ | BPF_K, 0x88a8);
		w->f->steps[w->f->n - 1].if_true = 1;
		jump(w, BPF_JEQ, 0x9100, NEXT, TYPED);
		move_on(w, 4);
	}
	place(w, TYPED);
}

static const struct way types[] = {
	{ 0x0800, IPV4 }, { 0x86dd, IPV6 }, { 0x0806, TAKE }, { 0x8847, MPLS },
	{ 0x8848, MPLS }, { 0x8100, TAKE }	/* one tag too many */
};
static const struct way ppp[] = {
	{ 0x0021, IPV4 }, { 0x0057, IPV6 }, { 0x0281, MPLS }
};
static const struct way ppp_short[] = { { 0x21, TAKE }, { 0x57, TAKE } };
static const struct way versions[] = { { 4, IPV4 }, { 6, IPV6 } };

/* From an EtherType to IP; X then points two bytes before the IP header. */
static void
add_types(struct writer *w)
{
	int i;

	load16(w, 0);
	jump_by(w, WAYS(types), NEXT);
	/* A length: only LLC with SNAP (RFC 1042) holds IP. */
	add(w, BPF_JMP | BPF_JGE | BPF_K, 0x600);
	w->f->steps[w->f->n - 1].if_true = 2;
	load16(w, 2);
	jump(w, BPF_JEQ, 0xaaaa, TAKE, DROP);
	/* RFC 2516 4: six bytes, then a protocol of PPP. */
	jump(w, BPF_JEQ, 0x8864, NEXT, DROP);
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

/*
 * Protocols (IANA): ICMP, GRE, IP in IP, and all that IPv6 may put between its
 * header and the ports (RFC 8200 4, IANA's list of extension headers).
 */
static const struct way behind_v6[] = {
	{ 6, IPV6_TCP }, { 17, IPV6_UDP }, { 58, TAKE }, { 47, TAKE },
	{ 41, TAKE }, { 4, TAKE }, { 0, TAKE }, { 43, TAKE }, { 44, TAKE },
	{ 51, TAKE }, { 60, TAKE }, { 135, TAKE }, { 139, TAKE }, { 140, TAKE }
};
static const struct way behind_v4[] = {
	{ 6, TCP }, { 17, UDP }, { 1, TAKE }, { 47, TAKE }, { 41, TAKE },
	{ 51, TAKE }, { 4, TAKE }
};

static void
add_ip(struct writer *w)
{
	place(w, IPV6);
	load8(w, 8);
	jump_by(w, WAYS(behind_v6), DROP);
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
	jump_by(w, WAYS(behind_v4), DROP);
}

static void
add_ports(struct writer *w, bool all_ports)
{
	const struct mail_port *mail;
	size_t i, n;
	uint32_t end;

	mail = mail_ports(&n);
	place(w, IPV6_UDP);
	move_on(w, 42);
	place(w, UDP);
	for (end = 0; end <= 2; end += 2) {
		load16(w, end);
		for (i = 0; i < N_UDP_PORTS; i++)
			jump(w, BPF_JEQ, udp_ports[i], TAKE, end == 2 &&
			    i + 1 == N_UDP_PORTS ? DROP : NEXT);
	}
	place(w, IPV6_TCP);
	move_on(w, 42);
	place(w, TCP);
	if (all_ports) {
		place(w, TAKE);
		add(w, BPF_RET | BPF_K, TAKE_BYTES);
		place(w, DROP);
		add(w, BPF_RET | BPF_K, 0);
		return;
	}
	for (end = 0; end <= 2; end += 2) {
		load16(w, end);
		for (i = 0; i < n; i++)
			jump(w, BPF_JEQ, mail[i].port, TAKE, NEXT);
	}
	load8(w, TCP_FLAGS_AT);
	jump(w, BPF_JSET, TCP_ENDS, TAKE, DROP);
	place(w, DROP);
	add(w, BPF_RET | BPF_K, 0);
	place(w, TAKE);
	add(w, BPF_RET | BPF_K, TAKE_BYTES);
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

/* It says itself where it is to hold. */
static bool
speaks_of_tags(const char *expression)
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
	if (at > 0 && speaks_of_tags(expression))
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
	if (places[at].may_go_on && !speaks_of_tags(expression))
		text_add(&t, " and not ether proto (0x8100 or 0x88a8 or "
		    "0x9100 or 0x8864 or 0x8847 or 0x8848)");
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

/* --- links without Ethernet --- */

static void
add_protocols(struct text *t, const char *ip, const struct way *ways, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ways[i].to == TAKE)
			text_addf(t, " or %s proto %u", ip, ways[i].k);
}

static void
add_text(struct text *t, bool all_ports, const char *and_this)
{
	const struct mail_port *ports;
	size_t i, n;

	ports = mail_ports(&n);
	if (and_this != NULL) {
		text_add(t, "(");
		text_add(t, and_this);
		text_add(t, ") and ");
	}
	text_add(t, "(tcp");
	for (i = 0; i < n && !all_ports; i++)
		text_addf(t, "%s%u", i > 0 ? " or " : " port (",
		    ports[i].port);
	if (!all_ports)		/* tcp[] is of IPv4 alone */
		text_addf(t, ") or tcp[%d] & %d != 0 or "
		    "(ip6 proto 6 and ip6[%d] & %d != 0)", TCP_FLAGS_AT,
		    TCP_ENDS, 40 + TCP_FLAGS_AT, TCP_ENDS);
	text_add(t, " or arp or udp port (");
	for (i = 0; i < N_UDP_PORTS; i++)
		text_addf(t, "%s%u", i > 0 ? " or " : "", udp_ports[i]);
	text_add(t, ") or ip[6:2] & 0x1fff != 0");
	add_protocols(t, "ip", WAYS(behind_v4));
	add_protocols(t, "ip6", WAYS(behind_v6));
}

/*
 * Labels and second tags (the kernel has taken the first one off) are rare
 * where "any" is watched: all of them.  PPPoE may be all that goes to the
 * Internet: it is chosen from, last, for what stands behind is read in it.
 */
void
filter_text(bool all_ports, bool has_ether_types, const char *and_this,
    char *out, size_t size)
{
	struct text t;

	if (and_this != NULL && and_this[0] == '\0')
		and_this = NULL;
	text_init(&t, out, size);
	add_text(&t, all_ports, and_this);
	if (has_ether_types)
		text_add(&t, " or ether proto (0x8847 or 0x8848 or 0x8100 or "
		    "0x88a8 or 0x9100)");
	text_add(&t, ")");
	if (has_ether_types && (and_this == NULL ||
	    !speaks_of_tags(and_this))) {
		text_add(&t, " or (pppoes and ");
		add_text(&t, all_ports, and_this);
		text_add(&t, "))");
	}
	assert(!t.is_cut);
}
