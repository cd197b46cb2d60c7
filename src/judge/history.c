/*
 * What one client did.
 *
 * A login bears the moment in which it was decided, not the one in which the
 * server's other answers told what it had been.
 */

#include "judge/history.h"

#include <string.h>

#include "base/sort.h"
#include "base/when.h"

static void
bins_begin_all(struct bins *bins)
{
	bins_init(&bins[SPAN_HOUR], 60 * NS_PER_S, false);
	bins_init(&bins[SPAN_SIX], 300 * NS_PER_S, false);
	bins_init(&bins[SPAN_DAY], 900 * NS_PER_S, false);
	bins_init(&bins[SPAN_ALL], NS_PER_S, true);
}

static void
login_fill(struct snap_login *l, const struct event *ev)
{
	const struct attempt *a = &ev->u.login.attempt;
	int64_t ms = (a->ended_ns - a->asked_ns) / NS_PER_MS;

	l->seq = ev->seq;
	l->when_ns = a->ended_ns;
	l->delay_ms = ms < 0 ? 0 : ms > UINT32_MAX ? UINT32_MAX :
	    (uint32_t)ms;
	l->server = ev->who.server;
	l->proto = (uint8_t)a->proto;
	l->security = (uint8_t)a->security;
	l->outcome = (uint8_t)a->outcome;
	l->reason = (uint8_t)a->reason;
	l->evidence = (uint8_t)a->evidence;
	l->confidence_pct = a->confidence_pct;
	memcpy(l->user, a->user, sizeof l->user);
	memcpy(l->reply, a->reply, sizeof l->reply);
}

/* The slot of the event that this one corrects, or the oldest slot. */
static struct snap_login *
other_slot(struct history *h, uint64_t corrects)
{
	int i;

	for (i = 0; i < HISTORY_OTHER && corrects != 0; i++)
		if (h->other[i].seq == corrects)
			return (&h->other[i]);
	return (&h->other[h->n_other++ % HISTORY_OTHER]);
}

static void
other_forget(struct history *h, uint64_t seq)
{
	int i;

	for (i = 0; i < HISTORY_OTHER && seq != 0; i++)
		if (h->other[i].seq == seq)
			memset(&h->other[i], 0, sizeof h->other[i]);
}

/* The event told of a failure before, and is corrected now. */
static void
failed_forget(struct history *h, const struct event *ev)
{
	int i;

	for (i = 0; i < HISTORY_FAILED; i++)
		if (h->failed[i].seq == ev->u.login.corrects)
			memset(&h->failed[i], 0, sizeof h->failed[i]);
	for (i = 0; i < SNAP_SPANS; i++)
		bins_take(&h->failed_in[i], ev->u.login.attempt.ended_ns);
}

void
history_add(struct history *h, const struct event *ev)
{
	const struct attempt *a = &ev->u.login.attempt;
	int i;

	if (h->failed_in[0].width_ns == 0)
		bins_begin_all(h->failed_in);
	if (ev->u.login.corrects != 0 && ev->u.login.was == OUTCOME_FAILED)
		failed_forget(h, ev);
	if (a->outcome != OUTCOME_FAILED) {
		login_fill(other_slot(h, ev->u.login.corrects), ev);
		return;
	}
	other_forget(h, ev->u.login.corrects);
	login_fill(&h->failed[h->n_failed++ % HISTORY_FAILED], ev);
	for (i = 0; i < SNAP_SPANS; i++)
		bins_add(&h->failed_in[i], a->ended_ns, 1);
}

static bool
is_newer(const void *a, const void *b, const void *with)
{
	const struct snap_login *x = a, *y = b;

	(void)with;
	return (x->when_ns > y->when_ns);
}

/* Newest first; a login that finds no room is the oldest of all. */
static void
row_add_login(struct snap_device *row, const struct snap_login *l)
{
	const struct sort_kept kept = { row->logins, SNAP_LOGINS, sizeof *l,
	    is_newer };

	if (l->outcome == OUTCOME_UNKNOWN && l->when_ns == 0)
		return;			/* an empty slot */
	row->n_logins = (uint32_t)sort_keep(&kept, row->n_logins, l);
}

void
history_begin(struct snap_device *row)
{
	bins_begin_all(row->failed_in);
}

void
history_read(const struct history *h, struct snap_device *row)
{
	int i;

	if (h->failed_in[0].width_ns == 0)
		return;
	for (i = 0; i < SNAP_SPANS; i++)
		bins_merge(&row->failed_in[i], &h->failed_in[i]);
	for (i = 0; i < HISTORY_FAILED; i++)
		row_add_login(row, &h->failed[i]);
	for (i = 0; i < HISTORY_OTHER; i++)
		row_add_login(row, &h->other[i]);
}
