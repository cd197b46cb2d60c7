/*
 * Sessions: the connections that carry mail.
 */

#ifndef ENGINE_SESSION_H
#define ENGINE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/flow.h"
#include "wire/packet.h"

struct engine;

/* A TCP packet of a mail port, or one that looks like a greeting. */
void	session_packet(struct engine *e, const struct packet *p,
	    const struct flow_address *to);
/* End the sessions whose deadline has passed by now_ns. */
void	sessions_expire(struct engine *e, int64_t now_ns);
/* End all that are left; true when events must be taken before it goes on. */
bool	sessions_finish(struct engine *e);

/* Assert what state.h says of sessions: for fuzz targets, it walks them all. */
void	sessions_check(const struct engine *e);

#endif
