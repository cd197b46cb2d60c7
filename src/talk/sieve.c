/*
 * ManageSieve's idea of "asked, answered" (RFC 5804): strings are quoted or
 * literals, every command gets one OK, NO or BYE line, in order; what comes
 * before it (capabilities, challenges) are lines that begin with a string.
 */

#include "talk/sieve.h"

#include <string.h>

#include "data/servers.h"
#include "talk/pending.h"
#include "talk/pipeline.h"
#include "talk/sasl.h"
#include "talk/settle.h"

enum sieve_command { SIEVE_NONE, SIEVE_OTHER, SIEVE_AUTH, SIEVE_STARTTLS };

/* A quoted string or a literal; false when neither begins here. */
static bool
take_string(struct span *s, struct span *out)
{
	const uint8_t *end;
	size_t skip;

	*s = span_trim(*s);
	if (s->len > 0 && s->p[0] == '{') {
		end = memchr(s->p, '\n', s->len);
		if (end == NULL)
			return (false);
		span_skip(s, (size_t)(end - s->p) + 1);
		*out = *s;
		s->len = 0;
		return (true);
	}
	if (s->len == 0 || s->p[0] != '"')
		return (false);
	span_skip(s, 1);
	end = s->len == 0 ? NULL : memchr(s->p, '"', s->len);
	skip = end == NULL ? s->len : (size_t)(end - s->p);
	out->p = s->p;
	out->len = skip;
	span_skip(s, end == NULL ? skip : skip + 1);
	return (true);
}

static bool
sieve_greet(struct talk *t, const struct line_view *v)
{
	/* RFC 5804 1.7: IMPLEMENTATION must come first in the greeting. */
	if (!span_starts_nocase(v->text, "\"IMPLEMENTATION\"") &&
	    !span_starts_nocase(v->text, "\"SIEVE\"") &&
	    !span_starts_nocase(v->text, "\"VERSION\"") &&
	    !span_starts_nocase(v->text, "\"SASL\"") &&
	    !span_starts_nocase(v->text, "\"STARTTLS\""))
		return (false);
	t->server_row = server_by_greeting(PROTO_SIEVE, v->text);
	/* The OK that ends the greeting answers no command. */
	pipeline_push(&t->pipeline, SIEVE_OTHER);
	return (true);
}

static void
sieve_auth_asked(struct talk *t, struct talk_store *s, struct span args,
    const struct line_view *v, int64_t when_ns)
{
	struct pending *p = pending_open(t, s, ASKED_AUTH, when_ns);
	struct span mech, initial;

	if (!take_string(&args, &mech))
		return;
	sasl_begin(p, s, mech);
	if (take_string(&args, &initial)) {
		sasl_initial(p, s, initial, v->is_whole);
		p->asked_ns = when_ns;
	}
}

static void
sieve_client_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct pending *p = pending_last_open(t, s);
	struct span args = v->text, response, verb;
	enum sieve_command command = SIEVE_OTHER;

	if (take_string(&args, &response)) {
		if (p == NULL)
			return;
		sasl_response(p, s, response, v->is_whole);
		p->asked_ns = when_ns;
		return;
	}
	args = v->text;
	if (!span_word(&args, &verb))
		return;
	if (p != NULL && span_equals(verb, "*")) {
		p->is_cancelled = true;
		return;
	}
	/* A response that is no string may be repeated by the server. */
	if (p != NULL)
		sasl_stray(p, s, v->text);
	if (span_equals_nocase(verb, "AUTHENTICATE"))
		command = SIEVE_AUTH;
	else if (span_equals_nocase(verb, "STARTTLS"))
		command = SIEVE_STARTTLS;
	settle_lost(t, s, when_ns);
	if (!pipeline_push(&t->pipeline, (uint8_t)command))
		s->pending_lost += command == SIEVE_AUTH;
	else if (command == SIEVE_AUTH)
		sieve_auth_asked(t, s, args, v, when_ns);
}

static void
sieve_server_line(struct talk *t, struct talk_store *s,
    const struct line_view *v, int64_t when_ns)
{
	struct span rest = v->text, word;
	enum sieve_command command;
	struct judgement j;
	struct pending *p;
	bool is_bye;

	if (!span_word(&rest, &word))
		return;
	is_bye = span_equals_nocase(word, "BYE");
	if (!is_bye && !span_equals_nocase(word, "OK") &&
	    !span_equals_nocase(word, "NO"))
		return;
	if (t->server_lost && pipeline_count(&t->pipeline) > 1)
		return;
	command = (enum sieve_command)pipeline_first(&t->pipeline);
	p = is_bye ? pending_first(t, s) : pending_answered(t, s);
	pipeline_pop(&t->pipeline);
	if (command == SIEVE_STARTTLS && span_equals_nocase(word, "OK"))
		t->stage = TALK_HANDOVER;
	if (p == NULL)
		return;
	j = reply_judge(PROTO_SIEVE, ASKED_AUTH, v->text, v->is_whole,
	    pending_user(s, p));
	settle_by_words(s, p, j, v->text, when_ns);
	if (j.outcome == OUTCOME_OK)
		t->stage = TALK_DONE;
}

const struct reader reader_sieve = {
	.proto = PROTO_SIEVE,
	.has_literals = true,
	.greet = sieve_greet,
	.client_line = sieve_client_line,
	.server_line = sieve_server_line,
};
