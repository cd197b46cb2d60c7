/*
 * A talk: picks the reader, routes the two directions, hands over at
 * STARTTLS.
 *
 * One byte decides what a connection speaks: no two of the protocols begin
 * alike ("*", "+", a digit, a quote, TLS's 0x16), so the choice cannot depend
 * on where a segment was cut.  The greeting line then confirms it.
 *
 * The readers know their protocols.  In here stands only what tells them apart
 * where no reader is sure yet: first bytes, and greetings on odd ports.
 */

#include "talk/talk.h"

#include <assert.h>
#include <string.h>

#include "talk/greeting.h"
#include "talk/guess.h"
#include "talk/lessons.h"
#include "talk/pending.h"
#include "talk/profile.h"
#include "talk/sasl.h"
#include "talk/settle.h"
#include "talk/sieve.h"
#include "talk/tls.h"
#include "talk/unsealed.h"

/* In so many lines a program has said what it is: EHLO, ID and tags come
 * early. */
enum { CLIENT_LINES = 8 };

static const struct reader *const readers[] = {
	&reader_imap, &reader_pop, &reader_smtp, &reader_sieve,
};

void
talk_init(struct talk *t, const struct endpoint *server,
    enum proto port_proto, enum security port_security, bool is_middle)
{
	memset(t, 0, sizeof *t);
	t->server_end = *server;
	t->tls_view = POOL_NONE;
	line_init(&t->lines[FROM_CLIENT]);
	line_init(&t->lines[FROM_SERVER]);
	t->first_pending = t->last_pending = POOL_NONE;
	t->port_proto = (uint8_t)port_proto;
	t->port_security = (uint8_t)port_security;
	t->security = SECURITY_PLAIN;
	t->is_middle = is_middle;
	t->client_lost = is_middle;	/* maybe inside a message */
	t->lines[FROM_CLIENT].is_lost = is_middle;
	t->lines[FROM_SERVER].is_lost = is_middle;
}

void
talk_fini(struct talk *t, struct talk_store *s)
{
	struct pending *p;

	while ((p = pending_first(t, s)) != NULL)
		pending_drop(t, s, p);
	line_reset(&t->lines[FROM_CLIENT], s->lines);
	line_reset(&t->lines[FROM_SERVER], s->lines);
	tls_end(t, s);
	if (s->lessons != NULL)
		lessons_end(s, t);
}

const struct tls_view *
talk_tls_view(const struct talk *t, const struct talk_store *s)
{
	return (t->tls_view == POOL_NONE ? NULL : pool_at(s->tls_views,
	    t->tls_view));
}

