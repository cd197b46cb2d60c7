/*
 * Pending logins: asked for, and not handed out with a verdict yet.
 *
 * A pipelining client may have several; they stand in a list in the order in
 * which they were asked.  IMAP finds its own by tag, the other protocols
 * answer in order.  A pending login is small beside a session and short-lived,
 * so all talks share one store.
 */

#include "talk/pending.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "talk/pipeline.h"

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

struct overflow *
pending_overflow(struct talk_store *s, struct pending *p)
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
		memset(pending_overflow(s, p)->user, 0, USER_BYTES);
	text_keep(text, sizeof text, user);
	n = strlen(text) + 1;
	if (n <= sizeof p->user) {
		memcpy(p->user, text, n);
		return;
	}
	/* Half a mailbox would be another one: none is better. */
	overflow = pending_overflow(s, p);
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
	struct overflow *overflow = pending_overflow(s, p);

	if (overflow != NULL)
		text_keep(overflow->mech, sizeof overflow->mech, mech);
}

static void
pending_unlink(struct talk *t, struct talk_store *s, struct pending *gone)
{
	uint32_t index = pool_index(s->pending, gone);
	struct pending *p, *before = NULL;

	for (p = pending_first(t, s); p != NULL && p != gone; p =
	    pending_next(s, p))
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
	p->number = p->user_number = pipeline_number(&t->pipeline);
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

struct pending *
pending_answered(const struct talk *t, const struct talk_store *s)
{
	struct pending *p;

	for (p = pending_first(t, s); p != NULL; p = pending_next(s, p))
		if (p->stage == PENDING_OPEN && p->number == t->pipeline.number)
			return (p);
	return (NULL);
}

