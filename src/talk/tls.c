/*
 * TLS as an onlooker sees it.
 *
 * Each direction is a row of records: five bytes of header, then a body whose
 * length the header tells.  Handshake messages are gathered over records and
 * segments while they are readable; application data only counts: so many
 * bytes this way, then so many that way.
 *
 * TLS 1.3 hides the type of a record behind "application data".  What is
 * handshake is known by its place: the server's before the client's Finished,
 * the client's first; session tickets by theirs, before or right behind the
 * first request.  A record with two bytes in it is a close_notify or a bare
 * CRLF: it is kept back until somebody speaks again.
 *
 * A hole that eats a header ends the walk, for a length read from the middle
 * of a body would be an invention; a later segment that begins with a header
 * takes it up again, and the turn between is marked as having a gap.
 */

#include "talk/tls.h"

#include <string.h>

#include "base/when.h"
#include "data/suites.h"
#include "talk/guess.h"
#include "talk/hello.h"

enum {
	RECORD_CHANGE = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_DATA = 23,
	RECORD_HEARTBEAT = 24,
	RECORD_MAX = 16384 + 2048,	/* RFC 5246 6.2.3 */
	HEADER_BYTES = 5,
	TICKET_LEAST = 120,
	/* RFC 8446 4.4.4, 4.4.2 */
	FINISHED_SHA256 = 36, FINISHED_SHA384 = 52, NO_CERTIFICATE = 8,
	BLOCK_BYTES = 16,		/* the largest of a CBC suite */
	RECORDS_LOOKED_AT = 3, TURNS_LOOKED_AT = 24,
	VERSION_10 = 0x0301,
	VERSION_12 = 0x0303,
	VERSION_13 = 0x0304
};

#define SPLIT_NS	(2 * NS_PER_MS)

bool
tls_may_begin(uint8_t first)
{
	return (first == RECORD_HANDSHAKE);
}

/* --- the veil --- */

static void
hello_drop(struct tls_side *side, struct talk_store *s)
{
	if (side->hello != POOL_NONE)
		pool_drop(s->hellos, pool_at(s->hellos, side->hello));
	side->hello = POOL_NONE;
	side->kept = 0;
}

/* Half a hello each must not blind us: the stalest one makes room. */
static void
hello_borrow(struct tls_side *side, struct talk_store *s,
    const struct veil *v, enum direction d)
{
	struct hello_slot *slot;

	if (pool_is_full(s->hellos)) {
		struct veil *other;

		slot = pool_stalest(s->hellos);
		other = pool_at(s->veils, slot->veil);
		hello_drop(&other->sides[slot->direction], s);
	}
	slot = pool_put(s->hellos, NULL);
	slot->veil = pool_index(s->veils, v);
	slot->direction = (uint8_t)d;
	side->hello = pool_index(s->hellos, slot);
}

void
tls_end(struct talk *t, struct talk_store *s)
{
	struct veil *v;

	if (t->veil == POOL_NONE)
		return;
	v = pool_at(s->veils, t->veil);
	hello_drop(&v->sides[FROM_CLIENT], s);
	hello_drop(&v->sides[FROM_SERVER], s);
	/* Lengths of a client's turns are nobody's business any more. */
	wipe(v->turns, sizeof v->turns);
	pool_drop(s->veils, v);
	t->veil = POOL_NONE;
}

void
tls_begin(struct talk *t, struct talk_store *s)
{
	struct veil *v;

	if (pool_is_full(s->veils)) {
		v = pool_stalest(s->veils);
		tls_end(v->owner, s);
		s->veils_lost++;
	}
	v = pool_put(s->veils, NULL);
	v->owner = t;
	v->server = t->server_end;
	v->sides[FROM_CLIENT].hello = POOL_NONE;
	v->sides[FROM_SERVER].hello = POOL_NONE;
	/* ManageSieve lists its capabilities again (RFC 5804 2.2). */
	v->greets = t->security == SECURITY_TLS || t->proto == PROTO_SIEVE;
	t->veil = pool_index(s->veils, v);
}

/* --- turns --- */

/*
 * Before TLS 1.1 a CBC record's IV could be foreseen; against that programs
 * send a record of one byte, or of none, before each (1/n-1 split, as of 2011).
 */
static bool
is_split(const struct veil *v, const struct turn *t, int64_t when_ns)
{
	return (v->version != 0 && v->version <= VERSION_10 &&
	    t->split_to > 0 && !t->has_gap &&
	    when_ns - t->last_ns < SPLIT_NS);
}

