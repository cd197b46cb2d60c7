/*
 * POP3's idea of "asked, answered" (RFC 1939, 2449, 5034): one reply a
 * command, in order.  The login is PASS, APOP or AUTH; USER only names.
 */

#include <string.h>

#include "base/text.h"
#include "data/replies.h"
#include "data/servers.h"
#include "talk/ask.h"
#include "talk/echo.h"
#include "talk/sasl.h"

enum pop_command {
	POP_NONE,
	POP_OTHER,
	POP_LISTING,		/* a good reply goes on until "." */
	POP_USER,
	POP_PASS,
	POP_APOP,
	POP_AUTH,
	POP_STLS
};

static const struct pop_verb {
	const char *verb;
	enum pop_command with_argument, alone;
	const char *source;
} verbs[] = {
	{ "USER", POP_USER,	POP_OTHER,	"RFC 1939 7" },
	{ "PASS", POP_PASS,	POP_PASS,	"RFC 1939 7" },
	{ "APOP", POP_APOP,	POP_OTHER,	"RFC 1939 7" },
	/* Alone it asks for the list of mechanisms: no login. */
	{ "AUTH", POP_AUTH,	POP_LISTING,	"RFC 5034 4, RFC 1734" },
	{ "STLS", POP_OTHER,	POP_STLS,	"RFC 2595 4" },
	{ "CAPA", POP_LISTING,	POP_LISTING,	"RFC 2449 5" },
	{ "LIST", POP_OTHER,	POP_LISTING,	"RFC 1939 5" },
	{ "UIDL", POP_OTHER,	POP_LISTING,	"RFC 1939 7" },
	{ "TOP",  POP_LISTING,	POP_OTHER,	"RFC 1939 7" },
	{ "RETR", POP_LISTING,	POP_OTHER,	"RFC 1939 5" },
	{ "QUIT", POP_OTHER,	POP_OTHER,	"RFC 1939 5" },
	{ "STAT", POP_OTHER,	POP_OTHER,	"RFC 1939 5" },
	{ "NOOP", POP_OTHER,	POP_OTHER,	"RFC 1939 5" },
	{ "RSET", POP_OTHER,	POP_OTHER,	"RFC 1939 5" },
	{ "DELE", POP_OTHER,	POP_OTHER,	"RFC 1939 5" },
};

static bool
pop_greet(struct talk *t, const struct line_view *v)
{
	if (!span_starts_nocase(v->text, "+OK") &&
	    !span_starts_nocase(v->text, "-ERR"))
		return (false);
	t->server = server_by_greeting(PROTO_POP, v->text);
	return (true);
}

static enum pop_command
command_of(struct span line, struct span *args)
{
	struct span verb;
	size_t i;

	*args = line;
	if (!span_word(args, &verb))
		return (POP_NONE);
	/* RFC 1939 7: a password may begin or end with spaces. */
	if (args->len > 0)
		span_skip(args, 1);
	for (i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (span_equals_nocase(verb, verbs[i].verb))
			return (span_trim(*args).len > 0 ?
			    verbs[i].with_argument : verbs[i].alone);
	return (POP_NONE);
}

/* The ask that USER began, if the client goes on with it. */
static struct ask *
named_ask(struct talk *t, struct talk_store *s, enum asked asked,
    int64_t when_ns)
{
	struct ask *a = ask_last_open(t, s);

	if (a == NULL || a->stage != ASK_NAMED)
		return (ask_open(t, s, asked, when_ns));
	a->asked = (uint8_t)asked;
	a->turn = owed_turn(t);
	return (a);
}

static void
apop_asked(struct talk *t, struct talk_store *s, struct span args,
    int64_t when_ns)
{
	struct ask *a = ask_open(t, s, ASKED_APOP, when_ns);
	struct span user;

	sasl_begin(a, s, span_text("APOP"));
	ask_sent(a, when_ns);
	if (span_word(&args, &user) && args.len > 0)
		ask_set_user(s, a, user);
}

static void
auth_asked(struct talk *t, struct talk_store *s, struct span args,
    const struct line_view *v, int64_t when_ns)
{
	struct ask *a = ask_open(t, s, ASKED_AUTH, when_ns);
	struct span mech;

	if (!span_word(&args, &mech))
		return;
	sasl_begin(a, s, mech);
	args = span_trim(args);
	if (args.len > 0) {
		sasl_initial(a, s, args, v->is_whole);
		a->asked_ns = when_ns;
	}
}

static void
credentials_asked(struct talk *t, struct talk_store *s,
    enum pop_command command, struct span args, const struct line_view *v,
    int64_t when_ns)
{
	struct ask *a;

	switch (command) {
	case POP_USER:
		a = named_ask(t, s, ASKED_USER, when_ns);
		a->stage = ASK_NAMED;
		a->user_turn = a->turn;
		a->has_hint = false;
		t->is_nobody = false;
		sasl_begin(a, s, span_text("USER"));
		if (v->is_whole)
			ask_set_user(s, a, span_trim(args));
		break;
	case POP_PASS:
		if (t->is_nobody)
			break;
		a = named_ask(t, s, ASKED_PASS, when_ns);
		a->stage = ASK_OPEN;
		a->began_ns = when_ns;
		sasl_begin(a, s, span_text("USER"));
		ask_sent(a, when_ns);
		sasl_secret(a, s, args, v->is_whole);
		break;
	case POP_APOP:
		apop_asked(t, s, args, when_ns);
		break;
	case POP_AUTH:
		auth_asked(t, s, args, v, when_ns);
		break;
	default:
		break;
	}
}

static void
pop_client_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct ask *a = ask_last_open(t, s);
	enum pop_command command;
	struct span args;

	command = command_of(v->text, &args);
	/*
	 * While AUTH is open a line answers a challenge, unless it is plainly
	 * a command: the client pipelines, or the verdict was lost.
	 */
	if (a != NULL && a->asked == ASKED_AUTH && a->stage == ASK_OPEN &&
	    command == POP_NONE && sasl_may_be(v->text)) {
		sasl_response(a, s, v->text, v->is_whole);
		a->asked_ns = when_ns;
		return;
	}
	/* A response that is no base 64 may be repeated by the server. */
	if (a != NULL && command == POP_NONE)
		echo_note(a, s, v->text);
	turn_client(t, s, when_ns);
	t->wants_tls = command == POP_STLS;
	if (owed_push(t, (uint8_t)(command == POP_NONE ? POP_OTHER :
	    command)))
		credentials_asked(t, s, command, args, v, when_ns);
	else
		s->asks_lost += command == POP_PASS ||
		    command == POP_APOP || command == POP_AUTH;
}

