/*
 * Logins in the order of time, in two lists each.
 *
 * Nearly all come in that order; TLS tells some late, and these are put where
 * they belong.  An account keeps its last ones; where the pool is full the
 * stalest goes that did not fail.
 */

#include "judge/logins.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "judge/automatic.h"

enum {
	STALEST_LOOKED_AT = 8,
	LIKELY_OK_PCT = 5	/* refused at most so likely (a guess) */
};

static struct list_kind
of_account(const struct store *st)
{
	return ((struct list_kind){ st->logins,
	    offsetof(struct login, link) });
}

static struct list_kind
of_host(const struct store *st)
{
	return ((struct list_kind){ st->logins,
	    offsetof(struct login, host_link) });
}

struct login *
logins_newest(const struct store *st, const struct account *a)
{
	const struct list_kind kind = of_account(st);

	return (list_at(&kind, a->first_login));
}

struct login *
logins_older(const struct store *st, const struct login *l)
{
	const struct list_kind kind = of_account(st);

	return (list_next(&kind, l));
}

struct login *
host_newest(const struct store *st, const struct host *h)
{
	const struct list_kind kind = of_host(st);

	return (list_at(&kind, h->first_login));
}

struct login *
host_older(const struct store *st, const struct login *l)
{
	const struct list_kind kind = of_host(st);

	return (list_next(&kind, l));
}

/* Put it behind all that are newer. */
static void
insert(const struct list_kind *kind, uint32_t *first, struct login *l)
{
	struct login *o = list_at(kind, *first), *before = NULL;

	while (o != NULL && o->when_ns > l->when_ns) {
		before = o;
		o = list_next(kind, o);
	}
	list_insert(kind, first, l, before);
}

/* What was read of the log holds no more. */
static void
forget_usual(struct host *h)
{
	memset(h->has_usual, 0, sizeof h->has_usual);
}

static void
join_host(struct store *st, struct login *l, struct host *h)
{
	const struct list_kind kind = of_host(st);

	l->host = h == NULL ? POOL_NONE : pool_index(st->hosts, h);
	if (h == NULL)
		return;
	insert(&kind, &h->first_login, l);
	forget_usual(h);
}

static void
leave_host(struct store *st, struct login *l)
{
	const struct list_kind kind = of_host(st);
	struct host *h;

	if (l->host == POOL_NONE)
		return;
	h = pool_at(st->hosts, l->host);
	list_remove(&kind, &h->first_login, l);
	forget_usual(h);
	l->host = POOL_NONE;
}

static void
drop(struct store *st, struct account *a, struct login *l)
{
	const struct list_kind kind = of_account(st);

	leave_host(st, l);
	list_remove(&kind, &a->first_login, l);
	assert(a->n_logins > 0);
	a->n_logins--;
	pool_drop(st->logins, l);
}

void
logins_forget(struct store *st, struct account *a)
{
	struct login *l;

	while ((l = logins_newest(st, a)) != NULL)
		drop(st, a, l);
}

void
logins_move(struct store *st, struct account *a, struct host *to)
{
	struct login *l;

	for (l = logins_newest(st, a); l != NULL; l = logins_older(st, l)) {
		leave_host(st, l);
		join_host(st, l, to);
	}
	if (a->host != POOL_NONE)
		((struct host *)pool_at(st->hosts, a->host))->n_accounts--;
	if (to != NULL)
		to->n_accounts++;
	a->host = to == NULL ? POOL_NONE : pool_index(st->hosts, to);
}

static bool
is_kept(const void *slot)
{
	const struct login *l = slot;

	return (l->outcome == OUTCOME_FAILED);
}

static void
make_room(struct store *st, struct account *a)
{
	struct login *l, *oldest = NULL;

	if (a->n_logins >= ACCOUNT_LOGINS) {
		for (l = logins_newest(st, a); l != NULL;
		    l = logins_older(st, l))
			oldest = l;
		drop(st, a, oldest);
	}
	if (!pool_is_full(st->logins))
		return;
	l = pool_stalest_but(st->logins, STALEST_LOOKED_AT, is_kept);
	drop(st, pool_at(st->accounts, l->account), l);
}

/* --- what is counted --- */

