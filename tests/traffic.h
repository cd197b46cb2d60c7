/*
 * Users' traffic: hundreds of devices, tens of mail hosts, half of the mail
 * inside TLS, refusals in several wordings, decoys, loss and late segments.
 *
 * A session is made whole when it begins, as a straight story; its frames wait
 * in a heap ordered by time, and what is due before the next session begins is
 * written.  So sessions overlap as they do on a wire, and memory holds only
 * those that are open.
 */

#ifndef TRAFFIC_H
#define TRAFFIC_H

#include <stdarg.h>
#include <stdlib.h>

#include "made.h"

enum { MSS = 1428, TOO_FEW_FAILURES = 5, BULK_FLOWS = 2000 };
enum service { IMAP, POP3, SMTP };

/* What a kind of traffic is made of; a share is per mille. */
struct profile {
	const char *name;
	uint32_t devices, hosts, users_each, hosts_each;
	uint32_t tls, bad_devices, bad_fails, slips, half_open;
	uint32_t gap_us, think_us;	/* between sessions; within one */
	uint32_t bulk, scan;	/* frames that are no mail, for each session */
};

static const struct profile profiles[] = {
	{ "campus", 250, 40, 2, 3, 500, 60, 900, 10, 5, 150000, 800000,
	    1500, 0 },
	{ "mailonly", 250, 40, 2, 40, 500, 100, 900, 20, 5, 20000, 1000000,
	    0, 0 },
	{ "scanflood", 250, 40, 2, 40, 500, 100, 900, 20, 5, 20000, 1000000,
	    0, 2000 },
	{ "manyflows", 1000, 200, 4, 16, 500, 300, 900, 20, 300, 100,
	    6000000, 0, 0 },
};

struct session {
	struct conn c;
	const struct profile *p;
	enum service service;
	uint32_t device, host, rtt_us;
	int is_tls, is_tls12, is_starttls, in_tls;
	uint64_t seen_us;	/* when the last late segment came */
	char user[64], secret[32], name[40];
};

struct waiting {
	uint64_t when_us, order;
	uint32_t n;
	uint8_t *frame;
};

static struct waiting *heap;
static size_t n_heap, heap_rows;
static uint64_t orders;
static uint8_t noise[1 << 16];
static uint32_t *failures;	/* each device's, for the truth */

static int
is_sooner(const struct waiting *a, const struct waiting *b)
{
	return (a->when_us != b->when_us ? a->when_us < b->when_us :
	    a->order < b->order);
}

static void
queue_frame(const uint8_t *frame, uint32_t n)
{
	struct waiting w = { now_us, orders++, n, malloc(n) };
	size_t at;

	if (n_heap == heap_rows) {
		heap_rows = heap_rows == 0 ? 1024 : heap_rows * 2;
		heap = realloc(heap, heap_rows * sizeof *heap);
	}
	if (heap == NULL || w.frame == NULL)
		abort();
	memcpy(w.frame, frame, n);
	for (at = n_heap++; at > 0 && is_sooner(&w, &heap[(at - 1) / 2]);
	    at = (at - 1) / 2)
		heap[at] = heap[(at - 1) / 2];
	heap[at] = w;
}

