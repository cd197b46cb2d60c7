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

#include "talk/ask.h"
#include "talk/echo.h"
#include "talk/guess.h"

#include <assert.h>
#include <string.h>

#include "base/pools.h"
#include "base/text.h"
#include "talk/sasl.h"

#define ROW(pool, limit, type, key_bytes)				\
	{ offsetof(struct talk_store, pool),				\
	    offsetof(struct limits, limit), sizeof(type), key_bytes }

/* The lines' pool stands apart: what is in it only line.c knows. */
static const struct pool_row pools[] = {
	ROW(asks, pending, struct ask, 0),
	ROW(spills, overflows, struct spill, 0),
	ROW(veils, tls_views, struct veil, 0),
	ROW(hellos, hellos, struct hello_slot, 0),
	ROW(lessons, servers, struct lesson, sizeof(struct lesson_key)),
};

enum { N_POOLS = sizeof pools / sizeof pools[0] };

int
talk_store_init(struct talk_store *s, const struct limits *l,
    const struct hash_key *secret_key)
{
	memset(s, 0, sizeof *s);
	s->secret_key = *secret_key;
	s->lines = line_store_new(l->lines);
	if (pools_new(s, pools, N_POOLS, l, &s->secret_key) == 0 &&
	    s->lines != NULL)
		return (0);
	talk_store_fini(s);
	return (-1);
}

void
talk_store_fini(struct talk_store *s)
{
	pools_free(s, pools, N_POOLS);
	pool_free(s->lines);
	memset(s, 0, sizeof *s);
}

uint64_t
talk_store_bytes(const struct limits *l)
{
	return (pools_bytes(pools, N_POOLS, l) + line_store_bytes(l->lines));
}

uint64_t
talk_store_evicted(const struct talk_store *s)
{
	return (pools_evicted(s, pools, N_POOLS) + pool_evicted(s->lines) +
	    s->asks_lost + s->spills_lost + s->veils_lost);
}

struct ask *
ask_first(const struct talk *t, const struct talk_store *s)
{
	return (t->first_ask == POOL_NONE ? NULL :
	    pool_at(s->asks, t->first_ask));
}

struct ask *
ask_next(const struct talk_store *s, const struct ask *a)
{
	return (a->next == POOL_NONE ? NULL : pool_at(s->asks, a->next));
}

struct ask *
ask_last_open(const struct talk *t, const struct talk_store *s)
{
	struct ask *a, *last = NULL;

	for (a = ask_first(t, s); a != NULL; a = ask_next(s, a))
		if (a->stage == ASK_OPEN || a->stage == ASK_NAMED)
			last = a;
	return (last);
}

static void
ask_unspill(struct talk_store *s, struct ask *a)
{
	if (a->spill != POOL_NONE)
		pool_drop(s->spills, pool_at(s->spills, a->spill));
	a->spill = POOL_NONE;
}

/* This ask's spill, or NULL when there is no room for one. */
static struct spill *
ask_spill(struct talk_store *s, struct ask *a)
{
	struct spill *new;

	if (a->spill != POOL_NONE)
		return (pool_at(s->spills, a->spill));
	if (pool_is_full(s->spills)) {
		s->spills_lost++;
		return (NULL);
	}
	new = pool_put(s->spills, NULL);
	a->spill = pool_index(s->spills, new);
	return (new);
}

void
ask_set_user(struct talk_store *s, struct ask *a, struct span user)
{
	char text[USER_BYTES];
	struct spill *spill;
	size_t n;

	/* No name has two lines or NULs: something else was taken for one. */
	if (user.len == 0 || memchr(user.p, '\n', user.len) != NULL ||
	    memchr(user.p, '\r', user.len) != NULL ||
	    memchr(user.p, '\0', user.len) != NULL)
		return;
	memset(a->user, 0, sizeof a->user);
	if (a->spill != POOL_NONE)
		memset(ask_spill(s, a)->user, 0, USER_BYTES);
	text_keep(text, sizeof text, user);
	n = strlen(text) + 1;
	if (n <= sizeof a->user) {
		memcpy(a->user, text, n);
		return;
	}
	/* Half a mailbox would be another one: none is better. */
	spill = ask_spill(s, a);
	if (spill != NULL)
		memcpy(spill->user, text, n);
}

struct span
ask_user(const struct talk_store *s, const struct ask *a)
{
	if (a->user[0] != '\0' || a->spill == POOL_NONE)
		return (span_text(a->user));
	return (span_text(((const struct spill *)pool_at(s->spills,
	    a->spill))->user));
}

void
ask_set_mech(struct talk_store *s, struct ask *a, struct span mech)
{
	struct spill *spill = ask_spill(s, a);

	if (spill != NULL)
		text_keep(spill->mech, sizeof spill->mech, mech);
}

