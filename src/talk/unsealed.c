/*
 * Records put together, opened and handed on.
 *
 * Most records come whole in a segment and are opened where they lie; only one
 * that is cut takes a slot, until its end has come.  A record that cannot be
 * opened, or was not seen whole, is a hole in the words, as a lost segment is
 * one in the clear.
 */

#include "talk/unsealed.h"

#include <string.h>

#include "data/suites.h"
#include "talk/hello.h"
#include "talk/turns.h"

enum {
	RECORD_CHANGE = 20,
	RECORD_DATA = 23,
	HEADER_BYTES = 5,
	/* Cut records at a time; the stalest is lost. */
	CUT_RECORDS = 64
};

/* NULL where there are no keys at all. */
static struct unsealed *
of_view(const struct talk_store *s, const struct tls_view *v)
{
	if (s->unsealer == NULL || v->unsealed == UNSEALED_NONE)
		return (NULL);
	return (pool_at(s->unsealed, v->unsealed));
}

static bool
has_keys(const struct unsealed *x)
{
	return (x != NULL && (x->stage == UNSEALED_KEYED ||
	    x->stage == UNSEALED_OPEN));
}

int
unsealed_init(struct talk_store *s, const struct unsealer *u,
    uint32_t n_connections, const struct hash_key *hash)
{
	if (n_connections > UNSEALED_NONE)
		n_connections = UNSEALED_NONE;
	s->unsealed = pool_new(n_connections, sizeof(struct unsealed), 0,
	    hash);
	s->cut_records = pool_new(CUT_RECORDS, sizeof(struct unsealed_record),
	    0, hash);
	s->words_pool = pool_new(1, sizeof(struct unsealed_words), 0, hash);
	if (s->unsealed == NULL || s->cut_records == NULL ||
	    s->words_pool == NULL) {
		unsealed_fini(s);
		return (-1);
	}
	s->words = pool_put(s->words_pool, NULL);
	s->unsealer = u;
	return (0);
}

void
unsealed_fini(struct talk_store *s)
{
	struct unsealed *x = s->unsealed == NULL ? NULL :
	    pool_stalest(s->unsealed);

	/* Whoever has the keys may outlive us. */
	for (; x != NULL; x = pool_younger(s->unsealed, x))
		if (has_keys(x))
			s->unsealer->end(s->unsealer->room, x->number);
	if (s->words != NULL)
		wipe(s->words, sizeof *s->words);
	pool_free(s->unsealed);
	pool_free(s->cut_records);
	pool_free(s->words_pool);
	s->unsealed = s->cut_records = s->words_pool = NULL;
	s->words = NULL;
	s->unsealer = NULL;
}

/* --- a record that is cut --- */

static void
record_drop(struct talk_store *s, struct unsealed_side *side)
{
	if (side->record != POOL_NONE)
		pool_drop(s->cut_records, pool_at(s->cut_records,
		    side->record));
	side->record = POOL_NONE;
	side->have = 0;
}

static struct unsealed_record *
record_borrow(struct talk_store *s, struct unsealed *x, enum direction d)
{
	struct unsealed_record *r;

	if (x->sides[d].record != POOL_NONE)
		return (pool_at(s->cut_records, x->sides[d].record));
	if (pool_is_full(s->cut_records)) {
		struct unsealed *other;

		r = pool_stalest(s->cut_records);
		other = pool_at(s->unsealed, r->unsealed);
		other->sides[r->direction].is_cut = true;
		record_drop(s, &other->sides[r->direction]);
	}
	r = pool_put(s->cut_records, NULL);
	r->unsealed = pool_index(s->unsealed, x);
	r->direction = (uint8_t)d;
	x->sides[d].record = pool_index(s->cut_records, r);
	return (r);
}

/* --- a connection --- */

