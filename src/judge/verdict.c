/*
 * The judgement of a device.
 *
 * Lockers count failures by address, whichever account they are for; so do
 * we, but only those that nothing made good.  Three open ones make a culprit,
 * fewer a suspect; a slip or two that a success followed is nobody's fault.
 * A long series that at last succeeded stays suspect: it may have cost as
 * much of the lockout's budget as a stale password.
 */

#include "judge/verdict.h"

#include <assert.h>

#include "base/sort.h"
#include "base/when.h"

enum {
	SURE_ONE_PCT = 70,	/* one failure may be anything */
	SURE_TWO_PCT = 85,
	SURE_ADDRESS_PCT = 90,	/* an address may pass to another device */
	USERS_PLENTY = 8,	/* no mail program has that many accounts */
	SECRETS_PLENTY = 12	/* nobody mistypes that often */
};

void
totals_add(struct totals *d, const struct tally *t, bool is_user_known)
{
	uint32_t i, held = t->n_gaps < TALLY_GAPS ? t->n_gaps : TALLY_GAPS;

	d->open += tally_open(t, is_user_known);
	if (t->slip_max > d->slip_max)
		d->slip_max = t->slip_max;
	d->relapses += t->relapses;
	d->open_secrets += t->new_secrets;
	d->tagged += t->tagged;
	d->repeats += t->repeats;
	if (t->inferred > 0) {
		if (d->inferred == 0 || t->delay_least_ms < d->delay_least_ms)
			d->delay_least_ms = t->delay_least_ms;
		if (t->delay_most_ms > d->delay_most_ms)
			d->delay_most_ms = t->delay_most_ms;
		/* The likeness that holds for most is worth telling. */
		if (t->alike > d->alike) {
			d->alike = t->alike;
			d->reply_bytes = t->reply_bytes;
		}
		d->inferred += t->inferred;
	}
	for (i = 0; i < held && d->n_gaps < TOTALS_GAPS; i++)
		d->gaps_ms[d->n_gaps++] = t->gaps_ms[i];
}

/*
 * Four mailboxes, each with its one stale password, are four users and four
 * secrets and yet no guessing; what tells is that they repeat.
 */
static bool
totals_repeat(const struct totals *d)
{
	return (d->repeats > 0 && d->repeats >= d->tagged - d->repeats);
}

bool
totals_is_guessing(const struct totals *d)
{
	uint32_t users = d->users > 0 ? d->users : 1;

	if (d->hides_others)
		return (false);
	if (d->open_secrets >= users - 1 + VERDICT_GUESSES ||
	    d->secrets >= users - 1 + SECRETS_PLENTY)
		return (true);
	if (d->open_users >= USERS_PLENTY)
		return (true);
	return (d->open_users >= VERDICT_USERS && !totals_repeat(d) &&
	    d->failures < 3 * d->open_users);
}

bool
totals_is_repeating(const struct totals *d)
{
	return (totals_repeat(d) && !totals_is_guessing(d));
}

enum rating
totals_rate(const struct totals *d)
{
	/* Which device it is lies behind somebody's router: none is named. */
	if (d->is_afar && d->open > 0)
		return (RATING_SUSPECT);
	if (d->open >= VERDICT_OPEN || totals_is_guessing(d))
		return (RATING_CULPRIT);
	/* A single inferred failure may be something else: nobody is named
	 * for one that was not read. */
	if (d->failures == 1 && d->inferred == 1)
		return (RATING_OK);
	if (d->open > 0 || d->slip_max > VERDICT_SLIP ||
	    d->relapses >= VERDICT_RELAPSES)
		return (RATING_SUSPECT);
	return (RATING_OK);
}

uint8_t
totals_confidence(const struct totals *d)
{
	uint64_t sure;

	if (d->failures == 0)
		return (0);
	sure = d->certainty / d->failures;
	if (d->failures == 1 && sure > SURE_ONE_PCT)
		sure = SURE_ONE_PCT;
	if (d->failures == 2 && sure > SURE_TWO_PCT)
		sure = SURE_TWO_PCT;
	if (!d->is_own_link && sure > SURE_ADDRESS_PCT)
		sure = SURE_ADDRESS_PCT;
	return ((uint8_t)(sure > 100 ? 100 : sure));
}

static bool
is_less(const void *a, const void *b, const void *with)
{
	const uint32_t *x = a, *y = b;

	(void)with;
	return (*x < *y);
}

int64_t
totals_interval(struct totals *d)
{
	assert(d->n_gaps <= TOTALS_GAPS);
	if (d->n_gaps == 0)
		return (0);
	sort_rows(d->gaps_ms, d->n_gaps, sizeof d->gaps_ms[0], is_less, NULL);
	return ((int64_t)d->gaps_ms[d->n_gaps / 2] * NS_PER_MS);
}
