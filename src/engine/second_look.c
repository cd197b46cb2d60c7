/* A second look at logins that were told by guesses. */

#include "engine/second_look.h"

#include <string.h>

#include "engine/events.h"
#include "engine/session.h"
#include "engine/unsettled.h"
#include "talk/unsettled.h"

/* The session has shown that its login was told wrongly. */
static void
look_at_session(struct engine *e, const struct session *s,
    const struct told *told)
{
	struct profile_key server;
	struct unsettled_login *u;
	struct who who;

	flow_who(&s->key, &s->flow, &who);
	memset(&server, 0, sizeof server);
	server.ip = who.server.ip;
	server.proto = (uint16_t)told->attempt.proto;
	for (u = unsettled_first(e, &server); u != NULL;
	    u = unsettled_next(e, &server, u)) {
		const struct attempt *a = &u->event.u.login.attempt;

		if (a->asked_ns != told->attempt.asked_ns ||
		    u->event.who.client.port != who.client.port ||
		    !ip_equals(&u->event.who.client.ip, &who.client.ip))
			continue;
		events_correct(e, &u->event, &told->attempt,
		    told->attempt.ended_ns);
		unsettled_drop(e, u);
		return;
	}
}

/* A server has taught something: which logins that are kept does it settle? */
static void
look_at_server(struct engine *e, const struct profile_key *taught,
    int64_t when_ns)
{
	struct unsettled_login *u = unsettled_first(e, taught), *next;

	for (; u != NULL; u = next) {
		struct attempt a = u->event.u.login.attempt;

		next = unsettled_next(e, taught, u);
		if (!unsettled_again(&e->talks, &u->why, &a))
			continue;
		events_correct(e, &u->event, &a, when_ns);
		if (a.outcome == OUTCOME_OK)
			unsettled_drop(e, u);
	}
}

/* --- together --- */

static bool
is_of(const struct unsettled_login *u, const struct unsettled_login *one)
{
	return (ip_equals(&u->event.who.client.ip,
	    &one->event.who.client.ip) && u->event.u.login.attempt.stack_tag ==
	    one->event.u.login.attempt.stack_tag);
}

/*
 * One more login of which nobody knows how it went: with those of the same
 * client and program that were answered alike it may be known.
 */
static void
look_at_alike(struct engine *e, const struct unsettled_login *one,
    int64_t when_ns)
{
	struct profile_key server = { one->why.ip, one->why.proto };
	struct unsettled_pool p;
	struct unsettled_login *u;

	unsettled_pool(&p, &one->why);
	for (u = unsettled_first(e, &server); u != NULL;
	    u = unsettled_next(e, &server, u))
		if (is_of(u, one))
			unsettled_pool_add(&e->talks, &p, &u->why);
	for (u = unsettled_first(e, &server); u != NULL;
	    u = unsettled_next(e, &server, u)) {
		struct attempt a = u->event.u.login.attempt;

		if (is_of(u, one) &&
		    unsettled_pooled(&e->talks, &p, &u->why, &a))
			events_correct(e, &u->event, &a, when_ns);
	}
}

void
second_look_login(struct engine *e, const struct session *s,
    const struct told *told)
{
	const struct unsettled_login *kept;
	int64_t when_ns = told->attempt.ended_ns;
	struct profile_key taught;

	if (told->is_correction) {
		look_at_session(e, s, told);
		return;
	}
	kept = events_login(e, s, told);
	if (kept != NULL && told->attempt.outcome == OUTCOME_UNKNOWN)
		look_at_alike(e, kept, when_ns);
	if (talk_taught(&e->talks, &taught))
		look_at_server(e, &taught, when_ns);
}
