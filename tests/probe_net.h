/*
 * A network of a few lines, for probes: each port of each address answers as a
 * test says, in frames of Ethernet.  Whatever was sent is kept, and asked of a
 * second probe that knows the key alone: it must come to the same.
 */

#ifndef PROBE_NET_H
#define PROBE_NET_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "data/links.h"
#include "engine/probe.h"
#include "frames.h"

/* STAYS: a firewall of this machine lets no question out. */
enum does { DROPS, OPENS, RESETS, REJECTS, UNREACHABLE, STAYS };

struct rule {
	const char *ip;			/* NULL: any */
	uint16_t port;			/* 0: any */
	enum does does;
	uint8_t code;			/* of ICMP */
	const char *by;			/* of ICMP; NULL: the host */
	uint8_t ttl;			/* 0: 55 */
};

enum { KEPT_FRAMES = 4000, KEPT_BYTES = 160, SENT_MOST = 1000 };

struct kept { int64_t when_ns; size_t n; uint8_t b[KEPT_BYTES]; };

static struct net {
	const struct rule *rules;	/* the first that fits; port 0, ip NULL
					 * ends them */
	struct probe_setup setup;
	struct probe *probe;
	int64_t now_ns;
	uint32_t n_sent;
	struct probe_syn sent[SENT_MOST];
	struct kept kept[KEPT_FRAMES];
	uint32_t n_kept;
	bool keeps_nothing_out;		/* the capture shows no SYNs */
} net;

static inline struct ip
ip_of(const char *text)
{
	unsigned a, b, c, d;
	uint8_t v4[4], v6[16] = { 0x20, 1, 0x0d, 0xb8 };

	if (sscanf(text, "%u.%u.%u.%u", &a, &b, &c, &d) == 4) {
		v4[0] = (uint8_t)a, v4[1] = (uint8_t)b;
		v4[2] = (uint8_t)c, v4[3] = (uint8_t)d;
		return (ip_v4(v4));
	}
	/* "2001:db8:N::M" */
	if (sscanf(text, "2001:db8:%x::%x", &a, &b) != 2)
		abort();
	put(v6 + 4, a, 2);
	put(v6 + 14, b, 2);
	return (ip_v6(v6));
}

static const char own_v4[] = "192.168.55.10", own_v6[] = "2001:db8:55::10";

static inline void
net_frame(const uint8_t *b, size_t n)
{
	struct frame f = { net.now_ns, LINK_ETHERNET, (uint32_t)n, { b, n } };
	struct kept *k = &net.kept[net.n_kept++];

	if (net.n_kept > KEPT_FRAMES || n > KEPT_BYTES)
		abort();
	k->when_ns = net.now_ns;
	k->n = n;
	memcpy(k->b, b, n);
	/* As prober.c does. */
	probe_advance(net.probe, net.now_ns);
	probe_frame(net.probe, &f);
}

/* Ethernet and IP before n bytes of this protocol; where those begin. */
static inline size_t
net_ip(uint8_t *b, const struct ip *from, const struct ip *to, uint8_t proto,
    uint8_t ttl, size_t n)
{
	bool is_v4 = ip_is_v4(from);

	memset(b, 0, 54);
	b[0] = b[6] = 2;
	b[5] = 1;
	b[11] = 2;
	put(b + 12, is_v4 ? 0x0800 : 0x86dd, 2);
	if (is_v4) {
		b[14] = 0x45;
		put(b + 16, (uint32_t)(20 + n), 2);
		b[22] = ttl;
		b[23] = proto;
		memcpy(b + 26, from->b + 12, 4);
		memcpy(b + 30, to->b + 12, 4);
		return (34);
	}
	b[14] = 0x60;
	put(b + 18, (uint32_t)n, 2);
	b[20] = proto;
	b[21] = ttl;
	memcpy(b + 22, from->b, 16);
	memcpy(b + 38, to->b, 16);
	return (54);
}

static inline size_t
net_tcp(uint8_t *b, const struct ip *from, uint16_t from_port,
    const struct ip *to, uint16_t to_port, uint32_t seq, uint32_t ack,
    uint8_t flags, uint8_t ttl)
{
	size_t at = net_ip(b, from, to, 6, ttl, 20);

	memset(b + at, 0, 20);
	put(b + at, from_port, 2);
	put(b + at + 2, to_port, 2);
	put(b + at + 4, seq, 4);
	put(b + at + 8, ack, 4);
	b[at + 12] = 0x50;
	b[at + 13] = flags;
	return (at + 20);
}

/* An ICMP error by somebody, which quotes the packet of n bytes in syn. */
static inline void
net_icmp(const struct ip *by, uint8_t code, const uint8_t *syn, size_t n)
{
	uint8_t b[KEPT_BYTES];
	bool is_v4 = ip_is_v4(by);
	struct ip own = ip_of(is_v4 ? own_v4 : own_v6);
	size_t at = net_ip(b, by, &own, is_v4 ? 1 : 58, 60, 8 + n - 14);

	memset(b + at, 0, 8);
	b[at] = is_v4 ? 3 : 1;
	b[at + 1] = code;
	memcpy(b + at + 8, syn + 14, n - 14);
	net_frame(b, at + 8 + n - 14);
}

