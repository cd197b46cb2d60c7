/* A device of the link, in JSON. */

#ifndef SHOW_JSON_DEVICES_H
#define SHOW_JSON_DEVICES_H

#include "data/census.h"

struct json_object;

/* host: ECS's object; ours: what that has no name for. */
void	json_device_fill(struct json_object *host, struct json_object *ours,
	    const struct census_device *d, const char *vendor);

#endif
