/*
 * wire A B DELAY_MS JITTER_MS SEED: carries frames between two interfaces of
 * this namespace, each later by DELAY_MS and up to JITTER_MS more, never out
 * of order.  For kernels without netem.  It ends when it is told to.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 4096, FRAME_BYTES = 9000, AT_ONCE = 64 };

struct frame {
	double		due;
	size_t		len;
	unsigned char	bytes[FRAME_BYTES];
};

/* One direction: what came in at one end and is not yet due at the other. */
struct lane {
	int		from, to;
	unsigned int	first, n;
	double		last_due;
	struct frame	frames[SLOTS];
};

static struct lane lanes[2];

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

static int
end_open(const char *name)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL),
	    .sll_ifindex = (int)if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
	int on = 1, bytes = 4 << 20;

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0) {
		perror(name);
		exit(1);
	}
	/* What this program sends there is not heard again. */
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
	    sizeof on) != 0) {
		perror("PACKET_IGNORE_OUTGOING");
		exit(1);
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
	return (fd);
}

static void
lane_take(struct lane *l, double delay, double jitter)
{
	struct frame *f;
	ssize_t len;
	int i;

	for (i = 0; i < AT_ONCE && l->n < SLOTS; i++) {
		f = &l->frames[(l->first + l->n) % SLOTS];
		len = recv(l->from, f->bytes, sizeof f->bytes, MSG_DONTWAIT);
		if (len <= 0)
			return;
		f->len = (size_t)len;
		f->due = now() + delay + jitter * drand48();
		if (f->due < l->last_due)
			f->due = l->last_due;
		l->last_due = f->due;
		l->n++;
	}
}

/* Sends what is due; how long, at most, until the next is. */
static double
lane_give(struct lane *l)
{
	struct frame *f;
	double left;

	while (l->n > 0) {
		f = &l->frames[l->first];
		left = f->due - now();
		if (left > 0)
			return (left);
		/* An interface that is down has lost a frame: so be it. */
		if (send(l->to, f->bytes, f->len, 0) < 0)
			usleep(1);
		l->first = (l->first + 1) % SLOTS;
		l->n--;
	}
	return (1);
}

int
main(int argc, char **argv)
{
	struct pollfd ends[2];
	struct timespec wait;
	double delay, jitter, left[2];
	int i;

	if (argc != 6) {
		fputs("wire A B DELAY_MS JITTER_MS SEED\n", stderr);
		return (2);
	}
	lanes[0].from = lanes[1].to = end_open(argv[1]);
	lanes[1].from = lanes[0].to = end_open(argv[2]);
	delay = atof(argv[3]) / 1e3;
	jitter = atof(argv[4]) / 1e3;
	srand48(atol(argv[5]));
	for (;;) {
		for (i = 0; i < 2; i++) {
			left[i] = lane_give(&lanes[i]);
			ends[i] = (struct pollfd){ lanes[i].from, POLLIN, 0 };
		}
		if (left[1] < left[0])
			left[0] = left[1];
		wait.tv_sec = left[0] >= 1;
		wait.tv_nsec = left[0] >= 1 ? 0 : (long)(left[0] * 1e9);
		if (ppoll(ends, 2, &wait, NULL) <= 0)
			continue;
		for (i = 0; i < 2; i++)
			if (ends[i].revents & POLLIN)
				lane_take(&lanes[i], delay, jitter);
	}
}
