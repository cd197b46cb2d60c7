/*
 * The summary: devices with what is believed of each, those that are accused,
 * mail hosts, lockouts and other troubles, and how good the capture is.
 */

#include "show/json_summary.h"

#include <json-c/json.h>
#include <string.h>

#include "base/when.h"
#include "data/policies.h"
#include "show/advice.h"
#include "show/findings.h"
#include "show/json_parts.h"

/* --- devices --- */

static void
add_faces(struct json_object *o, const struct snap_device *d)
{
	char text[IP_TEXT_BYTES];
	struct json_object *list;
	uint32_t i;

	if (d->has_mac) {
		json_mac_text(&d->mac, text);
		json_add_text(o, "mac", text);
		list = json_add_array(o, "macs");
		json_array_text(list, text);
		for (i = 1; i < d->n_macs; i++) {
			json_mac_text(&d->macs[i], text);
			json_array_text(list, text);
		}
	}
	list = json_add_array(o, "ips");
	for (i = 0; i < d->n_ips; i++) {
		ip_print(&d->ips[i], text);
		json_array_text(list, text);
	}
	list = json_add_array(o, "names");
	for (i = 0; i < d->n_names; i++)
		json_array_text(list, d->names[i]);
}

static void
add_places(struct json_object *o, const struct snap_device *d)
{
	char text[IP_TEXT_BYTES + 10];
	struct json_object *list, *row;
	uint32_t i;

	list = json_add_array(o, "accounts");
	for (i = 0; i < d->n_accounts; i++)
		if (d->accounts[i].user[0] != '\0')
			json_array_text(list, d->accounts[i].user);
	list = json_add_array(o, "servers");
	for (i = 0; i < d->n_servers; i++) {
		row = json_object_new_object();
		json_endpoint_text(&d->servers[i].at, text, sizeof text);
		json_add_text(row, "address", text);
		json_add_number(row, "failures", d->servers[i].failures);
		json_add_number(row, "successes", d->servers[i].successes);
		json_object_array_add(list, row);
	}
}

/* Why it fails, and what is known of that. */
static void
add_cause(struct json_object *o, const struct snap_device *d)
{
	struct json_object *part;

	json_add_text(o, "cause", cause_word(d->cause));
	json_add_text(o, "remedy", remedy_word(d->remedy));
	json_add_text(o, "hint", hint_word(d->hint));
	json_add_text(o, "right_user", d->right_user);
	if (d->cause == CAUSE_WRONG_METHOD) {
		json_add_text(o, "right_mechanism", d->right_mech);
		json_add_text(o, "wrong_mechanism", d->wrong_mech);
	}
	json_add_when(o, "good_since", d->good_since_ns);
	if (d->group > 0)
		json_add_number(o, "group", d->group);
	if (d->excused > 0)
		json_add_number(o, "excused", d->excused);
	if (d->turned_away == 0)
		return;
	part = json_add_object(o, "turned_away");
	json_add_number(part, "count", d->turned_away);
	json_add_text(part, "reason", reason_word(d->turned_reason));
	json_add_text(part, "reply", d->turned_reply);
}

static void
add_advice(struct json_object *o, const struct snapshot *s,
    const struct snap_device *d, const char *vendor)
{
	struct json_object *list = json_add_array(o, "advice");
	const char *steps[ADVICE_MAX];
	int i, n;

	/* Where devices cannot be told apart this is none to go to. */
	n = snapshot_unfit(s) != NULL ? 0 : advice_for(d, vendor, steps);
	for (i = 0; i < n; i++)
		json_array_text(list, steps[i]);
}

static struct json_object *
device_object(const struct snapshot *s, uint32_t rank,
    const char *(*vendor)(const struct mac *))
{
	const struct snap_device *d = &s->devices[rank - 1];
	const char *maker = snap_device_owns_mac(d) ? vendor(&d->mac) : "";
	struct json_object *o = json_object_new_object();

	json_add_number(o, "rank", rank);
	json_add_text(o, "verdict", rating_word(d->rating));
	add_cause(o, d);
	add_faces(o, d);
	add_places(o, d);
	json_add_text(o, "vendor", maker);
	json_add_number(o, "failures", d->failures);
	json_add_number(o, "successes", d->successes);
	json_add_number(o, "unknown", d->unknown);
	if (d->rating == RATING_SUSPECT && d->failures == 0) {
		json_add_number(o, "probably_refused", d->untold.n);
		json_add_pct(o, "failure_probability", d->untold.pct);
	}
	json_add_pct(o, "share", d->share_pct);
	json_add_pct(o, "confidence", d->confidence_pct);
	json_add_when(o, "first", d->first_ns);
	json_add_when(o, "last", d->last_ns);
	add_advice(o, s, d, maker);
	return (o);
}

static void
add_devices(struct json_object *o, const struct snapshot *s,
    const char *(*vendor)(const struct mac *))
{
	struct json_object *list = json_add_array(o, "devices");
	uint32_t i;

	for (i = 0; i < s->n_devices; i++)
		json_object_array_add(list, device_object(s, i + 1, vendor));
}

