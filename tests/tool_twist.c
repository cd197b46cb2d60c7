/*
 * Twists a capture (Ethernet, IPv4 or IPv6, TCP) without changing what was
 * said: tool_twist MODE SEED IN.pcap OUT.pcap
 *
 * MODE	split	TCP payloads cut into pieces of 1 to 7 bytes
 *	order	pieces of 5 to 40 bytes, runs of up to four out of order
 *	double	every packet twice, some once more much later
 *	swap	neighbours that are less than 3 ms apart change places, also
 *		those of both directions of a connection
 *	lose	one packet in 20 is missing: this one does change what was said
 *
 * Reads plain pcap, little-endian; everything else is passed through.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP = 64, FRAME = 70000 };

struct rec {
	uint8_t head[16];
	uint8_t frame[FRAME];
	uint32_t n;
};

static FILE *out;
static uint64_t rng;
static struct rec held[4];
static int n_held;
static struct rec late[KEEP];
static int n_late;

static uint32_t
draw(uint32_t n)
{
	rng = rng * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return ((uint32_t)(rng >> 33) % n);
}

static void
put(struct rec *r)
{
	memcpy(r->head + 8, &r->n, 4);
	memcpy(r->head + 12, &r->n, 4);
	fwrite(r->head, 1, 16, out);
	fwrite(r->frame, 1, r->n, out);
}

static void
flush_held(void)
{
	while (n_held > 0) {
		int i = (int)draw((uint32_t)n_held);

		put(&held[i]);
		memmove(&held[i], &held[i + 1],
		    (size_t)(--n_held - i) * sizeof held[0]);
	}
}

static void
put_shuffled(const struct rec *r)
{
	held[n_held++] = *r;
	if (n_held == 4)
		flush_held();
}

/* Where the TCP payload begins, 0 for anything else. */
static uint32_t
payload_at(const struct rec *r, uint32_t *ip, int *is_v6)
{
	const uint8_t *f = r->frame;
	uint32_t at = 14, header, total;

	if (r->n < 54)
		return (0);
	*ip = at;
	*is_v6 = f[12] == 0x86 && f[13] == 0xdd;
	if (*is_v6) {
		total = (uint32_t)(f[at + 4] << 8 | f[at + 5]) + 40;
		header = 40;
		if (f[at + 6] != 6 || r->n < 74)
			return (0);
	} else {
		if (f[12] != 8 || f[13] != 0 || f[at + 9] != 6 ||
		    (f[at + 6] & 0x3f) != 0)
			return (0);
		total = (uint32_t)(f[at + 2] << 8 | f[at + 3]);
		header = (uint32_t)(f[at] & 15) * 4;
	}
	if (at + total != r->n)
		return (0);
	at += header;
	return (at + (uint32_t)(f[at + 12] >> 4) * 4);
}

static void
set_length(struct rec *r, uint32_t ip, int is_v6)
{
	uint32_t n = r->n - ip - (is_v6 ? 40 : 0);

	r->frame[ip + (is_v6 ? 4 : 2)] = (uint8_t)(n >> 8);
	r->frame[ip + (is_v6 ? 5 : 3)] = (uint8_t)n;
}

static void
split(const struct rec *r, int shuffle)
{
	uint32_t ip = 0, at, done = 0, n, seq, step;
	int is_v6 = 0;
	const uint8_t *q;

	at = payload_at(r, &ip, &is_v6);
	if (at == 0 || at >= r->n) {
		if (shuffle)
			flush_held();
		put((struct rec *)(uintptr_t)r);
		return;
	}
	n = r->n - at;
	q = r->frame + ip + (is_v6 ? 40 : (r->frame[ip] & 15) * 4);
	seq = (uint32_t)q[4] << 24 | (uint32_t)q[5] << 16 |
	    (uint32_t)q[6] << 8 | q[7];
	while (done < n) {
		static struct rec piece;
		uint8_t *t;

		step = shuffle ? 5 + draw(36) : n > 400 ? 60 + draw(60) :
		    1 + draw(7);
		if (step > n - done)
			step = n - done;
		memcpy(&piece, r, sizeof piece.head + at);
		memcpy(piece.frame + at, r->frame + at + done, step);
		piece.n = at + step;
		set_length(&piece, ip, is_v6);
		t = piece.frame + (q - r->frame);
		t[4] = (uint8_t)((seq + done) >> 24);
		t[5] = (uint8_t)((seq + done) >> 16);
		t[6] = (uint8_t)((seq + done) >> 8);
		t[7] = (uint8_t)(seq + done);
		if (done + step < n)
			t[13] &= (uint8_t)~1;	/* FIN with the last */
		done += step;
		if (shuffle)
			put_shuffled(&piece);
		else
			put(&piece);
	}
	flush_held();
}

static void
twice(struct rec *r)
{
	put(r);
	put(r);
	if (draw(10) == 0)
		late[n_late++ % KEEP] = *r;
	if (n_late > 0 && draw(10) == 0) {
		struct rec again = late[draw((uint32_t)(n_late < KEEP ?
		    n_late : KEEP))];

		memcpy(again.head, r->head, 8);
		put(&again);
	}
}

/* The packet before this one, if it may still change places with it. */
static void
swap(struct rec *r)
{
	static struct rec before;
	static int has_before;
	uint32_t ip, t[4];
	int is_v6;
	bool may_move = payload_at(r, &ip, &is_v6) != 0 &&
	    (r->frame[ip + (is_v6 ? 53 : 33)] & 2) == 0;

	if (!has_before) {
		before = *r;
		has_before = r->n > 0 && may_move;
		if (!has_before)
			put(r);
		return;
	}
	has_before = 0;
	memcpy(t, before.head, 8);
	memcpy(t + 2, r->head, 8);
	if (may_move && r->n > 0 && t[0] == t[2] && t[3] - t[1] < 3000 &&
	    draw(2) == 0) {
		memcpy(before.head, t + 2, 8);
		memcpy(r->head, t, 8);
		put(r);
		put(&before);
		return;
	}
	put(&before);
	if (r->n > 0)
		put(r);
}

int
main(int argc, char **argv)
{
	static struct rec r;
	uint8_t header[24];
	FILE *in;

	if (argc != 5)
		return (2);
	rng = strtoull(argv[2], NULL, 10);
	in = fopen(argv[3], "rb");
	out = fopen(argv[4], "wb");
	if (in == NULL || out == NULL || fread(header, 1, 24, in) != 24 ||
	    header[0] != 0xd4)
		return (1);
	fwrite(header, 1, 24, out);
	while (fread(r.head, 1, 16, in) == 16) {
		uint32_t wire;

		memcpy(&r.n, r.head + 8, 4);
		memcpy(&wire, r.head + 12, 4);
		if (r.n > FRAME || fread(r.frame, 1, r.n, in) != r.n)
			break;
		if (wire != r.n) {	/* a short snaplen stays as it is */
			fwrite(r.head, 1, 16, out);
			fwrite(r.frame, 1, r.n, out);
		} else if (strcmp(argv[1], "double") == 0)
			twice(&r);
		else if (strcmp(argv[1], "swap") == 0)
			swap(&r);
		else if (strcmp(argv[1], "lose") == 0) {
			if (draw(20) != 0)
				put(&r);
		} else
			split(&r, strcmp(argv[1], "order") == 0);
	}
	r.n = 0;
	swap(&r);		/* the last one, if it waits */
	fclose(in);
	return (fclose(out) != 0);
}
