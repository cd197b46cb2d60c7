/*
 * What the engine has to tell: logins and verdicts on their way out.
 *
 * Whoever queues an event may lose the oldest for it: there is no error.
 */

#ifndef ENGINE_EVENTS_H
#define ENGINE_EVENTS_H

#include <stdbool.h>

#include "data/event.h"

struct engine;
struct session;
struct told;

/* Queue a login of this session, and what the ledger makes of it. */
void	events_login(struct engine *e, const struct session *s,
	    const struct told *told);
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
