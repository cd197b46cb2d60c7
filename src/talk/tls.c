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
 * the client's first.  What comes after is left to turns.c.
 *
 * A hole that eats a header ends the walk, for a length read from the middle
 * of a body would be an invention; a later segment that begins with a header
 * takes it up again, and the turn between is marked as having a gap.
 */

#include "talk/tls.h"

#include <string.h>

#include "base/when.h"
#include "data/suites.h"
#include "talk/hello.h"
#include "talk/taught.h"
#include "talk/turns.h"
#include "talk/unsealed.h"

enum {
	RECORD_CHANGE = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_DATA = 23,
	RECORD_HEARTBEAT = 24,
	RECORD_MAX = 16384 + 2048,	/* RFC 5246 6.2.3 */
	HEADER_BYTES = 5,
	/* RFC 8446 4.4.4, 4.4.2 */
	FINISHED_SHA256 = 36, FINISHED_SHA384 = 52, NO_CERTIFICATE = 8
};

bool
tls_may_begin(uint8_t first)
{
	return (first == RECORD_HANDSHAKE);
}

/* --- the view --- */

static void
hello_drop(struct tls_side *side, struct talk_store *s)
{
	if (side->hello != POOL_NONE)
		pool_drop(s->hellos, pool_at(s->hellos, side->hello));
	side->hello = POOL_NONE;
	side->kept = 0;
}

/* Connections that send half a hello must not take all slots: the stalest one
 * makes room. */
static void
hello_borrow(struct tls_side *side, struct talk_store *s,
    const struct tls_view *v, enum direction d)
{
	struct hello_slot *slot;

	if (pool_is_full(s->hellos)) {
		struct tls_view *other;

		slot = pool_stalest(s->hellos);
		other = pool_at(s->tls_views, slot->tls_view);
		hello_drop(&other->sides[slot->direction], s);
	}
	slot = pool_put(s->hellos, NULL);
	slot->tls_view = pool_index(s->tls_views, v);
	slot->direction = (uint8_t)d;
	side->hello = pool_index(s->hellos, slot);
}

void
tls_end(struct talk *t, struct talk_store *s)
{
	struct tls_view *v;

	if (t->tls_view == POOL_NONE)
		return;
	v = pool_at(s->tls_views, t->tls_view);
	hello_drop(&v->sides[FROM_CLIENT], s);
	hello_drop(&v->sides[FROM_SERVER], s);
	unsealed_end(s, v);
	/* Lengths of a client's turns are nobody's business any more. */
	wipe(v->turns, sizeof v->turns);
	pool_drop(s->tls_views, v);
	t->tls_view = POOL_NONE;
}

void
tls_begin(struct talk *t, struct talk_store *s)
{
	struct tls_view *v;

	if (pool_is_full(s->tls_views)) {
		v = pool_stalest(s->tls_views);
		tls_end(v->owner, s);
		s->tls_views_lost++;
	}
	v = pool_put(s->tls_views, NULL);
	v->owner = t;
	v->server = t->server_end;
	v->sides[FROM_CLIENT].hello = POOL_NONE;
	v->sides[FROM_SERVER].hello = POOL_NONE;
	/* ManageSieve lists its capabilities again (RFC 5804 2.2). */
	v->greets = t->security == SECURITY_TLS || t->proto == PROTO_SIEVE;
	t->tls_view = pool_index(s->tls_views, v);
	unsealed_begin(s, v);
}

/* --- records --- */

/*
 * The ServerHello was not seen (a short snaplen): TLS 1.3 clients send data
 * next, older ones a handshake message, and then a Finished of 16 bytes whose
 * record tells what the suite adds.
 */
static void
version_deduce(struct tls_view *v, const struct tls_side *side, uint32_t bytes)
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
is_data_now(struct tls_view *v, enum direction d, struct plain_range plain)
{
	struct tls_side *client = &v->sides[FROM_CLIENT];

	if (v->version < VERSION_13)
		return (v->version != 0);
	if (client->has_finished)
		return (true);
	if (d == FROM_SERVER)
		return (false);
	/* A record as short as an alert: the certificate did not please. */
	if (plain.to == 2)
		v->is_refused = true;
	/* Finished is a hash and four bytes; before it, if the server asks,
	 * comes the client's certificate, which may be none, and its proof. */
	else if (plain.to >= TICKET_LEAST)
		v->has_client_cert = true;
	else if (v->has_client_cert ? plain.to == FINISHED_SHA256 ||
	    plain.to == FINISHED_SHA384 : plain.to != NO_CERTIFICATE)
		client->has_finished = true;
	return (false);
}

