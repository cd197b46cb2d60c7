/*
 * Asks: logins that wait for their verdict.
 *
 * A pipelining client may have several; they stand in a list in the order in
 * which they were asked.  IMAP finds its own by tag, the other protocols
 * answer in order.  An ask is small beside a session and short-lived, so all
 * talks share one store.
 *
 * Nothing here knows a protocol.
 */

#include "talk/pending.h"
#include "talk/echo.h"
#include "talk/guess.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "talk/sasl.h"

int
talk_store_init(struct talk_store *s, const struct limits *l,
    const struct hash_key *secret_key)
{
	memset(s, 0, sizeof *s);
	s->secret_key = *secret_key;
	s->pending = pool_new(l->asks, sizeof(struct pending), 0, NULL);
	s->overflows = pool_new(l->spills, sizeof(struct overflow), 0, NULL);
	s->lines = line_store_new(l->lines);
	s->tls_views = pool_new(l->veils, sizeof(struct tls_view), 0, NULL);
	s->hellos = pool_new(l->hellos, sizeof(struct hello_slot), 0, NULL);
	s->profiles = pool_new(l->servers, sizeof(struct profile),
	    sizeof(struct profile_key), &s->secret_key);
	if (s->pending == NULL || s->overflows == NULL || s->lines == NULL ||
	    s->tls_views == NULL || s->hellos == NULL || s->profiles == NULL) {
		talk_store_fini(s);
		return (-1);
	}
	return (0);
}

void
talk_store_fini(struct talk_store *s)
{
	pool_free(s->pending);
	pool_free(s->overflows);
	pool_free(s->lines);
	pool_free(s->tls_views);
	pool_free(s->hellos);
	pool_free(s->profiles);
	memset(s, 0, sizeof *s);
}

struct pending *
pending_first(const struct talk *t, const struct talk_store *s)
{
	return (t->first_pending == POOL_NONE ? NULL :
	    pool_at(s->pending, t->first_pending));
}

struct pending *
pending_next(const struct talk_store *s, const struct pending *p)
{
	return (p->next == POOL_NONE ? NULL : pool_at(s->pending, p->next));
}

struct pending *
pending_last_open(const struct talk *t, const struct talk_store *s)
{
	struct pending *p, *last = NULL;

	for (p = pending_first(t, s); p != NULL; p = pending_next(s, p))
		if (p->stage == PENDING_OPEN || p->stage == PENDING_NAMED)
			last = p;
	return (last);
}

static void
overflow_drop(struct talk_store *s, struct pending *p)
{
	if (p->overflow != POOL_NONE)
		pool_drop(s->overflows, pool_at(s->overflows, p->overflow));
	p->overflow = POOL_NONE;
}

/* This ask's spill, or NULL when there is no room for one. */
static struct overflow *
overflow_of(struct talk_store *s, struct pending *p)
{
	struct overflow *new;

	if (p->overflow != POOL_NONE)
		return (pool_at(s->overflows, p->overflow));
	if (pool_is_full(s->overflows)) {
		s->overflows_lost++;
		return (NULL);
	}
	new = pool_put(s->overflows, NULL);
	p->overflow = pool_index(s->overflows, new);
	return (new);
}

void
pending_set_user(struct talk_store *s, struct pending *p, struct span user)
{
	char text[USER_BYTES];
	struct overflow *overflow;
	size_t n;

	/* No name has two lines or NULs: something else was taken for one. */
	if (user.len == 0 || memchr(user.p, '\n', user.len) != NULL ||
	    memchr(user.p, '\r', user.len) != NULL ||
	    memchr(user.p, '\0', user.len) != NULL)
		return;
	memset(p->user, 0, sizeof p->user);
	if (p->overflow != POOL_NONE)
		memset(overflow_of(s, p)->user, 0, USER_BYTES);
	text_keep(text, sizeof text, user);
	n = strlen(text) + 1;
	if (n <= sizeof p->user) {
		memcpy(p->user, text, n);
		return;
	}
	/* Half a mailbox would be another one: none is better. */
	overflow = overflow_of(s, p);
	if (overflow != NULL)
		memcpy(overflow->user, text, n);
}

