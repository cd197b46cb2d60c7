/* The pieces that JSON lines are made of; what is empty or 0 is left out where
 * that means that it is not known. */

#ifndef SHOW_JSON_PARTS_H
#define SHOW_JSON_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

struct json_object;

void	json_add_text(struct json_object *o, const char *key,
	    const char *text);
void	json_add_number(struct json_object *o, const char *key, int64_t n);
void	json_add_flag(struct json_object *o, const char *key, bool is_so);
void	json_add_when(struct json_object *o, const char *key, int64_t when_ns);
/* 98 as 0.98. */
void	json_add_pct(struct json_object *o, const char *key, unsigned pct);
void	json_add_mac(struct json_object *o, const char *key,
	    const struct mac *m);
void	json_add_ip(struct json_object *o, const char *key,
	    const struct ip *a);
/* A list of one word. */
void	json_add_words(struct json_object *o, const char *key,
	    const char *word);
void	json_add_ports(struct json_object *o, const uint16_t *ports,
	    uint16_t n);

/* New ones, in o. */
struct json_object	*json_add_object(struct json_object *o,
			    const char *key);
struct json_object	*json_add_array(struct json_object *o,
			    const char *key);
void	json_array_text(struct json_object *array, const char *text);

/* In ECS's form: upper case, with hyphens. */
void	json_mac_text(const struct mac *m, char out[MAC_TEXT_BYTES]);
/* "203.0.113.10:993", "[2001:db8::1]:993". */
void	json_endpoint_text(const struct endpoint *e, char *out, size_t size);

#endif
