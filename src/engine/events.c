/*
 * Events: what the engine has to tell waits here until it is taken.
 *
 * A login goes to the ledger first, which adds names; what the ledger believes
 * follows it.  One told as unknown is kept for a while: what its server says
 * later may settle it, and then it is told again, corrected.
 */

#include "engine/events.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "engine/snapshot.h"
#include "engine/state.h"
#include "talk/guess.h"

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

/* Returns the number it was given. */
static uint64_t
event_queue(struct engine *e, const struct event *ev)
{
	struct event *slot = event_new(e);
	uint64_t seq = slot->seq;

	*slot = *ev;
	slot->seq = seq;
	return (seq);
}

/*
 * Worked out from all the books; where it keeps names back they come again
 * with each failure, so that is asked once a second.
 */
static enum point
place_of(struct engine *e)
{
	struct place_facts facts = e->facts;

	if (place_is_unfit(e->point) && e->now_ns - e->point_ns < NS_PER_S)
		return (e->point);
	ledger_place(e->ledger, &facts);
	e->point = place_point(&facts);
	e->point_ns = e->now_ns;
	return (e->point);
}

/* What TLS shows of the two ends. */
static void
login_tls(const struct engine *e, const struct session *s, struct event *ev)
{
	const struct veil *v = talk_veil(&s->talk, &e->talks);
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

static void
login_book(struct engine *e, struct event *ev)
{
	ledger_login(e->ledger, ev);
	/* The tag has done its work. */
	ev->u.login.attempt.secret_tag = 0;
}

/* A place that cannot tell devices apart is worth an alert of its own, once. */
void
events_place(struct engine *e)
{
	struct snapshot *s = pool_put(e->beliefs, NULL);
	struct event ev;
	uint32_t i;

	snapshot_fill(e, s);
	for (i = 0; i < s->capture.n_notes; i++) {
		const struct snap_note *n = &s->capture.notes[i];

		if (!n->is_unfit || (e->told_notes >> n->note & 1) != 0)
			continue;
		e->told_notes |= UINT32_C(1) << n->note;
		memset(&ev, 0, sizeof ev);
		ev.kind = EVENT_VERDICT;
		ev.when_ns = e->now_ns;
		ev.u.verdict.action = ACTION_CAPTURE_UNFIT;
		ev.u.verdict.budget_left = ev.u.verdict.eta_s = -1;
		memcpy(ev.u.verdict.sentence, n->sentence,
		    sizeof ev.u.verdict.sentence);
		event_queue(e, &ev);
	}
	pool_drop(e->beliefs, s);
}

/*
 * After the NAT a server that answers nobody is seen as well as before it, but
 * not whose fault that is; and where the answers are not seen, nothing is.
 */
static bool
place_lets_tell(struct engine *e, struct event *verdict)
{
	enum point point = place_of(e);

	if (!place_is_unfit(point))
		return (true);
	if (!action_is_lockout(verdict->u.verdict.action))
		return (false);
	ledger_unname(e->ledger, verdict);
	return (point == POINT_WAN);
}

/* What is believed; where that cannot be told, this and why. */
void
events_verdicts(struct engine *e)
{
	struct event verdict;

	while (ledger_next_verdict(e->ledger, &verdict)) {
		if (place_lets_tell(e, &verdict)) {
			event_queue(e, &verdict);
			continue;
		}
		/* The place may turn out to be better than it looks. */
		ledger_withhold(e->ledger, &verdict);
		if (e->told_notes == 0)
			events_place(e);
	}
}

static void
unsettled_keep(struct engine *e, const struct event *ev)
{
	struct unsettled *d;

	if (pool_is_full(e->unsettled))
		pool_drop(e->unsettled, pool_stalest(e->unsettled));
	d = pool_put(e->unsettled, NULL);
	d->doubt = e->talks.doubt;
	d->event = *ev;
	e->talks.has_doubt = false;
}

/* A server has taught something: are there logins that it settles? */
static void
unsettled_settle(struct engine *e, int64_t when_ns)
{
	struct unsettled *d = pool_stalest(e->unsettled), *next;
	const struct lesson_key *taught = &e->talks.taught;
	enum outcome was;
	uint8_t was_pct;

	e->talks.has_taught = false;
	for (; d != NULL; d = next) {
		struct login_event *l = &d->event.u.login;
		struct attempt *a = &l->attempt;
		struct event ev;

		next = pool_younger(e->unsettled, d);
		if (d->doubt.proto != taught->proto ||
		    !ip_equals(&d->doubt.ip, &taught->ip))
			continue;
		was = a->outcome;
		was_pct = a->confidence_pct;
		if (!guess_again(&e->talks, &d->doubt, a))
			continue;
		l->was = was;
		l->was_pct = was_pct;
		l->corrects = d->event.seq;
		ev = d->event;
		ev.seq = e->seq + 1;
		/* Known when the lesson was learnt, not when we looked. */
		if (when_ns > ev.when_ns)
			ev.when_ns = when_ns;
		login_book(e, &ev);
		d->event.seq = event_queue(e, &ev);
		if (a->outcome == OUTCOME_OK)
			pool_drop(e->unsettled, d);
		events_verdicts(e);
	}
}

void
events_login(struct engine *e, const struct session *s,
    const struct attempt *a)
{
	struct event *ev = event_new(e);

	ev->kind = EVENT_LOGIN;
	ev->when_ns = a->ended_ns;
	ev->has_client = ev->has_server = true;
	flow_who(&s->key, &s->flow, &ev->who);
	ev->u.login.attempt = *a;
	login_tls(e, s, ev);
	login_book(e, ev);
	if (e->talks.has_doubt)
		unsettled_keep(e, ev);
	events_verdicts(e);
	if (e->talks.has_taught)
		unsettled_settle(e, a->ended_ns);
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
