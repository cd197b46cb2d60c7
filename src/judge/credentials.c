/*
 * One account, replayed.
 *
 * Success makes failures good, once: who is refused again with what had been
 * outlived does not type it, some program keeps it.  Where secrets cannot be
 * compared only many relapses show that.
 */

#include "judge/credentials.h"

#include <string.h>

#include "base/when.h"
#include "data/providers.h"
#include "judge/account.h"
#include "judge/episodes.h"
#include "judge/hosts.h"
#include "judge/logins.h"
#include "judge/server_name.h"
#include "judge/usual.h"

enum {
	/* Hidden: so many logins a minute meet a limit rather than a changed
	 * password (Postfix's anvil counts by the minute; a guess). */
	OFTEN = 8,
	SLIPS_ONE_IN = 4,	/* of the logins: more are no slips (a guess) */
	REGULAR = 5,		/* failures that tell a clock (a guess) */
	STRANGERS = 6,		/* of one suspect (a guess) */
	/* Someone who mistypes after every success does so a few times (a
	 * guess, like the next). */
	RELAPSES_KNOWN = 5,
	/* With the account hidden by TLS, one success may well belong to
	 * another account, so it takes fewer. */
	RELAPSES_HIDDEN = 3
};

/* After so long without a failure relapses are counted anew. */
#define RELAPSE_NS	(2 * 3600 * NS_PER_S)
/* A program that is told so asks for a new token and comes again (Apple Mail:
 * 3 s; the rest is room for a slow one, a guess). */
#define TOKEN_NS	(60 * NS_PER_S)
/* A program that has several mechanisms tries the next one at once (a
 * guess). */
#define METHOD_NS	(15 * NS_PER_S)
/* Nobody reads a refusal and types anew in less (a guess). */
#define TYPED_NS	(5 * NS_PER_S)
#define MINUTE_NS	(60 * NS_PER_S)
/* A limit is over by then (Postfix: a minute; a guess). */
#define LIMIT_NS	(10 * 60 * NS_PER_S)
/* What is tried no more for so long, though the program goes on, is gone; and
 * for three of its longest pauses, but those of a night (guesses). */
#define GONE_NS		(15 * 60 * NS_PER_S)
#define NIGHT_NS	(8 * 3600 * NS_PER_S)

/* May one program have used both accounts?  TLS tells; in the clear nothing
 * does. */
static bool
is_one_program(const struct account *a, const struct account *b)
{
	return (a->proto == b->proto && programs_alike(a, b) &&
	    (a->stack_tag == 0 || b->stack_tag == 0 ||
	    a->stack_tag == b->stack_tag));
}

/* --- the logins, newest first --- */

static void
gather(struct group *g)
{
	const struct login *next[GROUP_ACCOUNTS], *l;
	uint32_t i, best;

	for (i = 0; i < g->n_accounts; i++)
		next[i] = logins_newest(g->store, g->accounts[i]);
	while (g->n_logins < GROUP_LOGINS) {
		l = NULL;
		best = 0;
		for (i = 0; i < g->n_accounts; i++) {
			if (next[i] == NULL ||
			    (l != NULL && next[i]->when_ns <= l->when_ns))
				continue;
			l = next[i];
			best = i;
		}
		if (l == NULL)
			break;
		g->logins[g->n_logins++] = l;
		next[best] = logins_older(g->store, l);
	}
}

/* --- the credentials --- */

static bool
is_key(const struct group *g, const struct credentials *k,
    const struct login *l)
{
	const struct account *a = login_account(g->store, l);

	if (k->user_tag != l->user_tag || k->secret_tag != l->secret_tag ||
	    k->mech != l->mech)
		return (false);
	/* What reads may not be allowed to send. */
	if (service_of(k->account->proto) != service_of(a->proto))
		return (false);
	return (l->secret_tag != 0 || is_one_program(k->account, a));
}

static struct credentials *
key_of(struct group *g, const struct login *l)
{
	struct credentials *k;
	uint32_t i;

	for (i = 0; i < g->n_keys; i++)
		if (is_key(g, &g->keys[i], l))
			return (&g->keys[i]);
	if (g->n_keys == GROUP_KEYS)
		return (&g->keys[GROUP_KEYS - 1]);
	k = &g->keys[g->n_keys++];
	memset(k, 0, sizeof *k);
	k->user_tag = l->user_tag;
	k->secret_tag = l->secret_tag;
	k->mech = l->mech;
	k->is_unknown = !l->is_inferred && l->user_tag == 0 &&
	    l->secret_tag == 0;
	k->account = login_account(g->store, l);
	return (k);
}

