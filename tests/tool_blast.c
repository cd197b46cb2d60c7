/*
 * Sends the frames of a capture of tool_make on an interface, again and again,
 * RATE per second or as fast as it can: tool_blast IF FILE SECONDS [RATE];
 * prints "FRAMES PER_SECOND MBIT_PER_S".  "tool_blast filter" prints
 * lockhound's filter, as tcpdump takes it.  For interfaces that a test made
 * itself.
 *
 * Each time the TCP connections are other ones: the same anew would be copies
 * of packets that were seen, which cost less.
 */

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "edge/capture.h"
#include "edge/filter_text.h"
#include "seconds.h"

enum {
	FRAMES = 60000, BATCH = 64, LARGEST = 1514,
	PORT_FIRST = 20000, PORTS = 45000,	/* of tool_make's clients */
	PORT_STEP = 1801, SEQ_STEP = 0x01234567	/* from time to time */
};

static struct iovec parts[FRAMES];
static int n_parts;

static void
load(const char *path)
{
	struct err err;
	struct capture *c = capture_new(&path, 1, NULL, &err);
	struct frame f;

	while (c != NULL && n_parts < FRAMES &&
	    capture_next(c, &f, &err) == 1) {
		if (f.bytes.len < 14 || f.bytes.len > LARGEST)
			continue;
		parts[n_parts].iov_base = malloc(f.bytes.len);
		parts[n_parts].iov_len = f.bytes.len;
		memcpy(parts[n_parts++].iov_base, f.bytes.p, f.bytes.len);
	}
	capture_free(c);
}

static int
open_link(const char *name)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1;

	to.sll_ifindex = (int)if_nametoindex(name);
	if (fd == -1 || to.sll_ifindex == 0 ||
	    bind(fd, (struct sockaddr *)&to, sizeof to) == -1)
		return (-1);
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on);
	return (fd);
}

static void
add32(uint8_t *p, uint32_t n)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	v = htonl(ntohl(v) + n);
	memcpy(p, &v, sizeof v);
}

static void
port_step(uint8_t *p)
{
	uint32_t port = (uint32_t)p[0] << 8 | p[1];

	if (port < PORT_FIRST)
		return;
	port = PORT_FIRST + (port - PORT_FIRST + PORT_STEP) % PORTS;
	p[0] = (uint8_t)(port >> 8);
	p[1] = (uint8_t)port;
}

/* The next connection of what was sent before. */
static void
step(const struct iovec *part)
{
	uint8_t *p = part->iov_base;

	if (part->iov_len < 54 || p[12] != 8 || p[13] != 0 || p[23] != 6)
		return;
	port_step(p + 34);
	port_step(p + 36);
	add32(p + 38, SEQ_STEP);
	add32(p + 42, SEQ_STEP);
}

/* Not before the time at which that many frames are due. */
static void
pace(double began, unsigned long long frames, double rate)
{
	double early = began + (double)frames / rate - now_s();
	struct timespec t = { 0, (long)(early * 1e9) };

	if (early > 0 && early < 1)
		nanosleep(&t, NULL);
}

int
main(int argc, char **argv)
{
	static struct mmsghdr m[BATCH];
	unsigned long long frames = 0, bytes = 0;
	double began, end, rate = argc == 5 ? atof(argv[4]) : 0;
	char filter[8192];
	bool is_again = false;
	int fd, at = 0, i, n;

	if (argc == 2 && strcmp(argv[1], "filter") == 0) {
		filter_text(false, false, NULL, filter, sizeof filter);
		puts(filter);
		return (0);
	}
	if (argc != 4 && argc != 5)
		return (2);
	load(argv[2]);
	fd = open_link(argv[1]);
	if (fd == -1 || n_parts == 0) {
		perror("tool_blast");
		return (1);
	}
	began = now_s();
	end = began + atof(argv[3]);
	while (now_s() < end) {
		for (i = 0; i < BATCH; i++) {
			if (is_again)
				step(&parts[at]);
			m[i].msg_hdr.msg_iov = &parts[at];
			m[i].msg_hdr.msg_iovlen = 1;
			at = (at + 1) % n_parts;
			is_again |= at == 0;
		}
		n = sendmmsg(fd, m, BATCH, 0);
		for (i = 0; i < n; i++) {
			frames++;
			bytes += m[i].msg_len;
		}
		if (rate > 0)
			pace(began, frames, rate);
	}
	end = now_s() - began;
	printf("%llu %.0f %.0f\n", frames, (double)frames / end,
	    (double)bytes * 8 / 1e6 / end);
	return (0);
}
