/*
 * TLS as an onlooker sees it.
 *
 * Each direction is a row of records: five bytes of header, then a body whose
 * length the header tells.  The first body holds the hello, which is gathered
 * and read for the server name and the version; later bodies are passed over,
 * holes in them included.  A hole that eats a header ends the walk: a length
 * read from the middle of a body would be an invention.
 *
 * It does not judge: that is inference's room.
 */

#include "talk/tls.h"

#include <string.h>

#include "base/text.h"

enum {
	RECORD_HANDSHAKE = 22,
	RECORD_DATA = 23,
	HELLO_CLIENT = 1,
	HELLO_SERVER = 2,
	EXT_SERVER_NAME = 0,
	EXT_SUPPORTED_VERSIONS = 43
};

bool
tls_may_begin(uint8_t first)
{
	return (first == RECORD_HANDSHAKE);
}

/* RFC 6066 3: a list of names, type 0 is a DNS host name. */
static void
read_server_name(struct talk *t, struct span ext)
{
	struct span list, name;
	uint16_t n;
	uint8_t type;

	if (!span_be16(&ext, &n))
		return;
	list = ext;
	while (span_u8(&list, &type) && span_be16(&list, &n) &&
	    span_take(&list, n, &name)) {
		if (type != 0 || name.len == 0)
			continue;
		/* The right end of a long name says more than the left. */
		if (name.len > sizeof t->sni - 1)
			span_skip(&name, name.len - (sizeof t->sni - 1));
		text_keep(t->sni, sizeof t->sni, name);
		return;
	}
}

static void
read_extensions(struct talk *t, struct span s, bool is_server)
{
	struct span ext;
	uint16_t type, n, version;

	if (!span_be16(&s, &n))
		return;
	while (span_be16(&s, &type) && span_be16(&s, &n)) {
		if (!span_take(&s, n, &ext))
			return;
		if (type == EXT_SERVER_NAME && !is_server)
			read_server_name(t, ext);
		if (type == EXT_SUPPORTED_VERSIONS && is_server &&
		    span_be16(&ext, &version))
			t->tls_version = version;
	}
}

/* legacy_version, random, session id: alike in both hellos. */
static bool
skip_front(struct span *s, uint16_t *version)
{
	uint8_t n;

	return (span_be16(s, version) && span_skip(s, 32) &&
	    span_u8(s, &n) && span_skip(s, n));
}

static void
read_hello(struct talk *t, struct span s)
{
	uint16_t version, n;
	uint32_t body_bytes;
	uint8_t type, small;

	if (!span_skip(&s, 5) || !span_u8(&s, &type) ||
	    !span_be24(&s, &body_bytes) || !skip_front(&s, &version))
		return;
	if (type == HELLO_CLIENT) {
		t->is_mail = true;
		if (span_be16(&s, &n) && span_skip(&s, n) &&
		    span_u8(&s, &small) && span_skip(&s, small))
			read_extensions(t, s, false);
	} else if (type == HELLO_SERVER) {
		t->is_mail = true;
		t->has_tls = true;
		t->tls_version = version;
		if (span_skip(&s, 3))	/* cipher suite, compression */
			read_extensions(t, s, true);
	}
}

/* The first record of a side, as far as a slot holds it. */
static void
hello_feed(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct tls_side *side = &t->tls[c->direction];
	struct line *l = &t->lines[c->direction];
	struct span have = line_waiting(l, s->lines), part;
	size_t want = 5;

	if (have.len >= 5) {
		side->body_left = (uint32_t)(have.p[3] << 8 | have.p[4]);
		want = 5 + (size_t)side->body_left;
	}
	if (want > LINE_BYTES)
		want = LINE_BYTES;
	part.p = c->bytes.p;
	part.len = want - have.len < c->bytes.len ? want - have.len :
	    c->bytes.len;
	line_gather(l, s->lines, part);
	span_skip(&c->bytes, part.len);
	have = line_waiting(l, s->lines);
	if (l->is_cut && have.len == 0) {	/* its slot was taken away */
		side->is_lost = true;
		side->is_hello_read = true;
		return;
	}
	if (have.len < want || (want == 5 && (have.p[3] | have.p[4]) != 0))
		return;
	if (have.p[0] != RECORD_HANDSHAKE || have.p[1] != 3)
		side->is_lost = true;
	else
		read_hello(t, have);
	side->body_left = (uint32_t)(have.p[3] << 8 | have.p[4]) + 5 -
	    (uint32_t)have.len;
	side->is_hello_read = true;
	line_reset(l, s->lines);
}

static void
records_feed(struct tls_side *side, struct span *in)
{
	while (in->len > 0) {
		size_t n = in->len < side->body_left ? in->len :
		    side->body_left;

		span_skip(in, n);
		side->body_left -= (uint32_t)n;
		while (side->body_left == 0 && in->len > 0 &&
		    side->header_have < 5) {
			side->header[side->header_have++] = in->p[0];
			span_skip(in, 1);
		}
		if (side->header_have < 5)
			continue;
		side->header_have = 0;
		side->body_left =
		    (uint32_t)(side->header[3] << 8 | side->header[4]);
		if (side->header[0] == RECORD_DATA)
			side->has_data = true;
		else if (side->header[0] < 20 || side->header[0] > 24) {
			side->is_lost = true;
			return;
		}
	}
}

static void
tls_hole(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct tls_side *side = &t->tls[c->direction];

	if (!side->is_hello_read) {
		/* What came of the hello may still name the server. */
		read_hello(t, line_waiting(&t->lines[c->direction],
		    s->lines));
		line_reset(&t->lines[c->direction], s->lines);
		side->is_hello_read = true;
		side->is_lost = true;
	} else if (side->body_left >= c->hole_bytes)
		side->body_left -= c->hole_bytes;
	else
		side->is_lost = true;
	c->hole_bytes = 0;
}

void
tls_feed(struct talk *t, struct talk_store *s, struct chunk *c)
{
	struct tls_side *side = &t->tls[c->direction];

	if (c->hole_bytes > 0) {
		tls_hole(t, s, c);
		return;
	}
	while (c->bytes.len > 0 && !side->is_hello_read)
		hello_feed(t, s, c);
	if (side->is_lost || (t->has_tls && side->has_data)) {
		/* Nothing more is asked of this side. */
		c->bytes.len = 0;
		return;
	}
	records_feed(side, &c->bytes);
	c->bytes.len = 0;
}
