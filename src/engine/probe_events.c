/*
 * Events of a probe: each port that was asked, in the order of the questions,
 * then what follows for the host.  They carry the time of the answer, or that
 * at which it was due, so that a capture gives the same ones again.
 */

#include "engine/probe_events.h"

#include <string.h>

#include "base/text.h"
#include "engine/probe_state.h"

static void
event_begin(const struct probe *p, struct event *out, const struct ip *server,
    uint16_t port, int64_t when_ns)
{
	memset(out, 0, sizeof *out);
	out->kind = EVENT_VERDICT;
	out->when_ns = when_ns;
	out->has_server = true;
	out->who.server.ip = *server;
	out->who.server.port = port;
	text_keep(out->who.server_name, sizeof out->who.server_name,
	    span_text(p->view.host));
}

static bool
row_event(struct probe *p, uint32_t i, struct event *out)
{
	const struct probe_row *r = &p->view.rows[i];

	if (p->states[i].is_told || r->answer.answer == ANSWER_UNKNOWN ||
	    r->is_unseen)
		return (false);
	p->states[i].is_told = true;
	event_begin(p, out, &r->ip, r->port, r->known_ns);
	if (r->role == ROLE_REFERENCE)
		out->who.server_name[0] = '\0';
	out->u.verdict.action = ACTION_PROBE_ANSWERED;
	out->u.verdict.since_ns = r->asked_ns;
	out->u.verdict.answer = r->answer;
	return (true);
}

/* The address that the verdict is about: the first with the same. */
static const struct ip *
verdict_address(const struct probe_view *v, enum probe_verdict verdict)
{
	uint32_t i;

	for (i = 0; i < v->n_addresses; i++)
		if (v->addresses[i].verdict == verdict)
			return (&v->addresses[i].ip);
	for (i = 0; i < v->n_addresses; i++)
		if (probe_is_locked(v->addresses[i].verdict) ==
		    probe_is_locked(verdict))
			return (&v->addresses[i].ip);
	return (&v->addresses[0].ip);
}

static enum trouble
trouble_of(const struct probe_view *v, enum probe_verdict verdict)
{
	return (verdict == PROBE_LINE_DOWN ? TROUBLE_LINE_DOWN :
	    verdict != PROBE_SERVER_DOWN ? TROUBLE_UNKNOWN :
	    v->way == OPENING_RESET ? TROUBLE_STOPPED : TROUBLE_GONE);
}

static void
verdict_fill(const struct probe_view *v, enum probe_verdict about,
    bool is_over, struct verdict_event *out)
{
	bool is_locked = probe_is_locked(about);

	out->action = is_locked ? (is_over ? ACTION_LOCKOUT_ENDED :
	    ACTION_LOCKOUT_STARTED) : is_over ? ACTION_HOST_TROUBLE_ENDED :
	    ACTION_HOST_TROUBLE;
	out->since_ns = v->began_ns;
	out->how = v->way;
	out->is_likely = v->is_sure;
	if (!is_locked) {
		out->trouble = trouble_of(v, about);
		return;
	}
	out->lock_kind = LOCK_NETWORK;
	out->scope = about == PROBE_LOCKED_V6 ? SCOPE_ONE_ADDRESS : SCOPE_LINE;
}

bool
probe_events_next(struct probe *p, struct event *out)
{
	const struct probe_view *v = &p->view;
	enum probe_verdict about = v->verdict;
	bool is_over;
	uint32_t i;

	for (i = 0; i < v->n_rows; i++)
		if (row_event(p, i, out))
			return (true);
	if (v->n_addresses == 0 || (p->is_told && p->told == v->verdict))
		return (false);
	is_over = p->is_told && v->verdict == PROBE_FREE;
	about = is_over ? p->told : v->verdict;
	p->is_told = true;
	p->told = v->verdict;
	if (!probe_is_locked(about) && trouble_of(v, about) == TROUBLE_UNKNOWN)
		return (false);
	event_begin(p, out, verdict_address(v, about), 0,
	    is_over ? v->lifted_ns : v->known_ns);
	verdict_fill(v, about, is_over, &out->u.verdict);
	return (true);
}