void
unsealed_begin(struct talk_store *s, struct tls_view *v)
{
	struct unsealed *x;

	v->unsealed = UNSEALED_NONE;
	if (s->unsealer == NULL || pool_is_full(s->unsealed))
		return;
	x = pool_put(s->unsealed, NULL);
	x->sides[FROM_CLIENT].record = POOL_NONE;
	x->sides[FROM_SERVER].record = POOL_NONE;
	v->unsealed = (uint16_t)pool_index(s->unsealed, x);
}

static void
count(struct unsealed_counts *n, const struct unsealed *x)
{
	switch ((enum unsealed_stage)x->stage) {
	case UNSEALED_HELLOS:
		n->no_start++;
		break;
	case UNSEALED_KEYED:
		n->unfit++;
		break;
	case UNSEALED_OPEN:
		n->opened++;
		n->broken += x->is_broken;
		break;
	case UNSEALED_NOT:
		if (x->has_no_key)
			n->no_key++;
		else
			n->no_suite++;
		break;
	}
}

void
unsealed_end(struct talk_store *s, struct tls_view *v)
{
	struct unsealed *x = of_view(s, v);

	if (x == NULL)
		return;
	/* Words that wait are this talk's: each is read out at once. */
	memset(&s->words->chunk, 0, sizeof s->words->chunk);
	count(&s->unsealed_counts, x);
	if (has_keys(x))
		s->unsealer->end(s->unsealer->room, x->number);
	record_drop(s, &x->sides[FROM_CLIENT]);
	record_drop(s, &x->sides[FROM_SERVER]);
	pool_drop(s->unsealed, x);
	v->unsealed = UNSEALED_NONE;
}

/* Both hellos are known: are there keys? */
static void
begin(struct talk_store *s, struct unsealed *x)
{
	switch (s->unsealer->begin(s->unsealer->room, &x->seal, &x->number)) {
	case UNSEAL_BEGUN:
		x->stage = UNSEALED_KEYED;
		return;
	case UNSEAL_NO_KEY:
		x->has_no_key = true;
		break;
	case UNSEAL_NO_SUITE:
		break;
	}
	x->stage = UNSEALED_NOT;
}

void
unsealed_hello(struct talk_store *s, struct tls_view *v, uint8_t type,
    struct span body)
{
	struct unsealed *x = of_view(s, v);

	if (x == NULL || x->stage != UNSEALED_HELLOS)
		return;
	if (type == MESSAGE_CLIENT_HELLO)
		x->has_client = hello_random(body, x->seal.client_random);
	/* What looks like one and is a HelloRetryRequest is not the last. */
	if (type != MESSAGE_SERVER_HELLO || !v->has_server_hello ||
	    !x->has_client || !hello_random(body, x->seal.server_random))
		return;
	x->seal.version = v->version;
	x->seal.suite = v->suite;
	begin(s, x);
}

/* --- words --- */

/* Of what was in a record so much was not seen. */
static void
words_lose(struct talk_store *s, enum direction d, uint32_t bytes,
    int64_t when_ns)
{
	struct chunk *c = &s->words->chunk;

	c->when_ns = when_ns;
	c->direction = d;
	c->bytes.len = 0;
	c->hole_bytes = bytes > 0 ? bytes : 1;
}

/* Data is lost, where this may have been some: a body of so many bytes. */
static void
record_lose(struct talk_store *s, struct unsealed *x, enum direction d,
    uint32_t bytes, int64_t when_ns)
{
	struct plain_range plain = suite_plain(x->seal.suite, x->seal.version,
	    bytes);

	s->unsealer->lose(s->unsealer->room, x->number, d);
	if (x->stage != UNSEALED_OPEN)
		return;
	x->is_broken = true;
	words_lose(s, d, plain.to, when_ns);
}

static void
record_open(struct talk_store *s, struct unsealed *x, enum direction d,
    struct span body, int64_t when_ns)
{
	const struct sealed_record in = { x->sides[d].type, body };
	struct unsealed_words *w = s->words;
	size_t n = 0;
	uint8_t type;

