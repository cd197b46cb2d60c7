/*
 * The judgement of a suspect.
 *
 * Lockers count failures by address, whichever account they are for; so do
 * we, but only those that are its own and that nothing made good.  Three make
 * a culprit, fewer a suspect; a slip or two that a success followed is
 * nobody's fault, and a series that at last succeeded is mended.
 */

#include "judge/verdict.h"

#include <assert.h>

#include "base/sort.h"
#include "base/when.h"
#include "data/explanations.h"

enum {
	SURE_ONE_PCT = 70,	/* one failure may be anything */
	SURE_TWO_PCT = 85,
	SURE_ADDRESS_PCT = 90,	/* an address may pass to another device */
	USERS_PLENTY = 8,	/* no mail program has that many (a guess) */
	/* Users, each tried once or twice: more than one program's mailboxes
	 * at its first look after a move of the host.  A guess. */
	USERS_ONCE = 6,
	/* Secrets for one account: nobody has so many to remember (a guess). */
	SECRETS_PLENTY = 24,
	/* ... and at such a pace nobody types so few (a guess: a new one in
	 * less than 3 s). */
	SECRETS_FAST = 5, TYPED_FAST_MS = 3000,
	/* A program asks a refused secret again so often, by itself
	 * (Thunderbird 153, smtplib: 3 times). */
	RETRIES = 4,
	/* So far must the next best be behind.  The weights, in percent, are
	 * guesses: what counts is their order. */
	AHEAD = 10
};

/* --- what the whole looks like --- */

bool
facts_are_repeating(const struct facts *f)
{
	return (f->repeats > 0 && f->repeats >= f->tagged - f->repeats &&
	    !facts_are_guessing(f));
}

static bool
types_too_much(const struct facts *f)
{
	return (f->typed >= SECRETS_PLENTY || (f->typed >= SECRETS_FAST &&
	    f->typed_ms > 0 && f->typed_ms < TYPED_FAST_MS));
}

/*
 * Four mailboxes, each with its one stale password, are four users and four
 * secrets and yet no guessing; what tells is that they repeat.
 */
bool
facts_are_guessing(const struct facts *f)
{
	bool repeats = f->repeats > 0 && f->repeats >= f->tagged - f->repeats;

	if (f->hides_others || f->own == 0)
		return (false);
	if (types_too_much(f))
		return (true);
	/* A gateway fetches for many, each with a secret of its own. */
	if (f->open_users >= USERS_PLENTY)
		return (!repeats || f->secrets * 2 < f->open_users ||
		    f->own < RETRIES * f->open_users);
	return (f->open_users >= USERS_ONCE && !repeats &&
	    f->failures < 3 * f->open_users);
}

/* --- the explanations --- */

/* So much of its own failures, in percent. */
static uint32_t
part(const struct facts *f, uint32_t n)
{
	if (f->own == 0)
		return (0);
	return (n >= f->own ? 100 : n * 100 / f->own);
}

static uint32_t
if_most(const struct facts *f, uint32_t n, uint32_t weight)
{
	return (part(f, n) >= 50 ? weight : 0);
}

/* What fits all that has no better reason. */
static uint32_t
weigh_stale_password(const struct facts *f)
{
	return (f->own == 0 ? 0 : 50);
}

static uint32_t
weigh_wrong_user_name(const struct facts *f)
{
	return (if_most(f, f->by_name, 88));
}

/* What the server says of the name is better known than what is taken. */
static uint32_t
weigh_wrong_method(const struct facts *f)
{
	uint32_t n = f->by_method > f->by_service ? f->by_method :
	    f->by_service;

	return (if_most(f, n, 80));
}

static bool
is_typed(const struct facts *f)
{
	if (f->typed < 2 || f->typed_ms < TYPED_FAST_MS)
		return (false);
	/* One that is kept and sent again and again is stale by now. */
	return (f->typed_same <= RETRIES ||
	    f->typed_same * 2 <= f->typed_failures);
}

static uint32_t
weigh_forgotten_password(const struct facts *f)
{
	if (!is_typed(f) || facts_are_guessing(f))
		return (0);
	/* An old one and a typing slip are two as well. */
	if (f->typed == 2 && f->typed_failures > 2 * RETRIES)
		return (0);
	return (if_most(f, f->typed_failures, 70));
}