/* A record's header is whole; its body may never be seen. */
static void
record_seen(struct talk *t, struct talk_store *s, struct tls_view *v,
    enum direction d, int64_t when_ns)
{
	struct tls_side *side = &v->sides[d];
	uint32_t bytes = side->record_left;
	struct plain_range plain;

	if (side->type == RECORD_CHANGE) {
		/* In TLS 1.3 the record means nothing (RFC 8446 D.4). */
		if (v->version < VERSION_13) {
			side->is_sealed = true;
			/* RFC 5246 7.3: an abbreviated handshake. */
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
		else if (side->has_data)
			turns_close(v, d, when_ns);
		return;
	}
	if (side->type != RECORD_DATA)
		return;
	plain = suite_plain(v->suite, v->version, bytes);
	if (!is_data_now(v, d, plain))
		return;
	t->has_tls = true;
	turns_data(t, s, v, d, plain, when_ns);
}

/*
 * A server takes its time over its hello: the TCP handshake knows better how
 * far away it is, above all where it stands in the same room.
 */
static void
rtt_learn(const struct talk *t, struct tls_view *v, int64_t when_ns)
{
	int64_t tcp_ns = (int64_t)t->rtt_us * NS_PER_US;

	if (v->hello_ns != 0 && when_ns > v->hello_ns)
		v->rtt_ns = when_ns - v->hello_ns;
	if (tcp_ns != 0 && (v->rtt_ns == 0 || tcp_ns < v->rtt_ns))
		v->rtt_ns = tcp_ns;
}

static void
message_read(struct talk *t, struct talk_store *s, struct tls_view *v,
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
		unsealed_hello(s, v, side->message[0], body);
		if (side->message[0] == MESSAGE_CLIENT_HELLO) {
			v->hello_ns = when_ns;
			taught_begin(s, v, (enum proto)t->proto);
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
message_begin(struct talk_store *s, struct tls_view *v, enum direction d)
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
messages_feed(struct talk *t, struct talk_store *s, struct tls_view *v,
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
side_lose(struct tls_view *v, enum direction d, int64_t when_ns)
{
	struct tls_side *side = &v->sides[d];

	side->is_lost = true;
	side->is_sealed = true;
	side->header_have = 0;
	side->record_left = 0;
	side->held = 0;
	/*
	 * Some data may have gone with the hole.  Without a hole what follows
	 * is just no TLS any more: Exim says goodbye in the clear.
	 */
	if (side->has_hole && (v->n_turns > 0 ||
	    v->sides[FROM_CLIENT].has_finished))
		turns_gap(v, d, when_ns);
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
records_feed(struct talk *t, struct talk_store *s, struct tls_view *v,
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
		if (body.len > 0)
			unsealed_body(s, v, c->direction, body, c->when_ns);
		/* Verdicts and words are taken one by one, before the next
		 * record. */
		if (v->n_verdicts > 0 || unsealed_words(s) != NULL)
			return;
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
		unsealed_record(s, v, c->direction);
	}
}

static void
tls_hole(struct talk *t, struct talk_store *s, struct tls_view *v,
    struct chunk *c)
{
	struct tls_side *side = &v->sides[c->direction];

	if (side->type == RECORD_HANDSHAKE && !side->is_sealed) {
		/* The part of a hello that came may still name the server. */
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
	unsealed_hole(s, v, c->direction, c->hole_bytes, c->when_ns);
	c->hole_bytes = 0;
}

void
tls_feed(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct tls_side *side;
	struct tls_view *v;

	if (t->tls_view == POOL_NONE) {
		t->server_lost |= t->is_opened;
		c->hole_bytes = 0;
		c->bytes.len = 0;
		return;
	}
	v = pool_at(s->tls_views, t->tls_view);
	pool_touch(s->tls_views, v);
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
	if (v->n_verdicts == 0 && unsealed_words(s) == NULL)
		c->bytes.len = 0;
}