struct span
pending_user(const struct talk_store *s, const struct pending *p)
{
	if (p->user[0] != '\0' || p->overflow == POOL_NONE)
		return (span_text(p->user));
	return (span_text(((const struct overflow *)pool_at(s->overflows,
	    p->overflow))->user));
}

void
pending_set_mech(struct talk_store *s, struct pending *p, struct span mech)
{
	struct overflow *overflow = overflow_of(s, p);

	if (overflow != NULL)
		text_keep(overflow->mech, sizeof overflow->mech, mech);
}

static void
pending_unlink(struct talk *t, struct talk_store *s, struct pending *gone)
{
	uint32_t index = pool_index(s->pending, gone);
	struct pending *p, *before = NULL;

	for (p = pending_first(t, s); p != NULL && p != gone; p = pending_next(s, p))
		before = p;
	assert(p == gone);
	if (before == NULL)
		t->first_pending = gone->next;
	else
		before->next = gone->next;
	if (t->last_pending == index)
		t->last_pending = before == NULL ? (uint32_t)POOL_NONE :
		    pool_index(s->pending, before);
	t->n_pending--;
}

void
pending_drop(struct talk *t, struct talk_store *s, struct pending *p)
{
	pending_unlink(t, s, p);
	overflow_drop(s, p);
	pool_drop(s->pending, p);
}

struct pending *
pending_open(struct talk *t, struct talk_store *s, enum asked asked,
    int64_t when_ns)
{
	struct pending *p;

	/* One client must not take them all, nor make us walk far. */
	if (t->n_pending >= PENDING_MAX) {
		pending_drop(t, s, pending_first(t, s));
		s->pending_lost++;
	}
	if (pool_is_full(s->pending)) {
		struct pending *old = pool_stalest(s->pending);

		pending_unlink(old->owner, s, old);
		overflow_drop(s, old);
		pool_evict(s->pending, old);
	}
	p = pool_put(s->pending, NULL);
	p->owner = t;
	p->next = p->overflow = POOL_NONE;
	p->stage = PENDING_OPEN;
	p->asked = (uint8_t)asked;
	p->began_ns = when_ns;
	p->asked_ns = when_ns;
	p->number = p->user_number = pipeline_number(t);
	if (t->last_pending == POOL_NONE)
		t->first_pending = pool_index(s->pending, p);
	else
		((struct pending *)pool_at(s->pending, t->last_pending))->next =
		    pool_index(s->pending, p);
	t->last_pending = pool_index(s->pending, p);
	t->n_pending++;
	return (p);
}

void
pending_sent(struct pending *p, int64_t when_ns)
{
	p->is_asked = true;
	p->asked_ns = when_ns;
}

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
	}
	if (j.outcome != OUTCOME_OK && p->is_cancelled) {
		j.outcome = OUTCOME_UNKNOWN;
		j.reason = REASON_CANCELLED;
	}
	settle(p, j.outcome, j.reason, EVIDENCE_WORDS, when_ns);
	s->replied = p;
	echo_keep(p, s, reply, s->reply);
}

void
settle_hint(struct talk_store *s, struct pending *p, struct judgement j,
    struct span reply, int64_t when_ns)
{
	struct overflow *overflow = overflow_of(s, p);

	p->has_hint = true;
	p->hint_outcome = (uint8_t)j.outcome;
	p->hint_reason = (uint8_t)j.reason;
	p->ended_ns = when_ns;
	if (overflow != NULL)
		echo_keep(p, s, reply, overflow->reply);
}

struct span
settle_hint_words(const struct talk_store *s, const struct pending *p)
{
	if (!p->has_hint || p->overflow == POOL_NONE)
		return (span_text(""));
	return (span_text(((const struct overflow *)pool_at(s->overflows,
	    p->overflow))->reply));
}

/* What servers say to a good login and to nothing else (DOMAIN.md A). */
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
	/* The lines before the last of an SMTP reply say the same. */
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

