/*
 * What else a probe hears: neighbours that answer, or not, and others in the
 * internet, by whom the line is known to be up.
 */

#ifndef ENGINE_PROBE_HEARD_H
#define ENGINE_PROBE_HEARD_H

#include <stdbool.h>

#include "data/probe.h"

struct packet;
struct probe;

/* True: it told something. */
bool	probe_heard(struct probe *p, const struct packet *k);
/* Is there somebody at this address of the link? */
enum alive	probe_neighbour_is(struct probe *p, const struct ip *ip);
/* Puts it into the view, for the judge. */
void	probe_heard_weigh(struct probe *p);

#endif
