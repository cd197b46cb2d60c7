/*
 * A talk: picks the reader, routes the two directions, hands over at
 * STARTTLS.
 *
 * One byte decides what a connection speaks: no two of the protocols begin
 * alike ("*", "+", a digit, a quote, TLS's 0x16), so the choice cannot depend
 * on where a segment was cut.  The greeting line then confirms it.
 *
 * The readers know their protocols; nothing in here does, but for the end of
 * an SMTP message, which must be found without taking its lines apart.
 */

#include "talk/talk.h"

#include <assert.h>
#include <string.h>

#include "data/clients.h"
#include "talk/ask.h"
#include "talk/guess.h"
#include "talk/sasl.h"
#include "talk/tls.h"

/* A program has said what it is by then: EHLO, ID and its tags come early. */
enum { CLIENT_LINES = 8 };

static const struct reader *const readers[] = {
	&reader_imap, &reader_pop, &reader_smtp, &reader_sieve,
};

/* Where in "CRLF . CRLF" a message body stands; 0 is "no body". */
enum { BODY_NONE, BODY_INSIDE, BODY_CR, BODY_LINE, BODY_DOT, BODY_DOT_CR };

void
talk_init(struct talk *t, const struct endpoint *server,
    enum proto port_proto, enum security port_security, bool is_middle)
{
	memset(t, 0, sizeof *t);
	t->server_end = *server;
	t->veil = POOL_NONE;
	line_init(&t->lines[FROM_CLIENT]);
	line_init(&t->lines[FROM_SERVER]);
	t->first_ask = t->last_ask = POOL_NONE;
	t->port_proto = (uint8_t)port_proto;
	t->port_security = (uint8_t)port_security;
	t->security = SECURITY_PLAIN;
	t->is_middle = is_middle;
	t->client_lost = is_middle;	/* it may be inside a message */
	t->lines[FROM_CLIENT].is_lost = is_middle;
	t->lines[FROM_SERVER].is_lost = is_middle;
	/* On a mail port AUTH needs no EHLO to be believed; elsewhere "220"
	 * may be FTP's. */
	t->is_known = port_proto == PROTO_SMTP;
}

void
talk_fini(struct talk *t, struct talk_store *s)
{
	struct ask *a;

	while ((a = ask_first(t, s)) != NULL)
		ask_drop(t, s, a);
	line_reset(&t->lines[FROM_CLIENT], s->lines);
	line_reset(&t->lines[FROM_SERVER], s->lines);
	tls_end(t, s);
}

const struct veil *
talk_veil(const struct talk *t, const struct talk_store *s)
{
	return (t->veil == POOL_NONE ? NULL : pool_at(s->veils, t->veil));
}

bool
talk_is_over(const struct talk *t)
{
	return (t->n_asks == 0 &&
	    (t->stage == TALK_DONE || t->stage == TALK_NOT_MAIL));
}

static const struct reader *
reader_of(enum proto proto)
{
	size_t i;

	for (i = 0; i < sizeof readers / sizeof readers[0]; i++)
		if (readers[i]->proto == proto)
			return (readers[i]);
	return (NULL);
}

static void
talk_read_as(struct talk *t, enum proto proto)
{
	t->reader = reader_of(proto);
	t->proto = (uint8_t)proto;
	t->stage = t->reader == NULL ? TALK_NOT_MAIL : TALK_LINES;
}

static enum proto
proto_by_first(uint8_t c)
{
	if (c == '*')
		return (PROTO_IMAP);
	if (c == '+' || c == '-')
		return (PROTO_POP);
	if (c == '2' || c == '4' || c == '5')
		return (PROTO_SMTP);
	if (c == '"')
		return (PROTO_SIEVE);
	return (PROTO_UNKNOWN);
}

