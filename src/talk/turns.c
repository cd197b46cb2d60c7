/*
 * Turns: who said how much before the other spoke.
 *
 * TLS 1.3 hides the type of a record behind "application data"; what is no
 * data there is known by its place and length.  Session tickets come before
 * or right behind the first request.  A record with two bytes in it is a
 * close_notify, or a client's bare CRLF: it is kept back until somebody speaks
 * again.
 */

#include "talk/turns.h"

#include <string.h>

#include "base/when.h"
#include "talk/guess.h"

enum {
	BLOCK_BYTES = 16,		/* the largest of a CBC suite */
	TWO_BYTES = 2,
	UPDATE_BYTES = 5,		/* KeyUpdate, RFC 8446 4.6.3 */
	RECORDS_LOOKED_AT = 3, TURNS_LOOKED_AT = 24
};

#define SPLIT_NS	(2 * NS_PER_MS)
/* A server that closes so soon has decided to with its last words: a guess. */
#define CLOSE_NS	(100 * NS_PER_MS)
/* Words so long after an answer were not asked for; a guess, as the next is. */
#define LATE_NS		(2 * NS_PER_S)
/* A server that takes so long may have asked for patience. */
#define PATIENCE_NS	(10 * NS_PER_S)

/*
 * Before TLS 1.1 a CBC record's IV could be foreseen; against that programs
 * send a record of one byte, or of none, before each (1/n-1 split, as of 2011).
 */
static bool
is_split(const struct tls_view *v, const struct turn *t, int64_t when_ns)
{
	return (v->version != 0 && v->version <= VERSION_10 &&
	    t->split_to > 0 && !t->has_gap &&
	    when_ns - t->last_ns < SPLIT_NS);
}

/*
 * "421 Timeout", "* BYE Autologout": a server that has answered and speaks
 * once more, late or to one who has gone, says no more about the question.
 * A client that asks twice at once has two answers to come.
 */
static bool
is_unasked(const struct tls_view *v, struct turn *t, int64_t when_ns)
{
	const struct turn *asked = t - 1;

	if (t->direction != FROM_SERVER || v->n_turns < 2 ||
	    asked->n_records > t->n_records)
		return (false);
	if (v->owner->client_gone)
		return (true);
	if (when_ns - t->last_ns < LATE_NS)
		return (false);
	/* "* OK Still waiting for authentication" may have come before: it
	 * is not known which was the answer. */
	if (t->first_ns - asked->last_ns >= PATIENCE_NS)
		t->has_gap = true;
	return (true);
}

static void
turn_add(struct tls_view *v, enum direction d, struct plain_range plain,
    int64_t when_ns)
{
	struct turn *t = NULL;

	if (v->n_turns > 0)
		t = &v->turns[v->n_turns - 1];
	if (t != NULL && t->direction == d && is_split(v, t, when_ns)) {
		/* The byte, if there is one, belongs to what follows. */
		t->from += plain.from;
		t->to = t->to - t->split_to + 1 + plain.to;
		if (t->n_records == 1) {
			t->first_from = plain.from;
			t->first_to = plain.to + 1;
		}
		t->split_to = 0;
		t->last_ns = when_ns;
		return;
	}
	if (t != NULL && t->direction == d && is_unasked(v, t, when_ns))
		return;
	if (t == NULL || t->direction != d) {
		if (v->n_turns == TURNS_MAX)
			return;
		t = &v->turns[v->n_turns++];
		memset(t, 0, sizeof *t);
		t->direction = (uint8_t)d;
		t->first_ns = when_ns;
		t->first_from = plain.from;
		t->first_to = plain.to;
	} else if (t->n_records == 1)
		t->second_ns = when_ns;
	t->last_ns = when_ns;
	t->from += plain.from;
	t->to += plain.to;
	t->split_to = plain.from == 0 && plain.to < BLOCK_BYTES ?
	    (uint8_t)plain.to : 0;
	if (t->n_records < UINT8_MAX)
		t->n_records++;
}