	if (!s->unsealer->open(s->unsealer->room, x->number, d, &in, w->text,
	    &n, &type)) {
		/* Until the first is opened these may be a wrong key's. */
		if (x->stage == UNSEALED_OPEN && x->sides[d].type ==
		    RECORD_DATA)
			record_lose(s, x, d, (uint32_t)body.len, when_ns);
		return;
	}
	x->stage = UNSEALED_OPEN;
	w->bytes = (uint32_t)n;
	if (type != RECORD_DATA || n == 0) {
		wipe(w->text, n);
		w->bytes = 0;
		return;
	}
	w->chunk = (struct chunk){ when_ns, d, { w->text, n }, 0 };
}

void
unsealed_record(struct talk_store *s, struct tls_view *v, enum direction d)
{
	const struct tls_side *seen = &v->sides[d];
	struct unsealed *x = of_view(s, v);
	struct unsealed_side *side;

	if (!has_keys(x))
		return;
	side = &x->sides[d];
	record_drop(s, side);
	side->type = seen->type;
	side->bytes = (uint16_t)seen->record_left;
	side->is_cut = false;
	/* In TLS 1.3 all that is sealed looks like data. */
	side->is_sealed = v->version >= VERSION_13 ?
	    seen->type == RECORD_DATA : seen->is_sealed &&
	    seen->type != RECORD_CHANGE;
}

void
unsealed_body(struct talk_store *s, struct tls_view *v, enum direction d,
    struct span piece, int64_t when_ns)
{
	struct unsealed *x = of_view(s, v);
	struct unsealed_side *side;
	struct unsealed_record *r;

	if (!has_keys(x) || !x->sides[d].is_sealed)
		return;
	side = &x->sides[d];
	if (side->is_cut) {
		if (v->sides[d].record_left == 0)
			record_lose(s, x, d, side->bytes, when_ns);
		return;
	}
	if (side->have == 0 && piece.len == side->bytes) {
		record_open(s, x, d, piece, when_ns);
		return;
	}
	if (piece.len > (size_t)(side->bytes - side->have))
		return;			/* never: tls.c counts the same */
	r = record_borrow(s, x, d);
	memcpy(r->bytes + side->have, piece.p, piece.len);
	side->have = (uint16_t)(side->have + piece.len);
	pool_touch(s->cut_records, r);
	if (side->have < side->bytes)
		return;
	record_open(s, x, d, (struct span){ r->bytes, side->bytes }, when_ns);
	record_drop(s, side);
}

void
unsealed_hole(struct talk_store *s, struct tls_view *v, enum direction d,
    uint32_t bytes, int64_t when_ns)
{
	struct unsealed *x = of_view(s, v);
	struct unsealed_side *side;

	if (!has_keys(x))
		return;
	side = &x->sides[d];
	record_drop(s, side);
	side->is_cut = true;
	/* The rest of this record is to come; else headers are gone, too. */
	if (v->sides[d].record_left > 0 && !v->sides[d].is_lost)
		return;
	record_lose(s, x, d, bytes > HEADER_BYTES ? bytes - HEADER_BYTES : 0,
	    when_ns);
	side->is_sealed = false;
}

bool
unsealed_is_open(const struct talk_store *s, const struct tls_view *v)
{
	const struct unsealed *x = of_view(s, v);

	return (x != NULL && x->stage == UNSEALED_OPEN);
}

bool
unsealed_is_broken(const struct talk_store *s, const struct tls_view *v)
{
	const struct unsealed *x = of_view(s, v);

	return (x != NULL && x->is_broken);
}

struct chunk *
unsealed_words(struct talk_store *s)
{
	struct unsealed_words *w = s->words;

	if (w == NULL)
		return (NULL);
	if (w->chunk.bytes.len > 0 || w->chunk.hole_bytes > 0)
		return (&w->chunk);
	wipe(w->text, w->bytes);
	w->bytes = 0;
	return (NULL);
}