void
give_up(struct pending *p, enum reason reason, int64_t when_ns)
{
	/* A BYE that nothing came after was the verdict. */
	if (p->has_hint)
		settle(p, (enum outcome)p->hint_outcome,
		    (enum reason)p->hint_reason,
		    p->hint_outcome == OUTCOME_FAILED ? EVIDENCE_WORDS :
		    EVIDENCE_HANGUP, p->ended_ns);
	else
		settle(p, OUTCOME_UNKNOWN, reason,
		    reason == REASON_CLOSED ? EVIDENCE_HANGUP :
		    EVIDENCE_UNKNOWN, when_ns);
}

void
settle_give_up(struct talk *t, struct talk_store *s, enum reason reason,
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

/* The ask's part of an attempt and the talk's. */
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
	out->confidence_pct = p->evidence == EVIDENCE_WORDS ? 100 : 0;
	out->secret_tag = p->secret_tag;
	out->proto = (enum proto)t->proto;
	out->security = (enum security)t->security;
	out->client = t->client_row;
	out->server = t->server_row;
	if (p->overflow != POOL_NONE) {
		overflow = pool_at(s->overflows, p->overflow);
		memcpy(out->mech, overflow->mech, sizeof out->mech);
		memcpy(out->user, overflow->user, sizeof out->user);
		if (p->has_hint)
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

static uint8_t
kind_at(const struct talk *t, uint16_t turn)
{
	uint8_t two = t->owed[turn % PIPELINE_MAX / 2];

	return ((uint8_t)(turn % 2 == 0 ? two % PIPELINE_KINDS :
	    two / PIPELINE_KINDS));
}

bool
pipeline_push(struct talk *t, uint8_t what)
{
	uint16_t turn = (uint16_t)(t->number + t->n_owed);
	uint8_t *two = &t->owed[turn % PIPELINE_MAX / 2];

	assert(what > 0 && what < PIPELINE_KINDS);
	/* Behind one that is only counted everything is. */
	if (t->n_owed == PIPELINE_MAX || t->n_untold > 0) {
		if (t->n_untold < UINT16_MAX)
			t->n_untold++;
		return (false);
	}
	*two = (uint8_t)(turn % 2 == 0 ?
	    *two / PIPELINE_KINDS * PIPELINE_KINDS + what :
	    *two % PIPELINE_KINDS + what * PIPELINE_KINDS);
	t->n_owed++;
	return (true);
}

uint8_t
pipeline_first(const struct talk *t)
{
	return (t->n_owed == 0 ? 0 : kind_at(t, t->number));
}

uint8_t
pipeline_last(const struct talk *t)
{
	return (t->n_owed == 0 || t->n_untold > 0 ? 0 :
	    kind_at(t, pipeline_number(t)));
}

unsigned
pipeline_count(const struct talk *t)
{
	return ((unsigned)t->n_owed + t->n_untold);
}

uint16_t
pipeline_number(const struct talk *t)
{
	return ((uint16_t)(t->number + pipeline_count(t) - 1));
}

void
pipeline_pop(struct talk *t)
{
	if (pipeline_count(t) == 0)
		return;
	t->number++;
	if (t->n_owed > 0)
		t->n_owed--;
	else if (t->n_untold < UINT16_MAX)	/* else: count was lost */
		t->n_untold--;
}

void
pipeline_forget(struct talk *t)
{
	t->number = (uint16_t)(t->number + pipeline_count(t));
	t->n_owed = 0;
	t->n_untold = 0;
}

struct pending *
pending_of_reply(const struct talk *t, const struct talk_store *s)
{
	struct pending *p;

	for (p = pending_first(t, s); p != NULL; p = pending_next(s, p))
		if (p->stage == PENDING_OPEN && p->number == t->number)
			return (p);
	return (NULL);
}

void
settle_lost(struct talk *t, struct talk_store *s, int64_t when_ns)
{
	if (!t->server_lost)
		return;
	settle_give_up(t, s, REASON_NOT_SEEN, when_ns);
	t->server_lost = false;
	pipeline_forget(t);
	t->is_multi = false;
	t->reply_begun = false;
	t->wants_tls = false;
}
