/*
 * Captures over and over, with other keys each time, for soak.sh: what leaks
 * is what grows with keys that were never seen before.
 *
 *	tool_churn WHERE SECONDS FIRST RATE FILE...
 *
 * WHERE is an interface that a test made itself, or "-": a capture on stdout,
 * in which each round is later than the one before, and each sixteenth an
 * hour later.  RATE is in frames per second, FIRST that of the first half
 * minute: so that tables are full when the memory is looked at.
 *
 * A round is one of the files.  Every other round all devices are new (MACs
 * and addresses, in ARP, DHCP and DNS too), every eighth all servers are; each
 * round has new client ports, accounts and host names.  On stderr at the end:
 * how much it was.
 */

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "edge/capture.h"
#include "edge/clock.h"

enum {
	FRAMES = 20000, FILES = 32, KEYS = 512, PATCHES = 32, LARGEST = 1514,
	FIRST_S = 30, SLICES = 50
};

enum kind { MAC, LAN4, WAN4, V6, PORT, USER, HOST, SASL };

static const uint32_t key_bytes[] = { [MAC] = 6, [LAN4] = 4, [WAN4] = 4,
    [V6] = 16 };

/* What stands at some place of a frame and is another in each round. */
struct patch {
	uint16_t at;
	uint8_t kind, n;
};

struct sent {
	int64_t when_ns;
	uint8_t *p;
	uint32_t len, n_patches;
	struct patch patches[PATCHES];
};

static struct sent frames[FRAMES];
static struct { int from, to; } files[FILES];
static struct { uint8_t b[16], kind; } keys[KEYS];
static int n_frames, n_files, n_keys;

static void
key_add(enum kind kind, const uint8_t *p)
{
	int i;

	for (i = 0; i < n_keys; i++)
		if (keys[i].kind == kind &&
		    memcmp(keys[i].b, p, key_bytes[kind]) == 0)
			return;
	if (n_keys == KEYS)
		return;
	keys[n_keys].kind = (uint8_t)kind;
	memcpy(keys[n_keys++].b, p, key_bytes[kind]);
}

static bool
is_lan(const uint8_t *p)
{
	return (p[0] == 10 || (p[0] == 192 && p[1] == 168) ||
	    (p[0] == 172 && p[1] >= 16 && p[1] < 32));
}

static void
address_add(const uint8_t *p)
{
	if (p[0] != 0 && p[0] < 224 && p[0] != 127)
		key_add(is_lan(p) ? LAN4 : WAN4, p);
}

static void
keys_find(const struct sent *f)
{
	const uint8_t *p = f->p;

	if ((p[6] & 1) == 0)
		key_add(MAC, p + 6);
	if (p[12] == 8 && p[13] == 0 && f->len >= 34) {
		address_add(p + 26);
		address_add(p + 30);
	} else if (p[12] == 0x86 && p[13] == 0xdd && f->len >= 54) {
		if (p[22] != 0xff && p[22] != 0)
			key_add(V6, p + 22);
		if (p[38] != 0xff && p[38] != 0)
			key_add(V6, p + 38);
	}
}

static void
patch_add(struct sent *f, enum kind kind, uint32_t at, uint32_t n)
{
	struct patch *patch = &f->patches[f->n_patches];

	if (f->n_patches == PATCHES || at + n > f->len || n == 0)
		return;
	f->n_patches++;
	patch->at = (uint16_t)at;
	patch->kind = (uint8_t)kind;
	patch->n = (uint8_t)n;
}

static void
patch_keys(struct sent *f)
{
	uint32_t at, n;
	int i;

	for (at = 0; at < f->len; at++)
		for (i = 0; i < n_keys; i++) {
			n = key_bytes[keys[i].kind];
			if (f->len - at >= n &&
			    memcmp(f->p + at, keys[i].b, n) == 0)
				patch_add(f, keys[i].kind, at, n);
		}
}

static bool
is_name(uint8_t c)
{
	return ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
}

/* The last three characters before a mark that ends a name. */
static void
patch_before(struct sent *f, enum kind kind, const char *mark)
{
	uint32_t at, n, len = (uint32_t)strlen(mark);

	for (at = 54; at + len <= f->len; at++) {
		if (memcmp(f->p + at, mark, len) != 0)
			continue;
		for (n = 0; n < 3 && is_name(f->p[at - n - 1]); n++)
			;
		patch_add(f, kind, at - n, n);
	}
}

