/*
 * Begins lockhound-ask and speaks with it.
 *
 * The one idea: who may be asked is written down here while this process still
 * has its rights, with the addresses that this machine has and the routes that
 * lead to the targets, and is handed over once.  After that only questions go
 * to the child, and both sides look at each one.
 */

#define _GNU_SOURCE

#include "edge/ask.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef LIBEXEC
#define LIBEXEC "/usr/local/libexec/lockhound"
#endif

enum { READY_MS = 5000 };

static const char helper[] = "lockhound-ask";

struct ask {
	int fd;
	bool is_alive;
	struct question_orders orders;
	char lacks[QUESTION_WORDS_BYTES];
	struct err ended;		/* why, once it is not alive */
};

/* --- this machine's addresses --- */

static bool
ip_of(const struct sockaddr *a, struct ip *out)
{
	if (a == NULL || (a->sa_family != AF_INET && a->sa_family != AF_INET6))
		return (false);
	if (a->sa_family == AF_INET)
		*out = ip_v4((const uint8_t *)&((const struct sockaddr_in *)
		    (const void *)a)->sin_addr);
	else
		*out = ip_v6(((const struct sockaddr_in6 *)
		    (const void *)a)->sin6_addr.s6_addr);
	return (true);
}

static uint32_t
bits_of(const struct sockaddr *mask)
{
	struct ip m;
	uint32_t bits;

	if (!ip_of(mask, &m))
		return (128);
	if (mask->sa_family == AF_INET)
		memset(m.b, 0xff, 12);
	for (bits = 0; bits < 128; bits++)
		if ((m.b[bits / 8] & 0x80 >> bits % 8) == 0)
			break;
	return (bits);
}

/* Those of the interface first: there is an end to the list. */
static void
own_add(struct question_orders *o, const struct ifaddrs *all, bool is_here)
{
	struct question_bounds *b = &o->bounds;
	const struct ifaddrs *i;
	struct question_own own;

	for (i = all; i != NULL && b->n_own < QUESTION_OWN; i = i->ifa_next) {
		own.is_here = strcmp(i->ifa_name, o->interface) == 0;
		if ((own.is_here != 0) != is_here ||
		    (i->ifa_flags & IFF_UP) == 0 ||
		    !ip_of(i->ifa_addr, &own.net.ip))
			continue;
		own.net.bits = bits_of(i->ifa_netmask);
		b->own[b->n_own++] = own;
	}
}

/* The kernel's choice of source, by a socket that sends nothing. */
static void
route_look(const struct ip *to, const char *interface, struct ip *from)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET,
	    .sin_port = htons(443) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
	    .sin6_port = htons(443), .sin6_scope_id =
	    if_nametoindex(interface) };
	bool is_v4 = ip_is_v4(to);
	const struct sockaddr *at = is_v4 ? (struct sockaddr *)&v4 :
	    (struct sockaddr *)&v6;
	socklen_t n = is_v4 ? sizeof v4 : sizeof v6;
	int fd = socket(at->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_storage own;
	socklen_t own_n = sizeof own;

	memset(from, 0, sizeof *from);
	memcpy(&v4.sin_addr, to->b + 12, 4);
	memcpy(&v6.sin6_addr, to->b, 16);
	if (fd == -1)
		return;
	if (connect(fd, at, n) == 0 &&
	    getsockname(fd, (struct sockaddr *)&own, &own_n) == 0)
		ip_of((const struct sockaddr *)&own, from);
	close(fd);
}

/* Addresses for documentation (RFC 5737, RFC 3849): by the default routes. */
static void
routes_look(struct question_orders *o)
{
	static const uint8_t far_v4[4] = { 192, 0, 2, 1 };
	static const uint8_t far_v6[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 1 };
	struct question_bounds *b = &o->bounds;
	const struct ip v4 = ip_v4(far_v4), v6 = ip_v6(far_v6);
	uint32_t i;

	route_look(&v4, o->interface, &b->usual_v4);
	route_look(&v6, o->interface, &b->usual_v6);
	for (i = 0; i < b->n_targets; i++)
		route_look(&b->targets[i].ip, o->interface,
		    &b->targets[i].from);
}

