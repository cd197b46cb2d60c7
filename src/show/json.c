/*
 * The JSON lines, by json-c: one line after the other.
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
#include "show/alert.h"
#include "show/community_id.h"
#include "show/json_devices.h"
#include "show/json_parts.h"
#include "show/json_probe.h"
#include "show/json_summary.h"
#include "show/probe_words.h"

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
	json_add_text(o, "@timestamp", when);
	json_add_text(json_add_object(o, "ecs"), "version", "8.11.0");
	*event = json_add_object(o, "event");
	json_add_text(*event, "kind", kind);
	json_add_text(*event, "module", "lockhound");
	json_add_text(*event, "dataset", dataset);
	json_add_number(*event, "sequence", (int64_t)seq);
	*ours = json_add_object(o, "lockhound");
	json_add_number(*ours, "schema", JSON_SCHEMA);
	return (o);
}

static void
add_ends(struct json_object *o, const struct event *ev)
{
	const struct who *w = &ev->who;
	struct json_object *end;

	if (ev->has_client) {
		end = json_add_object(o, "source");
		json_add_ip(end, "ip", &w->client.ip);
		if (w->client.port != 0)
			json_add_number(end, "port", w->client.port);
		if (w->has_mac)
			json_add_mac(end, "mac", &w->mac);
		json_add_text(end, "domain", w->client_name);
	}
	if (ev->has_server) {
		end = json_add_object(o, "destination");
		json_add_ip(end, "ip", &w->server.ip);
		if (w->server.port != 0)
			json_add_number(end, "port", w->server.port);
		json_add_text(end, "domain", w->server_name);
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
	tls = json_add_object(o, "tls");
	json_object_object_add(tls, "established",
	    json_object_new_boolean(1));
	if (l->tls_version >= 0x0301 && l->tls_version <= 0x0304)
		json_add_text(tls, "version",
		    versions[l->tls_version - 0x0301]);
	if (l->server_name[0] == '\0' && l->ja4[0] == '\0')
		return;
	client = json_add_object(tls, "client");
	json_add_text(client, "server_name", l->server_name);
	json_add_text(client, "ja4", l->ja4);
}

static void
login_line(struct json *j, const struct event *ev)
{
	const struct login_event *l = &ev->u.login;
	const struct attempt *a = &l->attempt;
	struct json_object *event, *part, *ours, *o = line_new(ev->when_ns,
	    "event", "lockhound.login", ev->seq, &event, &ours);
	char id[COMMUNITY_ID_BYTES];

	json_add_words(event, "category", "authentication");
	json_add_words(event, "type", "start");
	json_add_text(event, "action", "mail-login");
	json_add_text(event, "outcome", outcome_word(a->outcome));
	json_add_text(event, "reason", reason_word(a->reason));
	if (a->asked_ns != 0 && a->ended_ns >= a->asked_ns)
		json_add_number(event, "duration", a->ended_ns - a->asked_ns);
	part = json_add_object(o, "network");
	json_add_text(part, "transport", "tcp");
	json_add_text(part, "type", ip_is_v4(&ev->who.client.ip) ? "ipv4" :
	    "ipv6");
	json_add_text(part, "protocol", proto_word(a->proto));
	community_id(&ev->who.client, &ev->who.server, id);
	json_add_text(part, "community_id", id);
	add_ends(o, ev);
	if (a->user[0] != '\0')
		json_add_text(json_add_object(o, "user"), "name", a->user);
	add_tls(o, l);
	json_add_text(ours, "security", security_word(a->security));
	json_add_text(ours, "mechanism", a->mech);
	json_add_text(ours, "evidence", evidence_word(a->evidence));
	if (a->evidence != EVIDENCE_UNKNOWN)
		json_add_pct(ours, "confidence", a->confidence_pct);
	if (a->is_inferred)
		json_add_pct(ours, "failure_probability", a->failed_pct);
	if (a->is_taught)
		json_add_flag(ours, "taught", true);
	json_add_text(ours, "reply", a->reply);
	json_add_text(ours, "secret", secret_word(l->secret));
	if (l->corrects != 0)
		json_add_number(ours, "corrects", (int64_t)l->corrects);
	json_add_text(ours, "client", a->program[0] != '\0' ? a->program :
	    client_name(a->client));
	json_add_text(ours, "server_software", server_software(a->server));
	print_line(j, o);
}

/* What only some alerts have. */
static void
add_belief(struct json_object *ours, const struct verdict_event *v)
{
	bool is_host = v->action == ACTION_HOST_REFUSES_ALL ||
	    v->action == ACTION_HOST_TROUBLE ||
	    v->action == ACTION_HOST_TROUBLE_ENDED;

	if (v->action == ACTION_LOCKOUT_STARTED ||
	    v->action == ACTION_LOCKOUT_ENDED) {
		json_add_text(ours, "kind", lock_kind_word(v->lock_kind ==
		    LOCK_UNKNOWN ? LOCK_NETWORK : v->lock_kind));
		json_add_text(ours, "scope", lock_scope_word(v->scope));
		json_add_text(ours, "how", opening_word(v->how));
	}
	if (is_host)
		json_add_text(ours, "cause", trouble_word(v->trouble));
	else if (v->cause != CAUSE_UNKNOWN)
		json_add_text(ours, "cause", cause_word(v->cause));
	json_add_text(ours, "remedy", remedy_word(v->remedy));
}

