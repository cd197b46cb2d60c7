/* The middle one of the last long delays. */

#include "judge/usual.h"

#include <stddef.h>

#include "base/sort.h"
#include "judge/hosts.h"
#include "judge/logins.h"

enum {
	HOST_LOGINS = 256,	/* so far back is looked */
	KEPT = 16,
	LONG_MS = 500,		/* Dovecot, Postfix with it: 1.3 s and more */
	FEW = 2,
	/* So many times as quick is something else (a guess). */
	TIMES = 5
};

static bool
is_less(const void *a, const void *b, const void *with)
{
	const uint32_t *x = a, *y = b;

	(void)with;
	return (*x < *y);
}

uint32_t
usual_refusal_ms(const struct store *st, const struct host *h,
    enum service service)
{
	uint32_t ms[KEPT], n = 0, i = 0;
	const struct account *a;
	const struct login *l;

	for (l = host_newest(st, h); l != NULL && n < KEPT && i < HOST_LOGINS;
	    l = host_older(st, l), i++) {
		a = pool_at(st->accounts, l->account);
		if (l->outcome == OUTCOME_FAILED && l->delay_ms >= LONG_MS &&
		    a->successes == 0 && service_of(a->proto) == service)
			ms[n++] = l->delay_ms;
	}
	if (n < FEW)
		return (0);
	sort_rows(ms, n, sizeof ms[0], is_less, NULL);
	return (ms[n / 2]);
}

bool
usual_is_odd(const struct login *l, uint32_t usual_ms)
{
	return (l->is_inferred && l->delay_ms * TIMES < usual_ms);
}
