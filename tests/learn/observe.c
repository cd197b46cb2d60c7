/*
 * observe CAPTURE...: what inference sees of each TLS session, a line each, for
 * tests/learn/learn.py to hold against the labels.  Built with -DLEARN, which
 * makes guess_run show its observations.  No length of a client's turn is
 * printed that could be a login's: labels say those.
 */

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/capture.h"
#include "engine/engine.h"
#include "talk/guess.h"
#include "talk/hmm.h"

enum { SESSIONS_MAX = 1 << 16, LINE_MAX_BYTES = 1 << 15 };

/* A session that is over, as a line that wants its client yet. */
static struct {
	char *line;
	uint16_t server_port;
	int n;
	int64_t asked_ns[EXCHANGES_MAX];
} sessions[SESSIONS_MAX];

static int n_sessions;
static char line[LINE_MAX_BYTES];
static size_t at;

static void	add(const char *, ...) __attribute__((format(printf, 1, 2)));

static void
add(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(line + at, sizeof line - at, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof line - at)
		abort();
	at += (size_t)n;
}

static void
turn(const char *name, const struct turn *t)
{
	add(",\"%s\":[%" PRId64 ",%" PRId64 ",%" PRIu32 ",%" PRIu32
	    ",%d,%d,%d]", name, t->first_ns, t->last_ns, t->from, t->to,
	    t->n_records, t->has_gap, t->is_closed);
}

void
guess_observed(const struct talk *t, const struct tls_view *v,
    const struct observations *r, const struct belief *b)
{
	const uint8_t *ip = v->server.ip.b;
	int i;

	if (n_sessions == SESSIONS_MAX)
		abort();
	at = 0;
	add("\"proto\":%d,\"port\":%u,\"ip\":\"%u.%u.%u.%u\",\"tickets\":%u,"
	    "\"version\":%u,\"resumed\":%d,\"tag\":%d", t->proto,
	    v->server.port, ip[12], ip[13], ip[14], ip[15], v->n_tickets,
	    v->version, v->is_resumed, b->tag);
	if (v->n_turns > 0 && v->turns[0].direction == FROM_SERVER)
		turn("greeting", &v->turns[0]);
	add(",\"exchanges\":[");
	for (i = 0; i < r->n; i++) {
		add("%s{\"bin\":%d,\"login\":%.3f", i > 0 ? "," : "",
		    r->ex[i].bin, (double)(b->p[i][STEP_REFUSED] +
		    b->p[i][STEP_ACCEPTED]));
		turn("client", &r->ex[i].client);
		if (r->ex[i].has_answer)
			turn("server", &r->ex[i].server);
		add("}");
		sessions[n_sessions].asked_ns[i] = r->ex[i].client.last_ns;
	}
	add("]}");
	sessions[n_sessions].line = strdup(line);
	sessions[n_sessions].server_port = v->server.port;
	sessions[n_sessions++].n = r->n;
}

/* A login tells whose session it was, before it is over or then. */
static struct {
	struct endpoint client, server;
	int64_t asked_ns;
} logins[SESSIONS_MAX];
static int n_logins;

static void
login_add(const struct event *ev)
{
	if (ev->kind != EVENT_LOGIN || n_logins == SESSIONS_MAX)
		return;
	logins[n_logins].client = ev->who.client;
	logins[n_logins].server = ev->who.server;
	logins[n_logins++].asked_ns = ev->u.login.attempt.asked_ns;
}

static bool
is_of(int i, int login)
{
	int k;

	for (k = 0; k < sessions[i].n; k++)
		if (sessions[i].server_port == logins[login].server.port &&
		    sessions[i].asked_ns[k] == logins[login].asked_ns)
			return (true);
	return (false);
}

static void
tell_all(void)
{
	int i, k;

	for (i = 0; i < n_sessions; i++) {
		for (k = 0; k < n_logins && !is_of(i, k); k++)
			;
		if (k < n_logins)
			printf("{\"client\":\"%u.%u.%u.%u\","
			    "\"client_port\":%u,%s\n",
			    logins[k].client.ip.b[12],
			    logins[k].client.ip.b[13],
			    logins[k].client.ip.b[14],
			    logins[k].client.ip.b[15],
			    logins[k].client.port, sessions[i].line);
		free(sessions[i].line);
	}
	n_sessions = n_logins = 0;
}

int
main(int argc, char **argv)
{
	struct engine_setup setup = { .key = { 5 } };
	struct frame f;
	struct err err;
	int i, got;

	for (i = 1; i < argc; i++) {
		const char *path = argv[i];
		struct engine *e = engine_new(&setup);
		struct capture *c = capture_new(&path, 1, NULL, &err);
		struct event ev;

		if (e == NULL || c == NULL)
			return (1);
		printf("{\"capture\":\"%s\"}\n", path);
		while ((got = capture_next(c, &f, &err)) != 0) {
			if (got > 0)
				engine_frame(e, &f);
			while (engine_next_event(e, &ev))
				login_add(&ev);
		}
		engine_finish(e);
		while (engine_next_event(e, &ev))
			login_add(&ev);
		tell_all();
		capture_free(c);
		engine_free(e);
	}
	return (0);
}
