/*
 * POP3's idea of "asked, answered" (RFC 1939, 2449, 5034): one reply a
 * command, in order.  The login is PASS, APOP or AUTH; USER only names.
 */

#include "talk/pop.h"

#include <string.h>

#include "base/text.h"
#include "data/servers.h"
#include "talk/pending.h"
#include "talk/pipeline.h"
#include "talk/echo.h"
#include "talk/sasl.h"
#include "talk/settle.h"

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
	t->server_row = server_by_greeting(PROTO_POP, v->text);
	return (true);
}

static enum pop_command
pop_command_of(struct span line, struct span *args)
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

/* The login that USER began, if the client goes on with it, or a new one. */
static struct pending *
pop_named(struct talk *t, struct talk_store *s, enum asked asked,
    int64_t when_ns)
{
	struct pending *p = pending_last_open(t, s);

	if (p == NULL || p->stage != PENDING_NAMED)
		return (pending_open(t, s, asked, when_ns));
	p->asked = (uint8_t)asked;
	p->number = pipeline_number(&t->pipeline);
	return (p);
}

static void
pop_apop_asked(struct talk *t, struct talk_store *s, struct span args,
    const struct line_view *v, int64_t when_ns)
{
	struct pending *p = pending_open(t, s, ASKED_APOP, when_ns);
	struct span user;

	sasl_begin(p, s, span_text("APOP"));
	pending_sent(p, when_ns);
	echo_note_line(p, s, args);
	p->is_cut |= !v->is_whole;
	if (span_word(&args, &user) && args.len > 0)
		pending_set_user(s, p, user);
}

static void
pop_auth_asked(struct talk *t, struct talk_store *s, struct span args,
    const struct line_view *v, int64_t when_ns)
{
	struct pending *p = pending_open(t, s, ASKED_AUTH, when_ns);
	struct span mech;

	if (!span_word(&args, &mech))
		return;
	sasl_begin(p, s, mech);
	args = span_trim(args);
	if (args.len > 0) {
		sasl_initial(p, s, args, v->is_whole);
		p->asked_ns = when_ns;
	}
}

static void
pop_credentials_asked(struct talk *t, struct talk_store *s,
    enum pop_command command, struct span args, const struct line_view *v,
    int64_t when_ns)
{
	struct pending *p;

	switch (command) {
	case POP_USER:
		p = pop_named(t, s, ASKED_USER, when_ns);
		p->stage = PENDING_NAMED;
		p->user_number = p->number;
		p->has_early = false;
		p->hint = HINT_UNKNOWN;
		t->as.pop.is_nobody = false;
		sasl_begin(p, s, span_text("USER"));
		if (v->is_whole)
			pending_set_user(s, p, span_trim(args));
		break;
	case POP_PASS:
		if (t->as.pop.is_nobody)
			break;
		p = pop_named(t, s, ASKED_PASS, when_ns);
		p->stage = PENDING_OPEN;
		p->began_ns = when_ns;
		sasl_begin(p, s, span_text("USER"));
		pending_sent(p, when_ns);
		sasl_secret(p, s, args, v->is_whole);
		break;
	case POP_APOP:
		pop_apop_asked(t, s, args, v, when_ns);
		break;
	case POP_AUTH:
		pop_auth_asked(t, s, args, v, when_ns);
		break;
	default:
		break;
	}
}

static void
pop_client_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct pending *p = pending_last_open(t, s);
	enum pop_command command;
	struct span args;

	command = pop_command_of(v->text, &args);
	/*
	 * While AUTH is open a line answers a challenge, unless it is plainly
	 * a command: the client pipelines, or the verdict was lost.
	 */
	if (p != NULL && p->asked == ASKED_AUTH && p->stage == PENDING_OPEN &&
	    command == POP_NONE && sasl_may_be(v->text)) {
		sasl_response(p, s, v->text, v->is_whole);
		p->asked_ns = when_ns;
		return;
	}
	/* A response that is no base 64 may be repeated by the server. */
	if (p != NULL && command == POP_NONE)
		echo_note_line(p, s, v->text);
	settle_lost(t, s, when_ns);
	if (pipeline_push(&t->pipeline,
	    (uint8_t)(command == POP_NONE ? POP_OTHER : command)))
		pop_credentials_asked(t, s, command, args, v, when_ns);
	else
		s->pending_lost += command == POP_PASS ||
		    command == POP_APOP || command == POP_AUTH;
}

