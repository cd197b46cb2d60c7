/*
 * SMTP's idea of "asked, answered" (RFC 5321, 4954, 2920, 3030): one reply a
 * command, in order, of one or more lines.  Message bodies are passed over
 * without being taken apart into lines: DATA's up to CRLF "." CRLF, BDAT's by
 * its count.
 */

#include "talk/smtp.h"

#include <string.h>

#include "data/clients.h"
#include "data/servers.h"
#include "talk/pending.h"
#include "talk/pipeline.h"
#include "talk/echo.h"
#include "talk/greeting.h"
#include "talk/sasl.h"
#include "talk/settle.h"

/* MAIL, a RCPT and DATA, none of them answered. */
enum { PIPED_LEAST = 3 };

enum smtp_command {
	SMTP_NONE, SMTP_OTHER, SMTP_AUTH, SMTP_STARTTLS, SMTP_DATA, SMTP_BDAT,
	SMTP_HELLO, SMTP_STRAY, SMTP_MAIL
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
	{ "MAIL",	SMTP_MAIL,	"RFC 5321 4.1.1.2" },
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
	if (t->server_row == 0)
		t->server_row = server_by_greeting(PROTO_SMTP, v->text);
	/* The rest of a greeting of many lines answers no command either. */
	t->as.smtp.reply_begun = goes_on;
	t->as.smtp.line_code = (uint16_t)code;
	if (goes_on)
		pipeline_push(&t->pipeline, SMTP_STRAY);
	return (true);
}

