/*
 * SMTP's idea of "asked, answered" (RFC 5321, 4954, 2920, 3030): one reply a
 * command, in order, of one or more lines.  Message bodies are passed over:
 * DATA by talk.c's look for CRLF.CRLF, BDAT by its count.
 */

#include <string.h>

#include "data/replies.h"
#include "data/servers.h"
#include "talk/ask.h"
#include "talk/echo.h"
#include "talk/sasl.h"

enum smtp_command {
	SMTP_NONE, SMTP_OTHER, SMTP_AUTH, SMTP_STARTTLS, SMTP_DATA, SMTP_BDAT,
	SMTP_HELLO, SMTP_STRAY
};

static const struct smtp_verb {
	const char *verb;
	enum smtp_command command;
	const char *source;
} verbs[] = {
	{ "AUTH",	SMTP_AUTH,	"RFC 4954 4" },
	{ "STARTTLS",	SMTP_STARTTLS,	"RFC 3207 4" },
	{ "DATA",	SMTP_DATA,	"RFC 5321 4.1.1.4" },
	{ "BDAT",	SMTP_BDAT,	"RFC 3030 2" },
	{ "EHLO",	SMTP_HELLO,	"RFC 5321 4.1.1.1" },
	{ "HELO",	SMTP_HELLO,	"RFC 5321 4.1.1.1" },
	{ "LHLO",	SMTP_HELLO,	"RFC 2033 4.1" },
	{ "MAIL",	SMTP_OTHER,	"RFC 5321 4.1.1.2" },
	{ "RCPT",	SMTP_OTHER,	"RFC 5321 4.1.1.3" },
	{ "RSET",	SMTP_OTHER,	"RFC 5321 4.1.1.5" },
	{ "NOOP",	SMTP_OTHER,	"RFC 5321 4.1.1.9" },
	{ "VRFY",	SMTP_OTHER,	"RFC 5321 4.1.1.6" },
	{ "QUIT",	SMTP_OTHER,	"RFC 5321 4.1.1.10" },
};

/* "250 text" or "250-text": the code, and whether more lines follow. */
static bool
reply_head(struct span line, unsigned *code, bool *goes_on)
{
	size_t i;

	if (line.len < 3)
		return (false);
	*code = 0;
	for (i = 0; i < 3; i++) {
		if (line.p[i] < '0' || line.p[i] > '9')
			return (false);
		*code = *code * 10 + (unsigned)(line.p[i] - '0');
	}
	if (line.len > 3 && line.p[3] != ' ' && line.p[3] != '-')
		return (false);
	*goes_on = line.len > 3 && line.p[3] == '-';
	return (*code >= 200 && *code < 600);
}

static bool
smtp_greet(struct talk *t, const struct line_view *v)
{
	bool goes_on;
	unsigned code;

	if (!reply_head(v->text, &code, &goes_on) ||
	    (code != 220 && code / 100 != 4 && code / 100 != 5))
		return (false);
	if (t->server == 0)
		t->server = server_by_greeting(PROTO_SMTP, v->text);
	/* The rest of a greeting of many lines answers no command either. */
	t->reply_begun = goes_on;
	if (goes_on)
		owed_push(t, SMTP_STRAY);
	return (true);
}

