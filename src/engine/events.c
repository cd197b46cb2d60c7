/*
 * Events: what the engine has to tell waits here until it is taken.
 *
 * A login goes to the ledger first, which adds names; what the ledger believes
 * follows it.  One told by guesses is kept for a while: a second look may
 * settle it, and then it is told again, corrected.
 */

#include "engine/events.h"

#include <string.h>

#include "base/text.h"
#include "engine/state.h"
#include "engine/unsettled.h"

/* The next event, to be filled where it waits; good until the next but one. */
static struct event *
event_new(struct engine *e)
{
	struct event *ev;

	if (pool_is_full(e->events))
		pool_evict(e->events, pool_stalest(e->events));
	ev = pool_put(e->events, NULL);
	ev->seq = ++e->seq;
	return (ev);
}

/* Queue a copy of an event; returns the seq that the copy was given. */
static uint64_t
event_queue(struct engine *e, const struct event *ev)
{
	struct event *slot = event_new(e);
	uint64_t seq = slot->seq;

	*slot = *ev;
	slot->seq = seq;
	return (seq);
}

/* What TLS shows of the two ends. */
static void
login_tls(const struct engine *e, const struct session *s, struct event *ev)
{
	const struct tls_view *v = talk_tls_view(&s->talk, &e->talks);
	struct login_event *l = &ev->u.login;
	const char *name;

	if (v == NULL)
		return;
	l->tls_established = s->talk.has_tls;
	l->tls_version = v->version;
	memcpy(l->server_name, v->sni, sizeof l->server_name);
	memcpy(l->ja4, v->ja4, sizeof l->ja4);
	name = v->sni[0] != '\0' ? v->sni : v->certificate;
	text_keep(ev->who.server_name, sizeof ev->who.server_name,
	    span_text(name));
}

/* Enter a login in the ledger, which adds what it knows to it. */
static void
login_enter(struct engine *e, struct event *ev)
{
	ledger_login(e->ledger, ev);
	/* The tag has done its work. */
	ev->u.login.attempt.secret_tag = 0;
}

void
events_verdicts(struct engine *e)
{
	struct event alert;

	while (ledger_next_alert(e->ledger, &alert))
		event_queue(e, &alert);
}

void
events_correct(struct engine *e, struct event *login,
    const struct attempt *now, int64_t when_ns)
{
	struct login_event *l = &login->u.login;
	struct event ev;

	l->was = l->attempt.outcome;
	l->was_pct = l->attempt.confidence_pct;
	l->corrects = login->seq;
	l->attempt = *now;
	ev = *login;
	ev.seq = e->seq + 1;
	/* Known when it was shown, not when we looked. */
	if (when_ns > ev.when_ns)
		ev.when_ns = when_ns;
	login_enter(e, &ev);
	login->seq = event_queue(e, &ev);
	events_verdicts(e);
}

struct unsettled_login *
events_login(struct engine *e, const struct session *s,
    const struct told *told)
{
	const struct attempt *a = &told->attempt;
	struct unsettled_login *kept = NULL;
	struct event *ev = event_new(e);

	ev->kind = EVENT_LOGIN;
	ev->when_ns = a->ended_ns;
	ev->has_client = ev->has_server = true;
	flow_who(&s->key, &s->flow, &ev->who);
	ev->u.login.attempt = *a;
	login_tls(e, s, ev);
	login_enter(e, ev);
	if (told->is_unsettled)
		kept = unsettled_keep(e, ev, &told->unsettled);
	events_verdicts(e);
	return (kept);
}

void
events_shown(struct engine *e, const struct session *s, int64_t when_ns)
{
	uint16_t relay = talk_relay(&e->talks);
	struct who w = { .has_mac = false };
	struct greeting g;

	if (relay != 0) {
		flow_who(&s->key, &s->flow, &w);
		ledger_relay(e->ledger, when_ns, &w, relay);
	}
	if (!talk_refused(&e->talks, &g))
		return;
	flow_who(&s->key, &s->flow, &g.who);
	if (ledger_greeting(e->ledger, &g))
		events_verdicts(e);
}

bool
events_next(struct engine *e, struct event *out)
{
	struct event *oldest = pool_stalest(e->events);

	if (oldest == NULL)
		return (false);
	*out = *oldest;
	pool_drop(e->events, oldest);
	return (true);
}

bool
events_have_room(const struct engine *e)
{
	return (pool_used(e->events) < pool_slots(e->events) / 2);
}