static void
talk_begin_tls(struct talk *t, struct talk_store *s, enum security security)
{
	t->stage = TALK_TLS;
	t->security = (uint8_t)security;
	if (t->proto == PROTO_UNKNOWN)
		t->proto = t->port_proto;
	line_reset(&t->lines[FROM_CLIENT], s->lines);
	line_reset(&t->lines[FROM_SERVER], s->lines);
	tls_begin(t, s);
}

/* The first byte, or a hole, of a connection. */
static void
talk_detect(struct talk *t, struct talk_store *s, const struct chunk *c)
{
	enum proto proto = PROTO_UNKNOWN;

	t->began_ns = c->when_ns;
	if (c->hole_bytes > 0) {
		t->is_middle = true;
	} else if (tls_may_begin(c->bytes.p[0]) &&
	    t->port_proto != PROTO_UNKNOWN) {
		talk_begin_tls(t, s, SECURITY_TLS);
		return;
	} else if (c->direction == FROM_SERVER)
		proto = proto_by_first(c->bytes.p[0]);
	if (proto == PROTO_UNKNOWN && t->port_security != SECURITY_TLS)
		proto = (enum proto)t->port_proto;
	talk_read_as(t, proto);
}

/* What follows a STARTTLS that the server agreed to. */
static void
talk_handover(struct talk *t, struct talk_store *s, struct chunk *c)
{
	uint8_t first;

	if (c->hole_bytes > 0) {
		talk_begin_tls(t, s, SECURITY_STARTTLS);
		return;
	}
	first = c->bytes.p[0];
	if (first >= 20 && first <= 24) {
		talk_begin_tls(t, s, SECURITY_STARTTLS);
		return;
	}
	/* Readable: the capture comes from a tap that decrypts. */
	t->security = SECURITY_STARTTLS;
	t->stage = TALK_LINES;
	owed_forget(t);
	t->is_multi = false;
}

/* Pass over a message body; true when its end was among these bytes. */
static bool
body_skip(struct talk *t, struct span *in)
{
	while (in->len > 0) {
		uint8_t c;

		if (t->body == BODY_INSIDE) {
			const uint8_t *cr = memchr(in->p, '\r', in->len);

			if (cr == NULL) {
				in->len = 0;
				return (false);
			}
			span_skip(in, (size_t)(cr - in->p));
		}
		c = in->p[0];
		span_skip(in, 1);
		if (t->body == BODY_DOT_CR && c == '\n') {
			t->body = BODY_NONE;
			return (true);
		}
		if (c == '\r')
			t->body = t->body == BODY_DOT ? BODY_DOT_CR : BODY_CR;
		else if (c == '\n')
			t->body = t->body == BODY_CR ? BODY_LINE : BODY_INSIDE;
		else if (c == '.' && t->body == BODY_LINE)
			t->body = BODY_DOT;
		else
			t->body = BODY_INSIDE;
	}
	return (false);
}

/* Client bytes that are no lines: a message, a BDAT chunk, the unreadable. */
static bool
talk_skip(struct talk *t, struct chunk *c)
{
	if (c->direction != FROM_CLIENT || c->bytes.len == 0)
		return (false);
	if (t->skip_bytes > 0) {
		size_t n = c->bytes.len < t->skip_bytes ? c->bytes.len :
		    (size_t)t->skip_bytes;

		t->skip_bytes -= n;
		span_skip(&c->bytes, n);
		return (true);
	}
	if (t->body != BODY_NONE) {
		body_skip(t, &c->bytes);
		return (true);
	}
	return (false);
}

/*
 * Client lines that may be those of a message whose DATA a hole has eaten:
 * only a reply of the server says that a command comes next.
 */
static bool
talk_is_lost(const struct talk *t)
{
	return (t->client_lost && t->proto == PROTO_SMTP);
}

