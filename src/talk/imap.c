/*
 * IMAP's idea of "asked, answered" (RFC 9051, 3501): a tag names the command
 * and the tagged reply names the tag, so order, pipelining and even a hole
 * cannot mix up whose verdict it is.
 */

#include "talk/imap.h"

#include <string.h>

#include "base/text.h"
#include "data/servers.h"
#include "talk/pending.h"
#include "talk/echo.h"
#include "talk/hint.h"
#include "talk/sasl.h"
#include "talk/settle.h"

enum { ARGUMENT_BYTES = 512 };	/* an unescaped quoted string */

/*
 * An astring: atom, quoted string or literal.  scratch holds a quoted string
 * without its backslashes.  *is_whole: its end was seen.
 */
static bool
take_astring(struct span *s, uint8_t scratch[ARGUMENT_BYTES],
    struct span *out, bool *is_whole)
{
	size_t n = 0;

	while (s->len > 0 && s->p[0] == ' ')
		span_skip(s, 1);
	*is_whole = false;
	if (s->len == 0)
		return (false);
	if (s->p[0] == '{') {
		const uint8_t *end = memchr(s->p, '\n', s->len);
		struct span number = { s->p + 1, 0 };
		uint64_t size;

		if (end == NULL)
			return (false);
		while (&number.p[number.len] < end &&
		    number.p[number.len] >= '0' && number.p[number.len] <= '9')
			number.len++;
		if (!span_number(number, &size))
			return (false);
		span_skip(s, (size_t)(end - s->p) + 1);
		*is_whole = size <= s->len;
		return (span_take(s, *is_whole ? (size_t)size : s->len, out));
	}
	if (s->p[0] != '"') {
		*is_whole = memchr(s->p, ' ', s->len) != NULL;
		return (span_word(s, out));
	}
	span_skip(s, 1);
	while (s->len > 0 && s->p[0] != '"' && n < ARGUMENT_BYTES) {
		if (s->p[0] == '\\' && s->len > 1)
			span_skip(s, 1);
		scratch[n++] = s->p[0];
		span_skip(s, 1);
	}
	*is_whole = s->len > 0 && s->p[0] == '"';
	if (*is_whole)
		span_skip(s, 1);
	out->p = scratch;
	out->len = n;
	return (true);
}

static uint64_t
tag_hash(const struct talk_store *s, struct span tag)
{
	return (hash_bytes(&s->secret_key, tag.p, tag.len));
}

/* RFC 9051: tag = 1*<any ASTRING-CHAR except "+">. */
static bool
is_tag(struct span w)
{
	size_t i;

	if (w.len == 0 || w.len > 64)
		return (false);
	for (i = 0; i < w.len; i++)
		if (w.p[i] <= ' ' || w.p[i] >= 0x7f ||
		    strchr("(){%*\"\\+", w.p[i]) != NULL)
			return (false);
	return (true);
}

static bool
imap_greet(struct talk *t, const struct line_view *v)
{
	struct span s = v->text, star, word;

	if (!span_word(&s, &star) || !span_equals(star, "*") ||
	    !span_word(&s, &word))
		return (false);
	if (!span_equals_nocase(word, "OK") &&
	    !span_equals_nocase(word, "PREAUTH") &&
	    !span_equals_nocase(word, "BYE"))
		return (false);
	t->server_row = server_by_greeting(PROTO_IMAP, v->text);
	if (span_equals_nocase(word, "PREAUTH"))
		t->stage = TALK_DONE;
	return (true);
}

static void
imap_login_asked(struct talk *t, struct talk_store *s, struct span args,
    const struct line_view *v, uint64_t tag, int64_t when_ns)
{
	struct pending *p = pending_open(t, s, ASKED_LOGIN, when_ns);
	uint8_t name[ARGUMENT_BYTES], scratch[ARGUMENT_BYTES];
	struct span user, secret;
	bool is_name, is_whole;

	p->tag = tag;
	sasl_begin(p, s, span_text("LOGIN"));
	pending_sent(p, when_ns);
	if (!take_astring(&args, name, &user, &is_name))
		return;
	/* Where there is one argument alone, it may be the password. */
	if (take_astring(&args, scratch, &secret, &is_whole)) {
		if (is_name)
			pending_set_user(s, p, user);
		p->is_nameless = is_name && user.len == 0;
		sasl_secret(p, s, secret, v->is_whole);
		echo_note_line(p, s, args);
	} else {
		echo_note_line(p, s, user);
		p->is_cut |= !v->is_whole;
	}
	wipe(name, sizeof name);
	wipe(scratch, sizeof scratch);
}

