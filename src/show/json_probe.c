/*
 * A probe as its last JSON line has it: the verdict, what it rests on, and
 * what else looks the same.
 */

#include "show/json_probe.h"

#include <json-c/json.h>

#include "show/json_parts.h"

static void
add_doubts(struct json_object *o, uint32_t doubts)
{
	struct json_object *list;
	int d;

	if (doubts == 0)
		return;
	list = json_add_array(o, "doubts");
	for (d = 0; d < DOUBT_COUNT; d++)
		if ((doubts >> d & 1) != 0)
			json_array_text(list,
			    probe_doubt_word((enum probe_doubt)d));
}

/* The ports of an address that have this answer. */
static void
add_ports(struct json_object *o, const struct probe_view *v,
    const struct ip *ip, enum port_answer answer)
{
	struct json_object *list = NULL;
	uint32_t i;

	for (i = 0; i < v->n_rows; i++) {
		const struct probe_row *r = &v->rows[i];

		if (r->role != ROLE_HOST || r->answer.answer != answer ||
		    r->is_unseen || !ip_equals(&r->ip, ip))
			continue;
		if (list == NULL)
			list = json_add_array(o, port_answer_word(answer));
		json_object_array_add(list, json_object_new_int(r->port));
	}
}

static void
add_verdict(struct json_object *o, enum probe_verdict verdict, bool is_sure,
    enum opening_end way, uint32_t doubts)
{
	json_add_text(o, "verdict", probe_verdict_word(verdict));
	json_object_object_add(o, "sure", json_object_new_boolean(is_sure));
	json_add_text(o, "how", opening_word(way));
	add_doubts(o, doubts);
}

static void
add_alive(struct json_object *o, const char *key, const struct ip *ip,
    enum alive is)
{
	struct json_object *one;

	if (ip_is_zero(ip))
		return;
	one = json_add_object(o, key);
	json_add_ip(one, "ip", ip);
	if (is != ALIVE_UNKNOWN)
		json_object_object_add(one, "answers",
		    json_object_new_boolean(is == ALIVE_YES));
}

static void
add_line(struct json_object *lines, const char *family,
    const struct probe_line *l)
{
	struct json_object *one;

	if (ip_is_zero(&l->gateway) && ip_is_zero(&l->reference) &&
	    !l->others_answer && !l->has_no_route)
		return;
	one = json_object_new_object();
	json_add_text(one, "type", family);
	add_alive(one, "gateway", &l->gateway, l->gateway_is);
	add_alive(one, "reference", &l->reference, l->reference_is);
	if (l->others_answer)
		json_object_object_add(one, "others_answer",
		    json_object_new_boolean(1));
	if (l->has_no_route)
		json_object_object_add(one, "no_route",
		    json_object_new_boolean(1));
	json_object_array_add(lines, one);
}

void
json_probe_fill(struct json_object *ours, const struct probe_view *v)
{
	struct json_object *list, *one;
	uint32_t i;
	int a;

	add_verdict(ours, v->verdict, v->is_sure, v->way, v->doubts);
	list = json_add_array(ours, "addresses");
	for (i = 0; i < v->n_addresses; i++) {
		const struct probe_address *at = &v->addresses[i];

		one = json_object_new_object();
		json_add_ip(one, "ip", &at->ip);
		add_verdict(one, at->verdict, at->is_sure, at->way,
		    at->doubts);
		for (a = ANSWER_OPEN; a < ANSWER_COUNT; a++)
			add_ports(one, v, &at->ip, (enum port_answer)a);
		json_object_array_add(list, one);
	}
	list = json_add_array(ours, "line");
	add_line(list, "ipv4", &v->line[0]);
	add_line(list, "ipv6", &v->line[1]);
	json_add_when(ours, "since", v->began_ns);
	json_add_when(ours, "lifted", v->lifted_ns);
	if (v->lifted_ns != 0)
		json_add_when(ours, "last_in_vain", v->vain_ns);
}
