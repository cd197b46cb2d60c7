/*
 * The JSON lines, by json-c, whose one room this is.
 *
 * What is not known is left out, never null.  Text fields arrive as valid
 * UTF-8 (base/text.c saw to it); control characters are escaped here.
 */

#include "show/json.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "data/clients.h"
#include "data/servers.h"
#include "show/advice.h"
#include "show/alert.h"
#include "show/community_id.h"

/*
 * The version of these lines.  1: "culprits" held every device with a failure;
 * 2: "devices" does, each with its verdict, and "culprits" the culprits.
 */
enum { JSON_SCHEMA = 2 };

struct json {
	FILE *out;
	const char *(*vendor)(const struct mac *);
	int error;
};

struct json *
json_new(FILE *out, const char *(*vendor)(const struct mac *))
{
	struct json *j = calloc(1, sizeof *j);

	if (j == NULL)
		return (NULL);
	j->out = out;
	j->vendor = vendor;
	return (j);
}

int
json_free(struct json *j)
{
	int error = j->error;

	if (error == 0 && fflush(j->out) != 0)
		error = errno;
	free(j);
	if (error == 0)
		return (0);
	errno = error;
	return (-1);
}

/* --- small pieces --- */

static void
add_text(struct json_object *o, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		json_object_object_add(o, key, json_object_new_string(text));
}

static void
add_number(struct json_object *o, const char *key, int64_t n)
{
	json_object_object_add(o, key, json_object_new_int64(n));
}

static void
add_when(struct json_object *o, const char *key, int64_t when_ns)
{
	char text[WHEN_ISO_BYTES];

	if (when_ns == 0)
		return;
	when_iso(when_ns, text);
	add_text(o, key, text);
}

/* 98 of 100 as 0.98, and not as the nearest double prints. */
static void
add_pct(struct json_object *o, const char *key, unsigned pct)
{
	char text[16];

	snprintf(text, sizeof text, pct % 10 == 0 ? "%u.%u" : "%u.%02u",
	    pct / 100, pct % 10 == 0 ? pct % 100 / 10 : pct % 100);
	json_object_object_add(o, key,
	    json_object_new_double_s(pct / 100.0, text));
}

static struct json_object *
add_object(struct json_object *o, const char *key)
{
	struct json_object *child = json_object_new_object();

	json_object_object_add(o, key, child);
	return (child);
}

static struct json_object *
add_array(struct json_object *o, const char *key)
{
	struct json_object *child = json_object_new_array();

	json_object_object_add(o, key, child);
	return (child);
}

static void
array_text(struct json_object *array, const char *text)
{
	json_object_array_add(array, json_object_new_string(text));
}

static void
add_words(struct json_object *o, const char *key, const char *word)
{
	array_text(add_array(o, key), word);
}

/* In ECS's form: upper case, with hyphens. */
static void
mac_text(const struct mac *m, char out[MAC_TEXT_BYTES])
{
	snprintf(out, MAC_TEXT_BYTES, "%02X-%02X-%02X-%02X-%02X-%02X", m->b[0],
	    m->b[1], m->b[2], m->b[3], m->b[4], m->b[5]);
}

static void
add_mac(struct json_object *o, const char *key, const struct mac *m)
{
	char text[MAC_TEXT_BYTES];

	mac_text(m, text);
	add_text(o, key, text);
}

static void
add_ip(struct json_object *o, const char *key, const struct ip *a)
{
	char text[IP_TEXT_BYTES];

	ip_print(a, text);
	add_text(o, key, text);
}

/* "203.0.113.10:993", "[2001:db8::1]:993". */
static void
endpoint_text(const struct endpoint *e, char *out, size_t size)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&e->ip, ip);
	snprintf(out, size, ip_is_v4(&e->ip) ? "%s:%u" : "[%s]:%u", ip,
	    e->port);
}

/*
 * json-c escapes the control characters below the space; DEL and C1 are left,
 * and a terminal obeys them too.
 */
static int
put_escaped(const char *line, FILE *out)
{
	const char *odd;

	while ((odd = strpbrk(line, "\x7f\xc2")) != NULL) {
		unsigned c = (unsigned char)odd[0] == 0xc2 ?
		    (unsigned char)odd[1] : 0x7f;
		size_t n = (size_t)(odd - line) + (c == 0x7f ? 1 : 2);

		if (c >= 0xa0)
			fwrite(line, 1, n, out);
		else
			fprintf(out, "%.*s\\u%04x", (int)(odd - line), line,
			    c);
		line += n;
	}
	return (fputs(line, out) == EOF || ferror(out) != 0 ? EOF : 0);
}