static void
turn_add(struct veil *v, enum direction d, struct plain_range plain,
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

/*
 * Session tickets travel as data in TLS 1.3 (RFC 8446 4.6.1): one to four,
 * behind the client's Finished.  True when this record is one, or the turn
 * before turns out to have been one.
 */
static bool
is_ticket(struct veil *v, struct plain_range plain, int64_t when_ns)
{
	struct turn *t = v->n_turns == 0 ? NULL : &v->turns[v->n_turns - 1];

	if (v->version < VERSION_13)
		return (false);
	if (!v->sides[FROM_CLIENT].has_data) {
		if (!v->greets)
			return (true);
		/* Of several the greeting is the last. */
		if (t != NULL) {
			v->n_turns--;
			v->n_tickets++;
		}
		return (false);
	}
	if (v->has_replied || t == NULL || plain.to < TICKET_LEAST)
		return (false);
	/* Sooner than an answer can be: sent before the question came.  No
	 * ticket follows a greeting. */
	if (t->direction == FROM_CLIENT)
		return (!v->greets && when_ns - t->last_ns < v->rtt_ns / 2);
	/* A pair of equal length at the head of the first answer. */
	if (t->n_records == 1 && t->to == plain.to && v->n_tickets == 0) {
		v->n_turns--;
		v->n_tickets++;
		return (true);
	}
	return (false);
}

/*
 * Somebody speaks again.  A close_notify may be crossed by what the server
 * had already sent; a CRLF is answered no sooner than an answer can come.
 */
static void
two_flush(struct veil *v, enum direction d, enum direction speaker,
    int64_t when_ns)
{
	static const struct plain_range two = { 2, 2 };

	if (!v->sides[d].holds_two || !v->sides[d].has_data)
		return;
	if (d != speaker && when_ns - v->sides[d].two_ns < v->rtt_ns / 2)
		return;
	v->sides[d].holds_two = false;
	turn_add(v, d, two, v->sides[d].two_ns);
}

/*
 * A look costs more the longer the session: at the beginnings of answers, at
 * each of the first ones and then at every fourth.  The end looks at all.
 */
static bool
is_worth_a_look(const struct veil *v)
{
	const struct turn *t;

	if (v->n_turns == 0 || v->n_turns == TURNS_MAX)
		return (false);
	t = &v->turns[v->n_turns - 1];
	return (t->n_records <= RECORDS_LOOKED_AT &&
	    (v->n_turns <= TURNS_LOOKED_AT || v->n_turns % 8 < 2));
}

static void
data_seen(struct talk *t, struct talk_store *s, struct veil *v,
    enum direction d, struct plain_range plain, int64_t when_ns)
{
	struct tls_side *side = &v->sides[d];

	if (v->version >= VERSION_13 && plain.to == 2) {
		two_flush(v, d, d, when_ns);
		side->holds_two = true;
		side->two_ns = when_ns;
		return;
	}
	if (d == FROM_SERVER && is_ticket(v, plain, when_ns)) {
		v->n_tickets++;
		return;
	}
	two_flush(v, FROM_CLIENT, d, when_ns);
	two_flush(v, FROM_SERVER, d, when_ns);
	if (d == FROM_CLIENT && v->n_turns > 0 &&
	    v->turns[v->n_turns - 1].direction == FROM_SERVER)
		v->has_replied |= side->has_data;
	side->has_data = true;
	turn_add(v, d, plain, when_ns);
	/* With each answer, for the next may be long in coming. */
	if (d == FROM_SERVER && is_worth_a_look(v))
		guess_run(t, s, v, false);
}

/* --- records --- */

/*
 * The ServerHello was not seen (a short snaplen): TLS 1.3 clients send data
 * next, older ones a handshake message, and then a Finished of 16 bytes whose
 * record tells what the suite adds.
 */
static void
version_deduce(struct veil *v, const struct tls_side *side, uint32_t bytes)
{
	if (v->has_server_hello || v->has_retry)
		return;
	if (side->type == RECORD_DATA && v->version == 0) {
		v->version = VERSION_13;
	} else if (side->type == RECORD_HANDSHAKE && side->has_hello) {
		v->version = VERSION_12;
		if (side->is_sealed && !side->is_lost && !side->has_hole)
			v->suite = bytes == 40 ? 0x009c : bytes == 32 ?
			    0xcca8 : bytes <= 68 ? 0xc013 : bytes <= 80 ?
			    0xc027 : 0xc028;
	}
}

/* Where in the handshake of TLS 1.3 this record stands; true for data. */
static bool
is_data_now(struct veil *v, enum direction d, struct plain_range plain)
{
	struct tls_side *client = &v->sides[FROM_CLIENT];

	if (v->version < VERSION_13)
		return (v->version != 0);
	if (client->has_finished)
		return (true);
	if (d == FROM_SERVER)
		return (false);
	/* An alert: the certificate did not please. */
	if (plain.to == 2)
		v->is_refused = true;
	/* Finished is a hash and four bytes; before it, if asked for, comes
	 * the client's certificate, which may be none, and its proof. */
	else if (plain.to >= TICKET_LEAST)
		v->has_client_cert = true;
	else if (v->has_client_cert ? plain.to == FINISHED_SHA256 ||
	    plain.to == FINISHED_SHA384 : plain.to != NO_CERTIFICATE)
		client->has_finished = true;
	return (false);
}

/* A record's header is whole; its body may never be seen. */
static void
record_seen(struct talk *t, struct talk_store *s, struct veil *v,
    enum direction d, int64_t when_ns)
{
	struct tls_side *side = &v->sides[d];
	uint32_t bytes = side->record_left;
	struct plain_range plain;

	if (side->type == RECORD_CHANGE) {
		/* In TLS 1.3 it means nothing (RFC 8446 D.4). */
		if (v->version < VERSION_13) {
			side->is_sealed = true;
			/* RFC 5246 7.3: the abbreviated handshake. */
			v->is_resumed |= d == FROM_SERVER &&
			    v->has_server_hello && !v->has_certificate;
		}
		return;
	}
	if (d == FROM_CLIENT)
		version_deduce(v, side, bytes);
	side->has_hello |= side->type == RECORD_HANDSHAKE;
	if (side->type == RECORD_ALERT) {
		if (d == FROM_CLIENT && !side->has_data && !side->is_sealed)
			v->is_refused = true;
		return;
	}
	if (side->type != RECORD_DATA)
		return;
	plain = suite_plain(v->suite, v->version, bytes);
	if (!is_data_now(v, d, plain))
		return;
	t->has_tls = true;
	data_seen(t, s, v, d, plain, when_ns);
}

/*
 * A server ponders over its hello: the TCP handshake knows better how far it
 * is, above all where it stands in the same room.
 */
static void
rtt_learn(const struct talk *t, struct veil *v, int64_t when_ns)
{
	int64_t tcp_ns = (int64_t)t->rtt_us * NS_PER_US;

	if (v->hello_ns != 0 && when_ns > v->hello_ns)
		v->rtt_ns = when_ns - v->hello_ns;
	if (tcp_ns != 0 && (v->rtt_ns == 0 || tcp_ns < v->rtt_ns))
		v->rtt_ns = tcp_ns;
}

static void
message_read(struct talk *t, struct talk_store *s, struct veil *v,
    enum direction d, int64_t when_ns)
{
	struct tls_side *side = &v->sides[d];
	const struct hello_slot *slot;
	struct span body;

	if (side->hello == POOL_NONE)
		return;
	slot = pool_at(s->hellos, side->hello);
	body.p = slot->bytes;
	body.len = side->kept;
	if (hello_read(v, side->message[0], body)) {
		t->is_mail = true;
		if (side->message[0] == MESSAGE_CLIENT_HELLO) {
			v->hello_ns = when_ns;
			if (side->message_left == 0 && v->ja4[0] == '\0') {
				hello_ja4(body, v->ja4);
				v->stack_tag = hello_stack(&s->secret_key,
				    body, v->sni);
			}
		} else if (side->message[0] == MESSAGE_SERVER_HELLO) {
			rtt_learn(t, v, when_ns);
			t->has_tls |= v->has_server_hello;
		}
	}
	hello_drop(side, s);
}

static void
message_begin(struct talk_store *s, struct veil *v, enum direction d)
{
	struct tls_side *side = &v->sides[d];

	side->message_left = (uint32_t)side->message[1] << 16 |
	    (uint32_t)side->message[2] << 8 | side->message[3];
	side->message_have = 0;
	if (side->message_left == 0)
		return;
	if (side->message[0] != MESSAGE_CLIENT_HELLO &&
	    side->message[0] != MESSAGE_SERVER_HELLO &&
	    side->message[0] != MESSAGE_CERTIFICATE)
		return;
	if (side->hello == POOL_NONE)
		hello_borrow(side, s, v, d);
	side->kept = 0;
}

/* Handshake messages run over the borders of records. */
static void
messages_feed(struct talk *t, struct talk_store *s, struct veil *v,
    enum direction d, struct span in, int64_t when_ns)
{
	struct tls_side *side = &v->sides[d];

	while (in.len > 0 && !side->is_sealed) {
		size_t n = in.len < side->message_left ? in.len :
		    side->message_left;

		if (side->message_left == 0) {
			side->message[side->message_have++] = in.p[0];
			span_skip(&in, 1);
			if (side->message_have == sizeof side->message)
				message_begin(s, v, d);
			continue;
		}
		if (side->hello != POOL_NONE) {
			struct hello_slot *slot = pool_at(s->hellos,
			    side->hello);
			size_t room = HELLO_BYTES - side->kept;

			room = n < room ? n : room;
			memcpy(slot->bytes + side->kept, in.p, room);
			side->kept = (uint16_t)(side->kept + room);
			pool_touch(s->hellos, slot);
		}
		span_skip(&in, n);
		side->message_left -= (uint32_t)n;
		if (side->message_left == 0)
			message_read(t, s, v, d, when_ns);
	}
}

static void
side_lose(struct veil *v, enum direction d, int64_t when_ns)
{
	static const struct plain_range nothing = { 0, 0 };
	struct tls_side *side = &v->sides[d];

	side->is_lost = true;
	side->is_sealed = true;
	side->header_have = 0;
	side->record_left = 0;
	side->holds_two = false;
	/*
	 * Some data may have gone with it.  Without a hole it is just no TLS
	 * any more: Exim says goodbye in the clear.
	 */
	if (side->has_hole && (v->n_turns > 0 ||
	    v->sides[FROM_CLIENT].has_finished)) {
		turn_add(v, d, nothing, when_ns);
		if (v->n_turns > 0)
			v->turns[v->n_turns - 1].has_gap = true;
	}
}

static bool
header_fits(const uint8_t *p)
{
	uint32_t bytes = (uint32_t)(p[3] << 8 | p[4]);

	return (p[0] >= RECORD_CHANGE && p[0] <= RECORD_HEARTBEAT &&
	    p[1] == 3 && p[2] <= 4 && bytes > 0 && bytes <= RECORD_MAX);
}

/*
 * Does a record begin here, after a hole?  Programs write whole records, so
 * most segments begin with one; the header behind it must fit as well, or the
 * segment end with it.
 */
static bool
side_finds_way(struct span in)
{
	uint32_t bytes;

	if (in.len < HEADER_BYTES || !header_fits(in.p) ||
	    in.p[0] != RECORD_DATA)
		return (false);
	bytes = (uint32_t)(in.p[3] << 8 | in.p[4]) + HEADER_BYTES;
	if (in.len <= bytes)
		return (true);
	return (in.len - bytes < HEADER_BYTES || header_fits(in.p + bytes));
}

static void
records_feed(struct talk *t, struct talk_store *s, struct veil *v,
    struct chunk *c)
{
	struct tls_side *side = &v->sides[c->direction];
	struct span *in = &c->bytes;

	while (in->len > 0) {
		struct span body = { in->p, in->len < side->record_left ?
		    in->len : side->record_left };

		span_skip(in, body.len);
		side->record_left -= (uint32_t)body.len;
		if (side->type == RECORD_HANDSHAKE && body.len > 0)
			messages_feed(t, s, v, c->direction, body, c->when_ns);
		if (side->record_left > 0 || in->len == 0)
			continue;
		side->header[side->header_have++] = in->p[0];
		span_skip(in, 1);
		if (side->header_have < HEADER_BYTES)
			continue;
		side->header_have = 0;
		if (!header_fits(side->header)) {
			side_lose(v, c->direction, c->when_ns);
			return;
		}
		side->type = side->header[0];
		side->record_left =
		    (uint32_t)(side->header[3] << 8 | side->header[4]);
		record_seen(t, s, v, c->direction, c->when_ns);
		/* Verdicts are taken one by one, before the next record. */
		if (v->n_verdicts > 0)
			return;
	}
}

static void
tls_hole(struct talk *t, struct talk_store *s, struct veil *v,
    struct chunk *c)
{
	struct tls_side *side = &v->sides[c->direction];

	if (side->type == RECORD_HANDSHAKE && !side->is_sealed) {
		/* What came of a hello may still name the server. */
		message_read(t, s, v, c->direction, c->when_ns);
		if (side->message_left >= c->hole_bytes)
			side->message_left -= c->hole_bytes;
		else
			side->message_left = side->record_left;
	}
	if (side->is_lost)
		;
	else if (side->record_left >= c->hole_bytes)
		side->record_left -= c->hole_bytes;
	else {
		side->has_hole = true;
		side_lose(v, c->direction, c->when_ns);
	}
	c->hole_bytes = 0;
}

void
tls_feed(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct tls_side *side;
	struct veil *v;

	if (t->veil == POOL_NONE) {
		c->hole_bytes = 0;
		c->bytes.len = 0;
		return;
	}
	v = pool_at(s->veils, t->veil);
	pool_touch(s->veils, v);
	side = &v->sides[c->direction];
	if (c->hole_bytes > 0) {
		tls_hole(t, s, v, c);
		return;
	}
	if (side->is_lost && side->has_hole && side_finds_way(c->bytes)) {
		side->is_lost = false;
		side->record_left = 0;
		side->header_have = 0;
		if (c->direction == FROM_CLIENT)
			side->has_finished = true;
	}
	if (!side->is_lost)
		records_feed(t, s, v, c);
	if (v->n_verdicts == 0)
		c->bytes.len = 0;
}