/*
 * Who has to be dealt with, and nobody else: whoever alerts on an entry of
 * this list must not find a device that mistyped once.
 */
static void
add_culprits(struct json_object *o, const struct snapshot *s)
{
	struct json_object *row, *list = json_add_array(o, "culprits");
	uint32_t i;

	for (i = 0; i < s->n_devices; i++) {
		const struct snap_device *d = &s->devices[i];

		if (d->rating != RATING_CULPRIT)
			continue;
		row = json_object_new_object();
		json_add_number(row, "rank", i + 1);
		if (d->has_mac)
			json_add_mac(row, "mac", &d->mac);
		if (d->n_ips > 0)
			json_add_ip(row, "ip", &d->ips[0]);
		json_add_text(row, "cause", cause_word(d->cause));
		json_object_array_add(list, row);
	}
}

/* --- mail hosts --- */

static bool
is_of_host(const struct snap_host *h, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < h->n_ips; i++)
		if (ip_equals(&h->ips[i], ip))
			return (true);
	return (false);
}

static enum host_state
state_of(enum server_status v)
{
	static const enum host_state states[STATUS_COUNT] = {
		[STATUS_OK] = HOST_OK, [STATUS_AT_RISK] = HOST_AT_RISK,
		[STATUS_NO_ANSWER] = HOST_SILENT, [STATUS_LOCKED] = HOST_LOCKED
	};

	return (v < STATUS_COUNT ? states[v] : HOST_UNKNOWN);
}

/* The host's ports that were seen, each with its figures. */
static void
add_services(struct json_object *o, const struct snapshot *s,
    const struct snap_host *h)
{
	struct json_object *row, *list = json_add_array(o, "services");
	char text[IP_TEXT_BYTES + 10];
	uint32_t i;

	for (i = 0; i < s->n_servers; i++) {
		const struct snap_server *v = &s->servers[i];

		if (!is_of_host(h, &v->at.ip))
			continue;
		row = json_object_new_object();
		json_endpoint_text(&v->at, text, sizeof text);
		json_add_text(row, "address", text);
		json_add_text(row, "protocol", proto_word(v->proto));
		json_add_text(row, "state", host_state_word(
		    state_of(v->status)));
		json_add_number(row, "failures", v->failures);
		json_add_number(row, "successes", v->successes);
		json_add_number(row, "unknown", v->unknown);
		json_object_array_add(list, row);
	}
}

/* How near a lockout is, as the commonest lockers count. */
static void
add_budget(struct json_object *o, const struct snap_host *h)
{
	const struct policy *p = policy_at(h->policy);

	if (p == NULL)
		return;
	json_add_text(o, "policy", p->locker);
	json_add_number(o, "counted", h->counted);
	json_add_number(o, "budget_left", h->budget_left);
	if (h->eta_ns > 0)
		json_add_number(o, "eta_s", h->eta_ns / NS_PER_S);
}

static struct json_object *
host_object(const struct snapshot *s, const struct snap_host *h)
{
	struct json_object *list, *o = json_object_new_object();
	char text[IP_TEXT_BYTES];
	uint32_t i;

	if (h->n_ips > 0)
		json_add_ip(o, "address", &h->ips[0]);
	list = json_add_array(o, "addresses");
	for (i = 0; i < h->n_ips; i++) {
		ip_print(&h->ips[i], text);
		json_array_text(list, text);
	}
	list = json_add_array(o, "names");
	if (h->name[0] != '\0')
		json_array_text(list, h->name);
	json_add_text(o, "state", host_state_word(h->state));
	if (h->state == HOST_LOCKED)
		json_add_text(o, "kind", lock_kind_word(h->kind));
	if (h->state == HOST_TROUBLE || h->state == HOST_REFUSES_ALL)
		json_add_text(o, "cause", trouble_word(h->trouble));
	json_add_when(o, "since", h->since_ns);
	json_add_when(o, "until", h->until_ns);
	add_budget(o, h);
	add_services(o, s, h);
	return (o);
}

/* A service of an address that no host has: a host of its own. */
static struct snap_host
host_alone(const struct snapshot *s, uint32_t at)
{
	const struct snap_server *first = &s->servers[at];
	struct snap_host h;
	uint32_t i;

	memset(&h, 0, sizeof h);
	h.n_ips = 1;
	h.ips[0] = first->at.ip;
	for (i = at; i < s->n_servers; i++) {
		const struct snap_server *v = &s->servers[i];

		if (!ip_equals(&v->at.ip, &first->at.ip))
			continue;
		if (h.name[0] == '\0')
			memcpy(h.name, v->name, sizeof h.name);
		if (state_of(v->status) <= h.state)
			continue;
		h.state = state_of(v->status);
		h.since_ns = v->since_ns;
	}
	h.kind = h.state == HOST_LOCKED ? LOCK_NETWORK : LOCK_UNKNOWN;
	return (h);
}

/* Does a row before it tell of this service? */
static bool
is_told(const struct snapshot *s, uint32_t at)
{
	uint32_t i;

	for (i = 0; i < s->n_hosts; i++)
		if (is_of_host(&s->hosts[i], &s->servers[at].at.ip))
			return (true);
	for (i = 0; i < at; i++)
		if (ip_equals(&s->servers[i].at.ip, &s->servers[at].at.ip))
			return (true);
	return (false);
}