static void
count(struct account *a, const struct login *l, bool is_more)
{
	uint32_t *n = l->outcome == OUTCOME_FAILED ? &a->failures :
	    l->outcome == OUTCOME_OK ? &a->successes : &a->unknown;

	if (is_more)
		++*n;
	else if (*n > 0)
		--*n;
}

/* Since when and until when it failed; of those that are no longer kept the
 * first moment stays. */
static void
count_span(const struct store *st, struct account *a, bool is_first_gone)
{
	const struct login *l;
	int64_t first_ns = 0, last_ns = 0;

	for (l = logins_newest(st, a); l != NULL; l = logins_older(st, l)) {
		if (l->outcome != OUTCOME_FAILED)
			continue;
		if (last_ns == 0)
			last_ns = l->when_ns;
		first_ns = l->when_ns;
	}
	if (a->failures == 0) {
		a->first_ns = a->last_ns = 0;
		return;
	}
	if (last_ns == 0)
		return;
	a->last_ns = last_ns;
	if (a->first_ns == 0 || first_ns < a->first_ns || is_first_gone)
		a->first_ns = first_ns;
}

/* The same, where a login came and none went. */
static void
count_later(struct account *a, const struct login *l)
{
	if (l->outcome != OUTCOME_FAILED)
		return;
	if (a->first_ns == 0 || l->when_ns < a->first_ns)
		a->first_ns = l->when_ns;
	if (l->when_ns > a->last_ns)
		a->last_ns = l->when_ns;
}

static void
count_secret(struct account *a, const struct login *l)
{
	if (l->outcome != OUTCOME_FAILED || l->secret_tag == 0)
		return;
	a->tagged++;
	if (l->secret_tag == a->failed_tag)
		a->repeats++;
	a->failed_tag = l->secret_tag;
}

/* --- secrets that were let in --- */

bool
logins_may_hold(const struct store *st, uint64_t secret)
{
	uint64_t bit = secret % (LET_IN_WORDS * 64);

	return ((st->let_in[bit / 64] >> bit % 64 & 1) != 0);
}