static void
pop_user_answered(struct talk *t, struct talk_store *s, bool is_good,
    const struct line_view *v, int64_t when_ns)
{
	struct judgement j;
	struct pending *p;

	for (p = pending_first(t, s); p != NULL; p = pending_next(s, p))
		if ((p->stage == PENDING_NAMED || p->stage == PENDING_OPEN) &&
		    p->user_number == t->pipeline.number)
			break;
	if (p == NULL || is_good)
		return;
	/*
	 * RFC 1939 lets a server refuse the name itself.  Only words that
	 * say so are a failed login, and the PASS after it is no other one;
	 * a server that says something else has judged nobody, and will not
	 * judge the PASS that goes with this USER.
	 */
	j = reply_judge(PROTO_POP, ASKED_USER, v->text, v->is_whole,
	    pending_user(s, p));
	if (j.outcome == OUTCOME_FAILED && !j.is_generic) {
		t->as.pop.is_nobody = p->stage == PENDING_NAMED;
		pending_sent(p, p->asked_ns);
		settle_by_words(s, p, j, v->text, when_ns);
		return;
	}
	if (j.outcome == OUTCOME_FAILED)
		j.reason = REASON_PROTOCOL;
	j.outcome = OUTCOME_UNKNOWN;
	settle_early(s, p, j, v->text, when_ns);
}

/*
 * Exchange 2003 and older say "+OK" to AUTH where RFC 5034 has "+", and wait.
 * Nobody is let in who has sent nothing, so it asks for something, unless the
 * client took it for a verdict and has gone on.
 */
static bool
pop_is_asking(const struct talk *t, const struct talk_store *s)
{
	const struct pending *p = pending_answered(t, s);

	return (p != NULL && p->asked == ASKED_AUTH && !p->is_asked &&
	    pipeline_count(&t->pipeline) == 1);
}

static void
pop_login_answered(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct pending *p = pending_answered(t, s);
	struct span reply = v->text;
	struct judgement j;

	if (p == NULL)
		return;
	j = reply_judge(PROTO_POP, (enum asked)p->asked, v->text,
	    v->is_whole, pending_user(s, p));
	if (p->has_early && !p->is_refused && j.outcome != OUTCOME_OK) {
		j.outcome = (enum outcome)p->early_outcome;
		j.reason = (enum reason)p->early_reason;
		if (p->overflow != POOL_NONE)
			reply = settle_early_words(s, p);
	}
	/* Given up behind a refused token, it may be QUIT that is answered. */
	if (p->is_refused && pipeline_count(&t->pipeline) > 1) {
		j.outcome = OUTCOME_UNKNOWN;
		j.reason = REASON_PROTOCOL;
	}
	settle_by_words(s, p, j, reply, when_ns);
	if (j.outcome == OUTCOME_OK)
		t->stage = TALK_DONE;
}

static void
pop_server_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	bool is_good = span_starts_nocase(v->text, "+OK");
	enum pop_command command;

	if (t->as.pop.is_multi) {
		if (span_equals(v->text, "."))
			t->as.pop.is_multi = false;
		/* After a hole the "." may have been in it. */
		if (!t->server_lost || v->text.len == 0 ||
		    v->text.p[0] == '.' || !(is_good ||
		    span_starts_nocase(v->text, "-ERR")))
			return;
		t->as.pop.is_multi = false;
	}
	if (!is_good && !span_starts_nocase(v->text, "-ERR"))
		return;		/* a challenge "+ ...", or noise */
	/* After a hole, with several replies to come, nobody knows which
	 * one this is. */
	if (t->server_lost && pipeline_count(&t->pipeline) > 1)
		return;
	command = (enum pop_command)pipeline_first(&t->pipeline);
	if (command == POP_AUTH && is_good && pop_is_asking(t, s))
		return;
	if (command == POP_USER)
		pop_user_answered(t, s, is_good, v, when_ns);
	else if (command == POP_PASS || command == POP_APOP ||
	    command == POP_AUTH)
		pop_login_answered(t, s, v, when_ns);
	else if (command == POP_LISTING)
		t->as.pop.is_multi = is_good;
	else if (command == POP_STLS && is_good)
		t->stage = TALK_HANDOVER;
	pipeline_pop(&t->pipeline);
}

static void
pop_resume(struct talk *t)
{
	t->as.pop.is_multi = false;
}

const struct reader reader_pop = {
	.proto = PROTO_POP,
	.greet = pop_greet,
	.client_line = pop_client_line,
	.server_line = pop_server_line,
	.resume = pop_resume,
};