static void
user_answered(struct talk *t, struct talk_store *s, bool is_good,
    const struct line_view *v, int64_t when_ns)
{
	struct judgement j;
	struct ask *a;

	for (a = ask_first(t, s); a != NULL; a = ask_next(s, a))
		if ((a->stage == ASK_NAMED || a->stage == ASK_OPEN) &&
		    a->user_turn == t->turn)
			break;
	if (a == NULL || is_good)
		return;
	/*
	 * RFC 1939 lets a server refuse the name itself.  Only words that
	 * say so are a failed login, and the PASS after it is no other;
	 * anything else never judged anybody, nor will the PASS be judged
	 * that goes with it.
	 */
	j = reply_judge(PROTO_POP, ASKED_USER, v->text, v->is_whole,
	    ask_user(s, a));
	if (j.outcome == OUTCOME_FAILED && !j.is_generic) {
		t->is_nobody = a->stage == ASK_NAMED;
		ask_sent(a, a->asked_ns);
		ask_decide(s, a, j, v->text, when_ns);
		return;
	}
	if (j.outcome == OUTCOME_FAILED)
		j.reason = REASON_PROTOCOL;
	j.outcome = OUTCOME_UNKNOWN;
	ask_hint(s, a, j, v->text, when_ns);
}

static void
login_answered(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct ask *a = owed_ask(t, s);
	struct span reply = v->text;
	struct judgement j;

	if (a == NULL)
		return;
	j = reply_judge(PROTO_POP, (enum asked)a->asked, v->text,
	    v->is_whole, ask_user(s, a));
	if (a->has_hint && j.outcome != OUTCOME_OK) {
		j.outcome = (enum outcome)a->hint_outcome;
		j.reason = (enum reason)a->hint_reason;
		if (a->spill != POOL_NONE)
			reply = ask_hint_words(s, a);
	}
	ask_decide(s, a, j, reply, when_ns);
	if (j.outcome == OUTCOME_OK)
		t->stage = TALK_DONE;
}

static void
pop_server_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	bool is_good = span_starts_nocase(v->text, "+OK");
	enum pop_command command;

	if (t->is_multi) {
		if (span_equals(v->text, "."))
			t->is_multi = false;
		/* After a hole the "." may have been in it. */
		if (!t->server_lost || v->text.len == 0 ||
		    v->text.p[0] == '.' || !(is_good ||
		    span_starts_nocase(v->text, "-ERR")))
			return;
		t->is_multi = false;
	}
	if (!is_good && !span_starts_nocase(v->text, "-ERR"))
		return;		/* a challenge "+ ...", or noise */
	/* With more than one reply owed nobody knows which one is left. */
	if (t->server_lost && owed_count(t) > 1)
		return;
	command = (enum pop_command)owed_first(t);
	if (command == POP_USER)
		user_answered(t, s, is_good, v, when_ns);
	else if (command == POP_PASS || command == POP_APOP ||
	    command == POP_AUTH)
		login_answered(t, s, v, when_ns);
	else if (command == POP_LISTING)
		t->is_multi = is_good;
	else if (command == POP_STLS && is_good)
		t->stage = TALK_HANDOVER;
	owed_pop(t);
}

const struct reader reader_pop = {
	.proto = PROTO_POP,
	.greet = pop_greet,
	.client_line = pop_client_line,
	.server_line = pop_server_line,
};
