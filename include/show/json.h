/*
 * The JSON lines: events and the summary, one object a line, in the Elastic
 * Common Schema's names (ECS 8.11, nested form).
 */

#ifndef SHOW_JSON_H
#define SHOW_JSON_H

#include <stdio.h>

#include "data/census.h"
#include "data/event.h"
#include "data/probe.h"
#include "data/snapshot.h"

struct json;

/* NULL when there is no memory.  out is borrowed. */
struct json	*json_new(FILE *out, const char *(*vendor)(const struct mac *));
void	json_event(struct json *j, const struct event *ev);
/* The last line of a probe. */
void	json_probe(struct json *j, const struct probe_view *v, uint64_t seq);
/* The last line; seq follows the last event's. */
void	json_summary(struct json *j, const struct snapshot *s, uint64_t seq);
/* One device of the link, and last how many there are and were asked. */
void	json_device(struct json *j, int64_t when_ns, uint64_t seq,
	    const struct census_device *d);
void	json_devices(struct json *j, int64_t when_ns, uint64_t seq,
	    const struct census *c, uint32_t n_asked);
/* -1 when something could not be written. */
int	json_free(struct json *j);

#endif