/* Records of this length are tickets in this connection. */
static bool
ticket_seen(struct tls_view *v, struct plain_range plain)
{
	v->ticket_bytes = plain.to;
	v->n_tickets++;
	return (true);
}

/*
 * Session tickets travel as data in TLS 1.3 (RFC 8446 4.6.1): one to four,
 * behind the client's Finished.  True when this record is one; the turn before
 * may turn out to have been one.
 */
static bool
is_ticket(struct tls_view *v, struct plain_range plain, int64_t when_ns)
{
	struct turn *t = v->n_turns == 0 ? NULL : &v->turns[v->n_turns - 1];

	if (v->version < VERSION_13)
		return (false);
	if (!v->sides[FROM_CLIENT].has_data) {
		if (!v->greets)
			return (ticket_seen(v, plain));
		/* Where several come, the greeting is the last. */
		if (t != NULL) {
			v->n_turns--;
			v->n_tickets++;
		}
		return (false);
	}
	if (v->has_replied || t == NULL || plain.to < TICKET_LEAST)
		return (false);
	/* A record sooner than an answer can be was sent before the question
	 * came.  No ticket follows a greeting.  A second one may be late
	 * (Nagle). */
	if (t->direction == FROM_CLIENT)
		return (!v->greets && (plain.to == v->ticket_bytes ||
		    when_ns - t->last_ns < v->rtt_ns / 2) &&
		    ticket_seen(v, plain));
	/* Two records of one length at the head of the first answer. */
	if (t->n_records == 1 && t->to == plain.to && v->n_tickets == 0) {
		v->n_turns--;
		return (ticket_seen(v, plain));
	}
	return (false);
}

/*
 * Somebody speaks again: were the two bytes that are kept back a CRLF?  A
 * close_notify may be crossed by what the server had already sent; a CRLF is
 * answered no sooner than an answer can come.
 */
static void
two_flush(struct tls_view *v, enum direction d, enum direction speaker,
    int64_t when_ns)
{
	static const struct plain_range two = { TWO_BYTES, TWO_BYTES };
	struct tls_side *side = &v->sides[d];

	/* A client that sends an empty line stays to hear its answer. */
	if (d == FROM_CLIENT && v->owner->client_gone)
		side->held = 0;
	if (side->held != TWO_BYTES || !side->has_data)
		return;
	if (d != speaker && when_ns - side->held_ns < v->rtt_ns / 2)
		return;
	side->held = 0;
	turn_add(v, d, two, side->held_ns);
}

static void
record_hold(struct tls_side *side, uint8_t bytes, int64_t when_ns)
{
	side->held = bytes;
	side->held_ns = when_ns;
}

/* Take the last record out of the last turn, which has others: it was no
 * data. */
static void
turn_shorten(struct tls_view *v, uint32_t bytes)
{
	struct turn *t = &v->turns[v->n_turns - 1];

	t->n_records--;
	t->from -= bytes;
	t->to -= bytes;
}

/*
 * A key update takes five bytes, and hardly a command of mail does: the
 * client's is kept back until the server has spoken.  An update that asks for
 * another gets it, before anything else is said; one that asks for none stands
 * alone.  "+OK" alone is an answer, not the server's wish for new keys.
 */
static bool
is_update(struct tls_view *v, enum direction d, struct plain_range plain,
    int64_t when_ns)
{
	static const struct plain_range update = { UPDATE_BYTES, UPDATE_BYTES };
	struct tls_side *client = &v->sides[FROM_CLIENT];
	struct tls_side *server = &v->sides[FROM_SERVER];
	bool is_held = client->held == UPDATE_BYTES;
	bool fits = plain.to == UPDATE_BYTES;

	if (v->version < VERSION_13)
		return (false);
	if (is_held)
		client->held = 0;
	if (d == FROM_SERVER) {
		server->ends_in_update = fits;
		if (is_held && !fits)
			turn_add(v, FROM_CLIENT, update, client->held_ns);
		return (is_held && fits);
	}
	if (!fits || !client->has_data)
		return (false);
	if (server->ends_in_update && v->n_turns > 0 &&
	    v->turns[v->n_turns - 1].direction == FROM_SERVER &&
	    v->turns[v->n_turns - 1].n_records > 1)
		turn_shorten(v, UPDATE_BYTES);
	else
		record_hold(client, UPDATE_BYTES, when_ns);
	server->ends_in_update = false;
	return (true);
}