static int
orders_write(const struct ask_setup *setup, struct question_orders *o,
    struct err *err)
{
	struct question_bounds *b = &o->bounds;
	struct ifaddrs *all;
	uint32_t i;

	if (setup->n_targets > QUESTION_TARGETS ||
	    setup->n_prefixes > QUESTION_PREFIXES)
		return (err_set(err, "more than %d addresses are not asked at "
		    "once", QUESTION_TARGETS));
	memset(o, 0, sizeof *o);
	if (setup->interface != NULL)
		snprintf(o->interface, sizeof o->interface, "%s",
		    setup->interface);
	b->per_s = setup->per_s;
	b->allows_private = setup->allows_private;
	b->n_targets = setup->n_targets;
	for (i = 0; i < setup->n_targets; i++)
		b->targets[i].ip = setup->targets[i];
	b->n_prefixes = setup->n_prefixes;
	memcpy(b->prefixes, setup->prefixes, sizeof b->prefixes);
	if (getifaddrs(&all) == -1)
		return (err_set(err, "this machine's addresses are not to be "
		    "had: %s", strerror(errno)));
	own_add(o, all, true);
	own_add(o, all, false);
	freeifaddrs(all);
	routes_look(o);
	return (0);
}

int
ask_plan(const struct ask_setup *setup, struct question_bounds *out,
    struct err *err)
{
	struct question_orders o;

	if (orders_write(setup, &o, err) == -1)
		return (-1);
	*out = o.bounds;
	return (0);
}

static bool
has_prefix(const struct ask_setup *setup, const struct question_own *own)
{
	uint32_t i;

	for (i = 0; i < setup->n_prefixes; i++)
		if (setup->prefixes[i].bits == own->net.bits &&
		    question_prefix_holds(&setup->prefixes[i], &own->net.ip))
			return (true);
	return (false);
}

int
ask_on_link(struct ask_setup *setup, struct err *err)
{
	struct question_bounds b;
	uint32_t i;

	if (ask_plan(setup, &b, err) == -1)
		return (-1);
	for (i = 0; i < b.n_own; i++)
		if (b.own[i].is_here != 0 && !has_prefix(setup, &b.own[i]) &&
		    setup->n_prefixes < QUESTION_PREFIXES)
			setup->prefixes[setup->n_prefixes++] = b.own[i].net;
	return (0);
}

/* --- the child --- */

/*
 * Beside the running program, as it is built; where that one's prefix has it,
 * wherever that was moved to; else where it was to be installed.
 */
static void
helper_find(char path[PATH_MAX])
{
	static const char *const places[] = { "", "../libexec/lockhound/" };
	char own[PATH_MAX / 2];
	ssize_t n = readlink("/proc/self/exe", own, sizeof own - 1);
	char *slash;
	size_t i;

	own[n > 0 ? n : 0] = '\0';
	slash = strrchr(own, '/');
	for (i = 0; slash != NULL && i < 2; i++) {
		snprintf(path, PATH_MAX, "%.*s/%s%s", (int)(slash - own), own,
		    places[i], helper);
		if (access(path, X_OK) == 0)
			return;
	}
	snprintf(path, PATH_MAX, "%s/%s", LIBEXEC, helper);
}

/* In the child: its descriptor 0 is the socket, and it inherits nothing.  The
 * terminal's interrupt is for the parent, which then lets it end. */
static void
helper_run(const char *path, int fd)
{
	char *const argv[] = { (char *)(uintptr_t)helper, NULL };
	char *const environment[] = { NULL };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	if (dup2(fd, STDIN_FILENO) == -1 || dup2(null, STDOUT_FILENO) == -1 ||
	    dup2(null, STDERR_FILENO) == -1)
		_exit(127);
	execve(path, argv, environment);
	_exit(127);
}

static int
helper_begin(struct ask *a, struct err *err)
{
	char path[PATH_MAX];
	int pair[2];
	pid_t pid;

	helper_find(path);
	if (access(path, X_OK) == -1)
		return (err_set(err, "%s is missing, which does the asking: "
		    "make install puts it there", path));
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		return (err_set(err, "no socket for %s: %s", helper,
		    strerror(errno)));
	pid = fork();
	if (pid == 0)
		helper_run(path, pair[1]);
	close(pair[1]);
	a->fd = pair[0];
	if (pid == -1)
		return (err_set(err, "%s cannot be begun: %s", helper,
		    strerror(errno)));
	fcntl(a->fd, F_SETFL, O_NONBLOCK);
	return (0);
}

