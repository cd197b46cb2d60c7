/*
 * How IP may be wrapped on Ethernet, and whether a frame comes from the kernel
 * to the engine.
 */

#ifndef TESTS_HANDED_H
#define TESTS_HANDED_H

#include <pcap.h>
#include <stdbool.h>
#include <stddef.h>

#include "frames.h"
#include "wire/packet.h"

/* How IPv4 may be wrapped; the last two bytes of IPv6 differ. */
static const struct wrap { const char *v4, *v6; } wraps[] = {
	{ "0800", "86dd" },
	{ "81000005 0800", "81000005 86dd" },
	{ "88a80005 81000006 0800", "88a80005 81000006 86dd" },
	{ "91000005 81000006 81000007 0800",
	    "91000005 81000006 81000007 86dd" },
	{ "8864 110000010050 0021", "8864 110000010050 0057" },
	{ "81000007 8864 110000010050 0021",
	    "81000007 8864 110000010050 0057" },
	{ "8847 00010140", "8847 00010140" },
	{ "8847 00010040 00011140", "8847 00010040 00011140" },
	{ "8848 00010040 00011040 00012140",
	    "8848 00010040 00011040 00012140" },
	{ "81000007 8847 00010140", "81000007 8847 00010140" },
	{ "88a80005 81000006 8864 110000010050 0021",
	    "88a80005 81000006 8864 110000010050 0057" },
};

enum { N_WRAPS = sizeof wraps / sizeof wraps[0] };

static inline struct made
tcp4(size_t wrap, unsigned from, unsigned to)
{
	struct made m = ethernet(wraps[wrap].v4);

	ipv4(&m, 0, "4000", 6, from, to);
	return (m);
}

static inline struct made
tcp6(size_t wrap, unsigned from, unsigned to)
{
	struct made m = ethernet(wraps[wrap].v6);

	ipv6(&m, 6);
	ports(&m, from, to);
	return (m);
}

/* Handed over by this program, and then read as such by the engine. */
static inline bool
is_seen(struct defrag *d, const struct bpf_program *by, uint32_t link,
    const struct made *m)
{
	struct pcap_pkthdr h = { .caplen = (unsigned)m->n,
	    .len = (unsigned)m->n };
	struct frame f = { .when_ns = 1, .link = link, .bytes = { m->b, m->n },
	    .wire_bytes = (uint32_t)m->n };
	struct packet p;

	return (pcap_offline_filter(by, &h, m->b) != 0 &&
	    packet_read(d, &f, &p) == PACKET_TCP &&
	    p.flags == m->b[m->n - FLAGS_BEFORE_END]);
}

#endif
