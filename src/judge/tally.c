/*
 * How one program fares on one account.
 *
 * Success makes failures good, once.  A program that fails again and again
 * with successes in between is no typist: there are two programs, one with
 * an old password, that we cannot tell apart.  Where secrets can be compared
 * the second failure of an outlived secret shows it; where they cannot, only
 * many relapses do.
 */

#include "judge/tally.h"

#include "base/when.h"

enum {
	/* Someone who mistypes after every success does so a few times. */
	RELAPSES_KNOWN = 5,
	/*
	 * With the account hidden by TLS, one success may well belong to
	 * another account, so it takes fewer.
	 */
	RELAPSES_HIDDEN = 3
};

/* After so long without a failure relapses are counted anew. */
#define RELAPSE_NS	(2 * 3600 * NS_PER_S)

static void
slip_note(struct tally *t)
{
	if (t->settled > t->slip_max)
		t->slip_max = t->settled;
}

static void
tally_gap(struct tally *t, int64_t when_ns)
{
	int64_t ms = (when_ns - t->last_ns) / NS_PER_MS;

	if (ms > UINT32_MAX)
		ms = UINT32_MAX;
	t->gaps_ms[t->n_gaps % TALLY_GAPS] = (uint32_t)ms;
	t->n_gaps++;
}

void
tally_fail(struct tally *t, int64_t when_ns, uint64_t tag, bool is_new)
{
	bool is_afresh = t->failures > 0 && when_ns - t->last_ns > RELAPSE_NS;

	if (t->failures == 0 || when_ns < t->first_ns)
		t->first_ns = when_ns;
	if (t->failures > 0 && when_ns >= t->last_ns)
		tally_gap(t, when_ns);
	if (when_ns > t->last_ns)
		t->last_ns = when_ns;
	t->failures++;
	if (t->was_right && when_ns < t->settled_ns[0]) {
		t->settled += when_ns > t->settled_ns[1];
		slip_note(t);
		return;
	}
	if (t->streak == 0 && t->was_right)
		t->relapses = is_afresh ? 1 : t->relapses + 1;
	t->streak++;
	if (tag != 0) {
		t->tagged++;
		if (is_new)
			t->new_secrets++;
		if (tag == t->stale_tag) {
			t->repeats++;
			t->stale++;
			t->is_back = t->is_back || t->is_outlived;
		} else {
			t->stale_tag = tag;
			t->stale = 1;
			t->is_outlived = false;
			t->is_back = false;
		}
	}
}

void
tally_infer(struct tally *t, uint16_t reply_bytes, int64_t delay_ns)
{
	int64_t ms = delay_ns < 0 ? 0 : delay_ns / NS_PER_MS;

	if (ms > UINT32_MAX)
		ms = UINT32_MAX;
	if (t->inferred == 0 || ms < t->delay_least_ms)
		t->delay_least_ms = (uint32_t)ms;
	if (t->inferred == 0 || ms > t->delay_most_ms)
		t->delay_most_ms = (uint32_t)ms;
	if (t->inferred == 0 || t->reply_bytes != reply_bytes) {
		t->reply_bytes = reply_bytes;
		t->alike = 0;
	}
	t->inferred++;
	t->alike++;
}

/* A failure that was none: what followed from it in the record goes as well,
 * and where that is not known for sure, the device is believed. */
void
tally_unfail(struct tally *t, int64_t when_ns)
{
	bool was_made_good = t->was_right && when_ns < t->settled_ns[0];

	t->failures--;
	t->inferred -= t->inferred > 0;
	t->alike = t->alike < t->inferred ? t->alike : t->inferred;
	if (was_made_good)
		t->settled -= t->settled > 0 && when_ns > t->settled_ns[1];
	else
		t->streak -= t->streak > 0;
	if (was_made_good || t->streak == 0)
		t->relapses -= t->relapses > 0;
	if (t->slip_max > t->failures)
		t->slip_max = t->failures;
	if (t->failures == 0) {
		t->first_ns = t->last_ns = 0;
		t->n_gaps = 0;
		return;
	}
	/* The gaps about an older one stay as they are. */
	if (when_ns != t->last_ns)
		return;
	if (t->n_gaps == 0 || t->failures == 1) {
		t->last_ns = t->first_ns;
		t->n_gaps = 0;
		return;
	}
	t->n_gaps--;
	t->last_ns -= t->gaps_ms[t->n_gaps % TALLY_GAPS] * NS_PER_MS;
	t->gaps_ms[t->n_gaps % TALLY_GAPS] =
	    t->gaps_ms[(t->n_gaps + TALLY_GAPS - 1) % TALLY_GAPS];
}

/* How many of the streak's failures came after when_ns, as far as the gaps
 * are known. */
static uint32_t
streak_after(const struct tally *t, int64_t when_ns)
{
	int64_t at_ns = t->last_ns;
	uint32_t n = 0;

	while (n < t->streak && at_ns > when_ns) {
		n++;
		if (n > t->n_gaps || n > TALLY_GAPS)
			return (t->streak);
		at_ns -= t->gaps_ms[(t->n_gaps - n) % TALLY_GAPS] * NS_PER_MS;
	}
	return (n);
}

void
tally_settle(struct tally *t, int64_t when_ns, uint64_t tag)
{
	uint32_t after = streak_after(t, when_ns);

	t->was_right = true;
	if (when_ns >= t->settled_ns[0]) {
		t->settled_ns[1] = t->settled_ns[0];
		t->settled_ns[0] = when_ns;
		t->settled = t->streak - after;
		slip_note(t);
	}
	t->streak = after;
	if (after > 0)
		return;
	t->new_secrets = 0;
	if (t->stale_tag == 0 || tag == 0)
		return;
	if (tag != t->stale_tag) {
		t->is_outlived = true;
		return;
	}
	/* Right after all: the refusals had another reason, now gone. */
	t->stale = 0;
	t->is_outlived = false;
	t->is_back = false;
}

uint32_t
tally_open(const struct tally *t, bool is_user_known)
{
	uint32_t limit = is_user_known ? RELAPSES_KNOWN : RELAPSES_HIDDEN;
	uint32_t open = t->streak;

	if (t->is_back && t->stale > open)
		open = t->stale;
	if (t->relapses >= limit && t->failures > open)
		open = t->failures;
	return (open);
}
