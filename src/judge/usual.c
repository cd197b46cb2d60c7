/*
 * The middle one of the last long delays.  The log is read back for it, once
 * for each change of the log.
 */

#include "judge/usual.h"

#include <assert.h>

#include "base/sort.h"
#include "judge/hosts.h"
#include "judge/logins.h"

enum {
	KEPT = 16,
	LONG_MS = 500,		/* Dovecot, Postfix with it: 1.3 s and more */
	FEW = 2,		/* one may be odd itself (a guess) */
	/* So many times as quick is something else (a guess). */
	TIMES = 5
};

static uint32_t
read_usual(const struct store *st, const struct host *h, enum service service)
{
	uint32_t ms[KEPT], n = 0, i = 0;
	const struct account *a;
	const struct login *l;

	for (l = host_newest(st, h); l != NULL && n < KEPT && i < HOST_LOGINS;
	    l = host_older(st, l), i++) {
		a = login_account(st, l);
		if (l->outcome == OUTCOME_FAILED && l->delay_ms >= LONG_MS &&
		    a->successes == 0 && service_of(a->proto) == service)
			ms[n++] = l->delay_ms;
	}
	if (n < FEW)
		return (0);
	return (sort_median(ms, n));
}

static uint32_t
usual_ms(const struct store *st, struct host *h, enum service service)
{
	if (!h->has_usual[service])
		h->usual_ms[service] = read_usual(st, h, service);
	h->has_usual[service] = true;
	return (h->usual_ms[service]);
}

bool
usual_is_odd(const struct store *st, struct host *h, enum service service,
    const struct login *l)
{
	return (l->is_inferred && h != NULL &&
	    l->delay_ms < usual_ms(st, h, service) / TIMES);
}

void
usual_check(const struct store *st)
{
	const struct host *h;
	int i;

	for (h = pool_stalest(st->hosts); h != NULL;
	    h = pool_younger(st->hosts, h))
		for (i = 0; i < SERVICES; i++)
			assert(!h->has_usual[i] || h->usual_ms[i] ==
			    read_usual(st, h, (enum service)i));
}