/* Were these credentials let in after this login, which refused them?  Or,
 * where they had been before, their secret, by whatever protocol? */
static bool
is_right_after(const struct group *g, uint32_t i, const struct credentials *k)
{
	if (g->logins[i]->secret_tag == 0 || k == &g->keys[GROUP_KEYS - 1])
		return (false);
	while (i-- > 0)
		if (g->logins[i]->outcome == OUTCOME_OK &&
		    (is_key(g, k, g->logins[i]) || (k->n_ok > 0 &&
		    g->logins[i]->secret_tag == k->secret_tag)))
			return (true);
	return (false);
}

/* Providers take tokens; inside TLS nothing tells one from a password. */
static bool
may_be_token(const struct group *g, const struct login *l)
{
	return (l->is_token || (l->is_inferred &&
	    provider_of(server_firm_name(g->store,
	    &login_account(g->store, l)->server)) != NULL));
}

static bool
is_token_renewed(const struct group *g, uint32_t i)
{
	const struct login *l = g->logins[i];

	if (!may_be_token(g, l))
		return (false);
	while (i-- > 0 && g->logins[i]->when_ns - l->when_ns <= TOKEN_NS)
		if (g->logins[i]->outcome == OUTCOME_OK &&
		    is_one_program(login_account(g->store, l),
		    login_account(g->store, g->logins[i])))
			return (true);
	return (false);
}

/*
 * What was refused in a time of refusals and is refused again after it was
 * wrong all the while; what was refused before it without ever having got in
 * was wrong already.
 */
static bool
is_refused_after(const struct group *g, uint32_t i,
    const struct credentials *k, int64_t until_ns)
{
	while (until_ns != 0 && i-- > 0) {
		const struct login *l = g->logins[i];

		if (l->when_ns > until_ns && is_key(g, k, l) &&
		    l->outcome != OUTCOME_UNKNOWN)
			return (l->outcome == OUTCOME_FAILED);
	}
	return (false);
}

static bool
is_in(const struct group *g, uint32_t i, struct credentials *k,
    const struct episodes *episodes, struct facts *out)
{
	const struct login *l = g->logins[i];
	const struct episode *e = episodes_at(episodes,
	    account_family(login_account(g->store, l)), l->when_ns);

	if (e == NULL || (k->n_own > 0 && k->n_ok == 0) ||
	    is_refused_after(g, i, k, e->until_ns))
		return (false);
	/* A few that never got in may be right; who tries many guesses. */
	if (k->n_ok + k->n_likely == 0 && !k->is_stranger) {
		if (out->strangers == STRANGERS)
			return (false);
		out->strangers++;
		k->is_stranger = true;
	}
	out->is_locked |= e->is_lockout;
	return (true);
}

/* Inside TLS a limit looks like a refusal: let in again and again within a
 * minute, and then not; or by an answer that comes much too soon. */
static bool
is_too_often(const struct group *g, uint32_t i, const struct credentials *k)
{
	const struct login *l = g->logins[i];
	const struct account *a;
	uint32_t n = 0;

	if (!l->is_inferred || k->n_ok == 0 ||
	    l->when_ns - k->last_ok_ns > LIMIT_NS)
		return (false);
	a = login_account(g->store, l);
	if (usual_is_odd(g->store, account_host(g->store, a),
	    service_of(a->proto), l))
		return (true);
	for (i++; i < g->n_logins && k->last_ok_ns - g->logins[i]->when_ns <=
	    MINUTE_NS; i++)
		n += g->logins[i]->outcome == OUTCOME_OK &&
		    is_key(g, k, g->logins[i]);
	return (n >= OFTEN);
}

static enum excuse
excuse_of(const struct group *g, uint32_t i, struct credentials *k,
    struct facts *out)
{
	const struct account *a = login_account(g->store, g->logins[i]);
	const struct host *h = account_host(g->store, a);
	const struct box *b = account_box(g->store, a);

