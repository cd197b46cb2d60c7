/*
 * Logins whose verdict may come later: told as unknown or by guesses alone, and
 * kept for what their server may yet teach.
 *
 * They lie in lists by their server, oldest first, for a server that teaches
 * looks at its own.  Where there is no more room the oldest of all goes.
 */

#ifndef ENGINE_UNSETTLED_H
#define ENGINE_UNSETTLED_H

#include "engine/state.h"

void	unsettled_init(struct engine *e);

struct unsettled_login	*unsettled_keep(struct engine *e,
			    const struct event *ev,
			    const struct unsettled *why);
void	unsettled_drop(struct engine *e, struct unsettled_login *u);

/* This server's, oldest first: the first one, and the one after u. */
struct unsettled_login	*unsettled_first(const struct engine *e,
			    const struct profile_key *server);
struct unsettled_login	*unsettled_next(const struct engine *e,
			    const struct profile_key *server,
			    const struct unsettled_login *u);

/* Asserts that each stands in its list. */
void	unsettled_check(const struct engine *e);

#endif
