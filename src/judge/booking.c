/*
 * What a client's logins add up to.  Sums are kept for what outlives the log;
 * a login that is told anew is taken out of them first.
 */

#include "judge/booking.h"

#include <string.h>

#include "judge/mailbox.h"
#include "judge/tried.h"

/* Lockers count connections as well as attempts (DOMAIN.md B.1). */
static void
count_connection(struct client *c, const struct login *l)
{
	uint32_t i;

	for (i = 0; i < CLIENT_CONNECTIONS; i++)
		if (c->connections[i] == l->connection)
			return;
	c->connections[c->n_connections++ % CLIENT_CONNECTIONS] =
	    l->connection;
	c->failed_connections++;
}

static void
book_failure(struct store *st, struct client *c, const struct account *a,
    const struct login *l)
{
	tried_add(store_tried(st, c), mailbox_tag(&a->mailbox),
	    l->secret_tag);
	store_count_failure(st, c);
	c->certainty += l->confidence_pct;
	count_connection(c, l);
}

/* Since when and until when the client's accounts have failed. */
static void
client_span(const struct store *st, struct client *c, const struct event *ev)
{
	const struct account *a;
	bool is_taken_back = ev->u.login.corrects != 0;

	if (is_taken_back)
		c->first_ns = c->last_ns = 0;
	for (a = store_first_account(st, c); a != NULL;
	    a = store_next_account(st, a)) {
		if (a->failures == 0)
			continue;
		if (c->first_ns == 0 || a->first_ns < c->first_ns)
			c->first_ns = a->first_ns;
		if (a->last_ns > c->last_ns)
			c->last_ns = a->last_ns;
	}
}

/* The login was no failure after all. */
static void
unbook_failure(struct store *st, struct client *c, const struct event *ev)
{
	store_uncount_failure(st, c, ev->u.login.was_pct);
	if (c->failures == 0)
		c->failed_connections = 0;
}

/* Nothing was judged of it, and the server said why. */
static void
book_away(struct client *c, const struct attempt *at)
{
	if (at->evidence != EVIDENCE_WORDS || at->reply[0] == '\0' ||
	    at->reason == REASON_CANCELLED || at->reason == REASON_CLOSED ||
	    at->reason == REASON_NOT_SEEN)
		return;
	c->away++;
	c->away_reason = (uint8_t)at->reason;
	if (at->hint != HINT_UNKNOWN)
		c->away_hint = (uint8_t)at->hint;
	memcpy(c->away_reply, at->reply, sizeof c->away_reply);
}

bool
booking_takes_back(const struct event *ev)
{
	return (ev->u.login.corrects != 0 &&
	    ev->u.login.was == OUTCOME_FAILED);
}

void
booking_login(struct store *st, const struct account *a,
    const struct login *l, const struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	struct client *c = pool_at(st->clients, a->client);

	if (booking_takes_back(ev))
		unbook_failure(st, c, ev);
	if (at->outcome == OUTCOME_FAILED)
		book_failure(st, c, a, l);
	else if (at->outcome == OUTCOME_OK)
		c->successes++;
	else
		c->unknown++;
	if (at->outcome == OUTCOME_UNKNOWN && ev->u.login.corrects == 0)
		book_away(c, at);
	client_span(st, c, ev);
}