static void
ask_unlink(struct talk *t, struct talk_store *s, struct ask *gone)
{
	uint32_t index = pool_index(s->asks, gone);
	struct ask *a, *before = NULL;

	for (a = ask_first(t, s); a != NULL && a != gone; a = ask_next(s, a))
		before = a;
	assert(a == gone);
	if (before == NULL)
		t->first_ask = gone->next;
	else
		before->next = gone->next;
	if (t->last_ask == index)
		t->last_ask = before == NULL ? (uint32_t)POOL_NONE :
		    pool_index(s->asks, before);
	t->n_asks--;
}

void
ask_drop(struct talk *t, struct talk_store *s, struct ask *a)
{
	ask_unlink(t, s, a);
	ask_unspill(s, a);
	pool_drop(s->asks, a);
}

struct ask *
ask_open(struct talk *t, struct talk_store *s, enum asked asked,
    int64_t when_ns)
{
	struct ask *a;

	/* One client must not take them all, nor make us walk far. */
	if (t->n_asks >= ASKS_MAX) {
		ask_drop(t, s, ask_first(t, s));
		s->asks_lost++;
	}
	if (pool_is_full(s->asks)) {
		struct ask *old = pool_stalest(s->asks);

		ask_unlink(old->owner, s, old);
		ask_unspill(s, old);
		pool_evict(s->asks, old);
	}
	a = pool_put(s->asks, NULL);
	a->owner = t;
	a->next = a->spill = POOL_NONE;
	a->stage = ASK_OPEN;
	a->asked = (uint8_t)asked;
	a->began_ns = when_ns;
	a->asked_ns = when_ns;
	a->turn = a->user_turn = owed_turn(t);
	if (t->last_ask == POOL_NONE)
		t->first_ask = pool_index(s->asks, a);
	else
		((struct ask *)pool_at(s->asks, t->last_ask))->next =
		    pool_index(s->asks, a);
	t->last_ask = pool_index(s->asks, a);
	t->n_asks++;
	return (a);
}

void
ask_sent(struct ask *a, int64_t when_ns)
{
	a->is_asked = true;
	a->asked_ns = when_ns;
}

static void
ask_settle(struct ask *a, enum outcome outcome, enum reason reason,
    enum evidence evidence, int64_t when_ns)
{
	a->stage = ASK_DECIDED;
	a->outcome = (uint8_t)outcome;
	a->reason = (uint8_t)reason;
	a->evidence = (uint8_t)evidence;
	a->ended_ns = when_ns;
}

void
ask_decide(struct talk_store *s, struct ask *a, struct judgement j,
    struct span reply, int64_t when_ns)
{
	/*
	 * No credentials went over the wire, so none were judged: an
	 * unknown mechanism is refused with the words of a wrong password
	 * by more than one server (DOMAIN.md A.3).
	 */
	if (j.outcome == OUTCOME_FAILED && !a->is_asked) {
		j.outcome = OUTCOME_UNKNOWN;
		j.reason = REASON_POLICY;
	}
	if (j.outcome != OUTCOME_OK && a->is_cancelled) {
		j.outcome = OUTCOME_UNKNOWN;
		j.reason = REASON_CANCELLED;
	}
	ask_settle(a, j.outcome, j.reason, EVIDENCE_WORDS, when_ns);
	s->replied = a;
	echo_keep(a, s, reply, s->reply);
}

void
ask_hint(struct talk_store *s, struct ask *a, struct judgement j,
    struct span reply, int64_t when_ns)
{
	struct spill *spill = ask_spill(s, a);

	a->has_hint = true;
	a->hint_outcome = (uint8_t)j.outcome;
	a->hint_reason = (uint8_t)j.reason;
	a->ended_ns = when_ns;
	if (spill != NULL)
		echo_keep(a, s, reply, spill->reply);
}

