/*
 * Roads: which step can follow which.  Of a hundred pairs of steps only some
 * forty exist, and the others need not be added up.
 */

#include "talk/roads.h"

#include <assert.h>

/*
 * Where mail servers deliver to each other most sessions have no login: mail
 * without one is so much likelier there, a guess.
 */
#define RELAY_ODDS	100.f
/* Of those who log in to send, so few leave without having sent: a guess. */
#define UNSENT_ODDS	.25f

static bool
is_after_login(int step)
{
	return (step == STEP_ACTIVE || step == STEP_ACCEPTED);
}

static struct road
road(enum proto proto, bool is_relay, bool is_unsent, int step, int next)
{
	struct road out = { 0.f, (uint8_t)step, (uint8_t)next,
	    EMITTED_FIRST, false };
	float share = step_follows(proto, (enum step)step, (enum step)next);

	if (is_relay && next == STEP_BARE && step == STEP_PREPARE)
		share *= RELAY_ODDS;
	else if (next == STEP_LEAVE && is_unsent && is_after_login(step))
		share *= UNSENT_ODDS;
	if (step == next)
		out.emission = EMITTED_AGAIN;
	else if (step == STEP_CHALLENGE)
		out.emission = EMITTED_AFTER;
	out.share = share;
	return (out);
}

static void
roads_fill(enum proto proto, bool is_relay, bool is_unsent, struct roads *out)
{
	int i, j, n = 0;

	for (i = 0; i < STEP_COUNT; i++)
		for (j = 0; j < STEP_COUNT; j++) {
			struct road to = road(proto, is_relay, is_unsent,
			    j, i);
			struct road from = road(proto, is_relay, is_unsent,
			    i, j);

			assert(n < ROADS_MAX && out->n < ROADS_MAX);
			if (to.share > 0.f)
				out->by_to[n++] = to;
			if (from.share > 0.f)
				out->by_from[out->n++] = from;
		}
	assert(n == out->n);
	for (i = 0; i < n; i++) {
		out->by_to[i].is_last = i + 1 == n ||
		    out->by_to[i].to != out->by_to[i + 1].to;
		out->by_from[i].is_last = i + 1 == n ||
		    out->by_from[i].from != out->by_from[i + 1].from;
	}
}

void
roads_make(enum proto proto, struct roads out[2][2])
{
	int relay, unsent;

	for (relay = 0; relay < 2; relay++)
		for (unsent = 0; unsent < 2; unsent++)
			roads_fill(proto, relay != 0, unsent != 0,
			    &out[relay][unsent]);
}

/* Has nobody sent a message by the i-th exchange, in a session to send? */
static bool
is_unsent(const struct observations *r, int i)
{
	return (r->proto == PROTO_SMTP && (r->body_at < 0 || r->body_at >= i));
}

const struct roads *
roads_to(const struct observations *r, int i)
{
	return (&r->sums->roads[r->proto - 1][r->is_relay][is_unsent(r, i)]);
}

float
roads_end(const struct observations *r, int step)
{
	float share = step_ends((enum step)step);

	return (is_after_login(step) && is_unsent(r, r->n) ?
	    share * UNSENT_ODDS : share);
}