static void
add_hosts(struct json_object *o, const struct snapshot *s)
{
	struct json_object *list = json_add_array(o, "servers");
	struct snap_host alone;
	uint32_t i;

	for (i = 0; i < s->n_hosts; i++)
		json_object_array_add(list, host_object(s, &s->hosts[i]));
	for (i = 0; i < s->n_servers; i++) {
		if (is_told(s, i))
			continue;
		alone = host_alone(s, i);
		json_object_array_add(list, host_object(s, &alone));
	}
}

/* --- lockouts and troubles --- */

static void
add_trigger(struct json_object *o, const struct snap_lockout *l)
{
	struct json_object *part;

	if (!l->has_trigger)
		return;
	part = json_add_object(o, "trigger");
	if (l->trigger_has_mac)
		json_add_mac(part, "mac", &l->trigger_mac);
	json_add_ip(part, "ip", &l->trigger_ip);
	json_add_text(part, "domain", l->trigger);
	json_add_number(part, "failures", l->trigger_failures);
}

static struct json_object *
lockout_object(const struct snap_lockout *l)
{
	struct json_object *o = json_object_new_object();

	json_add_text(o, "kind", lock_kind_word(l->kind == LOCK_UNKNOWN ?
	    LOCK_NETWORK : l->kind));
	json_add_ip(o, "ip", &l->at.ip);
	json_add_text(o, "domain", l->server);
	json_add_text(o, "scope", lock_scope_word(l->scope));
	json_add_text(o, "user", l->user);
	json_add_text(o, "reply", l->reply);
	json_add_ports(o, l->ports, l->n_ports);
	json_add_text(o, "how", opening_word(l->how));
	json_add_when(o, "since", l->since_ns);
	json_add_when(o, "until", l->until_ns);
	json_add_number(o, "connections", l->tries);
	json_add_number(o, "devices", l->devices);
	json_add_number(o, "failures", l->failures);
	add_trigger(o, l);
	return (o);
}

static struct json_object *
trouble_object(const struct snap_trouble *x)
{
	struct json_object *o = json_object_new_object();

	json_add_text(o, "cause", trouble_word(x->trouble));
	json_add_ip(o, "ip", &x->at.ip);
	json_add_text(o, "domain", x->server);
	json_add_ports(o, x->ports, x->n_ports);
	json_add_when(o, "since", x->since_ns);
	json_add_when(o, "until", x->until_ns);
	json_add_number(o, "connections", x->tries);
	json_add_number(o, "devices", x->devices);
	return (o);
}

static void
add_lockouts(struct json_object *o, const struct snapshot *s)
{
	struct json_object *list = json_add_array(o, "lockouts");
	uint32_t i;

	for (i = 0; i < s->n_lockouts; i++)
		json_object_array_add(list, lockout_object(&s->lockouts[i]));
	list = json_add_array(o, "troubles");
	for (i = 0; i < s->n_troubles; i++)
		json_object_array_add(list, trouble_object(&s->troubles[i]));
}

/* --- the capture --- */

static void
add_capture(struct json_object *o, const struct snap_capture *c)
{
	struct json_object *notes, *part = json_add_object(o, "capture");
	char words[SENTENCE_BYTES];
	struct text t;
	uint32_t i;

	json_add_number(part, "packets", (int64_t)c->packets);
	json_add_number(part, "bytes", (int64_t)c->bytes);
	json_add_number(part, "dropped", (int64_t)c->dropped);
	json_add_number(part, "late", (int64_t)c->late);
	json_add_number(part, "truncated", (int64_t)c->truncated);
	json_add_number(part, "evicted", (int64_t)c->evicted);
	json_add_text(part, "point", point_word(c->point));
	json_add_when(part, "first", c->first_ns);
	json_add_when(part, "last", c->last_ns);
	if (c->n_notes == 0)
		return;
	notes = json_add_array(part, "notes");
	for (i = 0; i < c->n_notes; i++) {
		text_init(&t, words, sizeof words);
		finding_add(&t, &c->notes[i], SPELLING_RAW);
		json_array_text(notes, words);
	}
}

void
json_summary_fill(struct json_object *ours, const struct snapshot *s,
    const char *(*vendor)(const struct mac *))
{
	struct json_object *part;

	add_devices(ours, s, vendor);
	add_culprits(ours, s);
	add_hosts(ours, s);
	add_lockouts(ours, s);
	part = json_add_object(ours, "counts");
	json_add_number(part, "devices", s->n_devices_seen);
	json_add_number(part, "servers", s->n_servers_seen);
	json_add_number(part, "sessions", (int64_t)s->sessions);
	part = json_add_object(ours, "logins");
	json_add_number(part, "failure", (int64_t)s->failures);
	json_add_number(part, "success", (int64_t)s->successes);
	json_add_number(part, "unknown", (int64_t)s->unknown);
	add_capture(ours, &s->capture);
}
