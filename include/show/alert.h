/*
 * An alert in one sentence, for the log, for lines and for JSON alike.
 */

#ifndef SHOW_ALERT_H
#define SHOW_ALERT_H

#include <stdbool.h>

#include "base/text.h"
#include "data/event.h"
#include "show/findings.h"

/* whole: the user is not masked. */
void	alert_add(struct text *t, const struct event *ev, bool whole,
	    enum spelling as);
/* "fail2ban: 5 in 600s", or nothing. */
void	alert_policy(struct text *t, const struct verdict_event *v);

#endif