static enum smtp_command
command_of(struct span line, struct span *args)
{
	struct span verb;
	size_t i;

	*args = line;
	if (!span_word(args, &verb))
		return (SMTP_NONE);
	for (i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (span_equals_nocase(verb, verbs[i].verb))
			return (verbs[i].command);
	return (SMTP_NONE);
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

/* BDAT n [LAST]: n bytes follow at once, whatever they are. */
static void
bdat_asked(struct talk *t, struct span args)
{
	struct span word;
	uint64_t n;

	if (span_word(&args, &word) && span_number(word, &n))
		t->skip_bytes = n;
}

/*
 * A line that may be one of a message.  A message's last line is ".", so if
 * the last that came is an AUTH, or what belongs to one, and the reply is one
 * that answers nothing else, then it was no message.
 */
static void
lost_line(struct talk *t, struct talk_store *s, const struct line_view *v,
    int64_t when_ns)
{
	struct ask *a = ask_last_open(t, s);
	enum smtp_command command;
	struct span args;

	if (a != NULL && !a->is_unsure)
		return;		/* the hole was inside an exchange */
	command = command_of(v->text, &args);
	if (a != NULL && command == SMTP_NONE && sasl_may_be(v->text) &&
	    !span_equals(v->text, ".")) {
		sasl_response(a, s, v->text, v->is_whole);
		a->asked_ns = when_ns;
		return;
	}
	if (a != NULL) {
		ask_drop(t, s, a);
		owed_forget(t);
	}
	if (command != SMTP_AUTH || !t->is_known)
		return;
	owed_forget(t);
	owed_push(t, SMTP_AUTH);
	auth_asked(t, s, args, v, when_ns);
	ask_last_open(t, s)->is_unsure = true;
}

/* Does this reply show that it was an AUTH indeed (RFC 4954 4, 6)? */
static bool
answers_auth(unsigned code)
{
	static const unsigned codes[] = { 235, 334, 432, 454, 534, 535, 538 };
	size_t i;

	for (i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (codes[i] == code)
			return (true);
	return (false);
}

static void
smtp_client_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct ask *a = ask_last_open(t, s);
	enum smtp_command command;
	struct span args;
	bool is_told;

	if (t->client_lost) {
		lost_line(t, s, v, when_ns);
		return;
	}
	command = command_of(v->text, &args);
	/* The 354 was lost, or the server is not heard at all: this is a line
	 * of the message.  Nobody pipelines behind DATA (RFC 2920 3.1). */
	if (owed_last(t) == SMTP_DATA && command == SMTP_NONE) {
		t->body = 3;
		return;
	}
	if (a != NULL && command == SMTP_NONE && sasl_may_be(v->text)) {
		sasl_response(a, s, v->text, v->is_whole);
		a->asked_ns = when_ns;
		return;
	}
	/* A response that is no base 64 may be repeated by the server. */
	if (a != NULL && command == SMTP_NONE)
		echo_note(a, s, v->text);
	turn_client(t, s, when_ns);
	is_told = owed_push(t, (uint8_t)(command == SMTP_NONE ? SMTP_OTHER :
	    command));
	if (command == SMTP_HELLO)
		t->is_known = true;	/* a 220 alone may be FTP's */
	if (command == SMTP_AUTH && t->is_known && !is_told)
		s->asks_lost++;
	else if (command == SMTP_AUTH && t->is_known)
		auth_asked(t, s, args, v, when_ns);
	else if (command == SMTP_BDAT)
		bdat_asked(t, args);
}

static void
auth_answered(struct talk *t, struct talk_store *s, struct ask *a,
    struct judgement j, const struct line_view *v, int64_t when_ns)
{
	if (a == NULL)
		return;
	ask_decide(s, a, j, v->text, when_ns);
	if (j.outcome == OUTCOME_OK)
		t->stage = TALK_DONE;
}

/*
 * A reply of many lines is judged by the first line that says why in words,
 * or else by the first whose code is known: "535-5.7.8 Sorry.", then "535
 * 5.7.8 Temporary failure".
 */
static struct judgement
judge_line(struct talk *t, const struct talk_store *s, const struct ask *a,
    const struct line_view *v)
{
	struct judgement before = { (enum outcome)t->hint_outcome,
	    (enum reason)t->hint_reason, t->hint_is_generic, t->hint_is_said };
	struct judgement j;

	if (t->reply_begun && before.is_said)
		return (before);
	j = reply_judge(PROTO_SMTP, ASKED_AUTH, v->text, v->is_whole,
	    a == NULL ? span_text("") : ask_user(s, a));
	if (t->reply_begun && !before.is_generic && !j.is_said)
		return (before);
	return (j);
}

static void
smtp_server_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct judgement j = { OUTCOME_UNKNOWN, REASON_UNKNOWN, true,
	    false };
	enum smtp_command command = (enum smtp_command)owed_first(t);
	struct ask *a;
	unsigned code;
	bool goes_on;

	if (!reply_head(v->text, &code, &goes_on))
		return;
	a = owed_ask(t, s);
	if (a != NULL && a->is_unsure && !answers_auth(code)) {
		ask_drop(t, s, a);
		owed_forget(t);
		a = NULL;
		command = SMTP_NONE;
	} else if (a != NULL)
		a->is_unsure = false;
	if (command == SMTP_AUTH) {
		j = judge_line(t, s, a, v);
		if (code / 100 == 3 && j.outcome != OUTCOME_FAILED)
			return;		/* a challenge */
	}
	t->reply_begun = goes_on;
	t->hint_outcome = (uint8_t)j.outcome;
	t->hint_reason = (uint8_t)j.reason;
	t->hint_is_generic = j.is_generic;
	t->hint_is_said = j.is_said;
	if (goes_on || (t->server_lost && owed_count(t) > 1))
		return;
	owed_pop(t);
	if (command == SMTP_AUTH)
		auth_answered(t, s, a, j, v, when_ns);
	else if (command == SMTP_STARTTLS && code == 220)
		t->stage = TALK_HANDOVER;
	else if (code == 354) {		/* also where a hole ate the DATA */
		t->body = 3;		/* as after CRLF: "." may come first */
		owed_push(t, SMTP_OTHER);
	} else if (t->client_lost)
		t->body = 0;		/* the message's end was in the hole */
}

const struct reader reader_smtp = {
	.proto = PROTO_SMTP,
	.greet = smtp_greet,
	.client_line = smtp_client_line,
	.server_line = smtp_server_line,
};