bool
talk_is_over(const struct talk *t)
{
	return (t->n_pending == 0 &&
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
	if (t->reader != NULL && t->reader->begin != NULL)
		t->reader->begin(t);
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

/* The first byte of a connection, or a hole, tells what it speaks. */
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

/* Behind STARTTLS the same reader reads on, with nothing left open. */
static void
talk_resume(struct talk *t)
{
	t->stage = TALK_LINES;
	pipeline_forget(&t->pipeline);
	if (t->reader->resume != NULL)
		t->reader->resume(t);
}

/* The first bytes behind a STARTTLS that the server agreed to. */
static void
talk_handover(struct talk *t, struct talk_store *s, struct chunk *c)
{
	uint8_t first;

	if (c->hole_bytes > 0 && !t->is_opened) {
		talk_begin_tls(t, s, SECURITY_STARTTLS);
		return;
	}
	if (c->hole_bytes > 0) {
		t->stage = TALK_NOT_MAIL;
		return;
	}
	first = c->bytes.p[0];
	/* No TLS begins inside of TLS that is opened. */
	if (first >= 20 && first <= 24 && !t->is_opened) {
		talk_begin_tls(t, s, SECURITY_STARTTLS);
		return;
	}
	/* Readable: the capture comes from a tap that decrypts. */
	if (!t->is_opened)
		t->security = SECURITY_STARTTLS;
	talk_resume(t);
}

/*
 * Client lines that may be those of a message whose DATA a hole has eaten:
 * only a reply of the server says that a command comes next.
 */
static bool
talk_is_lost(const struct talk *t)
{
	return (t->client_lost && t->reader->has_bodies);
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
		t->client_lines++;
		t->client_row = program_by_line(&s->programs,
		    (enum proto)t->proto, v->text, t->client_row);
	}
	t->reader->client_line(t, s, v, when_ns);
	if (t->n_pending > 0)
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
	struct pending *p;

	t->has_greeting = true;
	/* What is left of a message's line begins no command. */
	if (talk_is_lost(t) && t->lines[FROM_CLIENT].is_open) {
		line_reset(&t->lines[FROM_CLIENT], s->lines);
		t->lines[FROM_CLIENT].is_lost = true;
	}
	t->client_lost = false;
	if (is_first && !(t->is_middle &&
	    (t->client_lines > 0 || t->n_pending > 0))) {
		if (t->reader->greet(t, v)) {
			if (t->server_row != 0)
				profile_set_software(s, &t->server_end,
				    (enum proto)t->proto, t->server_row);
			if (!greeting_is_mail(t, v)) {
				t->stage = TALK_NOT_MAIL;
				return;
			}
			t->is_mail = t->proto != PROTO_SMTP ||
			    t->port_proto != PROTO_UNKNOWN;
			greeting_read(t, s, v->text, when_ns);
			return;
		}
		/* A line cut by a short snaplen may hide a good greeting. */
		if (!t->is_middle && v->is_whole) {
			t->stage = TALK_NOT_MAIL;
			return;
		}
	}
	if (s->lessons != NULL)
		lessons_line(s, t, v->text);
	if (t->n_pending > 0 && (p = pending_last_open(t, s)) != NULL &&
	    sasl_challenge(p, v->text))
		settle_refused(s, p, v->text, when_ns);
	t->reader->server_line(t, s, v, when_ns);
	if (!t->client_seen)
		settle_unasked(t, s, v, when_ns);
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
	if (t->proto == PROTO_SMTP && t->as.smtp.is_known &&
	    t->client_lines > 0)
		t->is_mail = true;
	line_done(&t->lines[direction], s->lines);
}

static void
talk_hole(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct line *l = &t->lines[c->direction];
	struct pending *p = pending_last_open(t, s);
	struct line_view v;
	uint32_t n = c->hole_bytes;

	if (p != NULL)
		sasl_hole(p, c->direction);
	if (c->direction == FROM_CLIENT) {
		if (t->reader->skip != NULL && t->reader->skip(t, c))
			return;
		if (p != NULL && p->is_unsure)
			pending_drop(t, s, p);
		else if (p != NULL)
			p->is_asked = true;	/* in the hole, maybe */
	}
	c->hole_bytes = 0;
	if (line_hole(l, s->lines, n, &v) == READ_DONE)
		talk_line(t, s, c->direction, &v, c->when_ns);
	if (c->direction == FROM_CLIENT)
		t->client_lost = true;
	else {
		t->server_lost = true;
		t->has_greeting = true;		/* in the hole, then */
	}
	/* A command and an answer are gone: only tags can tell which command
	 * the next reply answers. */
	if (t->client_lost && t->server_lost && !t->reader->has_tags)
		settle_lost(t, s, c->when_ns);
}

static void
talk_take(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct line *l = &t->lines[c->direction];
	struct line_view v;

	if (c->hole_bytes > 0) {
		talk_hole(t, s, c);
		return;
	}
	if (c->direction == FROM_CLIENT && t->reader->skip != NULL &&
	    t->reader->skip(t, c))
		return;
	if (line_take(l, s->lines, t->reader->has_literals, &c->bytes, &v) ==
	    READ_DONE)
		talk_line(t, s, c->direction, &v, c->when_ns);
}

static void
talk_read(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct span words = c->bytes;
	uint32_t hole_bytes = c->hole_bytes;

	talk_take(t, s, c);
	if (s->lessons == NULL)
		return;
	words.len -= c->bytes.len;
	lessons_words(s, t, c->direction, words, hole_bytes, c->when_ns);
}

/* Once a login got in and work goes on, there is nothing more to learn. */
static void
talk_leave_tls(struct talk *t, struct talk_store *s)
{
	const struct tls_view *v = talk_tls_view(t, s);

	if (v != NULL && v->was_read)
		t->stage = TALK_DONE;	/* the chunk's rest is dropped */
}

static bool
tls_is_open(const struct talk *t, const struct talk_store *s)
{
	const struct tls_view *v = talk_tls_view(t, s);

	return (v != NULL && unsealed_is_open(s, v));
}

/*
 * The first record was opened: from now on what is in them is read.  No login
 * can have been told by their lengths yet.
 */
static void
talk_open(struct talk *t)
{
	t->is_opened = true;
	t->has_tls = true;
	if (t->reader != NULL)
		talk_resume(t);
	else
		talk_read_as(t, (enum proto)t->proto);
}

/* The words of the last record first, then the next one. */
static void
talk_opened(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct chunk *words = unsealed_words(s);

	if (words == NULL) {
		tls_feed(t, s, c);
		return;
	}
	if (t->stage == TALK_LINES)
		talk_read(t, s, words);
	else if (t->stage == TALK_HANDOVER)
		talk_handover(t, s, words);
	else {
		words->bytes.len = 0;
		words->hole_bytes = 0;
	}
}

static bool
take_settled(struct talk *t, struct talk_store *s, struct told *out)
{
	out->is_correction = out->is_unsettled = false;
	if (t->n_pending == 0 || !settle_take(t, s, &out->attempt))
		return (false);
	t->is_tls_told |= t->is_opened;
	if (s->lessons != NULL)
		lessons_login(s, t, &out->attempt);
	return (true);
}

bool
talk_next(struct talk *t, struct talk_store *s, struct chunk *c,
    struct told *out)
{
	t->last_ns = c->when_ns;
	if (c->direction == FROM_CLIENT && (c->bytes.len > 0 ||
	    c->hole_bytes > 0))
		t->client_seen = true;
	while (c->bytes.len > 0 || c->hole_bytes > 0 ||
	    unsealed_words(s) != NULL) {
		if (t->is_opened)
			talk_opened(t, s, c);
		else switch ((enum talk_stage)t->stage) {
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
			if (tls_is_open(t, s))
				talk_open(t);
			else
				talk_leave_tls(t, s);
			break;
		case TALK_DONE:
		case TALK_NOT_MAIL:
			c->bytes.len = 0;
			c->hole_bytes = 0;
			break;
		}
		if (take_settled(t, s, out))
			return (true);
	}
	return (take_settled(t, s, out));
}

bool
talk_taught(struct talk_store *s, struct profile_key *out)
{
	bool has_taught = s->has_taught;

	*out = s->taught;
	s->has_taught = false;
	return (has_taught);
}

uint16_t
talk_relay(struct talk_store *s)
{
	uint16_t row = s->relay;

	s->relay = 0;
	return (row);
}

void
talk_missed_greeting(struct talk *t)
{
	t->has_greeting = true;
}

/* An encrypted session that shows too little to infer anything from. */
static bool
tls_not_seen(struct talk *t, struct talk_store *s, int64_t at_ns,
    struct told *out)
{
	struct attempt *a = &out->attempt;
	struct tls_view *v;

	if (t->stage != TALK_TLS || t->is_tls_told)
		return (false);
	if (t->tls_view != POOL_NONE) {
		v = pool_at(s->tls_views, t->tls_view);
		/* Verdicts that found no room are told by another run. */
		guess_run(t, s, v, true);
		if (guess_next(t, s, out))
			return (true);
	}
	t->is_tls_told = true;
	if (t->tls_view != POOL_NONE && guess_has_read(v))
		return (false);
	if (!t->has_tls)
		return (false);
	memset(out, 0, sizeof *out);
	a->began_ns = t->began_ns;
	a->asked_ns = t->began_ns;
	a->ended_ns = at_ns;
	a->proto = (enum proto)t->proto;
	a->security = (enum security)t->security;
	a->outcome = OUTCOME_UNKNOWN;
	a->reason = REASON_NOT_SEEN;
	program_tell(&s->programs, t->client_row, a);
	a->server = t->server_row;
	if (t->tls_view != POOL_NONE)
		a->stack_tag = talk_tls_view(t, s)->stack_tag;
	return (true);
}

/*
 * A hole has left of the words too little to know of a login at all: then the
 * lengths may.
 */
static void
talk_unopen(struct talk *t, struct talk_store *s)
{
	const struct tls_view *v = talk_tls_view(t, s);

	if (!t->is_opened || t->is_tls_told || t->stage != TALK_LINES ||
	    t->n_pending > 0 || v == NULL || !unsealed_is_broken(s, v))
		return;
	t->is_opened = false;
	t->stage = TALK_TLS;
}

bool
talk_close(struct talk *t, struct talk_store *s, int64_t at_ns, bool is_seen,
    struct told *out)
{
	enum reason reason = is_seen && !t->server_lost ? REASON_CLOSED :
	    REASON_NOT_SEEN;

	talk_unopen(t, s);
	settle_all(t, s, reason, at_ns);
	if (take_settled(t, s, out))
		return (true);
	if (t->stage == TALK_TLS && guess_next(t, s, out))
		return (true);
	return (tls_not_seen(t, s, t->last_ns, out));
}
