/*
 * The child by hand: tool_ask IF|- PREFIX|- COMMAND...  Each command is one
 * question, in the order given; what became of each is printed, then "ended"
 * and why when the child ended by itself.
 *
 *	syn:TO:PORT (PORT may come after an IPv6 address: the last colon)
 *	arp:TO  neighbour:TO  all:
 *	raw:KIND:FROM:TO:FROM_PORT:TO_PORT	past the parent's own look
 *	junk:BYTES	a message of that many zeros
 *	wait		till all fates are there; sleep: a second more
 *	die		at once, with what waits for the child
 *
 * In raw, addresses have no colons: IPv4, or @ for ff02::1.  PREFIX is a list,
 * with commas: without a slash it is a target; * allows private ones.
 */

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edge/ask.h"

enum { QUIET_MS = 300 };

static struct ask *ask;

static struct ip
ip_read(const char *text)
{
	unsigned char b[16];

	if (strcmp(text, "@") == 0)
		return (question_all_nodes());
	if (inet_pton(AF_INET, text, b) == 1)
		return (ip_v4(b));
	if (inet_pton(AF_INET6, text, b) == 1)
		return (ip_v6(b));
	fprintf(stderr, "tool_ask: what is %s?\n", text);
	exit(2);
}

static void
ended(const struct err *err)
{
	int status = 0;

	printf("ended: %s\n", err->text);
	if (waitpid(-1, &status, 0) > 0 && WIFEXITED(status))
		printf("status %d\n", WEXITSTATUS(status));
	exit(1);
}

static void
fates_print(void)
{
	struct pollfd p = { ask_fd(ask), POLLIN, 0 };
	struct question q;
	struct err err;
	int error, rc;

	while (poll(&p, 1, QUIET_MS) == 1) {
		while ((rc = ask_fate(ask, &q, &error, &err)) == 1)
			printf("%u %u: %s\n", q.kind, q.to_port,
			    error == 0 ? "sent" : strerror(error));
		if (rc == -1)
			ended(&err);
	}
}

static void
put(const struct question *q, bool is_raw)
{
	struct err err;

	if (is_raw)
		(void)!write(ask_fd(ask), q, sizeof *q);
	else if (ask_put(ask, q, &err) != 0)
		printf("not put: %s\n", err.text);
}

static void
plain(enum question_kind kind, char *text)
{
	struct question q = { .kind = kind, .from_port = 40000, .seq = 7 };
	char *port = kind == QUESTION_SYN ? strrchr(text, ':') : NULL;

	if (port != NULL) {
		*port = '\0';
		q.to_port = (uint16_t)atoi(port + 1);
	}
	q.to = kind == QUESTION_ALL_NODES ? question_all_nodes() :
	    ip_read(text);
	if (!ask_from(ask, &q.to, &q.from))
		printf("no way there\n");
	put(&q, false);
}

static void
raw(char *text)
{
	struct question q = { .seq = 7 };
	char *part = strtok(text, ":");

	q.kind = (uint32_t)atoi(part);
	q.from = ip_read(strtok(NULL, ":"));
	q.to = ip_read(strtok(NULL, ":"));
	q.from_port = (uint16_t)atoi(strtok(NULL, ":"));
	q.to_port = (uint16_t)atoi(strtok(NULL, ":"));
	put(&q, true);
}

static void
obey(char *word)
{
	static const char *const kinds[QUESTION_COUNT] = { "", "syn", "arp",
	    "neighbour", "all" };
	static const char junk[4096];
	char *rest = strchr(word, ':');
	unsigned kind;

	if (strcmp(word, "wait") == 0)
		fates_print();
	else if (strcmp(word, "sleep") == 0)
		sleep(1);
	else if (strcmp(word, "die") == 0)
		_exit(0);
	if (rest == NULL)
		return;
	*rest++ = '\0';
	if (strcmp(word, "raw") == 0)
		raw(rest);
	else if (strcmp(word, "junk") == 0)
		(void)!write(ask_fd(ask), junk, (size_t)atoi(rest));
	for (kind = 1; kind < QUESTION_COUNT; kind++)
		if (strcmp(word, kinds[kind]) == 0)
			plain(kind, rest);
}

int
main(int argc, char **argv)
{
	struct ask_setup setup = { .per_s = 100 };
	struct err err;
	char *slash;
	int i;

	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 3)
		return (2);
	setup.interface = strcmp(argv[1], "-") == 0 ? NULL : argv[1];
	for (slash = strtok(argv[2], ","); slash != NULL;
	    slash = strtok(NULL, ",")) {
		char *bits = strchr(slash, '/');

		if (strcmp(slash, "*") == 0) {
			setup.allows_private = true;
			continue;
		}
		if (bits == NULL) {
			setup.targets[setup.n_targets++] = ip_read(slash);
			continue;
		}
		*bits = '\0';
		setup.prefixes[setup.n_prefixes].ip = ip_read(slash);
		setup.prefixes[setup.n_prefixes++].bits =
		    (uint32_t)atoi(bits + 1);
	}
	ask = ask_start(&setup, &err);
	if (ask == NULL) {
		printf("not begun: %s\n", err.text);
		return (1);
	}
	printf("ready%s%s\n", ask_lacks(ask)[0] ? ", lacks " : "",
	    ask_lacks(ask));
	for (i = 3; i < argc; i++)
		obey(argv[i]);
	fates_print();
	ask_stop(ask);
	return (0);
}