static void
client_line(struct talk *t, struct talk_store *s, const struct line_view *v,
    int64_t when_ns)
{
	if (talk_is_lost(t)) {
		t->reader->client_line(t, s, v, when_ns);
		return;
	}
	if (t->client_lines < CLIENT_LINES) {
		uint16_t row = client_by_line((enum proto)t->proto, v->text);

		t->client_lines++;
		if (client_weight(row) > client_weight(t->client))
			t->client = row;
	}
	t->reader->client_line(t, s, v, when_ns);
	if (t->n_asks > 0)
		t->is_mail = true;
}

/*
 * On an odd port a greeting must say more: "+OK" alone is Redis, "220" alone
 * may be FTP, which has USER and PASS as well.
 */
static bool
greeting_is_mail(const struct talk *t, const struct line_view *v)
{
	if (t->port_proto != PROTO_UNKNOWN || t->proto != PROTO_POP)
		return (true);
	return (v->text.len > 4 && v->text.p[3] == ' ');
}

static void
server_line(struct talk *t, struct talk_store *s, const struct line_view *v,
    int64_t when_ns)
{
	bool is_first = !t->has_greeting;
	struct ask *a;

	t->has_greeting = true;
	/* The rest of a message's line is no command. */
	if (talk_is_lost(t) && t->lines[FROM_CLIENT].is_open) {
		line_reset(&t->lines[FROM_CLIENT], s->lines);
		t->lines[FROM_CLIENT].is_lost = true;
	}
	t->client_lost = false;
	if (is_first && !(t->is_middle &&
	    (t->client_lines > 0 || t->n_asks > 0))) {
		if (t->reader->greet(t, v)) {
			if (t->server != 0)
				guess_learn_software(s, &t->server_end,
				    (enum proto)t->proto, t->server);
			if (!greeting_is_mail(t, v)) {
				t->stage = TALK_NOT_MAIL;
				return;
			}
			t->is_mail = t->proto != PROTO_SMTP ||
			    t->port_proto != PROTO_UNKNOWN;
			return;
		}
		/* A line cut by a short snaplen may hide a good greeting. */
		if (!t->is_middle && v->is_whole) {
			t->stage = TALK_NOT_MAIL;
			return;
		}
	}
	if (t->n_asks > 0 && (a = ask_last_open(t, s)) != NULL)
		sasl_challenge(a, v->text);
	t->reader->server_line(t, s, v, when_ns);
	if (!t->client_seen)
		ask_unasked(t, s, v, when_ns);
}

static void
talk_line(struct talk *t, struct talk_store *s, enum direction direction,
    const struct line_view *v, int64_t when_ns)
{
	if (direction == FROM_CLIENT)
		client_line(t, s, v, when_ns);
	else
		server_line(t, s, v, when_ns);
	/* An EHLO makes a 220 on an odd port SMTP's. */
	if (t->proto == PROTO_SMTP && t->is_known && t->client_lines > 0)
		t->is_mail = true;
	line_done(&t->lines[direction], s->lines);
}

static void
talk_hole(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct line *l = &t->lines[c->direction];
	struct ask *a = ask_last_open(t, s);
	uint32_t n = c->hole_bytes;
	struct line_view v;

	c->hole_bytes = 0;
	if (a != NULL)
		sasl_hole(a, c->direction);
	if (c->direction == FROM_CLIENT) {
		if (t->skip_bytes >= n) {
			t->skip_bytes -= n;
			return;
		}
		t->skip_bytes = 0;
		if (t->body != BODY_NONE)
			t->body = BODY_INSIDE;
		if (a != NULL && a->is_unsure)
			ask_drop(t, s, a);
		else if (a != NULL)
			a->is_asked = true;	/* the credentials, maybe */
	}
	if (line_hole(l, s->lines, n, &v) == READ_DONE)
		talk_line(t, s, c->direction, &v, c->when_ns);
	if (c->direction == FROM_CLIENT)
		t->client_lost = true;
	else {
		t->server_lost = true;
		t->has_greeting = true;		/* it was in there, then */
	}
	/* Command and answer are gone: whose the next answer is, who knows?
	 * IMAP's tags do. */
	if (t->client_lost && t->server_lost && t->proto != PROTO_IMAP)
		turn_client(t, s, c->when_ns);
}

