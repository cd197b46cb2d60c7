/*
 * Frames written by hand: Ethernet, IPv4, TCP.
 */

#ifndef TESTS_FRAMES_H
#define TESTS_FRAMES_H

#include <stdint.h>
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

#endif
