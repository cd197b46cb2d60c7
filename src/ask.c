/*
 * lockhound-ask: the child that sends.  Its descriptor 0 is a socket to the
 * one who began it.  It hears there who may be asked, opens its sockets, gives
 * up all rights and all system calls but those that this takes, and then sends
 * one packet a message, each looked at anew; what is not allowed ends it.
 *
 * It reads nothing of the network: the answers are for the parent's capture.
 * The one program that is linked to libnet.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/when.h"
#include "data/question.h"
#include "edge/inject.h"
#include "edge/privs.h"

/* How it ends, as the tests ask. */
enum {
	EXIT_EOF = 0, EXIT_ORDERS = 2, EXIT_OPEN = 3, EXIT_FORBIDDEN = 4
};

enum { PARENT = STDIN_FILENO, FIRST_OTHER = STDERR_FILENO + 1 };

/* A parent that does not read waits for nobody: its words are lost.  False:
 * there is none any more. */
static bool
say(enum question_fate_kind kind, int error, const struct question *q,
    const char *words)
{
	struct question_fate f = { .kind = kind, .error = error };

	if (q != NULL)
		f.question = *q;
	snprintf(f.words, sizeof f.words, "%s", words);
	return (send(PARENT, &f, sizeof f, MSG_DONTWAIT | MSG_NOSIGNAL) !=
	    -1 || errno != EPIPE);
}

static void
leave(int status, const char *words)
{
	say(FATE_ENDED, status, NULL, words);
	_exit(status);
}

static void
pause_ns(int64_t span_ns)
{
	struct timespec left = { .tv_sec = (time_t)(span_ns / NS_PER_S),
	    .tv_nsec = (long)(span_ns % NS_PER_S) };

	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		;
}

/* One message is one question, whole, and nothing behind it.  False: there is
 * nobody any more who asks. */
static bool
question_read(struct question *q)
{
	uint8_t bytes[sizeof *q + 1];
	ssize_t n;

	do
		n = read(PARENT, bytes, sizeof bytes);
	while (n == -1 && errno == EINTR);
	if (n == 0)
		return (false);
	if (n != (ssize_t)sizeof *q)
		leave(EXIT_FORBIDDEN, "a message is no question");
	memcpy(q, bytes, sizeof *q);
	return (true);
}

static void
serve(struct inject *j, const struct question_bounds *bounds)
{
	struct question q;

	while (question_read(&q)) {
		if (!question_is_allowed(&q, bounds))
			leave(EXIT_FORBIDDEN, "a question is not allowed");
		/* What a dead parent still had waiting is not sent. */
		if (!say(FATE_SENT, inject_send(j, &q), &q, ""))
			break;
		pause_ns(question_gap_ns(&q, bounds));
	}
	_exit(EXIT_EOF);
}

static void
orders_read(struct question_orders *o)
{
	static const char by_hand[] = "lockhound-ask: lockhound begins this; "
	    "try lockhound --help\n";
	ssize_t n = read(PARENT, o, sizeof *o);

	if (n == (ssize_t)sizeof *o &&
	    memchr(o->interface, '\0', sizeof o->interface) != NULL &&
	    question_bounds_are_sound(&o->bounds))
		return;
	(void)!write(STDERR_FILENO, by_hand, sizeof by_hand - 1);
	leave(EXIT_ORDERS, "its orders are not sound");
}

int
main(void)
{
	static struct question_orders orders;
	int sockets[INJECT_SOCKETS], n;
	char lacks[QUESTION_WORDS_BYTES];
	struct inject *j;
	struct err err;

	privs_hold_standard();
	privs_close_from(FIRST_OTHER);
	privs_no_traces();
	orders_read(&orders);
	j = inject_open(orders.interface, &err);
	if (j == NULL)
		leave(EXIT_OPEN, err.text);
	n = inject_sockets(j, sockets);
	privs_drop_to_sockets(PARENT, sockets, n, lacks, sizeof lacks);
	say(FATE_READY, 0, NULL, lacks);
	serve(j, &orders.bounds);
}
