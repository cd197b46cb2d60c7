/* A probe's answers and verdicts as events. */

#ifndef ENGINE_PROBE_EVENTS_H
#define ENGINE_PROBE_EVENTS_H

#include <stdbool.h>

#include "data/event.h"

struct probe;

/* The next that was not told yet; the round is over. */
bool	probe_events_next(struct probe *p, struct event *out);

#endif