static enum smtp_command
smtp_command_of(struct span line, struct span *args)
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
smtp_auth_asked(struct talk *t, struct talk_store *s, struct span args,
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

/* "BDAT n [LAST]": the n bytes behind it are no lines. */
static void
smtp_bdat_asked(struct talk *t, struct span args)
{
	struct span word;
	uint64_t n;

	if (span_word(&args, &word) && span_number(word, &n))
		t->as.smtp.skip_bytes = n;
}

/*
 * The client's line may be one of a message.  A message's last line is ".", so
 * if the line before a reply is an AUTH, or a response that belongs to one, and
 * the reply is one that answers nothing else, then it was no message.
 */
static void
smtp_lost_line(struct talk *t, struct talk_store *s, const struct line_view *v,
    int64_t when_ns)
{
	struct pending *p = pending_last_open(t, s);
	enum smtp_command command;
	struct span args;

	if (p != NULL && !p->is_unsure)
		return;		/* the hole was inside an exchange */
	command = smtp_command_of(v->text, &args);
	if (p != NULL && command == SMTP_NONE && sasl_may_be(v->text) &&
	    !span_equals(v->text, ".")) {
		sasl_response(p, s, v->text, v->is_whole);
		p->asked_ns = when_ns;
		return;
	}
	if (p != NULL) {
		pending_drop(t, s, p);
		pipeline_forget(&t->pipeline);
	}
	if (command != SMTP_AUTH || !t->as.smtp.is_known)
		return;
	pipeline_forget(&t->pipeline);
	pipeline_push(&t->pipeline, SMTP_AUTH);
	smtp_auth_asked(t, s, args, v, when_ns);
	pending_last_open(t, s)->is_unsure = true;
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

/*
 * A program of a person stops where its login is refused; a relay may go on
 * without one (RUNS R8), and how it does tells which it is.
 */
static void
smtp_relay(struct talk *t, struct talk_store *s, enum smtp_command command,
    struct span line)
{
	struct smtp_state *m = &t->as.smtp;
	uint16_t row = 0;

	if (!m->was_refused)
		return;
	if (command == SMTP_MAIL) {
		row = client_by_mail(line, false);
		m->may_pipe = client_by_mail(line, true) != 0;
	} else if (command == SMTP_DATA && m->may_pipe &&
	    pipeline_count(&t->pipeline) >= PIPED_LEAST)
		row = client_by_mail(span_text("MAIL FROM:<"), true);
	if (row == 0 || row == t->client_row)
		return;
	t->client_row = row;
	s->relay = row;
}

static void
smtp_client_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct pending *p = pending_last_open(t, s);
	enum smtp_command command;
	struct span args;
	bool is_told;

	if (t->client_lost) {
		smtp_lost_line(t, s, v, when_ns);
		return;
	}
	command = smtp_command_of(v->text, &args);
	/* The 354 was lost, or the server is not heard at all: this is a line
	 * of the message.  Nobody pipelines behind DATA (RFC 2920 3.1). */
	if (pipeline_last(&t->pipeline) == SMTP_DATA && command == SMTP_NONE) {
		t->as.smtp.body = BODY_LINE;
		return;
	}
	if (p != NULL && command == SMTP_NONE && sasl_may_be(v->text)) {
		sasl_response(p, s, v->text, v->is_whole);
		p->asked_ns = when_ns;
		return;
	}
	/* A response that is no base 64 may be repeated by the server. */
	if (p != NULL && command == SMTP_NONE)
		echo_note_line(p, s, v->text);
	settle_lost(t, s, when_ns);
	is_told = pipeline_push(&t->pipeline,
	    (uint8_t)(command == SMTP_NONE ? SMTP_OTHER : command));
	smtp_relay(t, s, command, v->text);
	if (command == SMTP_HELLO)
		t->as.smtp.is_known = true;	/* a 220 alone may be FTP's */
	if (command == SMTP_AUTH && t->as.smtp.is_known && !is_told)
		s->pending_lost++;
	else if (command == SMTP_AUTH && t->as.smtp.is_known)
		smtp_auth_asked(t, s, args, v, when_ns);
	else if (command == SMTP_BDAT)
		smtp_bdat_asked(t, args);
}

static void
smtp_auth_answered(struct talk *t, struct talk_store *s, struct pending *p,
    struct judgement j, const struct line_view *v, int64_t when_ns)
{
	if (p == NULL)
		return;
	/* RFC 4954 4: nobody logs in twice, so this was no login. */
	if (span_holds_nocase(v->text, "already authenticated")) {
		pending_drop(t, s, p);
		return;
	}
	settle_by_words(s, p, j, v->text, when_ns);
	t->as.smtp.was_refused |= j.outcome == OUTCOME_FAILED;
	if (j.outcome == OUTCOME_OK)
		t->stage = TALK_DONE;
}

/*
 * A reply of many lines is judged by the first line that says why in words,
 * or else by the first whose code is known: "535-5.7.8 Sorry.", then "535
 * 5.7.8 Temporary failure".  What it asks for may stand in any of them.
 */
static struct judgement
judge_line(struct talk *t, const struct talk_store *s, const struct pending *p,
    const struct line_view *v)
{
	const struct smtp_state *m = &t->as.smtp;
	struct judgement before = { (enum outcome)m->line_outcome,
	    (enum reason)m->line_reason, m->line_is_generic,
	    m->line_is_said, (enum hint)m->line_hint };
	struct judgement j;
	enum hint hint;

	j = reply_judge(PROTO_SMTP, ASKED_AUTH, v->text, v->is_whole,
	    p == NULL ? span_text("") : pending_user(s, p));
	hint = j.hint;
	if (m->reply_begun && before.hint != HINT_UNKNOWN)
		hint = before.hint;
	if (m->reply_begun && (before.is_said ||
	    (!before.is_generic && !j.is_said)))
		j = before;
	judgement_heed(&j, hint);
	return (j);
}

/*
 * Replies that nobody will end: all lines of one have one code (RFC 5321
 * 4.2.1), so another code begins the next; and a server that says goodbye
 * answers QUIT, not the AUTH that was given up for it.
 */
static void
smtp_resync(struct talk *t, struct talk_store *s, unsigned code,
    int64_t when_ns)
{
	static const struct judgement given_up = { OUTCOME_UNKNOWN,
	    REASON_CANCELLED, false, false, HINT_UNKNOWN };
	struct smtp_state *m = &t->as.smtp;
	struct pending *p = pending_answered(t, s);

	if (m->reply_begun && m->line_code != code && p == NULL) {
		m->reply_begun = false;
		pipeline_pop(&t->pipeline);
	}
	if (code != 221 || p == NULL || pipeline_count(&t->pipeline) != 2)
		return;
	pipeline_pop(&t->pipeline);
	settle_by_words(s, p, given_up, span_text(""), when_ns);
}

static void
smtp_server_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct judgement j = { OUTCOME_UNKNOWN, REASON_UNKNOWN, true,
	    false, HINT_UNKNOWN };
	struct smtp_state *m = &t->as.smtp;
	enum smtp_command command;
	struct pending *p;
	unsigned code;
	bool goes_on;

	if (!reply_head(v->text, &code, &goes_on))
		return;
	smtp_resync(t, s, code, when_ns);
	command = (enum smtp_command)pipeline_first(&t->pipeline);
	p = pending_answered(t, s);
	if (p != NULL && p->is_unsure && !answers_auth(code)) {
		pending_drop(t, s, p);
		pipeline_forget(&t->pipeline);
		p = NULL;
		command = SMTP_NONE;
	} else if (p != NULL)
		p->is_unsure = false;
	if (command == SMTP_AUTH) {
		j = judge_line(t, s, p, v);
		if (code / 100 == 3 && j.outcome != OUTCOME_FAILED)
			return;		/* a challenge */
	}
	m->reply_begun = goes_on;
	m->line_code = (uint16_t)code;
	m->line_outcome = (uint8_t)j.outcome;
	m->line_reason = (uint8_t)j.reason;
	m->line_is_generic = j.is_generic;
	m->line_is_said = j.is_said;
	m->line_hint = (uint8_t)j.hint;
	if (goes_on || (t->server_lost && pipeline_count(&t->pipeline) > 1))
		return;
	pipeline_pop(&t->pipeline);
	if (command == SMTP_AUTH)
		smtp_auth_answered(t, s, p, j, v, when_ns);
	else if (command == SMTP_HELLO && t->stage == TALK_LINES)
		greeting_hello(t, s, v->text, when_ns);
	else if (command == SMTP_STARTTLS && code == 220)
		t->stage = TALK_HANDOVER;
	else if (code == 354) {		/* also where a hole ate the DATA */
		m->body = BODY_LINE;	/* "." may come first */
		pipeline_push(&t->pipeline, SMTP_OTHER);
	} else if (t->client_lost)
		m->body = BODY_NONE;	/* the message's end was in the hole */
}

