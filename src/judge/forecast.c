/* Failures counted as lockers count them. */

#include "judge/forecast.h"

#include <string.h>

#include "base/when.h"

/* Those who look at their log once a minute (a guess). */
#define ACTS_LATE_NS	(90 * NS_PER_S)
/* A failure may be told after the ban that it caused. */
#define AFTER_NS	(5 * NS_PER_S)

enum {
	READS_LOG_S = 5		/* who acts sooner does not look at a log */
};

/* Does the policy count this failure of a host that is locked no more? */
static bool
is_counted(const struct policy *p, const struct failed_login *f,
    int64_t lifted_ns)
{
	return ((p->protos >> f->proto & 1) != 0 && f->when_ns > lifted_ns &&
	    f->is_syntax == (p->counts == COUNT_SYNTAX));
}

static int64_t
lifted_ns(const struct kin *k)
{
	int64_t last_ns = INT64_MIN;
	uint32_t i;

	for (i = 0; i < k->n; i++)
		if (k->at[i]->lifted_ns != 0 && k->at[i]->lifted_ns > last_ns)
			last_ns = k->at[i]->lifted_ns;
	return (last_ns);
}

static void
count(const struct kin *k, const struct side *s, const struct policy *p,
    int64_t now_ns, struct forecast *out)
{
	int64_t from_ns = now_ns - p->window_s * NS_PER_S;
	int64_t begun_ns = lifted_ns(k);
	const struct failed_login *f;
	struct kin_walk at = { 0, 0 };

	memset(out, 0, sizeof *out);
	out->policy = p;
	while ((f = kin_failed(k, s, &at)) != NULL) {
		if (f->when_ns <= from_ns || f->is_excused ||
		    !is_counted(p, f, begun_ns))
			continue;
		if (out->failures == 0 || f->when_ns < out->first_ns)
			out->first_ns = f->when_ns;
		if (out->failures == 0 || f->when_ns > out->last_ns)
			out->last_ns = f->when_ns;
		out->failures++;
	}
	if (out->failures < p->failures)
		out->left = p->failures - out->failures;
	if (out->failures > 1)
		out->eta_ns = (out->last_ns - out->first_ns) /
		    (out->failures - 1) * out->left;
}

/* Is f nearer to its lock than the other?  A used-up policy is not near. */
static bool
is_nearer(const struct forecast *f, const struct forecast *than)
{
	if (than->policy == NULL || (f->left == 0) != (than->left == 0))
		return (than->policy == NULL || than->left == 0);
	return (f->left < than->left);
}

void
forecast(const struct kin *k, const struct side *s, int64_t now_ns,
    struct forecast *out)
{
	const struct policy *rows;
	struct forecast f;
	size_t i, n;

	memset(out, 0, sizeof *out);
	rows = policies_all(&n);
	for (i = 0; i < n; i++) {
		if (!rows[i].is_foretold)
			continue;
		count(k, s, &rows[i], now_ns, &f);
		if (f.failures * 2 >= rows[i].failures && is_nearer(&f, out))
			*out = f;
	}
}

/* --- has one been used up? --- */

/*
 * The failures that count, newest first, and how many there are.  More than
 * fit are more than any policy takes.
 */
static uint32_t
counted_times(const struct kin *k, const struct side *s,
    const struct policy *p, int64_t until_ns, int64_t out[MAILHOST_FAILED])
{
	int64_t begun_ns = lifted_ns(k);
	struct kin_walk at = { 0, 0 };
	const struct failed_login *f;
	uint32_t i, n = 0;

	while ((f = kin_failed(k, s, &at)) != NULL) {
		if (f->when_ns > until_ns || !is_counted(p, f, begun_ns))
			continue;
		if (n == MAILHOST_FAILED)
			break;
		for (i = n++; i > 0 && out[i - 1] < f->when_ns; i--)
			out[i] = out[i - 1];
		out[i] = f->when_ns;
	}
	return (n);
}

/* When was the policy used up, and how many failures came after that?  Those
 * who read a log may let as many through again. */
static enum reach
reach_of(const struct policy *p, const int64_t *times, uint32_t n,
    int64_t answered_ns)
{
	int64_t span_ns = p->window_s * NS_PER_S, gap_ns;
	uint32_t over;

	/* The earliest failure that makes it full: the most came after it. */
	for (over = n; over-- > 0;) {
		if (over + p->failures > n ||
		    times[over] - times[over + p->failures - 1] > span_ns)
			continue;
		gap_ns = (answered_ns > times[0] ? answered_ns : times[0]) -
		    times[over];
		if (gap_ns <= p->acts_s * NS_PER_S)
			return (REACH_NOW);
		return (over <= p->failures && gap_ns <= ACTS_LATE_NS &&
		    p->acts_s >= READS_LOG_S ? REACH_NEAR :
		    REACH_EARLIER);
	}
	return (REACH_NONE);
}

/* This host's own limit, as it was the last time. */
static enum reach
reach_own(const struct kin *k, const struct side *s, int64_t answered_ns,
    int64_t until_ns)
{
	struct policy own = *policy_at(1);
	int64_t times[MAILHOST_FAILED];

	own.protos = UINT16_MAX;
	own.failures = (uint16_t)k->at[0]->own_limit;
	own.window_s = 3600;
	if (own.failures == 0)
		return (REACH_NONE);
	return (reach_of(&own, times, counted_times(k, s, &own, until_ns,
	    times), answered_ns));
}

/* All that failed since the last lockout, of any kind. */
static uint32_t
all_failed(const struct kin *k, const struct side *s, int64_t until_ns)
{
	const struct policy any = { "", UINT16_MAX, COUNT_FAILURES, 1, 0, 0,
	    false, "" };
	int64_t times[MAILHOST_FAILED];

	return (counted_times(k, s, &any, until_ns, times));
}

/* A rare locker is believed where it counts all that failed. */
static enum reach
as_rare(enum reach r, uint32_t counted, uint32_t all)
{
	return (counted < all && r > REACH_EARLIER ? REACH_EARLIER :
	    r == REACH_NOW ? REACH_RARE : r);
}

enum reach
forecast_reach(const struct kin *k, const struct side *s,
    int64_t answered_ns, int64_t since_ns)
{
	int64_t times[MAILHOST_FAILED], until_ns = since_ns + AFTER_NS;
	enum reach best = reach_own(k, s, answered_ns, until_ns), r;
	uint32_t all = all_failed(k, s, until_ns);
	const struct policy *rows;
	uint32_t counted;
	size_t i, n;

	rows = policies_all(&n);
	for (i = 0; i < n && best != REACH_NOW; i++) {
		counted = counted_times(k, s, &rows[i], until_ns, times);
		r = reach_of(&rows[i], times, counted, answered_ns);
		if (!rows[i].is_foretold)
			r = as_rare(r, counted, all);
		if (r > best)
			best = r;
	}
	return (best);
}
