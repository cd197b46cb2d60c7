/*
 * Sends the frames of a capture on an interface, again and again, as fast as
 * it can: tool_blast IF FILE SECONDS; prints "FRAMES PER_SECOND MBIT_PER_S".
 * "tool_blast filter" prints lockhound's filter, as tcpdump takes it.  For
 * interfaces that a test made itself.
 */

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "edge/capture.h"
#include "edge/filter.h"

enum { FRAMES = 60000, BATCH = 256, LARGEST = 1514 };

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

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

int
main(int argc, char **argv)
{
	static struct mmsghdr m[BATCH];
	unsigned long long frames = 0, bytes = 0;
	double began, end;
	char filter[8192];
	int fd, at = 0, i, n;

	if (argc == 2 && strcmp(argv[1], "filter") == 0) {
		filter_text(false, false, NULL, filter, sizeof filter);
		puts(filter);
		return (0);
	}
	if (argc != 4)
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
			m[i].msg_hdr.msg_iov = &parts[at];
			m[i].msg_hdr.msg_iovlen = 1;
			at = (at + 1) % n_parts;
		}
		n = sendmmsg(fd, m, BATCH, 0);
		for (i = 0; i < n; i++) {
			frames++;
			bytes += m[i].msg_len;
		}
	}
	end = now_s() - began;
	printf("%llu %.0f %.0f\n", frames, (double)frames / end,
	    (double)bytes * 8 / 1e6 / end);
	return (0);
}