	if (is_token_renewed(g, i))
		return (EXCUSE_TOKEN);
	if (is_right_after(g, i, k))
		return (EXCUSE_RIGHT);
	if (is_too_often(g, i, k))
		return (EXCUSE_RATE);
	if (h != NULL && is_in(g, i, k, &h->refuses[service_of(a->proto)],
	    out))
		return (EXCUSE_HOST);
	/* A lock of the account begins with wrong passwords: they stay so. */
	if (b != NULL && k->n_ok > 0 && is_in(g, i, k, &b->locked, out))
		return (EXCUSE_ACCOUNT);
	return (EXCUSE_NONE);
}

/* --- the replay --- */

static void
note_typed(struct group *g, const struct credentials *k,
    const struct login *l)
{
	int64_t ms = (l->when_ns - g->typed_ns) / NS_PER_MS;
	uint32_t i;

	for (i = 0; i < g->n_keys; i++)
		if (&g->keys[i] != k && g->keys[i].n_own > 0 &&
		    g->keys[i].secret_tag == l->secret_tag)
			return;
	if (g->typed_ns != 0 && g->n_typed < GROUP_KEYS)
		g->typed_ms[g->n_typed++] = ms > UINT32_MAX ? UINT32_MAX :
		    (uint32_t)ms;
	g->typed_ns = l->when_ns;
}

static void
note_gap(struct credentials *k, int64_t gap_ns)
{
	if (gap_ns > k->gap_ns && gap_ns <= NIGHT_NS)
		k->gap_ns = gap_ns;
	if (gap_ns > k->gap_most_ns)
		k->gap_most_ns = gap_ns;
	if (k->n_own == 1 || gap_ns < k->gap_least_ns)
		k->gap_least_ns = gap_ns;
}

static void
refuse(struct group *g, struct credentials *k, const struct login *l)
{
	int64_t gap_ns = l->when_ns - k->last_ns;

	if (l->secret_tag != 0 && (k->n_own == 0 ||
	    k == &g->keys[GROUP_KEYS - 1]))
		note_typed(g, k, l);
	if (k->n_own > 0)
		note_gap(k, gap_ns);
	if (k->streak == 0) {
		k->was_right = k->n_ok + k->n_likely > 0;
		k->streak_ns = l->when_ns;
		if (k->n_ok > 0)
			k->relapses = k->n_own > 0 && gap_ns > RELAPSE_NS ?
			    1 : k->relapses + 1;
	}
	k->is_back |= k->is_outlived;
	if (k->n_own++ == 0)
		k->first_ns = l->when_ns;
	k->streak++;
	k->n_taught += l->is_taught;
	k->taught_streak += l->is_taught;
	k->last_ns = l->when_ns;
	k->good_ns = 0;
}

/* Does this success speak for the program that was refused with k? */
static bool
makes_good(const struct group *g, const struct credentials *k,
    const struct login *l)
{
	const struct account *a = login_account(g->store, l);

	if (k->secret_tag != 0 || is_key(g, k, l))
		return (a->proto == k->account->proto);
	return (is_one_program(k->account, a));
}

static void
let_in(struct group *g, struct credentials *k, const struct login *l)
{
	uint32_t i, slip = 0;

	k->n_ok++;
	k->last_ok_ns = l->when_ns;
	for (i = 0; i < g->n_keys; i++) {
		struct credentials *o = &g->keys[i];

		if (o->n_own == 0)
			continue;
		if (o->mech != k->mech && o->mech != 0 && k->mech != 0 &&
		    l->when_ns - o->last_ns <= METHOD_NS &&
		    o->user_tag == k->user_tag && o->streak > 0 &&
		    (o->secret_tag == 0 || k->secret_tag == 0 ||
		    o->secret_tag == k->secret_tag))
			o->n_method += o->streak;
		if (!makes_good(g, o, l))
			continue;
		slip += o->streak;
		o->n_slips += o == k && o->streak > 0 &&
		    l->when_ns - o->last_ns <= MINUTE_NS &&
		    l->when_ns - o->last_ns >= TYPED_NS;
		if (o->good_ns == 0)
			o->good_ns = l->when_ns;
		o->is_outlived |= o != k;
		o->streak = o->taught_streak = 0;
	}
	if (slip > g->slip_max)
		g->slip_max = slip;
}

