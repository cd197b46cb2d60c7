/* What a probe's last JSON line says. */

#ifndef SHOW_JSON_PROBE_H
#define SHOW_JSON_PROBE_H

#include "data/probe.h"

struct json_object;

void	json_probe_fill(struct json_object *ours, const struct probe_view *v);

#endif