/* Four characters of base64 are three of the account's name. */
static void
patch_sasl(struct sent *f)
{
	static const char words[] = "AUTH PLAIN ";
	uint32_t at, len = sizeof words - 1;

	for (at = 54; at + len + 12 <= f->len; at++)
		if (memcmp(f->p + at, words, len) == 0)
			patch_add(f, SASL, at + len + 4, 4);
}

/* The host name that a DHCP client tells (RFC 2132, 3.14). */
static void
patch_dhcp(struct sent *f)
{
	const uint8_t *p = f->p;
	uint32_t at;

	if (f->len < 284 || p[12] != 8 || p[23] != 17 || p[36] != 0 ||
	    (p[37] != 67 && p[37] != 68))
		return;
	for (at = 282; at + 2 < f->len && p[at] != 255;
	    at += p[at] == 0 ? 1 : 2u + p[at + 1])
		if (p[at] == 12 && p[at + 1] >= 3)
			patch_add(f, HOST, at + 2, 3);
}

static void
patch_ports(struct sent *f)
{
	uint32_t at = f->p[12] == 8 ? 34 : 54, i;
	uint8_t protocol = f->p[f->p[12] == 8 ? 23 : 20];

	if (protocol != 6 || f->len < at + 20)
		return;
	for (i = 0; i < 2; i++)
		if (f->p[at + 2 * i] >= 10000 / 256 + 1)
			patch_add(f, PORT, at + 2 * i, 2);
}

static void
load(const char *path)
{
	const char *paths[1] = { path };
	struct err err;
	struct capture *c = capture_new(paths, 1, NULL, &err);
	struct frame f;

	files[n_files].from = n_frames;
	while (c != NULL && n_frames < FRAMES &&
	    capture_next(c, &f, &err) == 1) {
		struct sent *s = &frames[n_frames];

		if (f.bytes.len < 34 || f.bytes.len > LARGEST || f.link != 1)
			continue;
		s->p = malloc(f.bytes.len);
		s->len = (uint32_t)f.bytes.len;
		s->when_ns = f.when_ns;
		memcpy(s->p, f.bytes.p, f.bytes.len);
		keys_find(s);
		n_frames++;
	}
	capture_free(c);
	files[n_files].to = n_frames;
	n_files += files[n_files].to > files[n_files].from;
}

static void
prepare(void)
{
	int i;

	for (i = 0; i < n_frames; i++) {
		struct sent *f = &frames[i];

		patch_ports(f);
		patch_dhcp(f);
		patch_before(f, USER, "@example");
		patch_before(f, HOST, ".example");
		patch_before(f, HOST, "\7example");
		patch_sasl(f);
		patch_keys(f);
	}
}

static void
letters(uint8_t *p, uint32_t n, uint32_t round)
{
	for (; n > 0; n--, round /= 26)
		p[n - 1] = (uint8_t)('a' + round % 26);
}

static void
sasl(uint8_t *p, uint32_t round)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
	    "mnopqrstuvwxyz0123456789+/";
	uint8_t b[3];
	uint32_t v, i;

	letters(b, 3, round);
	v = (uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2];
	for (i = 0; i < 4; i++)
		p[i] = (uint8_t)set[v >> (18 - 6 * i) & 63];
}

static void
patch_apply(uint8_t *p, const struct patch *patch, uint32_t round)
{
	uint32_t device = round / 2, server = round / 8, port;

	switch (patch->kind) {
	case MAC:
		p[3] = (uint8_t)(p[3] + (device >> 8));
		p[4] = (uint8_t)(p[4] + device);
		break;
	case V6:
		p[13] = (uint8_t)(p[13] + (device >> 8));
		p[14] = (uint8_t)(p[14] + device);
		break;
	case LAN4:
		p[0] = 10;
		p[1] = (uint8_t)(device >> 8);
		p[2] = (uint8_t)device;
		break;
	case WAN4:
		p[1] = (uint8_t)(p[1] + (server >> 8));
		p[2] = (uint8_t)(p[2] + server);
		break;
	case PORT:
		port = (uint32_t)p[0] << 8 | p[1];
		port = 10000 + (port - 10000 + round * 37) % 50000;
		p[0] = (uint8_t)(port >> 8);
		p[1] = (uint8_t)port;
		break;
	case SASL:
		sasl(p, round);
		break;
	default:
		letters(p, patch->n, patch->kind == HOST ? server : round);
		break;
	}
}

