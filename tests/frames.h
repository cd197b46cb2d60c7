/*
 * Frames written by hand: Ethernet, IPv4, TCP; and those that are put
 * together from what stands before IP, IP, and ports.
 */

#ifndef TESTS_FRAMES_H
#define TESTS_FRAMES_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	FIN = 1, SYN = 2, RST = 4, ACK = 16,
	ETHERNET = 1,			/* DLT_EN10MB */
	FRAME_HEAD = 54			/* before what TCP carries */
};

struct end {
	uint8_t ip[4];
	uint16_t port;
	uint8_t mac;			/* 02:00:00:00:00:mac */
};

static inline void
put(uint8_t *p, uint32_t v, int n)
{
	while (n-- > 0) {
		p[n] = (uint8_t)v;
		v >>= 8;
	}
}

/* What stands before n bytes that follow at f + FRAME_HEAD. */
static inline void
frame_head(uint8_t f[FRAME_HEAD], const struct end *from,
    const struct end *to, uint32_t seq, uint32_t ack, uint8_t flags,
    size_t n)
{
	static const uint8_t head[] = {
		2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 8, 0, 0x45
	};

	memset(f, 0, FRAME_HEAD);
	memcpy(f, head, sizeof head);
	f[5] = to->mac;
	f[11] = from->mac;
	put(f + 16, (uint32_t)(40 + n), 2);
	f[22] = 64;
	f[23] = 6;
	memcpy(f + 26, from->ip, 4);
	memcpy(f + 30, to->ip, 4);
	put(f + 34, from->port, 2);
	put(f + 36, to->port, 2);
	put(f + 38, seq, 4);
	put(f + 42, ack, 4);
	f[46] = 0x50;
	f[47] = flags;
}

struct made {
	uint8_t b[256];
	size_t n;
};

/* ports() leaves the flags so far before the end. */
enum { FLAGS_BEFORE_END = 7 };

/* "81000005" and so on, spaces allowed. */
static inline void
hex(struct made *m, const char *text)
{
	unsigned byte;
	int used;

	while (sscanf(text, " %2x%n", &byte, &used) == 1) {
		m->b[m->n++] = (uint8_t)byte;
		text += used;
	}
}

static inline void
be16(struct made *m, unsigned v)
{
	put(m->b + m->n, v, 2);
	m->n += 2;
}

static inline void
ports(struct made *m, unsigned from, unsigned to)
{
	be16(m, from);
	be16(m, to);
	hex(m, "00000001 00000001 5018ffff 00000000");
}

/* The IP header alone, and its ports: options are words of four bytes. */
static inline void
ipv4(struct made *m, int options, const char *fragment, unsigned protocol,
    unsigned from, unsigned to)
{
	m->b[m->n++] = (uint8_t)(0x45 + options);
	hex(m, "00 0050 1234");
	hex(m, fragment);
	m->b[m->n++] = 64;
	m->b[m->n++] = (uint8_t)protocol;
	hex(m, "0000 c0a84d05 cb00712a");
	while (options-- > 0)
		hex(m, "01010101");
	ports(m, from, to);
}

static inline void
ipv6(struct made *m, unsigned next)
{
	hex(m, "60000000 0028");
	m->b[m->n++] = (uint8_t)next;
	hex(m, "40 20010db8000000000000000000000001"
	    "20010db8000000000000000000000002");
}

/* MACs, then what stands before IP. */
static inline struct made
ethernet(const char *before)
{
	struct made m = { .n = 0 };

	hex(&m, "02005e100001 02005e100002");
	hex(&m, before);
	return (m);
}

#endif