struct span
ask_hint_words(const struct talk_store *s, const struct ask *a)
{
	if (!a->has_hint || a->spill == POOL_NONE)
		return (span_text(""));
	return (span_text(((const struct spill *)pool_at(s->spills,
	    a->spill))->reply));
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
ask_unasked(struct talk *t, struct talk_store *s, const struct line_view *v,
    int64_t when_ns)
{
	struct span text = v->text, tag;
	struct judgement j;
	struct ask *a;

	if (t->stage != TALK_LINES || t->n_asks > 0)
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
	a = ask_open(t, s, ASKED_ANY, when_ns);
	a->is_asked = true;
	a->is_cut = true;
	ask_decide(s, a, j, text, when_ns);
	if (j.outcome == OUTCOME_OK)
		t->stage = TALK_DONE;
}

void
ask_give_up(struct ask *a, enum reason reason, int64_t when_ns)
{
	/* A BYE that nothing came after was the verdict. */
	if (a->has_hint)
		ask_settle(a, (enum outcome)a->hint_outcome,
		    (enum reason)a->hint_reason,
		    a->hint_outcome == OUTCOME_FAILED ? EVIDENCE_WORDS :
		    EVIDENCE_HANGUP, a->ended_ns);
	else
		ask_settle(a, OUTCOME_UNKNOWN, reason,
		    reason == REASON_CLOSED ? EVIDENCE_HANGUP :
		    EVIDENCE_UNKNOWN, when_ns);
}

void
ask_give_up_all(struct talk *t, struct talk_store *s, enum reason reason,
    int64_t when_ns)
{
	struct ask *a, *next;

	for (a = ask_first(t, s); a != NULL; a = next) {
		next = ask_next(s, a);
		if (a->stage == ASK_NAMED || a->is_unsure)
			ask_drop(t, s, a);
		else if (a->stage == ASK_OPEN)
			ask_give_up(a, reason, when_ns);
	}
}

/* The ask's part of an attempt and the talk's. */
static void
attempt_fill(const struct talk *t, const struct talk_store *s,
    const struct ask *a, struct attempt *out)
{
	const struct spill *spill;

	memset(out, 0, sizeof *out);
	out->began_ns = a->began_ns;
	out->asked_ns = a->asked_ns;
	out->ended_ns = a->ended_ns;
	out->outcome = (enum outcome)a->outcome;
	out->reason = (enum reason)a->reason;
	out->evidence = (enum evidence)a->evidence;
	out->confidence_pct = a->evidence == EVIDENCE_WORDS ? 100 : 0;
	out->secret_tag = a->secret_tag;
	out->proto = (enum proto)t->proto;
	out->security = (enum security)t->security;
	out->client = t->client;
	out->server = t->server;
	if (a->spill != POOL_NONE) {
		spill = pool_at(s->spills, a->spill);
		memcpy(out->mech, spill->mech, sizeof out->mech);
		memcpy(out->user, spill->user, sizeof out->user);
		if (a->has_hint)
			memcpy(out->reply, spill->reply, sizeof out->reply);
	}
	if (a->user[0] != '\0')
		memcpy(out->user, a->user, sizeof a->user);
	if (a->mech != 0)
		memcpy(out->mech, sasl_name(a->mech), sizeof out->mech);
	if (s->replied == a)
		memcpy(out->reply, s->reply, sizeof out->reply);
}

bool
ask_take_decided(struct talk *t, struct talk_store *s, struct attempt *out)
{
	struct ask *a;

	for (a = ask_first(t, s); a != NULL; a = ask_next(s, a)) {
		if (a->stage != ASK_DECIDED)
			continue;
		attempt_fill(t, s, a, out);
		s->replied = NULL;
		ask_drop(t, s, a);
		return (true);
	}
	return (false);
}

static uint8_t
owed_at(const struct talk *t, uint16_t turn)
{
	uint8_t two = t->owed[turn % OWED_MAX / 2];

	return ((uint8_t)(turn % 2 == 0 ? two % OWED_KINDS :
	    two / OWED_KINDS));
}

bool
owed_push(struct talk *t, uint8_t what)
{
	uint16_t turn = (uint16_t)(t->turn + t->n_owed);
	uint8_t *two = &t->owed[turn % OWED_MAX / 2];

	assert(what > 0 && what < OWED_KINDS);
	/* Behind one that is only counted everything is. */
	if (t->n_owed == OWED_MAX || t->n_untold > 0) {
		if (t->n_untold < UINT16_MAX)
			t->n_untold++;
		return (false);
	}
	*two = (uint8_t)(turn % 2 == 0 ?
	    *two / OWED_KINDS * OWED_KINDS + what :
	    *two % OWED_KINDS + what * OWED_KINDS);
	t->n_owed++;
	return (true);
}

uint8_t
owed_first(const struct talk *t)
{
	return (t->n_owed == 0 ? 0 : owed_at(t, t->turn));
}

uint8_t
owed_last(const struct talk *t)
{
	return (t->n_owed == 0 || t->n_untold > 0 ? 0 :
	    owed_at(t, owed_turn(t)));
}

unsigned
owed_count(const struct talk *t)
{
	return ((unsigned)t->n_owed + t->n_untold);
}

uint16_t
owed_turn(const struct talk *t)
{
	return ((uint16_t)(t->turn + owed_count(t) - 1));
}

void
owed_pop(struct talk *t)
{
	if (owed_count(t) == 0)
		return;
	t->turn++;
	if (t->n_owed > 0)
		t->n_owed--;
	else if (t->n_untold < UINT16_MAX)	/* else: count was lost */
		t->n_untold--;
}

void
owed_forget(struct talk *t)
{
	t->turn = (uint16_t)(t->turn + owed_count(t));
	t->n_owed = 0;
	t->n_untold = 0;
}

struct ask *
owed_ask(const struct talk *t, const struct talk_store *s)
{
	struct ask *a;

	for (a = ask_first(t, s); a != NULL; a = ask_next(s, a))
		if (a->stage == ASK_OPEN && a->turn == t->turn)
			return (a);
	return (NULL);
}

void
turn_client(struct talk *t, struct talk_store *s, int64_t when_ns)
{
	if (!t->server_lost)
		return;
	ask_give_up_all(t, s, REASON_NOT_SEEN, when_ns);
	t->server_lost = false;
	owed_forget(t);
	t->is_multi = false;
	t->reply_begun = false;
	t->wants_tls = false;
}