static int
fate_read(struct ask *a, struct question_fate *f)
{
	ssize_t n;

	do
		n = read(a->fd, f, sizeof *f);
	while (n == -1 && errno == EINTR);
	if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return (0);
	if (n != (ssize_t)sizeof *f)
		return (-1);
	f->words[sizeof f->words - 1] = '\0';
	return (1);
}

static int
gone(struct ask *a, const char *why, struct err *err)
{
	if (a->is_alive)
		err_set(&a->ended, "%s has ended%s%s", helper,
		    why[0] != '\0' ? ": " : "", why);
	a->is_alive = false;
	return (err_set(err, "%s", a->ended.text));
}

/* What it says first: that it is ready, or why it is not. */
static int
ready_wait(struct ask *a, struct err *err)
{
	struct pollfd p = { a->fd, POLLIN, 0 };
	struct question_fate f;
	int rc;

	do
		rc = poll(&p, 1, READY_MS);
	while (rc == -1 && errno == EINTR);
	if (rc != 1)
		return (err_set(err, "%s does not begin", helper));
	if (fate_read(a, &f) != 1)
		return (err_set(err, "%s ended as it began: are its libraries "
		    "there, libnet (libnet1) among them?", helper));
	if (f.kind != FATE_READY)
		return (err_set(err, "%s", f.words));
	memcpy(a->lacks, f.words, sizeof a->lacks);
	a->is_alive = true;
	return (0);
}

struct ask *
ask_start(const struct ask_setup *setup, struct err *err)
{
	struct ask *a = calloc(1, sizeof *a);

	if (a == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	a->fd = -1;
	if (orders_write(setup, &a->orders, err) == -1 ||
	    helper_begin(a, err) == -1) {
		ask_stop(a);
		return (NULL);
	}
	/* It may be gone already; then it has said why. */
	(void)!write(a->fd, &a->orders, sizeof a->orders);
	if (ready_wait(a, err) == -1) {
		ask_stop(a);
		return (NULL);
	}
	return (a);
}

void
ask_stop(struct ask *a)
{
	if (a == NULL)
		return;
	if (a->fd != -1)
		close(a->fd);
	free(a);
}

/* --- questions --- */

const char *
ask_lacks(const struct ask *a)
{
	return (a->lacks);
}

const struct question_bounds *
ask_bounds(const struct ask *a)
{
	return (&a->orders.bounds);
}

bool
ask_from(const struct ask *a, const struct ip *to, struct ip *from)
{
	return (question_from(&a->orders.bounds, to, from));
}

int
ask_put(struct ask *a, const struct question *q, struct err *err)
{
	char to[IP_TEXT_BYTES];
	ssize_t n;

	if (!a->is_alive)
		return (gone(a, "", err));
	if (!question_is_allowed(q, &a->orders.bounds)) {
		ip_print(&q->to, to);
		return (err_set(err, "%s may not be asked this", to));
	}
	do
		n = write(a->fd, q, sizeof *q);
	while (n == -1 && errno == EINTR);
	if (n == (ssize_t)sizeof *q)
		return (0);
	if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return (1);
	return (gone(a, n == -1 ? strerror(errno) : "", err));
}

int
ask_fate(struct ask *a, struct question *q, int *error, struct err *err)
{
	struct question_fate f;
	int rc;

	if (!a->is_alive)
		return (gone(a, "", err));
	rc = fate_read(a, &f);
	if (rc == 0)
		return (0);
	if (rc == -1)
		return (gone(a, "", err));
	if (f.kind != FATE_SENT)
		return (gone(a, f.words, err));
	*q = f.question;
	*error = f.error;
	return (1);
}

bool
ask_is_alive(const struct ask *a)
{
	return (a->is_alive);
}

int
ask_fd(const struct ask *a)
{
	return (a->fd);
}