enum { CRLF_BYTES = 2 };

/*
 * From within a line, pass over what cannot be the message's end: that has a
 * dot, which is rare, behind CRLF.  The CRLF at the end of what has come is
 * left, for the dot may follow.
 */
static void
body_leap(struct smtp_state *m, struct span *in)
{
	const uint8_t *dot = NULL;

	if (in->len > CRLF_BYTES)
		dot = memchr(in->p + CRLF_BYTES, '.', in->len - CRLF_BYTES);
	if (dot == NULL) {
		span_skip(in, in->len > CRLF_BYTES ? in->len - CRLF_BYTES : 0);
		return;
	}
	if (dot[-1] == '\n' && dot[-2] == '\r') {
		m->body = BODY_LINE;
		span_skip(in, (size_t)(dot - in->p));
	} else
		span_skip(in, (size_t)(dot - in->p) + 1);
}

/* Pass over a message's bytes, up to its end if that is among them. */
static void
body_skip(struct smtp_state *m, struct span *in)
{
	while (in->len > 0 && m->body != BODY_NONE) {
		uint8_t c;

		if (m->body == BODY_INSIDE)
			body_leap(m, in);
		if (in->len == 0)
			return;
		c = in->p[0];
		span_skip(in, 1);
		if (m->body == BODY_DOT_CR && c == '\n')
			m->body = BODY_NONE;
		else if (c == '\r')
			m->body = m->body == BODY_DOT ? BODY_DOT_CR : BODY_CR;
		else if (c == '\n')
			m->body = m->body == BODY_CR ? BODY_LINE : BODY_INSIDE;
		else if (c == '.' && m->body == BODY_LINE)
			m->body = BODY_DOT;
		else
			m->body = BODY_INSIDE;
	}
}

/* A hole of the client's; true where a BDAT chunk goes on behind it. */
static bool
hole_skip(struct smtp_state *m, struct chunk *c)
{
	if (m->skip_bytes >= c->hole_bytes) {
		m->skip_bytes -= c->hole_bytes;
		c->hole_bytes = 0;
		return (true);
	}
	m->skip_bytes = 0;
	if (m->body != BODY_NONE)
		m->body = BODY_INSIDE;
	return (false);
}

static bool
smtp_skip(struct talk *t, struct chunk *c)
{
	struct smtp_state *m = &t->as.smtp;

	if (c->hole_bytes > 0)
		return (hole_skip(m, c));
	if (m->skip_bytes > 0) {
		size_t n = c->bytes.len < m->skip_bytes ? c->bytes.len :
		    (size_t)m->skip_bytes;

		m->skip_bytes -= n;
		span_skip(&c->bytes, n);
		return (true);
	}
	if (m->body == BODY_NONE)
		return (false);
	body_skip(m, &c->bytes);
	return (true);
}

static void
smtp_resume(struct talk *t)
{
	t->as.smtp.reply_begun = false;
}

/*
 * On a mail port AUTH needs no EHLO to be believed; elsewhere "220" may be
 * FTP's.
 */
static void
smtp_begin(struct talk *t)
{
	t->as.smtp.is_known = t->port_proto == PROTO_SMTP;
}

const struct reader reader_smtp = {
	.proto = PROTO_SMTP,
	.has_bodies = true,
	.begin = smtp_begin,
	.greet = smtp_greet,
	.client_line = smtp_client_line,
	.server_line = smtp_server_line,
	.skip = smtp_skip,
	.resume = smtp_resume,
};
