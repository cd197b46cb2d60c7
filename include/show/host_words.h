/* A mail host's state, its troubles and its budget in words. */

#ifndef SHOW_HOST_WORDS_H
#define SHOW_HOST_WORDS_H

#include <stdbool.h>

#include "base/text.h"
#include "data/snapshot.h"
#include "show/wording.h"

/* "LOCKED", "refuses", "trouble", "no answer", "at risk", "ok". */
const char	*host_state(enum host_state v);
/* "service stopped": for a list. */
const char	*trouble_brief(enum trouble v);
/* What is wrong, behind the host's name: "does not run its mail service". */
const char	*trouble_deed(enum trouble v);
/* What to do about it, as a sentence. */
const char	*trouble_remedy(enum trouble v);
/* "mail.example.test", or its first address. */
void	host_name(struct text *t, const struct snap_host *h, bool ascii);
/* Adds how near it is: "8 failed logins: 2 more and a host with fail2ban's
 * defaults locks your address out, at this pace in 4m"; or that it is used up.
 */
void	host_budget(struct text *t, const struct snap_host *h);
/* The same for one line: "2 more failures reach fail2ban's limit, in 4m". */
void	host_budget_brief(struct text *t, const struct snap_host *h);
/* Has the host a budget that is near its end, and no lockout yet? */
bool	host_is_at_risk(const struct snap_host *h);
/* The host of this address; NULL: it is none of them. */
const struct snap_host	*host_of(const struct snapshot *s,
			    const struct ip *ip);

#endif