/* What the server's words ask for; those to the try before in the connection
 * hold, where the program only falls back to another mechanism. */
static enum hint
hint_of(const struct group *g, uint32_t i)
{
	const struct login *l = g->logins[i];
	uint32_t j;

	if (l->hint != HINT_UNKNOWN)
		return ((enum hint)l->hint);
	for (j = i + 1; j < g->n_logins &&
	    g->logins[j]->connection == l->connection; j++)
		if (g->logins[j]->hint != HINT_UNKNOWN &&
		    g->logins[j]->outcome == OUTCOME_UNKNOWN)
			return ((enum hint)g->logins[j]->hint);
	return (HINT_UNKNOWN);
}

/* Own failures, into the sums of the suspect. */
static void
sum_own(const struct group *g, uint32_t i, int64_t *last_ns,
    struct facts *out)
{
	const struct login *l = g->logins[i];
	int64_t ms = (l->when_ns - *last_ns) / NS_PER_MS;

	out->own++;
	if (*last_ns != 0 && out->n_gaps < FACTS_GAPS)
		out->gaps_ms[out->n_gaps++] = ms > UINT32_MAX ? UINT32_MAX :
		    (uint32_t)ms;
	*last_ns = l->when_ns;
	if (l->when_ns > out->last_own_ns)
		out->last_own_ns = l->when_ns;
	out->by_hint[hint_of(g, i)]++;
	out->by_token += l->is_token;
}

void
group_replay(struct group *g, struct facts *out)
{
	int64_t last_ns = 0;
	uint32_t i;

	gather(g);
	for (i = g->n_logins; i-- > 0; ) {
		const struct login *l = g->logins[i];
		struct credentials *k = key_of(g, l);
		enum excuse excuse;

		k->n_likely += l->is_likely_ok;
		if (l->outcome == OUTCOME_OK) {
			let_in(g, k, l);
		} else if (l->outcome == OUTCOME_FAILED) {
			excuse = excuse_of(g, i, k, out);
			out->excused[excuse]++;
			if (excuse != EXCUSE_NONE)
				continue;
			refuse(g, k, l);
			sum_own(g, i, &last_ns, out);
		}
	}
}

int64_t
credentials_span_ns(const struct credentials *k)
{
	int64_t span_ns = 3 * k->gap_ns > GONE_NS ? 3 * k->gap_ns : GONE_NS;
	int64_t most_ns = k->gap_most_ns + k->gap_most_ns / 4;

	return (most_ns > span_ns ? most_ns : span_ns);
}

/* The program goes on, and has not tried this for long. */
static bool
is_gone(const struct group *g, const struct credentials *k)
{
	int64_t span_ns = credentials_span_ns(k);
	uint32_t i;

	for (i = 0; i < g->n_logins; i++) {
		const struct login *l = g->logins[i];

		if (l->when_ns <= k->last_ns + span_ns)
			return (false);
		if (l->outcome == OUTCOME_OK && makes_good(g, k, l))
			return (true);
	}
	return (false);
}

uint32_t
credentials_relapses(const struct credentials *k)
{
	/* Where people type at one device, few logins slip, and not by the
	 * clock. */
	if (k->n_own * SLIPS_ONE_IN > k->n_ok || (k->n_own >= REGULAR &&
	    k->gap_most_ns <= k->gap_least_ns + k->gap_least_ns / 4))
		return (k->relapses);
	return (k->relapses > k->n_slips ? k->relapses - k->n_slips : 0);
}

uint32_t
credentials_open(const struct group *g, const struct credentials *k)
{
	uint32_t limit = k->user_tag != 0 ? RELAPSES_KNOWN : RELAPSES_HIDDEN;
	uint32_t open = k->streak;

	if (k->is_back || credentials_relapses(k) >= limit)
		open = k->n_own;
	return (open > 0 && is_gone(g, k) ? 0 : open);
}

uint32_t
credentials_open_taught(const struct credentials *k, uint32_t open)
{
	uint32_t own = k->streak - k->taught_streak;

	/* What brought older ones back may have been the file's word. */
	return (k->n_taught == 0 || own > open ? 0 : open - own);
}
