/*
 * Frames of a made capture: Ethernet, IPv4 or IPv6, TCP and UDP as the kinds
 * of tool_make.c need them.  A frame is written to "out" 7 microseconds after
 * the one before it, unless "record_later" takes it.
 */

#ifndef MADE_H
#define MADE_H

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { FIN = 1, SYN = 2, PSH = 8, ACK = 16 };
enum side { CLIENT, SERVER };

struct conn {
	uint32_t ip[2], seq[2];
	uint16_t port[2];
	uint8_t mac[2][6];
	int is_v6;
};

static FILE *out, *truth;
static uint64_t now_us = UINT64_C(1795475900000000), rng;
static uint16_t ip_id;
static const uint8_t gateway[6] = { 0xe4, 0x8d, 0x8c, 1, 2, 3 };

static uint32_t
draw(uint32_t n)
{
	rng = rng * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return ((uint32_t)(rng >> 33) % n);
}

static void
le32(uint8_t *p, uint32_t v)
{
	memcpy(p, &v, 4);	/* the makers of captures run on x86 or arm */
}

static void
be16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void
be32(uint8_t *p, uint32_t v)
{
	be16(p, v >> 16);
	be16(p + 2, v & 0xffff);
}

static void (*record_later)(const uint8_t *frame, uint32_t n);

static void
write_frame(uint64_t when_us, const uint8_t *frame, uint32_t n)
{
	uint8_t head[16];

	le32(head, (uint32_t)(when_us / 1000000));
	le32(head + 4, (uint32_t)(when_us % 1000000));
	le32(head + 8, n);
	le32(head + 12, n);
	fwrite(head, 1, sizeof head, out);
	fwrite(frame, 1, n, out);
}

static void
record(const uint8_t *frame, uint32_t n)
{
	if (record_later != NULL) {
		record_later(frame, n);
		return;
	}
	now_us += 7;
	write_frame(now_us, frame, n);
}

/* An IPv6 address ends in the IPv4 address of the same host. */
static void
ip6_address(uint8_t p[16], uint32_t ip)
{
	memcpy(p, "\x20\x01\x0d\xb8\0\1\0\0\0\0\0\x1c", 12);
	be32(p + 12, ip);
}

static uint32_t
ip6_header(uint8_t *p, const struct conn *c, enum side from, uint8_t protocol,
    uint32_t payload)
{
	be16(p + 12, 0x86dd);
	memset(p + 14, 0, 40);
	p[14] = 0x60;
	be16(p + 18, payload);
	p[20] = protocol;
	p[21] = from == CLIENT ? 64 : 52;
	ip6_address(p + 22, c->ip[from]);
	ip6_address(p + 38, c->ip[from == CLIENT ? SERVER : CLIENT]);
	return (54);
}

static uint32_t
ip_header(uint8_t *p, const struct conn *c, enum side from, uint8_t protocol,
    uint32_t payload)
{
	enum side to = from == CLIENT ? SERVER : CLIENT;

	memcpy(p, c->mac[to], 6);
	memcpy(p + 6, c->mac[from], 6);
	if (c->is_v6)
		return (ip6_header(p, c, from, protocol, payload));
	be16(p + 12, 0x0800);
	memset(p + 14, 0, 20);
	p[14] = 0x45;
	be16(p + 16, 20 + payload);
	be16(p + 18, ip_id++);
	p[20] = 0x40;
	p[22] = from == CLIENT ? 64 : 52;
	p[23] = protocol;
	be32(p + 26, c->ip[from]);
	be32(p + 30, c->ip[to]);
	return (34);
}

static void
tcp(struct conn *c, enum side from, unsigned flags, const void *data,
    uint32_t n)
{
	static uint8_t p[2000];
	enum side to = from == CLIENT ? SERVER : CLIENT;
	uint32_t at = ip_header(p, c, from, 6, 20 + n);

	be16(p + at, c->port[from]);
	be16(p + at + 2, c->port[to]);
	be32(p + at + 4, c->seq[from]);
	be32(p + at + 8, (flags & ACK) != 0 ? c->seq[to] : 0);
	p[at + 12] = 0x50;
	p[at + 13] = (uint8_t)flags;
	be16(p + at + 14, 64240);
	be32(p + at + 16, 0);
	if (n > 0)
		memcpy(p + at + 20, data, n);
	record(p, at + 20 + n);
	c->seq[from] += n + ((flags & (SYN | FIN)) != 0);
}

static void
udp(struct conn *c, enum side from, const void *data, uint32_t n)
{
	static uint8_t p[2000];
	uint32_t at = ip_header(p, c, from, 17, 8 + n);

	be16(p + at, c->port[from]);
	be16(p + at + 2, c->port[from == CLIENT ? SERVER : CLIENT]);
	be16(p + at + 4, 8 + n);
	be16(p + at + 6, 0);
	memcpy(p + at + 8, data, n);
	record(p, at + 8 + n);
}

static void
say(struct conn *c, enum side from, const char *text)
{
	char line[1000];
	int n = snprintf(line, sizeof line, "%s\r\n", text);

	tcp(c, from, PSH | ACK, line, (uint32_t)n);
	tcp(c, from == CLIENT ? SERVER : CLIENT, ACK, NULL, 0);
}

static struct conn
conn_new(uint32_t client, uint16_t port, uint32_t server, uint16_t to)
{
	struct conn c;

	memset(&c, 0, sizeof c);
	c.ip[CLIENT] = client;
	c.ip[SERVER] = server;
	c.port[CLIENT] = port;
	c.port[SERVER] = to;
	c.mac[CLIENT][0] = 0xa0;
	c.mac[CLIENT][1] = 0x36;
	be32(c.mac[CLIENT] + 2, client);
	memcpy(c.mac[SERVER], gateway, 6);
	c.seq[CLIENT] = client * 2654435761u + port;
	c.seq[SERVER] = server * 2246822519u + port * 77;
	return (c);
}

static void
handshake(struct conn *c)
{
	tcp(c, CLIENT, SYN, NULL, 0);
	tcp(c, SERVER, SYN | ACK, NULL, 0);
	tcp(c, CLIENT, ACK, NULL, 0);
}

static void
goodbye(struct conn *c)
{
	tcp(c, CLIENT, FIN | ACK, NULL, 0);
	tcp(c, SERVER, FIN | ACK, NULL, 0);
	tcp(c, CLIENT, ACK, NULL, 0);
}

static void
note_as(const struct conn *c, const char *kind, const char *user)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t ip[16];

	if (c->is_v6)
		ip6_address(ip, c->ip[CLIENT]);
	else
		be32(ip, c->ip[CLIENT]);
	inet_ntop(c->is_v6 ? AF_INET6 : AF_INET, ip, text, sizeof text);
	fprintf(truth, "%s %s %u %s\n", kind, text, c->port[CLIENT], user);
}

static void
note(const struct conn *c, int is_ok, const char *user)
{
	note_as(c, is_ok ? "ok" : "fail", user);
}

static void
base64(const char *in, size_t n, char *to)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
	    "mnopqrstuvwxyz0123456789+/";
	size_t i;

	for (i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)(uint8_t)in[i] << 16 |
		    (i + 1 < n ? (uint32_t)(uint8_t)in[i + 1] << 8 : 0) |
		    (i + 2 < n ? (uint8_t)in[i + 2] : 0);

		*to++ = set[v >> 18];
		*to++ = set[v >> 12 & 63];
		*to++ = i + 1 < n ? set[v >> 6 & 63] : '=';
		*to++ = i + 2 < n ? set[v & 63] : '=';
	}
	*to = '\0';
}

#endif