static void
imap_auth_asked(struct talk *t, struct talk_store *s, struct span args,
    const struct line_view *v, uint64_t tag, int64_t when_ns)
{
	struct pending *p = pending_open(t, s, ASKED_AUTH, when_ns);
	struct span mech;

	p->tag = tag;
	if (!span_word(&args, &mech))
		return;
	sasl_begin(p, s, mech);
	args = span_trim(args);
	if (args.len > 0) {		/* RFC 4959: an initial response */
		sasl_initial(p, s, args, v->is_whole);
		p->asked_ns = when_ns;
	}
}

/* The AUTHENTICATE whose challenge the client's next line answers. */
static struct pending *
imap_authenticating(const struct talk *t, const struct talk_store *s)
{
	struct pending *p = pending_last_open(t, s);

	return (p != NULL && p->asked == ASKED_AUTH ? p : NULL);
}

static void
imap_client_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct span rest = v->text, tag, command;
	struct pending *p = imap_authenticating(t, s);
	bool has_two;

	has_two = span_word(&rest, &tag) && span_word(&rest, &command);
	/*
	 * A response is one word of base 64.  Two words are a command: the
	 * verdict on the exchange must have been lost.
	 */
	if (p != NULL && !has_two) {
		sasl_response(p, s, v->text, v->is_whole);
		p->asked_ns = when_ns;
		return;
	}
	/* A response that is no base 64 may be repeated by the server. */
	if (p != NULL)
		echo_note_line(p, s, v->text);
	if (!has_two || !is_tag(tag))
		return;
	if (span_equals_nocase(command, "LOGIN"))
		imap_login_asked(t, s, rest, v, tag_hash(s, tag), when_ns);
	else if (span_equals_nocase(command, "AUTHENTICATE"))
		imap_auth_asked(t, s, rest, v, tag_hash(s, tag), when_ns);
	else if (span_equals_nocase(command, "STARTTLS")) {
		t->as.imap.wants_tls = true;
		t->as.imap.starttls_tag = tag_hash(s, tag);
	} else if (span_equals_nocase(command, "LOGOUT"))
		t->as.imap.said_logout = true;
}

/*
 * RFC 9051 7.3, 7.4: mailbox and message data, told to those alone who are
 * logged in.
 */
static bool
is_mailbox_data(struct span text)
{
	static const char *const words[] = {
		"LIST", "LSUB", "STATUS", "FLAGS", "SEARCH", "ESEARCH",
		"EXISTS", "RECENT", "FETCH", "EXPUNGE"
	};
	struct span word;
	uint64_t number;
	size_t i;

	if (!span_word(&text, &word))
		return (false);
	if (span_number(word, &number) && !span_word(&text, &word))
		return (false);
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (span_equals_nocase(word, words[i]))
			return (true);
	return (false);
}

/* The verdict was in a hole, and what follows it tells what it was. */
static void
imap_login_shown(struct talk *t, struct talk_store *s, int64_t when_ns)
{
	struct judgement good = { OUTCOME_OK, REASON_UNKNOWN, false, false,
	    HINT_UNKNOWN };
	struct pending *p = pending_last_open(t, s);

	if (p == NULL)
		return;
	settle_by_words(s, p, good, span_text(""), when_ns);
	settle_all(t, s, REASON_NOT_SEEN, when_ns);
	t->stage = TALK_DONE;
}

/*
 * RFC 9051 7.1.2 makes an untagged NO a warning, but Stalwart refuses a revoked
 * app password with one and never completes the command.  Only what is said of
 * a wrong password and of nothing else counts, and a tagged reply that comes
 * all the same counts instead.
 */
static void
imap_untagged_no(struct talk *t, struct talk_store *s, struct span text,
    const struct line_view *v, int64_t when_ns)
{
	struct pending *p = pending_last_open(t, s);
	struct judgement j;

	/* Of two logins nobody knows which is meant. */
	if (p == NULL || t->n_pending != 1 || !p->is_asked ||
	    p->is_cancelled || p->has_early)
		return;
	j = reply_judge(PROTO_IMAP, (enum asked)p->asked, text, v->is_whole,
	    pending_user(s, p));
	/* What Gmail asks for stands in it too: "* NO [WEBALERT ...". */
	if (j.hint != HINT_UNKNOWN)
		p->hint = (uint8_t)j.hint;
	if (j.outcome == OUTCOME_FAILED && !j.is_generic)
		settle_early(s, p, j, text, when_ns);
}

