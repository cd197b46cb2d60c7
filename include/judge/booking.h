/*
 * A login counted at its client: failures and how sure they are, connections
 * that failed, what was turned away and in which words.
 */

#ifndef JUDGE_BOOKING_H
#define JUDGE_BOOKING_H

#include <stdbool.h>

#include "data/event.h"
#include "judge/store.h"

/* Does this event correct one that told of a failure? */
bool	booking_takes_back(const struct event *ev);
/* l is this login of the account in the log, as logins_take put it there. */
void	booking_login(struct store *st, const struct account *a,
	    const struct login *l, const struct event *ev);

#endif