static void
drop_first(void)
{
	struct waiting last = heap[--n_heap];
	size_t at = 0, child;

	while ((child = 2 * at + 1) < n_heap) {
		if (child + 1 < n_heap &&
		    is_sooner(&heap[child + 1], &heap[child]))
			child++;
		if (!is_sooner(&heap[child], &last))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = last;
}

static void
write_until(uint64_t when_us)
{
	while (n_heap > 0 && heap[0].when_us < when_us) {
		write_frame(heap[0].when_us, heap[0].frame, heap[0].n);
		free(heap[0].frame);
		drop_first();
	}
}

static int
by_chance(uint32_t per_mille)
{
	return (draw(1000) < per_mille);
}

/*
 * One segment in 2,000 is lost before it is seen and sent again a quarter of
 * a second later, one in 1,000 is overtaken, one in 5,000 comes twice.
 */
static void
segment(struct session *s, enum side from, const uint8_t *data, uint32_t n)
{
	uint64_t then = now_us;
	uint32_t luck = draw(10000);

	if (luck < 5)
		now_us += 200000 + draw(100000);
	else if (luck < 15)
		now_us += 30 + draw(400);
	tcp(&s->c, from, PSH | ACK, data, n);
	if (luck >= 15 && luck < 17) {
		now_us += 20 + draw(3000);
		s->c.seq[from] -= n;
		tcp(&s->c, from, PSH | ACK, data, n);
	}
	if (s->seen_us < now_us)
		s->seen_us = now_us;
	now_us = then + 12;
}

/* The other side answers only what has reached it. */
static void
wait_us(struct session *s, uint64_t us)
{
	if (now_us < s->seen_us)
		now_us = s->seen_us;
	now_us += us;
}

static void
send_bytes(struct session *s, enum side from, const uint8_t *p, uint32_t n)
{
	uint32_t at, part, i = 0;

	for (at = 0; at < n; at += part) {
		part = n - at < MSS ? n - at : MSS;
		segment(s, from, p + at, part);
		if (++i % 2 == 0)
			tcp(&s->c, from == CLIENT ? SERVER : CLIENT, ACK,
			    NULL, 0);
	}
	if (i % 2 != 0 && draw(2) == 0) {
		now_us += s->rtt_us / 2;
		tcp(&s->c, from == CLIENT ? SERVER : CLIENT, ACK, NULL, 0);
	}
}

/* A record of bytes that say nothing; its length with the header. */
static uint32_t
seal(uint8_t *p, uint8_t type, uint32_t n)
{
	p[0] = type;
	p[1] = p[2] = 3;
	be16(p + 3, n);
	memcpy(p + 5, noise + draw(sizeof noise - n), n);
	return (n + 5);
}

/* A handshake message in clear, as TLS 1.2 has them. */
static uint32_t
shake(uint8_t *p, uint8_t kind, uint32_t n)
{
	seal(p, 22, n + 4);
	p[5] = kind;
	p[6] = 0;
	be16(p + 7, n);
	return (n + 9);
}

static uint32_t
change_cipher(uint8_t *p)
{
	memcpy(p, "\x14\3\3\0\1\1", 6);
	return (6);
}

/* RFC 8446 5.2 adds a type and a tag, RFC 5288 3 a nonce and a tag. */
static void
speak(struct session *s, enum side from, const void *text, uint32_t n)
{
	static uint8_t sealed[1 << 18];
	uint32_t more = s->is_tls12 ? 24 : 17, at, part, used = 0;

	if (!s->in_tls) {
		send_bytes(s, from, text, n);
		return;
	}
	for (at = 0; at < n; at += part) {
		part = n - at < 16384 ? n - at : 16384;
		used += seal(sealed + used, 23, part + more);
	}
	send_bytes(s, from, sealed, used);
}

/* A line, or several, after so long. */
__attribute__((format(printf, 4, 5))) static void
says(struct session *s, enum side from, uint64_t after_us, const char *form,
    ...)
{
	char text[1200];
	va_list list;
	int n;

	va_start(list, form);
	n = vsnprintf(text, sizeof text - 2, form, list);
	va_end(list);
	memcpy(text + n, "\r\n", 2);
	wait_us(s, after_us + s->rtt_us);
	speak(s, from, text, (uint32_t)n + 2);
}

/* RFC 8446 4.1.2, with the extensions that mail programs send. */
static uint32_t
client_hello(const struct session *s, uint8_t *p)
{
	static const uint8_t suites[] = { 0, 22, 0x13, 1, 0x13, 2, 0x13, 3,
		0xc0, 0x2b, 0xc0, 0x2f, 0xc0, 0x2c, 0xc0, 0x30, 0xc0, 0x13,
		0xc0, 0x14, 0, 0x9c, 0, 0x2f, 1, 0 };
	static const uint8_t usual[] = { 0, 23, 0, 0, 0, 10, 0, 6, 0, 4, 0,
		29, 0, 23, 0, 11, 0, 2, 1, 0, 0, 35, 0, 0, 0, 13, 0, 8, 0, 6,
		4, 3, 8, 4, 4, 1 };
	static const uint8_t newer[] = { 0, 43, 0, 5, 4, 3, 4, 3, 3, 0, 51,
		0, 38, 0, 36, 0, 29, 0, 32 };
	uint32_t name = (uint32_t)strlen(s->name), n = 76, lengths_at;

	seal(p, 22, 600);
	memcpy(p + 1, "\3\1", 2);
	memcpy(p + 9, "\3\3", 2);
	p[43] = 32;
	memcpy(p + n, suites, sizeof suites);
	lengths_at = n += sizeof suites;
	n += 2;
	memcpy(p + n, "\0\0\0\0\0\0\0", 7);
	be16(p + n + 2, name + 5);
	be16(p + n + 4, name + 3);
	be16(p + n + 7, name);
	memcpy(p + n + 9, s->name, name);
	n += 9 + name;
	memcpy(p + n, usual, sizeof usual);
	n += sizeof usual;
	if (!s->is_tls12) {
		memcpy(p + n, newer, sizeof newer);
		n += sizeof newer + 32;
	}
	be16(p + n, 21);		/* padded to 512 bytes: RFC 7685 */
	be16(p + n + 2, 517 - 4 - n);
	memset(p + n + 4, 0, 517 - 4 - n);
	be16(p + lengths_at, 517 - 2 - lengths_at);
	be16(p + 3, 512);
	memcpy(p + 5, "\1\0", 2);
	be16(p + 7, 508);
	return (517);
}

static uint32_t
server_hello(const struct session *s, uint8_t *p)
{
	static const uint8_t newer[] = { 0, 43, 0, 2, 3, 4, 0, 51, 0, 36, 0,
		29, 0, 32 };
	uint32_t n = s->is_tls12 ? 79 + 5 : 79 + sizeof newer + 32;

	shake(p, 2, n + 2 - 9);
	memcpy(p + 9, "\3\3", 2);
	p[43] = 32;
	memcpy(p + 76, s->is_tls12 ? "\xc0\x2f" : "\x13\1", 2);
	p[78] = 0;
	be16(p + 79, n - 79);
	if (s->is_tls12)
		memcpy(p + 81, "\xff\1\0\1\0", 5);
	else
		memcpy(p + 81, newer, sizeof newer);
	return (n + 2);
}

static void
tls_begin(struct session *s)
{
	static uint8_t p[8192];
	uint32_t chain = 1800 + s->host * 37 % 2600, n;

	wait_us(s, s->rtt_us);
	send_bytes(s, CLIENT, p, client_hello(s, p));
	wait_us(s, s->rtt_us);
	n = server_hello(s, p);
	if (s->is_tls12) {
		n += shake(p + n, 11, chain);
		n += shake(p + n, 12, 329);
		n += shake(p + n, 14, 0);
	} else {
		n += change_cipher(p + n);
		n += seal(p + n, 23, 27);
		n += seal(p + n, 23, chain + 17);
		n += seal(p + n, 23, 281);
		n += seal(p + n, 23, 53);
	}
	send_bytes(s, SERVER, p, n);
	wait_us(s, s->rtt_us);
	n = s->is_tls12 ? shake(p, 16, 33) : 0;
	n += change_cipher(p + n);
	n += s->is_tls12 ? seal(p + n, 22, 40) : seal(p + n, 23, 53);
	send_bytes(s, CLIENT, p, n);
	n = 0;
	if (s->is_tls12) {
		wait_us(s, s->rtt_us);
		n += shake(p, 4, 182);
		n += change_cipher(p + n);
		n += seal(p + n, 22, 40);
	} else {
		n += seal(p, 23, 234);
		n += seal(p + n, 23, 234);
	}
	send_bytes(s, SERVER, p, n);
	s->in_tls = 1;
}

#endif