static uint32_t
weigh_guessing(const struct facts *f)
{
	return (facts_are_guessing(f) ? 100 : 0);
}

static enum hint
main_hint(const struct facts *f)
{
	enum hint best = HINT_UNKNOWN;
	uint32_t i;

	for (i = HINT_UNKNOWN + 1; i < HINT_COUNT; i++)
		if (f->by_hint[i] > f->by_hint[best] ||
		    (best == HINT_UNKNOWN && f->by_hint[i] > 0))
			best = (enum hint)i;
	return (best);
}

static uint32_t
weigh_other_remedy(const struct facts *f)
{
	uint32_t i, n = 0;

	for (i = HINT_UNKNOWN + 1; i < HINT_COUNT; i++)
		if (hint_is_other_remedy((enum hint)i))
			n += f->by_hint[i];
	if (f->own == 0)
		return (hint_is_other_remedy(f->away_hint) ? 60 : 0);
	/* Said at least now and then: nobody says it of a wrong password. */
	return (n > 0 && part(f, n) >= 25 ? 92 : 0);
}

static uint32_t
weigh_not_allowed(const struct facts *f)
{
	if (f->own == 0 && f->failures == 0)
		return (f->away > 0 ? 40 : 0);
	return (if_most(f, f->by_hint[HINT_TLS_FIRST] +
	    f->by_hint[HINT_NOT_OFFERED], 85));
}

static uint32_t
weigh_expired_token(const struct facts *f)
{
	return (if_most(f, f->by_token, 78));
}

static uint32_t
weigh_automatic_settings(const struct facts *f)
{
	return (if_most(f, f->automatic, 100));
}

static uint32_t
weigh_probably_refused(const struct facts *f)
{
	return (untold_is_suspect(&f->untold) ? 60 : 0);
}

static uint32_t
weigh_account_changed(const struct facts *f)
{
	return (if_most(f, f->by_change, 66));
}

static uint32_t
weigh_locked_inside(const struct facts *f)
{
	return (f->excused[EXCUSE_HOST] + f->excused[EXCUSE_ACCOUNT] > f->own &&
	    f->is_locked ? 90 : 0);
}

static uint32_t
weigh_server_refuses_all(const struct facts *f)
{
	uint32_t n = f->excused[EXCUSE_HOST] + f->excused[EXCUSE_ACCOUNT] +
	    f->excused[EXCUSE_RIGHT] + f->excused[EXCUSE_RATE];

	return (n > f->own ? 70 : 0);
}

static uint32_t (*const weighers[CAUSE_COUNT])(const struct facts *) = {
#define ROW(name, cause, level, accused, remedy, expects, source)	\
	[cause] = weigh_##name,
	EXPLANATIONS(ROW)
#undef ROW
};

uint32_t
verdict_weigh(const struct facts *f, enum cause cause)
{
	return (weighers[cause] == NULL ? 0 : weighers[cause](f));
}

/* Of the causes that make a victim, of the others, or (UNKNOWN) of all. */
static enum cause
best_cause(const struct facts *f, enum rating rating)
{
	uint32_t i, w, first = 0, second = 0;
	enum cause best = CAUSE_UNKNOWN;

	for (i = CAUSE_UNKNOWN + 1; i < CAUSE_COUNT; i++) {
		if (rating != RATING_UNKNOWN &&
		    explanation_accused((enum cause)i) != rating)
			continue;
		w = verdict_weigh(f, (enum cause)i);
		if (w > first) {
			second = first;
			first = w;
			best = (enum cause)i;
		} else if (w > second) {
			second = w;
		}
	}
	return (first >= second + AHEAD ? best : CAUSE_UNKNOWN);
}

/* --- the verdict --- */

/* Turned away for what others did from this address: its password was not
 * looked at. */
static bool
is_shut_out(const struct facts *f)
{
	return (f->failures == 0 && f->away > 0 &&
	    (f->away_hint == HINT_ADDRESS_LOCKED ||
	    f->away_hint == HINT_ACCOUNT_LOCKED));
}

static bool
is_victim(const struct facts *f)
{
	uint32_t n = f->excused[EXCUSE_HOST] + f->excused[EXCUSE_ACCOUNT];

	return (f->open == 0 && f->slip_max <= VERDICT_SLIP &&
	    (n > 0 || is_shut_out(f) || f->excused[EXCUSE_RIGHT] +
	    f->excused[EXCUSE_RATE] >= VERDICT_OPEN));
}

