/*
 * What the engine has to tell: logins and verdicts on their way out.
 *
 * Whoever queues an event may lose the oldest for it: there is no error.
 */

#ifndef ENGINE_EVENTS_H
#define ENGINE_EVENTS_H

#include <stdbool.h>

#include "data/event.h"

struct attempt;
struct engine;
struct session;
struct told;
struct unsettled_login;

/* Queue a login of this session, and what the ledger makes of it.  Returns it
 * as it is kept for a second look, or NULL. */
struct unsettled_login	*events_login(struct engine *e,
			    const struct session *s, const struct told *told);
/* Tell a login that was told before, kept in *login, again as it is known now;
 * when_ns: since when. */
void	events_correct(struct engine *e, struct event *login,
	    const struct attempt *now, int64_t when_ns);
/*
 * What the session has shown beside logins, if anything: a greeting that
 * refused, or that its client is a relay.
 */
void	events_shown(struct engine *e, const struct session *s,
	    int64_t when_ns);
/* Queue what the ledger has come to believe. */
void	events_verdicts(struct engine *e);
/* Take the oldest; false when there is none. */
bool	events_next(struct engine *e, struct event *out);
/* Room for what the end of a few sessions tells: else it would be lost. */
bool	events_have_room(const struct engine *e);

#endif