/*
 * A lock is told beside the reply: "* Too many invalid logon attempts.", and
 * then "BAD Goodbye" (hMailServer).  Mailbox data say no such thing.
 */
static void
imap_untagged_lock(struct talk *t, struct talk_store *s, struct span text)
{
	struct pending *p = pending_last_open(t, s);
	enum hint hint;

	if (p == NULL || t->n_pending != 1 || is_mailbox_data(text))
		return;
	hint = hint_of(PROTO_IMAP, text);
	if (hint == HINT_ADDRESS_LOCKED || hint == HINT_ACCOUNT_LOCKED)
		p->hint = (uint8_t)hint;
}

static void
imap_untagged(struct talk *t, struct talk_store *s, struct span rest,
    const struct line_view *v, int64_t when_ns)
{
	struct span text = span_trim(rest);
	struct pending *p;

	if (t->server_lost && is_mailbox_data(text))
		imap_login_shown(t, s, when_ns);
	if (span_starts_nocase(text, "NO "))
		imap_untagged_no(t, s, text, v, when_ns);
	else
		imap_untagged_lock(t, s, text);
	if (!span_starts_nocase(text, "BYE") || t->as.imap.said_logout)
		return;
	/*
	 * The tagged verdict may still come and then it counts; a server
	 * that hangs up after the BYE has given its verdict with it.
	 */
	for (p = pending_first(t, s); p != NULL; p = pending_next(s, p)) {
		struct judgement j;

		if (p->stage != PENDING_OPEN || p->has_early)
			continue;
		j = reply_judge(PROTO_IMAP, (enum asked)p->asked, text,
		    v->is_whole, pending_user(s, p));
		settle_early(s, p, j, text, when_ns);
	}
}

static void
imap_tagged(struct talk *t, struct talk_store *s, struct span tag,
    struct span rest, const struct line_view *v, int64_t when_ns)
{
	struct span status_rest = rest, status, waiting, first;
	struct judgement j;
	uint64_t hash;
	struct pending *p;

	if (!span_word(&status_rest, &status) ||
	    (!span_equals_nocase(status, "OK") &&
	    !span_equals_nocase(status, "NO") &&
	    !span_equals_nocase(status, "BAD")))
		return;
	hash = tag_hash(s, tag);
	/* A literal that the server refuses will not be sent. */
	waiting = line_waiting(&t->lines[FROM_CLIENT], s->lines);
	if (span_word(&waiting, &first) && tag_hash(s, first) == hash &&
	    t->lines[FROM_CLIENT].literal_left > 0)
		line_reset(&t->lines[FROM_CLIENT], s->lines);
	if (t->as.imap.wants_tls && t->as.imap.starttls_tag == hash) {
		t->as.imap.wants_tls = false;
		if (span_equals_nocase(status, "OK"))
			t->stage = TALK_HANDOVER;
		return;
	}
	for (p = pending_first(t, s); p != NULL; p = pending_next(s, p))
		if (p->stage == PENDING_OPEN && p->tag == hash)
			break;
	if (p == NULL)
		return;
	/* A short snaplen may leave no more of it than the status. */
	j = reply_judge(PROTO_IMAP, (enum asked)p->asked, rest, v->is_whole,
	    pending_user(s, p));
	settle_by_words(s, p, j, rest, when_ns);
	if (j.outcome == OUTCOME_OK)
		t->stage = TALK_DONE;
}

static void
imap_server_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct span rest = v->text, tag;

	if (!span_word(&rest, &tag) || span_equals(tag, "+"))
		return;
	rest = span_trim(rest);
	if (span_equals(tag, "*"))
		imap_untagged(t, s, rest, v, when_ns);
	else
		imap_tagged(t, s, tag, rest, v, when_ns);
}

const struct reader reader_imap = {
	.proto = PROTO_IMAP,
	.has_literals = true,
	.has_tags = true,
	.greet = imap_greet,
	.client_line = imap_client_line,
	.server_line = imap_server_line,
};