static void
talk_read(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct line *l = &t->lines[c->direction];
	struct line_view v;

	if (c->hole_bytes > 0) {
		talk_hole(t, s, c);
		return;
	}
	if (talk_skip(t, c))
		return;
	if (line_take(l, s->lines, t->reader->has_literals, &c->bytes, &v) ==
	    READ_DONE)
		talk_line(t, s, c->direction, &v, c->when_ns);
}

/* A login got in and work goes on: nothing more is to be learnt. */
static void
talk_leave_tls(struct talk *t, struct talk_store *s)
{
	const struct veil *v = talk_veil(t, s);

	if (v != NULL && v->was_read)
		t->stage = TALK_DONE;	/* uses up what is left */
}

bool
talk_next(struct talk *t, struct talk_store *s, struct chunk *c,
    struct attempt *out)
{
	t->last_ns = c->when_ns;
	if (c->direction == FROM_CLIENT && (c->bytes.len > 0 ||
	    c->hole_bytes > 0))
		t->client_seen = true;
	while (c->bytes.len > 0 || c->hole_bytes > 0) {
		switch ((enum talk_stage)t->stage) {
		case TALK_NEW:
			talk_detect(t, s, c);
			break;
		case TALK_LINES:
			talk_read(t, s, c);
			break;
		case TALK_HANDOVER:
			talk_handover(t, s, c);
			break;
		case TALK_TLS:
			tls_feed(t, s, c);
			if (guess_next(t, s, out))
				return (true);
			talk_leave_tls(t, s);
			break;
		case TALK_DONE:
		case TALK_NOT_MAIL:
			c->bytes.len = 0;
			c->hole_bytes = 0;
			break;
		}
		if (t->n_asks > 0 && ask_take_decided(t, s, out))
			return (true);
	}
	return (t->n_asks > 0 && ask_take_decided(t, s, out));
}

void
talk_missed_greeting(struct talk *t)
{
	t->has_greeting = true;
}

/* An encrypted session that shows too little to infer anything from. */
static bool
tls_not_seen(struct talk *t, struct talk_store *s, int64_t at_ns,
    struct attempt *out)
{
	struct veil *v;

	if (t->stage != TALK_TLS || t->is_tls_told)
		return (false);
	if (t->veil != POOL_NONE) {
		v = pool_at(s->veils, t->veil);
		/* More than there was room for: a run for each roomful. */
		guess_run(t, s, v, true);
		if (guess_next(t, s, out))
			return (true);
	}
	t->is_tls_told = true;
	if (t->veil != POOL_NONE && guess_has_read(v))
		return (false);
	if (!t->has_tls)
		return (false);
	memset(out, 0, sizeof *out);
	out->began_ns = t->began_ns;
	out->asked_ns = t->began_ns;
	out->ended_ns = at_ns;
	out->proto = (enum proto)t->proto;
	out->security = (enum security)t->security;
	out->outcome = OUTCOME_UNKNOWN;
	out->reason = REASON_NOT_SEEN;
	out->client = t->client;
	out->server = t->server;
	if (t->veil != POOL_NONE)
		out->stack_tag = talk_veil(t, s)->stack_tag;
	return (true);
}

bool
talk_close(struct talk *t, struct talk_store *s, int64_t at_ns, bool is_seen,
    struct attempt *out)
{
	enum reason reason = is_seen && !t->server_lost ? REASON_CLOSED :
	    REASON_NOT_SEEN;

	ask_give_up_all(t, s, reason, at_ns);
	if (ask_take_decided(t, s, out))
		return (true);
	if (t->stage == TALK_TLS && guess_next(t, s, out))
		return (true);
	return (tls_not_seen(t, s, t->last_ns, out));
}
