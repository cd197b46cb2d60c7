/*
 * How pending logins end: by the server's words, by words that only foretell
 * what is to come, or without any, where the connection or the capture ended.
 * What is settled is handed out as an attempt.
 */

#include "talk/settle.h"

#include <string.h>

#include "base/text.h"
#include "talk/echo.h"
#include "talk/pending.h"
#include "talk/pipeline.h"
#include "talk/sasl.h"

static void
settle(struct pending *p, enum outcome outcome, enum reason reason,
    enum evidence evidence, int64_t when_ns)
{
	p->stage = PENDING_SETTLED;
	p->outcome = (uint8_t)outcome;
	p->reason = (uint8_t)reason;
	p->evidence = (uint8_t)evidence;
	p->ended_ns = when_ns;
}

/*
 * What the words ask for; or else what the dialogue shows: a refused token,
 * whatever the server says of it, or a name that was left empty.
 */
static void
hint_settle(struct pending *p, struct judgement j)
{
	if (j.hint != HINT_UNKNOWN)
		p->hint = (uint8_t)j.hint;
	else if (j.outcome == OUTCOME_OK ||
	    (p->hint == HINT_TOKEN && j.outcome != OUTCOME_FAILED))
		p->hint = HINT_UNKNOWN;
	if (p->hint != HINT_UNKNOWN || j.outcome != OUTCOME_FAILED)
		return;
	if (p->is_nameless)
		p->hint = HINT_NO_NAME;
	else if (sasl_is_token(p))
		p->hint = HINT_TOKEN;
	/* Refused before a password was asked for. */
	else if (sasl_is_name_alone(p))
		p->hint = HINT_NOT_OFFERED;
}

void
settle_by_words(struct talk_store *s, struct pending *p, struct judgement j,
    struct span reply, int64_t when_ns)
{
	/*
	 * No credentials went over the wire, so none were judged: an
	 * unknown mechanism is refused with the words of a wrong password
	 * by more than one server (DOMAIN.md A.3).
	 */
	if (j.outcome == OUTCOME_FAILED && !p->is_asked) {
		j.outcome = OUTCOME_UNKNOWN;
		j.reason = REASON_POLICY;
		if (j.hint == HINT_UNKNOWN)
			j.hint = HINT_NOT_OFFERED;
	}
	/* What is said of the answer to a refusal takes nothing back. */
	if (p->is_refused && (j.reason == REASON_CANCELLED ||
	    j.reason == REASON_PROTOCOL)) {
		j.outcome = OUTCOME_FAILED;
		j.reason = REASON_CREDENTIALS;
	} else if (j.outcome != OUTCOME_OK && p->is_cancelled &&
	    !p->is_refused) {
		j.outcome = OUTCOME_UNKNOWN;
		j.reason = REASON_CANCELLED;
	}
	settle(p, j.outcome, j.reason, EVIDENCE_WORDS, when_ns);
	hint_settle(p, j);
	s->replied = p;
	echo_keep(p, s, reply, s->reply);
}

void
settle_early(struct talk_store *s, struct pending *p, struct judgement j,
    struct span reply, int64_t when_ns)
{
	struct overflow *overflow = pending_overflow(s, p);

	p->has_early = true;
	p->early_outcome = (uint8_t)j.outcome;
	p->early_reason = (uint8_t)j.reason;
	if (j.hint != HINT_UNKNOWN)
		p->hint = (uint8_t)j.hint;
	p->ended_ns = when_ns;
	if (overflow != NULL)
		echo_keep(p, s, reply, overflow->reply);
}

void
settle_refused(struct talk_store *s, struct pending *p, struct span challenge,
    int64_t when_ns)
{
	struct judgement j = { OUTCOME_FAILED, REASON_CREDENTIALS, false,
	    false, HINT_TOKEN };

	p->is_refused = true;
	settle_early(s, p, j, challenge, when_ns);
}

struct span
settle_early_words(const struct talk_store *s, const struct pending *p)
{
	if (!p->has_early || p->overflow == POOL_NONE)
		return (span_text(""));
	return (span_text(((const struct overflow *)pool_at(s->overflows,
	    p->overflow))->reply));
}

/* Is this said to a good login and to nothing else (DOMAIN.md A)? */
static bool
is_welcome(enum proto proto, struct span text)
{
	static const char *const words[] = {
		"logged in", "login ok", "login completed", "authenticated",
		"authentication success", "login successful"
	};
	size_t i;

	if (proto == PROTO_SMTP)
		return (span_starts(text, "235 "));
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (span_holds_nocase(text, words[i]))
			return (true);
	return (false);
}