/* --- where it goes --- */

static int link_fd = -1;

static int
link_open(const char *name)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
	    .sll_protocol = 0 };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	to.sll_ifindex = (int)if_nametoindex(name);
	if (fd == -1 || to.sll_ifindex == 0 ||
	    bind(fd, (struct sockaddr *)&to, sizeof to) == -1) {
		perror(name);
		return (-1);
	}
	return (fd);
}

static bool
put(const uint8_t *p, uint32_t len, int64_t when_ns)
{
	const uint32_t head[4] = { (uint32_t)(when_ns / 1000000000),
	    (uint32_t)(when_ns % 1000000000), len, len };

	if (link_fd != -1)
		return (send(link_fd, p, len, 0) == (ssize_t)len ||
		    errno == ENOBUFS);
	return (fwrite(head, sizeof head, 1, stdout) == 1 &&
	    fwrite(p, len, 1, stdout) == 1);
}

static bool
put_round(const struct sent *f, int64_t shift_ns, uint32_t round)
{
	static uint8_t p[LARGEST];
	uint32_t i;

	memcpy(p, f->p, f->len);
	for (i = 0; i < f->n_patches; i++)
		patch_apply(p + f->patches[i].at, &f->patches[i], round);
	return (put(p, f->len, f->when_ns + shift_ns));
}

/* Waits for the next slice of a second; how many frames it may take. */
static long
slice(int64_t began_ns, int64_t *due_ns, char **rates)
{
	int64_t now_ns = clock_steady_ns();
	int which = now_ns - began_ns >= FIRST_S * INT64_C(1000000000);
	struct timespec t = { 0, 0 };

	fflush(stdout);
	*due_ns += 1000000000 / SLICES;
	if (*due_ns > now_ns) {
		t.tv_nsec = *due_ns - now_ns;
		nanosleep(&t, NULL);
	} else
		*due_ns = now_ns;	/* held up: no catching up */
	return (atol(rates[which]) / SLICES);
}

int
main(int argc, char **argv)
{
	static const uint32_t header[6] = { 0xa1b23c4d, 0x00040002, 0, 0,
	    LARGEST, 1 };
	int64_t began_ns = clock_steady_ns(), due_ns = began_ns, now_ns;
	int64_t end_ns, shift_ns = 0, first_ns;
	unsigned long long sent = 0;
	uint32_t round = 0;
	long may = 0;
	bool goes_on = true;
	int i;

	if (argc < 6)
		return (2);
	for (i = 5; i < argc && n_files < FILES; i++)
		load(argv[i]);
	prepare();
	if (n_files == 0 || (strcmp(argv[1], "-") != 0 &&
	    (link_fd = link_open(argv[1])) == -1))
		return (1);
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	if (link_fd == -1)
		fwrite(header, sizeof header, 1, stdout);
	first_ns = now_ns = frames[0].when_ns;
	end_ns = began_ns + (int64_t)atoi(argv[2]) * 1000000000;
	while (goes_on && clock_steady_ns() < end_ns) {
		int file = (int)(round % (uint32_t)n_files);

		shift_ns = now_ns - frames[files[file].from].when_ns +
		    (round % 16 == 15 ? 3600 : 5) * INT64_C(1000000000);
		for (i = files[file].from; goes_on && i < files[file].to;
		    i++) {
			while (may <= 0 && clock_steady_ns() < end_ns)
				may = slice(began_ns, &due_ns, argv + 3);
			goes_on = put_round(&frames[i], shift_ns, round);
			now_ns = frames[i].when_ns + shift_ns;
			sent++;
			may--;
		}
		round++;
	}
	fprintf(stderr, "%llu frames, %u rounds, %.1f days of capture time\n",
	    sent, round, (double)(now_ns - first_ns) / 8.64e13);
	return (0);
}
