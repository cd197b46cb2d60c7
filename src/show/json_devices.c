/*
 * One device of the link: who it is stands in ECS's "host", what it is to us
 * beside.
 */

#include "show/json_devices.h"

#include <json-c/json.h>

#include "show/json_parts.h"

void
json_device_fill(struct json_object *host, struct json_object *ours,
    const struct census_device *d, const char *vendor)
{
	char text[IP_TEXT_BYTES];
	struct json_object *list;
	uint32_t i;

	json_mac_text(&d->mac, text);
	json_array_text(json_add_array(host, "mac"), text);
	list = json_add_array(host, "ip");
	for (i = 0; i < d->n_ips; i++) {
		ip_print(&d->ips[i], text);
		json_array_text(list, text);
	}
	if (d->n_names > 0)
		json_add_text(host, "name", d->names[0]);
	list = json_add_array(ours, "names");
	for (i = 0; i < d->n_names; i++)
		json_array_text(list, d->names[i]);
	json_add_text(ours, "vendor", vendor);
	json_add_text(ours, "class", d->class);
	json_add_flag(ours, "mail", d->has_mail);
	json_add_flag(ours, "router", d->is_router);
	json_add_flag(ours, "own", d->is_own);
}
