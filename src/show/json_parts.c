/*
 * The pieces that all JSON lines are made of: what is not known is left out,
 * never null.
 */

#include "show/json_parts.h"

#include <json-c/json.h>
#include <stdio.h>

#include "base/when.h"

void
json_add_text(struct json_object *o, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		json_object_object_add(o, key, json_object_new_string(text));
}

void
json_add_number(struct json_object *o, const char *key, int64_t n)
{
	json_object_object_add(o, key, json_object_new_int64(n));
}

void
json_add_flag(struct json_object *o, const char *key, bool is_so)
{
	json_object_object_add(o, key, json_object_new_boolean(is_so));
}

void
json_add_when(struct json_object *o, const char *key, int64_t when_ns)
{
	char text[WHEN_ISO_BYTES];

	if (when_ns == 0)
		return;
	when_iso(when_ns, text);
	json_add_text(o, key, text);
}

/* 98 of 100 as 0.98, and not as the nearest double prints. */
void
json_add_pct(struct json_object *o, const char *key, unsigned pct)
{
	char text[16];

	snprintf(text, sizeof text, pct % 10 == 0 ? "%u.%u" : "%u.%02u",
	    pct / 100, pct % 10 == 0 ? pct % 100 / 10 : pct % 100);
	json_object_object_add(o, key,
	    json_object_new_double_s(pct / 100.0, text));
}

struct json_object *
json_add_object(struct json_object *o, const char *key)
{
	struct json_object *child = json_object_new_object();

	json_object_object_add(o, key, child);
	return (child);
}

struct json_object *
json_add_array(struct json_object *o, const char *key)
{
	struct json_object *child = json_object_new_array();

	json_object_object_add(o, key, child);
	return (child);
}

void
json_array_text(struct json_object *array, const char *text)
{
	json_object_array_add(array, json_object_new_string(text));
}

void
json_add_words(struct json_object *o, const char *key, const char *word)
{
	json_array_text(json_add_array(o, key), word);
}

/* In ECS's form: upper case, with hyphens. */
void
json_mac_text(const struct mac *m, char out[MAC_TEXT_BYTES])
{
	snprintf(out, MAC_TEXT_BYTES, "%02X-%02X-%02X-%02X-%02X-%02X", m->b[0],
	    m->b[1], m->b[2], m->b[3], m->b[4], m->b[5]);
}

void
json_add_mac(struct json_object *o, const char *key, const struct mac *m)
{
	char text[MAC_TEXT_BYTES];

	json_mac_text(m, text);
	json_add_text(o, key, text);
}

void
json_add_ip(struct json_object *o, const char *key, const struct ip *a)
{
	char text[IP_TEXT_BYTES];

	ip_print(a, text);
	json_add_text(o, key, text);
}

/* "203.0.113.10:993", "[2001:db8::1]:993". */
void
json_endpoint_text(const struct endpoint *e, char *out, size_t size)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&e->ip, ip);
	snprintf(out, size, ip_is_v4(&e->ip) ? "%s:%u" : "[%s]:%u", ip,
	    e->port);
}

void
json_add_ports(struct json_object *o, const uint16_t *ports, uint16_t n)
{
	struct json_object *list = json_add_array(o, "ports");
	uint16_t i;

	for (i = 0; i < n; i++)
		json_object_array_add(list, json_object_new_int(ports[i]));
}