static inline const struct rule *
rule_for(const struct ip *ip, uint16_t port)
{
	const struct rule *r;

	for (r = net.rules; r->ip != NULL || r->port != 0; r++) {
		struct ip of = r->ip != NULL ? ip_of(r->ip) : *ip;

		if (ip_equals(&of, ip) && (r->port == 0 || r->port == port))
			return (r);
	}
	return (r);			/* it says what all others do */
}

static inline void
net_answer(const struct probe_syn *s)
{
	bool is_v4 = ip_is_v4(&s->to);
	struct ip own = ip_of(is_v4 ? own_v4 : own_v6), by;
	const struct rule *r = rule_for(&s->to, s->to_port);
	uint8_t syn[KEPT_BYTES], b[KEPT_BYTES], ttl = r->ttl ? r->ttl : 55;
	size_t n = net_tcp(syn, &own, s->from_port, &s->to, s->to_port, s->seq,
	    0, SYN, 64);

	if (r->does == STAYS)
		return;
	if (!net.keeps_nothing_out)
		net_frame(syn, n);
	net.now_ns += 20 * NS_PER_MS;
	if (r->does == DROPS)
		return;
	if (r->does == REJECTS || r->does == UNREACHABLE) {
		by = r->by != NULL ? ip_of(r->by) : s->to;
		net_icmp(&by, r->code, syn, n);
		return;
	}
	n = net_tcp(b, &s->to, s->to_port, &own, s->from_port, 77, s->seq + 1,
	    r->does == OPENS ? SYN | ACK : RST | ACK, ttl);
	net_frame(b, n);
	if (r->does == RESETS)
		return;
	/* What our own kernel says to it. */
	n = net_tcp(b, &own, s->from_port, &s->to, s->to_port, s->seq + 1, 0,
	    RST, 64);
	net_frame(b, n);
}

/* ARP for this address: asked for, and answered or not. */
static inline void
net_arp(const char *text, bool is_answered)
{
	struct ip own = ip_of(own_v4), ip = ip_of(text);
	uint8_t b[60] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0,
	    2, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2 };

	memcpy(b + 28, own.b + 12, 4);
	memcpy(b + 38, ip.b + 12, 4);
	net_frame(b, sizeof b);
	if (!is_answered)
		return;
	b[11] = b[27] = 9;
	b[21] = 2;
	memcpy(b + 28, ip.b + 12, 4);
	memcpy(b + 38, own.b + 12, 4);
	net_frame(b, sizeof b);
}

/* Ask until the round is over, at most so long. */
static inline void
net_turns(int64_t span_ns)
{
	int64_t end_ns = net.now_ns + span_ns;
	struct probe_syn s;

	while (net.now_ns < end_ns) {
		probe_advance(net.probe, net.now_ns);
		if (probe_is_over(net.probe))
			break;
		if (probe_due(net.probe, net.now_ns, &s)) {
			if (net.n_sent == SENT_MOST)
				abort();
			net.sent[net.n_sent++] = s;
			net_answer(&s);
		}
		net.now_ns += 10 * NS_PER_MS;
	}
}

static inline const struct probe_view *
net_round(void)
{
	net_turns(60 * NS_PER_S);
	return (probe_view(net.probe));
}

/* Forget the last one. */
static inline void
net_end(void)
{
	if (net.probe != NULL)
		probe_free(net.probe);
	net.probe = NULL;
}

static inline void
net_begin(const struct rule *rules, uint32_t n_ports, const char *a,
    const char *b)
{
	net_end();
	memset(&net, 0, sizeof net);
	net.rules = rules;
	net.now_ns = INT64_C(1795475900000000000);
	net.setup.host = "mail.example.test";
	net.setup.n_ports = n_ports;
	memcpy(net.setup.key, "0123456789abcdef", PROBE_KEY_BYTES);
	net.setup.addresses[net.setup.n_addresses++] = ip_of(a);
	if (b != NULL)
		net.setup.addresses[net.setup.n_addresses++] = ip_of(b);
}

static inline void
net_start(void)
{
	net.probe = probe_new(&net.setup);
	if (net.probe == NULL)
		abort();
}

/* What was kept, once more, by a probe that has the key and the gateways. */
static inline struct probe *
net_replay(const uint8_t key[PROBE_KEY_BYTES])
{
	struct probe_setup setup;
	struct probe *p;
	uint32_t i;

	memset(&setup, 0, sizeof setup);
	memcpy(setup.key, key, PROBE_KEY_BYTES);
	setup.host = net.setup.host;
	memcpy(setup.gateways, net.setup.gateways, sizeof setup.gateways);
	p = probe_new(&setup);
	for (i = 0; i < net.n_kept; i++) {
		const struct kept *k = &net.kept[i];
		struct frame f = { k->when_ns, LINK_ETHERNET, (uint32_t)k->n,
		    { k->b, k->n } };

		probe_advance(p, k->when_ns);
		probe_frame(p, &f);
	}
	probe_finish(p);
	return (p);
}

#endif