/*
 * Judging costs more the longer the session: it is done at the beginnings of
 * answers, of each of the first ones and then of every fourth.  At the end all
 * turns are judged in any case.
 */
static bool
is_worth_a_look(const struct tls_view *v)
{
	const struct turn *t;

	if (v->n_turns == 0 || v->n_turns == TURNS_MAX)
		return (false);
	t = &v->turns[v->n_turns - 1];
	return (t->n_records <= RECORDS_LOOKED_AT &&
	    (v->n_turns <= TURNS_LOOKED_AT || v->n_turns % 8 < 2));
}

void
turns_close(struct tls_view *v, enum direction d, int64_t when_ns)
{
	struct turn *t = v->n_turns == 0 ? NULL : &v->turns[v->n_turns - 1];
	const struct tls_side *client = &v->sides[FROM_CLIENT];

	v->sides[d].has_closed = true;
	/* Only a server that closes of its own accord has decided so. */
	if (d == FROM_CLIENT || client->has_closed || v->owner->client_gone ||
	    client->held == TWO_BYTES)
		return;
	if (t != NULL && t->direction == d && when_ns - t->last_ns < CLOSE_NS)
		t->is_closed = true;
}

/* The server goes on: what looked like a close_notify ended a line. */
static void
close_undo(struct tls_view *v)
{
	struct turn *t;

	if (v->closed_turn == 0)
		return;
	t = &v->turns[v->closed_turn - 1];
	t->is_closed = false;
	t->from += TWO_BYTES;
	t->to += TWO_BYTES;
	if (t->n_records == 1) {
		t->first_from += TWO_BYTES;
		t->first_to += TWO_BYTES;
	}
	v->closed_turn = 0;
	v->sides[FROM_SERVER].has_closed = false;
}

void
turns_data(struct talk *t, struct talk_store *s, struct tls_view *v,
    enum direction d, struct plain_range plain, int64_t when_ns)
{
	struct tls_side *side = &v->sides[d];

	if (d == FROM_SERVER)
		close_undo(v);
	if (v->version >= VERSION_13 && plain.to == TWO_BYTES &&
	    d == FROM_SERVER && side->has_data) {
		turns_close(v, d, when_ns);
		if (v->n_turns > 0 &&
		    v->turns[v->n_turns - 1].direction == FROM_SERVER)
			v->closed_turn = v->n_turns;
		return;
	}
	if (v->version >= VERSION_13 && plain.to == TWO_BYTES) {
		two_flush(v, d, d, when_ns);
		record_hold(side, TWO_BYTES, when_ns);
		return;
	}
	if (is_update(v, d, plain, when_ns))
		return;
	if (d == FROM_SERVER && is_ticket(v, plain, when_ns))
		return;
	two_flush(v, FROM_CLIENT, d, when_ns);
	two_flush(v, FROM_SERVER, d, when_ns);
	if (d == FROM_CLIENT && v->n_turns > 0 &&
	    v->turns[v->n_turns - 1].direction == FROM_SERVER)
		v->has_replied |= side->has_data;
	side->has_data = true;
	turn_add(v, d, plain, when_ns);
	/* Judge with each answer, for the next may be long in coming. */
	if (d == FROM_SERVER && !t->is_opened && is_worth_a_look(v))
		guess_run(t, s, v, false);
}

void
turns_gap(struct tls_view *v, enum direction d, int64_t when_ns)
{
	static const struct plain_range nothing = { 0, 0 };

	turn_add(v, d, nothing, when_ns);
	if (v->n_turns > 0)
		v->turns[v->n_turns - 1].has_gap = true;
}