/* What a port said that was asked. */
static void
add_answer(struct json_object *ours, const struct event *ev)
{
	const struct probe_answer *a = &ev->u.verdict.answer;

	json_add_text(ours, "state", port_answer_word(a->answer));
	json_add_text(ours, "how", probe_how(a,
	    ip_is_v4(&ev->who.server.ip)));
	if (a->answer == ANSWER_REFUSED)
		json_add_ip(ours, "by", &a->by);
	if (a->ttl > 0)
		json_add_number(ours, "ttl", a->ttl);
	/* None: a program of its own was let in. */
	if (a->tries > 0)
		json_add_number(ours, "tries", a->tries);
}

static void
add_forecast(struct json_object *ours, const struct verdict_event *v)
{
	char words[SENTENCE_BYTES];
	struct text t;

	text_init(&t, words, sizeof words);
	alert_policy(&t, v);
	json_add_text(ours, "policy", words);
	/* 0: it is used up. */
	if (v->action == ACTION_LOCKOUT_FORECAST)
		json_add_number(ours, "budget_left", v->budget_left);
	if (v->eta_ns > 0)
		json_add_number(ours, "eta_s", v->eta_ns / NS_PER_S);
}

static void
verdict_line(struct json *j, const struct event *ev)
{
	const struct verdict_event *v = &ev->u.verdict;
	char words[SENTENCE_BYTES + USER_BYTES];
	struct text t;
	struct json_object *event, *ours, *o = line_new(ev->when_ns, "alert",
	    "lockhound.verdict", ev->seq, &event, &ours);

	json_add_text(event, "action", action_word(v->action));
	text_init(&t, words, sizeof words);
	alert_add(&t, ev, true, SPELLING_RAW);
	json_add_text(event, "reason", words);
	add_ends(o, ev);
	if (v->lock_kind == LOCK_ACCOUNT && v->user[0] != '\0')
		json_add_text(json_add_object(o, "user"), "name", v->user);
	add_belief(ours, v);
	add_forecast(ours, v);
	if (v->action == ACTION_PROBE_ANSWERED)
		add_answer(ours, ev);
	json_add_when(ours, "since", v->since_ns);
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

void
json_summary(struct json *j, const struct snapshot *s, uint64_t seq)
{
	struct json_object *event, *ours, *o = line_new(s->as_of_ns, "state",
	    "lockhound.summary", seq, &event, &ours);

	json_summary_fill(ours, s, j->vendor);
	print_line(j, o);
}

void
json_probe(struct json *j, const struct probe_view *v, uint64_t seq)
{
	struct json_object *event, *ours, *o = line_new(v->lifted_ns != 0 ?
	    v->lifted_ns : v->known_ns, "state", "lockhound.probe", seq,
	    &event, &ours);

	if (v->host[0] != '\0')
		json_add_text(json_add_object(o, "destination"), "domain",
		    v->host);
	json_probe_fill(ours, v);
	print_line(j, o);
}

void
json_device(struct json *j, int64_t when_ns, uint64_t seq,
    const struct census_device *d)
{
	struct json_object *event, *ours, *o = line_new(when_ns, "asset",
	    "lockhound.device", seq, &event, &ours);

	json_device_fill(json_add_object(o, "host"), ours, d,
	    j->vendor(&d->mac));
	print_line(j, o);
}

void
json_devices(struct json *j, int64_t when_ns, uint64_t seq,
    const struct census *c, uint32_t n_asked)
{
	struct json_object *event, *ours, *o = line_new(when_ns, "state",
	    "lockhound.devices", seq, &event, &ours);

	json_add_number(ours, "devices", c->n);
	json_add_number(ours, "left_out", c->n_left_out);
	json_add_number(ours, "packets", n_asked);
	print_line(j, o);
}