static void
print_line(struct json *j, struct json_object *o)
{
	const char *line = json_object_to_json_string_ext(o,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (j->error == 0 && (line == NULL ||
	    put_escaped(line, j->out) == EOF || putc('\n', j->out) == EOF))
		j->error = errno != 0 ? errno : EIO;
	json_object_put(o);
}

/* --- a line's common front --- */

static struct json_object *
line_new(int64_t when_ns, const char *kind, const char *dataset,
    uint64_t seq, struct json_object **event, struct json_object **ours)
{
	struct json_object *o = json_object_new_object();
	char when[WHEN_ISO_BYTES];

	/* An empty capture has no time: its summary is of the epoch. */
	when_iso(when_ns, when);
	add_text(o, "@timestamp", when);
	add_text(add_object(o, "ecs"), "version", "8.11.0");
	*event = add_object(o, "event");
	add_text(*event, "kind", kind);
	add_text(*event, "module", "lockhound");
	add_text(*event, "dataset", dataset);
	add_number(*event, "sequence", (int64_t)seq);
	*ours = add_object(o, "lockhound");
	add_number(*ours, "schema", JSON_SCHEMA);
	return (o);
}

static void
add_ends(struct json_object *o, const struct event *ev)
{
	const struct who *w = &ev->who;
	struct json_object *end;

	if (ev->has_client) {
		end = add_object(o, "source");
		add_ip(end, "ip", &w->client.ip);
		if (w->client.port != 0)
			add_number(end, "port", w->client.port);
		if (w->has_mac)
			add_mac(end, "mac", &w->mac);
		add_text(end, "domain", w->client_name);
	}
	if (ev->has_server) {
		end = add_object(o, "destination");
		add_ip(end, "ip", &w->server.ip);
		if (w->server.port != 0)
			add_number(end, "port", w->server.port);
		add_text(end, "domain", w->server_name);
	}
}

static void
add_tls(struct json_object *o, const struct login_event *l)
{
	static const char *const versions[] = { "1.0", "1.1", "1.2", "1.3" };
	struct json_object *tls, *client;

	if (l->attempt.security != SECURITY_TLS &&
	    l->attempt.security != SECURITY_STARTTLS)
		return;
	if (!l->tls_established)
		return;
	tls = add_object(o, "tls");
	json_object_object_add(tls, "established",
	    json_object_new_boolean(1));
	if (l->tls_version >= 0x0301 && l->tls_version <= 0x0304)
		add_text(tls, "version", versions[l->tls_version - 0x0301]);
	if (l->server_name[0] == '\0' && l->ja4[0] == '\0')
		return;
	client = add_object(tls, "client");
	add_text(client, "server_name", l->server_name);
	add_text(client, "ja4", l->ja4);
}

static void
login_line(struct json *j, const struct event *ev)
{
	const struct login_event *l = &ev->u.login;
	const struct attempt *a = &l->attempt;
	struct json_object *event, *part, *ours, *o = line_new(ev->when_ns,
	    "event", "lockhound.login", ev->seq, &event, &ours);
	char id[COMMUNITY_ID_BYTES];

	add_words(event, "category", "authentication");
	add_words(event, "type", "start");
	add_text(event, "action", "mail-login");
	add_text(event, "outcome", outcome_word(a->outcome));
	add_text(event, "reason", reason_word(a->reason));
	if (a->asked_ns != 0 && a->ended_ns >= a->asked_ns)
		add_number(event, "duration", a->ended_ns - a->asked_ns);
	part = add_object(o, "network");
	add_text(part, "transport", "tcp");
	add_text(part, "type", ip_is_v4(&ev->who.client.ip) ? "ipv4" :
	    "ipv6");
	add_text(part, "protocol", proto_word(a->proto));
	community_id(&ev->who.client, &ev->who.server, id);
	add_text(part, "community_id", id);
	add_ends(o, ev);
	if (a->user[0] != '\0')
		add_text(add_object(o, "user"), "name", a->user);
	add_tls(o, l);
	add_text(ours, "security", security_word(a->security));
	add_text(ours, "mechanism", a->mech);
	add_text(ours, "evidence", evidence_word(a->evidence));
	if (a->evidence != EVIDENCE_UNKNOWN)
		add_pct(ours, "confidence", a->confidence_pct);
	if (a->is_inferred)
		add_pct(ours, "failure_probability", a->failed_pct);
	add_text(ours, "reply", a->reply);
	add_text(ours, "secret", secret_word(l->secret));
	if (l->corrects != 0)
		add_number(ours, "corrects", (int64_t)l->corrects);
	add_text(ours, "client", client_name(a->client));
	add_text(ours, "server_software", server_software(a->server));
	print_line(j, o);
}

static void
verdict_line(struct json *j, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	char words[SENTENCE_BYTES];
	struct text t;
	struct json_object *event, *ours, *o = line_new(ev->when_ns, "alert",
	    "lockhound.verdict", ev->seq, &event, &ours);

	add_text(event, "action", action_word(v->action));
	text_init(&t, words, sizeof words);
	alert_add(&t, ev, true, SPELLING_RAW);
	add_text(event, "reason", words);
	add_ends(o, ev);
	/* The one kind that is detected so far: by network, not by account. */
	if (v->action == ACTION_LOCKOUT_STARTED ||
	    v->action == ACTION_LOCKOUT_ENDED)
		add_text(ours, "kind", lock_kind_word(v->lock_kind == 0 ? LOCK_NETWORK : v->lock_kind));
	text_init(&t, words, sizeof words);
	alert_policy(&t, v);
	add_text(ours, "policy", words);
	if (v->budget_left > 0)
		add_number(ours, "budget_left", v->budget_left);
	if (v->eta_ns > 0)
		add_number(ours, "eta_s", v->eta_ns / NS_PER_S);
	add_when(ours, "since", v->since_ns);
	print_line(j, o);
}

void
json_event(struct json *j, const struct event *ev)
{
	if (ev->kind == EVENT_LOGIN)
		login_line(j, ev);
	else if (ev->kind == EVENT_VERDICT)
		verdict_line(j, ev);
}

/* --- the summary --- */

static void
device_lists(struct json_object *o, const struct snap_device *d)
{
	char text[IP_TEXT_BYTES + 10];
	struct json_object *list, *row;
	uint32_t i;

	list = add_array(o, "macs");
	for (i = 0; i < d->n_macs; i++) {
		mac_text(&d->macs[i], text);
		array_text(list, text);
	}
	list = add_array(o, "ips");
	for (i = 0; i < d->n_ips; i++) {
		ip_print(&d->ips[i], text);
		array_text(list, text);
	}
	list = add_array(o, "names");
	for (i = 0; i < d->n_names; i++)
		array_text(list, d->names[i]);
	list = add_array(o, "accounts");
	for (i = 0; i < d->n_accounts; i++)
		if (d->accounts[i].user[0] != '\0')
			array_text(list, d->accounts[i].user);
	list = add_array(o, "servers");
	for (i = 0; i < d->n_servers; i++) {
		row = json_object_new_object();
		endpoint_text(&d->servers[i].at, text, sizeof text);
		add_text(row, "address", text);
		add_number(row, "failures", d->servers[i].failures);
		add_number(row, "successes", d->servers[i].successes);
		json_object_array_add(list, row);
	}
}

static struct json_object *
device_object(const struct json *j, const struct snapshot *s, uint32_t rank)
{
	const struct snap_device *d = &s->devices[rank - 1];
	const char *steps[ADVICE_MAX], *vendor;
	struct json_object *list, *o = json_object_new_object();
	int i, n;

	vendor = snap_device_owns_mac(d) ? j->vendor(&d->mac) : "";
	add_number(o, "rank", rank);
	add_text(o, "verdict", rating_word(d->rating));
	add_text(o, "cause", cause_word(d->cause));
	if (d->has_mac)
		add_mac(o, "mac", &d->mac);
	device_lists(o, d);
	add_text(o, "vendor", vendor);
	add_number(o, "failures", d->failures);
	add_number(o, "successes", d->successes);
	add_number(o, "unknown", d->unknown);
	add_pct(o, "share", d->share_pct);
	add_pct(o, "confidence", d->confidence_pct);
	add_when(o, "first", d->first_ns);
	add_when(o, "last", d->last_ns);
	list = add_array(o, "advice");
	/* Where devices cannot be told apart this is none to go to. */
	n = snapshot_unfit(s) != NULL ? 0 : advice_for(d, vendor, steps);
	for (i = 0; i < n; i++)
		array_text(list, steps[i]);
	return (o);
}

static struct json_object *
lockout_object(const struct snap_lockout *l)
{
	struct json_object *part, *list, *o = json_object_new_object();
	uint16_t i;

	add_text(o, "kind", lock_kind_word(l->kind == 0 ? LOCK_NETWORK : l->kind));
	add_ip(o, "ip", &l->at.ip);
	add_text(o, "domain", l->server);
	list = add_array(o, "ports");
	for (i = 0; i < l->n_ports; i++)
		json_object_array_add(list, json_object_new_int(l->ports[i]));
	add_text(o, "how", opening_word(l->how));
	add_when(o, "since", l->since_ns);
	add_when(o, "until", l->until_ns);
	add_number(o, "connections", l->tries);
	add_number(o, "devices", l->devices);
	add_number(o, "failures", l->failures);
	if (!l->has_trigger)
		return (o);
	part = add_object(o, "trigger");
	if (l->trigger_has_mac)
		add_mac(part, "mac", &l->trigger_mac);
	add_ip(part, "ip", &l->trigger_ip);
	add_text(part, "domain", l->trigger);
	add_number(part, "failures", l->trigger_failures);
	return (o);
}

static void
add_lockouts(struct json_object *o, const struct snapshot *s)
{
	struct json_object *list;
	uint32_t i;

	list = add_array(o, "lockouts");
	for (i = 0; i < s->n_lockouts; i++)
		json_object_array_add(list, lockout_object(&s->lockouts[i]));
}

static void
add_capture(struct json_object *o, const struct snap_capture *c)
{
	struct json_object *notes, *part = add_object(o, "capture");
	char words[SENTENCE_BYTES];
	struct text t;
	uint32_t i;

	add_number(part, "packets", (int64_t)c->packets);
	add_number(part, "bytes", (int64_t)c->bytes);
	add_number(part, "dropped", (int64_t)c->dropped);
	add_number(part, "late", (int64_t)c->late);
	add_number(part, "truncated", (int64_t)c->truncated);
	add_number(part, "evicted", (int64_t)c->evicted);
	add_text(part, "point", point_word(c->point));
	add_when(part, "first", c->first_ns);
	add_when(part, "last", c->last_ns);
	if (c->n_notes == 0)
		return;
	notes = add_array(part, "notes");
	for (i = 0; i < c->n_notes; i++) {
		text_init(&t, words, sizeof words);
		finding_add(&t, &c->notes[i], SPELLING_RAW);
		array_text(notes, words);
	}
}

/*
 * Who has to be dealt with, and nobody else: whoever alerts on an entry of
 * this list must not find a device that mistyped once.
 */
static void
add_culprits(struct json_object *o, const struct snapshot *s)
{
	struct json_object *row, *list = add_array(o, "culprits");
	uint32_t i;

	for (i = 0; i < s->n_devices; i++) {
		const struct snap_device *d = &s->devices[i];

		if (d->rating != RATING_CULPRIT)
			continue;
		row = json_object_new_object();
		add_number(row, "rank", i + 1);
		if (d->has_mac)
			add_mac(row, "mac", &d->mac);
		if (d->n_ips > 0)
			add_ip(row, "ip", &d->ips[0]);
		json_object_array_add(list, row);
	}
}

/* Services of one address, from i on, as one row; its state is the worst. */
static struct json_object *
server_object(const struct snapshot *s, uint32_t i)
{
	static const char *const states[STATUS_COUNT] = {
		[STATUS_OK] = "ok", [STATUS_AT_RISK] = "at-risk",
		[STATUS_NO_ANSWER] = "silent", [STATUS_LOCKED] = "locked"
	};
	struct json_object *names, *o = json_object_new_object();
	enum server_status worst = STATUS_UNKNOWN;
	const char *name = "";
	int64_t since_ns = 0;
	uint32_t j;

	for (j = i; j < s->n_servers; j++) {
		const struct snap_server *v = &s->servers[j];

		if (!ip_equals(&v->at.ip, &s->servers[i].at.ip))
			continue;
		if (name[0] == '\0')
			name = v->name;
		if (v->status > worst) {
			worst = v->status;
			since_ns = v->since_ns;
		}
	}
	add_ip(o, "address", &s->servers[i].at.ip);
	names = add_array(o, "names");
	if (name[0] != '\0')
		array_text(names, name);
	add_text(o, "state", states[worst]);
	if (worst == STATUS_LOCKED)
		add_text(o, "kind", "network");
	if (worst >= STATUS_NO_ANSWER)
		add_when(o, "since", since_ns);
	return (o);
}

static void
add_servers(struct json_object *o, const struct snapshot *s)
{
	struct json_object *list = add_array(o, "servers");
	uint32_t i, j;

	for (i = 0; i < s->n_servers; i++) {
		for (j = 0; j < i; j++)
			if (ip_equals(&s->servers[j].at.ip,
			    &s->servers[i].at.ip))
				break;
		if (j == i)
			json_object_array_add(list, server_object(s, i));
	}
}

void
json_summary(struct json *j, const struct snapshot *s, uint64_t seq)
{
	struct json_object *event, *ours, *list, *part, *o;
	uint32_t i;

	o = line_new(s->as_of_ns, "state", "lockhound.summary", seq, &event,
	    &ours);
	list = add_array(ours, "devices");
	for (i = 0; i < s->n_devices; i++)
		json_object_array_add(list, device_object(j, s, i + 1));
	add_culprits(ours, s);
	add_servers(ours, s);
	add_lockouts(ours, s);
	part = add_object(ours, "counts");
	add_number(part, "devices", s->n_devices_seen);
	add_number(part, "servers", s->n_servers_seen);
	add_number(part, "sessions", (int64_t)s->sessions);
	part = add_object(ours, "logins");
	add_number(part, "failure", (int64_t)s->failures);
	add_number(part, "success", (int64_t)s->successes);
	add_number(part, "unknown", (int64_t)s->unknown);
	add_capture(ours, &s->capture);
	print_line(j, o);
}