void
settle_unasked(struct talk *t, struct talk_store *s, const struct line_view *v,
    int64_t when_ns)
{
	struct span text = v->text, tag;
	struct judgement j;
	struct pending *p;

	if (t->stage != TALK_LINES || t->n_pending > 0)
		return;
	if (t->proto == PROTO_IMAP && (!span_word(&text, &tag) ||
	    span_equals(tag, "*") || span_equals(tag, "+")))
		return;
	/* An SMTP reply's lines before the last say the same as the last. */
	if (t->proto == PROTO_SMTP && text.len > 3 && text.p[3] == '-')
		return;
	text = span_trim(text);
	j = reply_judge((enum proto)t->proto, ASKED_ANY, text, v->is_whole,
	    span_text(""));
	if (j.is_generic || (j.outcome == OUTCOME_OK ?
	    !is_welcome((enum proto)t->proto, text) :
	    j.outcome != OUTCOME_FAILED))
		return;
	p = pending_open(t, s, ASKED_ANY, when_ns);
	p->is_asked = true;
	p->is_cut = true;
	settle_by_words(s, p, j, text, when_ns);
	if (j.outcome == OUTCOME_OK)
		t->stage = TALK_DONE;
}

/* Settle it without a verdict. */
static void
give_up(struct pending *p, enum reason reason, int64_t when_ns)
{
	/* A BYE that nothing came after was the verdict. */
	if (p->has_early)
		settle(p, (enum outcome)p->early_outcome,
		    (enum reason)p->early_reason,
		    p->early_outcome == OUTCOME_FAILED ? EVIDENCE_WORDS :
		    EVIDENCE_HANGUP, p->ended_ns);
	else
		settle(p, OUTCOME_UNKNOWN, reason,
		    reason == REASON_CLOSED ? EVIDENCE_HANGUP :
		    EVIDENCE_UNKNOWN, when_ns);
}

void
settle_all(struct talk *t, struct talk_store *s, enum reason reason,
    int64_t when_ns)
{
	struct pending *p, *next;

	for (p = pending_first(t, s); p != NULL; p = next) {
		next = pending_next(s, p);
		if (p->stage == PENDING_NAMED || p->is_unsure)
			pending_drop(t, s, p);
		else if (p->stage == PENDING_OPEN)
			give_up(p, reason, when_ns);
	}
}

/* An attempt is what the login knows and what its talk knows. */
static void
attempt_fill(const struct talk *t, const struct talk_store *s,
    const struct pending *p, struct attempt *out)
{
	const struct overflow *overflow;

	memset(out, 0, sizeof *out);
	out->began_ns = p->began_ns;
	out->asked_ns = p->asked_ns;
	out->ended_ns = p->ended_ns;
	out->outcome = (enum outcome)p->outcome;
	out->reason = (enum reason)p->reason;
	out->evidence = (enum evidence)p->evidence;
	out->hint = (enum hint)p->hint;
	out->confidence_pct = p->evidence == EVIDENCE_WORDS ? 100 : 0;
	out->secret_tag = p->secret_tag;
	out->proto = (enum proto)t->proto;
	out->security = (enum security)t->security;
	program_tell(&s->programs, t->client_row, out);
	out->server = t->server_row;
	if (p->overflow != POOL_NONE) {
		overflow = pool_at(s->overflows, p->overflow);
		memcpy(out->mech, overflow->mech, sizeof out->mech);
		memcpy(out->user, overflow->user, sizeof out->user);
		if (p->has_early)
			memcpy(out->reply, overflow->reply, sizeof out->reply);
	}
	if (p->user[0] != '\0')
		memcpy(out->user, p->user, sizeof p->user);
	if (p->mech != 0)
		memcpy(out->mech, sasl_name(p->mech), sizeof out->mech);
	if (s->replied == p)
		memcpy(out->reply, s->reply, sizeof out->reply);
}

bool
settle_take(struct talk *t, struct talk_store *s, struct attempt *out)
{
	struct pending *p;

	for (p = pending_first(t, s); p != NULL; p = pending_next(s, p)) {
		if (p->stage != PENDING_SETTLED)
			continue;
		attempt_fill(t, s, p, out);
		s->replied = NULL;
		pending_drop(t, s, p);
		return (true);
	}
	return (false);
}

void
settle_lost(struct talk *t, struct talk_store *s, int64_t when_ns)
{
	if (!t->server_lost)
		return;
	settle_all(t, s, REASON_NOT_SEEN, when_ns);
	t->server_lost = false;
	pipeline_forget(&t->pipeline);
	if (t->reader->resume != NULL)
		t->reader->resume(t);
}
