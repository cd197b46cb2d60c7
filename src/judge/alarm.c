/* A lockout in one event: foretold, begun, over. */

#include "judge/alarm.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"

static void
add_server(struct text *t, const struct endpoint *at, const char *name)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&at->ip, ip);
	text_add(t, name[0] != '\0' ? name : ip);
}

static void
add_device(struct text *t, const struct snap_lockout *r)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&r->trigger_ip, ip);
	text_add(t, r->trigger[0] != '\0' ? r->trigger : ip);
}

static void
event_begin(const struct snap_lockout *r, enum action action, int64_t when_ns,
    struct event *out)
{
	memset(out, 0, sizeof *out);
	out->when_ns = when_ns;
	out->kind = EVENT_VERDICT;
	out->has_server = true;
	out->who.server = r->at;
	memcpy(out->who.server_name, r->server, NAME_BYTES);
	if (r->has_trigger) {
		out->has_client = true;
		out->who.client.ip = r->trigger_ip;
		out->who.has_mac = r->trigger_has_mac;
		out->who.mac = r->trigger_mac;
		memcpy(out->who.client_name, r->trigger, NAME_BYTES);
	}
	out->u.verdict.action = action;
	out->u.verdict.budget_left = out->u.verdict.eta_s = -1;
}

void
alarm_started(const struct snap_lockout *r, int64_t when_ns, struct event *out)
{
	struct text t;

	event_begin(r, ACTION_LOCKOUT_STARTED, when_ns, out);
	out->u.verdict.since_ns = r->since_ns;
	text_init(&t, out->u.verdict.sentence, SENTENCE_BYTES);
	add_server(&t, &r->at, r->server);
	text_addf(&t, " %s after %u failed login%s",
	    snap_lockout_words(r), r->failures, r->failures == 1 ? "" : "s");
	if (r->has_trigger) {
		text_addf(&t, ", %u of them by ", r->trigger_failures);
		add_device(&t, r);
	}
	text_add(&t, snap_lockout_is_likely(r) ?
	    ": most likely it has locked your address out" :
	    ": it may have locked your address out");
}

void
alarm_ended(const struct snap_lockout *r, struct event *out)
{
	char span[WHEN_SPAN_BYTES];
	struct text t;

	event_begin(r, ACTION_LOCKOUT_ENDED, r->until_ns, out);
	out->u.verdict.since_ns = r->since_ns;
	when_span(r->until_ns - r->since_ns, span);
	text_init(&t, out->u.verdict.sentence, SENTENCE_BYTES);
	add_server(&t, &r->at, r->server);
	text_addf(&t, " answers again after %s; %u tries of %u device%s were "
	    "in vain", span, r->tries, r->devices, r->devices == 1 ? "" : "s");
}

void
alarm_forecast(const struct snap_lockout *r, const struct forecast *f,
    int64_t when_ns, struct event *out)
{
	char span[WHEN_SPAN_BYTES];
	struct text t;

	event_begin(r, ACTION_LOCKOUT_FORECAST, when_ns, out);
	out->u.verdict.budget_left = (int32_t)f->left;
	if (f->eta_ns > 0)
		out->u.verdict.eta_s = (int32_t)(f->eta_ns / NS_PER_S);
	out->u.verdict.since_ns = f->first_ns;
	text_init(&t, out->u.verdict.policy, sizeof out->u.verdict.policy);
	text_addf(&t, "%s: %u in %us", f->policy->locker,
	    f->policy->failures, f->policy->window_s);
	text_init(&t, out->u.verdict.sentence, SENTENCE_BYTES);
	text_addf(&t, "%u failed logins at ", f->failures);
	add_server(&t, &r->at, r->server);
	text_addf(&t, ": %u more and a host with %s's defaults locks "
	    "your address out", f->left, f->policy->locker);
	if (f->eta_ns > 0) {
		when_span(f->eta_ns, span);
		text_addf(&t, ", at this pace in %s", span);
	}
}
