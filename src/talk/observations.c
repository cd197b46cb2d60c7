/*
 * One session as inference sees it: turns made into exchanges, and how long
 * the server took for each, less the way there and back.
 */

#include "talk/observations.h"

#include <string.h>

#include "talk/sums.h"
#include "talk/turns.h"

/* No message is shorter: its header alone takes as much. */
enum { MESSAGE_BYTES = 200 };

static void
exchange_add(struct observations *r, const struct turn *client,
    const struct turn *server, int number)
{
	struct exchange *x;

	if (r->n == EXCHANGES_MAX)
		return;
	x = &r->ex[r->n++];
	memset(x, 0, sizeof *x);
	x->client = *client;
	x->has_answer = server != NULL;
	if (server != NULL)
		x->server = *server;
	x->number = (uint8_t)number;
	x->bin = -1;
}

/* A turn's first record, and the rest of it, as two turns. */
static void
turn_split(const struct turn *t, struct turn *first, struct turn *rest)
{
	*first = *rest = *t;
	first->last_ns = t->first_ns;
	first->from = t->first_from;
	first->to = t->first_to;
	first->n_records = 1;
	rest->first_ns = t->second_ns;
	rest->from -= t->first_from;
	rest->to -= t->first_to;
	rest->n_records--;
}

/*
 * A client that does not wait for the first answer: as many records back as
 * forth are as many exchanges.  A bare CRLF is the end of its own line.
 */
static void
exchanges_of(struct observations *r, const struct turn *client,
    const struct turn *server, int number)
{
	struct turn c[2], s[2];

	if (client->n_records < 2 || client->n_records != server->n_records ||
	    client->has_gap || server->has_gap ||
	    client->to - client->first_to <= 2) {
		exchange_add(r, client, server, number + 1);
		return;
	}
	turn_split(client, &c[0], &c[1]);
	turn_split(server, &s[0], &s[1]);
	/* The answer to the second is not sooner than that to the first. */
	if (c[1].last_ns < s[0].first_ns)
		c[1].last_ns = s[0].first_ns - r->rtt_ns;
	exchange_add(r, &c[0], &s[0], number);
	exchange_add(r, &c[1], &s[1], number + 1);
	wipe(c, sizeof c);
}

/* What the server is known by before anybody logs in. */
static void
server_seen(const struct tls_view *v, struct observations *r)
{
	const struct turn *t = &v->turns[0];

	r->n_tickets = -1;
	if (v->n_turns == 0 || t->direction != FROM_SERVER || t->has_gap ||
	    t->from != t->to)
		return;
	r->greeting = t->from;
	if (v->version == VERSION_13 && !v->is_resumed)
		r->n_tickets = v->n_tickets < TICKET_COUNTS ? v->n_tickets :
		    TICKET_COUNTS - 1;
}

void
observations_fill(struct tls_view *v, struct observations *r)
{
	int64_t delay_ns;
	int i;

	server_seen(v, r);
	r->body_at = -1;
	r->rtt_ns = v->rtt_ns;
	r->stack_tag = v->stack_tag;
	for (i = 0; i + 1 < v->n_turns; i++) {
		const struct turn *t = &v->turns[i];

		if (t->direction != FROM_CLIENT || t->has_gap ||
		    t[1].has_gap || t->n_records > 1)
			continue;
		delay_ns = t[1].first_ns - t->last_ns;
		if (delay_ns >= 0 && (r->rtt_ns == 0 || delay_ns < r->rtt_ns))
			r->rtt_ns = delay_ns;
	}
	v->rtt_ns = r->rtt_ns;
	for (i = 0; i < v->n_turns; i++) {
		const struct turn *t = &v->turns[i];

		if (t->direction != FROM_CLIENT)
			continue;
		if (i + 1 < v->n_turns)
			exchanges_of(r, t, t + 1, i);
		else
			exchange_add(r, t, NULL, i);
	}
	for (i = 0; i < r->n; i++) {
		struct exchange *x = &r->ex[i];

		if (r->body_at < 0 && (x->client.has_gap ||
		    x->client.to >= MESSAGE_BYTES))
			r->body_at = i;
		if (!x->has_answer || x->server.has_gap || x->client.has_gap)
			continue;
		delay_ns = x->server.first_ns - x->client.last_ns - r->rtt_ns;
		x->bin = delay_bin(delay_ns > 0 ? delay_ns : 0);
	}
}

void
observations_shares(const struct observations *r, const struct turn *turn,
    enum said said, uint32_t tag, float out[STEP_COUNT])
{
	struct plain_range bytes = { turn->from, turn->to };
	const uint32_t tags[LANES] = { tag, tag, tag, tag };
	lanes shares[STEP_COUNT];
	int k;

	sums_shares(r->sums, r->proto, said, bytes, tags, shares);
	for (k = 0; k < STEP_COUNT; k++)
		out[k] = shares[k][0];
}