static enum rating
rate(const struct facts *f)
{
	if (facts_are_guessing(f) && f->taught < f->own)
		return (RATING_CULPRIT);
	if (is_victim(f))
		return (RATING_VICTIM);
	/* A servers file is a stranger's: by its word nobody is accused. */
	if (f->open >= VERDICT_OPEN + f->held + f->open_taught)
		return (RATING_CULPRIT);
	if (f->failures == 0 && untold_is_suspect(&f->untold))
		return (RATING_SUSPECT);
	/* A single inferred failure may be something else: nobody is named
	 * for one that was not read. */
	if (f->failures == 1 && f->inferred == 1)
		return (RATING_OK);
	if (f->open == 0 && f->slip_max > VERDICT_SLIP)
		return (RATING_MENDED);
	return (f->open > 0 || f->relapses >= VERDICT_RELAPSES ?
	    RATING_SUSPECT : RATING_OK);
}

static enum remedy
remedy_of(const struct facts *f, const struct verdict *v)
{
	enum remedy remedy = explanation_remedy(v->cause);

	if (v->rating == RATING_MENDED || v->rating == RATING_OK)
		return (REMEDY_NONE);
	if (v->cause == CAUSE_OTHER_REMEDY || v->cause == CAUSE_NOT_ALLOWED)
		remedy = hint_remedy(v->hint);
	if (remedy == REMEDY_UNKNOWN)
		return (explanation_remedy(v->cause) != REMEDY_UNKNOWN ?
		    explanation_remedy(v->cause) : REMEDY_ASK_HOST);
	/* The secret is right, and another protocol takes it. */
	if (v->cause == CAUSE_WRONG_METHOD && f->by_method < f->by_service)
		return (REMEDY_SWITCHED_ON);
	if (remedy == REMEDY_NEW_PASSWORD && f->is_relay)
		return (REMEDY_SMARTHOST);
	if (remedy == REMEDY_NEW_PASSWORD && part(f, f->outgoing) >= 50)
		return (REMEDY_OUTGOING_PASSWORD);
	return (remedy);
}

/* Most of a culprit's or a suspect's failures may be excused, and those of a
 * victim may be slips: what is told of each is the reason for what is believed
 * of it. */
static enum cause
cause_of(const struct facts *f, enum rating rating)
{
	if (rating == RATING_VICTIM)
		return (f->is_locked || is_shut_out(f) ? CAUSE_LOCKED_INSIDE :
		    CAUSE_SERVER_REFUSES_ALL);
	if (rating == RATING_SUSPECT && f->failures == 0)
		return (CAUSE_PROBABLY_REFUSED);
	return (best_cause(f, rating == RATING_CULPRIT ||
	    rating == RATING_SUSPECT ? RATING_CULPRIT : RATING_UNKNOWN));
}

void
verdict_of(const struct facts *f, struct verdict *out)
{
	out->rating = rate(f);
	out->cause = cause_of(f, out->rating);
	out->hint = f->own == 0 ? f->away_hint : main_hint(f);
	/* Which device it is lies behind somebody's router: none is named. */
	if (f->is_afar && out->rating == RATING_CULPRIT)
		out->rating = RATING_SUSPECT;
	/* What is charged with nothing of its own has no cause of its own. */
	if (out->rating == RATING_OK && f->own == 0 && f->away == 0)
		out->cause = CAUSE_UNKNOWN;
	out->remedy = remedy_of(f, out);
}

uint8_t
facts_confidence(const struct facts *f)
{
	uint64_t sure;

	if (f->failures == 0)
		return (0);
	sure = f->certainty / f->failures;
	if (f->failures == 1 && sure > SURE_ONE_PCT)
		sure = SURE_ONE_PCT;
	if (f->failures == 2 && sure > SURE_TWO_PCT)
		sure = SURE_TWO_PCT;
	if (!f->is_own_link && sure > SURE_ADDRESS_PCT)
		sure = SURE_ADDRESS_PCT;
	return ((uint8_t)(sure > 100 ? 100 : sure));
}

int64_t
facts_interval(struct facts *f)
{
	assert(f->n_gaps <= FACTS_GAPS);
	return ((int64_t)sort_median(f->gaps_ms, f->n_gaps) * NS_PER_MS);
}
