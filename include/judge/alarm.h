/*
 * The events that tell of a lockout, and their sentences.
 */

#ifndef JUDGE_ALARM_H
#define JUDGE_ALARM_H

#include "data/event.h"
#include "data/snapshot.h"
#include "judge/forecast.h"

void	alarm_started(const struct snap_lockout *r, int64_t when_ns,
	    struct event *out);
void	alarm_ended(const struct snap_lockout *r, struct event *out);
/* Of r: the server and the trigger. */
void	alarm_forecast(const struct snap_lockout *r, const struct forecast *f,
	    int64_t when_ns, struct event *out);

#endif