static void
keep_secret(struct store *st, const struct login *l)
{
	uint64_t bit = l->secret_tag % (LET_IN_WORDS * 64);

	if (l->outcome == OUTCOME_OK && l->secret_tag != 0)
		st->let_in[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* --- taking --- */

static uint16_t
mech_tag(const struct store *st, const char *mech)
{
	uint16_t tag;

	if (mech[0] == '\0')
		return (0);
	tag = (uint16_t)hash_bytes(&st->key, mech, strlen(mech));
	return (tag == 0 ? 1 : tag);
}

static bool
is_token_mech(const char *mech)
{
	return (strcmp(mech, "XOAUTH2") == 0 ||
	    strcmp(mech, "OAUTHBEARER") == 0);
}

uint64_t
logins_connection(const struct store *st, const struct who *w)
{
	struct endpoint ends[2];

	memset(ends, 0, sizeof ends);
	ends[0] = w->client;
	ends[1] = w->server;
	return (hash_bytes(&st->key, ends, sizeof ends));
}

static void
fill(const struct store *st, struct login *l, const struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	int64_t ms = (at->ended_ns - at->asked_ns) / NS_PER_MS;
	struct mailbox m;

	mailbox_parse(&st->key, at->user, &m);
	l->when_ns = at->ended_ns;
	l->seq = ev->seq;
	l->secret_tag = at->secret_tag;
	l->user_tag = mailbox_tag(&m);
	l->connection = logins_connection(st, &ev->who);
	l->delay_ms = ms < 0 ? 0 : ms > UINT32_MAX ? UINT32_MAX :
	    (uint32_t)ms;
	l->mech = mech_tag(st, at->mech);
	l->reply_bytes = at->reply_bytes;
	l->outcome = (uint8_t)at->outcome;
	l->reason = (uint8_t)at->reason;
	l->hint = (uint8_t)at->hint;
	l->confidence_pct = at->confidence_pct;
	l->form = m.local == 0 ? NAME_HIDDEN : m.is_firm ? NAME_ADDRESS :
	    NAME_LOCAL;
	l->is_likely_ok = at->outcome == OUTCOME_UNKNOWN && at->is_inferred &&
	    at->failed_pct <= LIKELY_OK_PCT;
	l->failed_pct = at->outcome == OUTCOME_UNKNOWN && at->is_inferred &&
	    at->reason == REASON_NOT_SEEN ? at->failed_pct : 0;
	l->is_borne_out = at->is_borne_out;
	l->is_inferred = at->evidence == EVIDENCE_LENGTHS;
	l->is_taught = at->is_taught;
	l->is_token = at->hint == HINT_TOKEN || is_token_mech(at->mech);
}

/* What the event corrects: by its number, else by its moment. */
static struct login *
find(const struct store *st, const struct account *a, const struct event *ev)
{
	struct login *l, *found = NULL;

	for (l = logins_newest(st, a); l != NULL; l = logins_older(st, l)) {
		if (l->outcome != ev->u.login.was)
			continue;
		if (l->seq == ev->u.login.corrects)
			return (l);
		if (l->when_ns == ev->u.login.attempt.ended_ns)
			found = l;
	}
	return (found);
}

/* Does it count more of these than are kept, so that one is forgotten? */
static bool
has_forgotten(const struct store *st, const struct account *a,
    enum outcome outcome)
{
	uint32_t n = outcome == OUTCOME_FAILED ? a->failures : a->unknown;
	const struct login *l;

	for (l = logins_newest(st, a); l != NULL && n > 0;
	    l = logins_older(st, l))
		n -= l->outcome == outcome;
	return (n > 0);
}

/* What the event corrects is no longer what the account counts; an account
 * that was forgotten, and is a new one, never counted it. */
static void
uncount(struct store *st, struct account *a, const struct event *ev)
{
	struct login was = { .outcome = (uint8_t)ev->u.login.was };
	struct login *l = find(st, a, ev);
	bool is_first = l != NULL && l->when_ns == a->first_ns;

	if (l != NULL || has_forgotten(st, a, ev->u.login.was))
		count(a, &was, false);
	if (l != NULL)
		drop(st, a, l);
	count_span(st, a, is_first);
}

struct login *
logins_take(struct store *st, struct account *a, const struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	const struct list_kind kind = of_account(st);
	struct host *h;
	struct login *l;

	if (ev->u.login.corrects != 0)
		uncount(st, a, ev);
	make_room(st, a);
	l = pool_put(st->logins, NULL);
	l->account = pool_index(st->accounts, a);
	fill(st, l, ev);
	keep_secret(st, l);
	insert(&kind, &a->first_login, l);
	a->n_logins++;
	h = a->host == POOL_NONE ? NULL : pool_at(st->hosts, a->host);
	join_host(st, l, h);
	count(a, l, true);
	count_secret(a, l);
	count_later(a, l);
	if (at->outcome == OUTCOME_FAILED) {
		memcpy(a->reply, at->reply, sizeof a->reply);
		memcpy(a->failed_mech, at->mech, sizeof a->failed_mech);
		if (at->hint != HINT_UNKNOWN)
			a->hint = at->hint;
	} else if (at->outcome == OUTCOME_OK) {
		memcpy(a->right_mech, at->mech, sizeof a->right_mech);
		memcpy(a->right_user, at->user, sizeof a->right_user);
	}
	return (l);
}

bool
login_got_in(const struct login *l)
{
	return (l->outcome == OUTCOME_OK || l->is_likely_ok);
}

uint32_t
logins_streak(const struct store *st, const struct account *a)
{
	const struct login *l;
	uint32_t n = 0;

	for (l = logins_newest(st, a); l != NULL &&
	    l->outcome != OUTCOME_OK; l = logins_older(st, l))
		n += l->outcome == OUTCOME_FAILED;
	return (n);
}

void
logins_check(const struct store *st, const struct account *a)
{
	const struct list_kind kind = of_account(st);
	const struct login *l, *newer = NULL;
	uint32_t failures = 0;

	assert(list_check(&kind, a->first_login) == a->n_logins);
	assert(a->n_logins <= ACCOUNT_LOGINS);
	for (l = logins_newest(st, a); l != NULL; l = logins_older(st, l)) {
		assert(pool_at(st->accounts, l->account) == a);
		assert(l->host == a->host);
		assert(newer == NULL || newer->when_ns >= l->when_ns);
		assert(l->outcome != OUTCOME_OK || l->secret_tag == 0 ||
		    logins_may_hold(st, l->secret_tag));
		failures += l->outcome == OUTCOME_FAILED;
		newer = l;
	}
	assert(failures <= a->failures);
	assert(a->repeats <= a->tagged);
}
