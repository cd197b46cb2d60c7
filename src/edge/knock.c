/*
 * Connections that are begun and closed: all that is seen is whether there is
 * somebody.
 *
 * They are begun at the pace of a probe, for a burst of them looks like a
 * scan, and are waited for together.
 */

#define _GNU_SOURCE

#include "edge/knock.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/when.h"
#include "edge/clock.h"

enum { PACE_MS = 50, WAIT_MS = 100, HOST_UNREACHABLE = 1, NO_ADDRESS = 3 };

bool
knock_is_all_there_is(void)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	bool is_so = fd == -1 && (errno == EPERM || errno == EACCES);

	if (fd != -1)
		close(fd);
	return (is_so);
}

static int
knock_begin(const struct knock *k)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET,
	    .sin_port = htons(k->port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
	    .sin6_port = htons(k->port) };
	bool is_v4 = ip_is_v4(&k->ip);
	int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM |
	    SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error;

	memcpy(&v4.sin_addr, k->ip.b + 12, 4);
	memcpy(&v6.sin6_addr, k->ip.b, 16);
	if (fd == -1)
		return (-1);
	if (connect(fd, is_v4 ? (struct sockaddr *)&v4 :
	    (struct sockaddr *)&v6, is_v4 ? sizeof v4 : sizeof v6) == 0 ||
	    errno == EINPROGRESS)
		return (fd);
	error = errno;
	close(fd);
	errno = error;
	return (-1);
}

/* What the kernel says of it; it does not say who has told it. */
static void
knock_end(struct knock *k, int error)
{
	k->known_ns = clock_wall_ns();
	k->answer.tries = 1;
	k->answer.answer = error == 0 ? ANSWER_OPEN :
	    error == ECONNREFUSED || error == ECONNRESET ? ANSWER_CLOSED :
	    error == EHOSTUNREACH || error == ENETUNREACH ? ANSWER_REFUSED :
	    error == ETIMEDOUT ? ANSWER_FILTERED : ANSWER_UNKNOWN;
	if (k->answer.answer == ANSWER_REFUSED)
		k->answer.code = ip_is_v4(&k->ip) ? HOST_UNREACHABLE :
		    NO_ADDRESS;
}

static int
error_of(int fd)
{
	int error = 0;
	socklen_t n = sizeof error;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) == -1)
		error = errno;
	return (error);
}

/* Look at all that are open, after so many ms; returns how many still are. */
static uint32_t
knocks_look(struct knock *knocks, struct pollfd *fds, uint32_t n, int wait_ms)
{
	uint32_t i, n_open = 0;

	poll(fds, n, wait_ms);
	for (i = 0; i < n; i++) {
		int64_t waited_ns = clock_wall_ns() - knocks[i].asked_ns;

		if (fds[i].fd == -1)
			continue;
		if (fds[i].revents == 0 &&
		    waited_ns < KNOCK_MS * NS_PER_MS) {
			n_open++;
			continue;
		}
		knock_end(&knocks[i], fds[i].revents == 0 ? ETIMEDOUT :
		    error_of(fds[i].fd));
		close(fds[i].fd);
		fds[i].fd = -1;
	}
	return (n_open);
}

void
knock_all(struct knock *knocks, uint32_t n, bool (*goes_on)(void))
{
	struct pollfd fds[KNOCKS_MAX];
	uint32_t i;

	for (i = 0; i < n; i++) {
		knocks[i].asked_ns = clock_wall_ns();
		fds[i] = (struct pollfd){ knock_begin(&knocks[i]), POLLOUT, 0 };
		if (fds[i].fd == -1)
			knock_end(&knocks[i], errno);
		if (!goes_on())
			n = i + 1;
		knocks_look(knocks, fds, i + 1, PACE_MS);
	}
	while (goes_on() && knocks_look(knocks, fds, n, WAIT_MS) > 0)
		;
	for (i = 0; i < n; i++)
		if (fds[i].fd != -1)
			close(fds[i].fd);
}
