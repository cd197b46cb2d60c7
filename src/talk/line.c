/*
 * Lines out of chunks.
 *
 * The one idea: copy only what a cut forces us to.  Nearly every line of a
 * mail dialogue lies whole in one segment and is read where it lies.
 *
 * It does not know what a line means; the only syntax in here is the literal
 * marker at a line's end, because without it a body would be read as lines.
 */

#include "talk/line.h"

#include <assert.h>
#include <string.h>

struct line_slot {
	struct line *owner;
	uint8_t bytes[LINE_BYTES];
};

/* How far the end of the line looks like a literal marker. */
enum { BRACE_NONE, BRACE_OPEN, BRACE_DIGIT, BRACE_PLUS, BRACE_SHUT, BRACE_CR };

/* "{4294967295+}" and CR: no marker is longer. */
enum { MARKER_BYTES = 14 };

struct pool *
line_store_new(uint32_t n_slots)
{
	return (pool_new(n_slots, sizeof(struct line_slot), 0, NULL));
}

uint64_t
line_store_bytes(uint32_t n_slots)
{
	return (pool_bytes(n_slots, sizeof(struct line_slot), 0));
}

void
line_init(struct line *l)
{
	memset(l, 0, sizeof *l);
	l->slot = POOL_NONE;
}

static struct line_slot *
slot_of(const struct line *l, const struct pool *store)
{
	return (l->slot == POOL_NONE ? NULL : pool_at(store, l->slot));
}

static void
slot_release(struct line *l, struct pool *store)
{
	struct line_slot *slot = slot_of(l, store);

	if (slot != NULL) {
		wipe(slot->bytes, l->kept);
		pool_drop(store, slot);
	}
	l->slot = POOL_NONE;
	l->kept = 0;
}

/* When every slot is taken the line that waits longest loses its bytes. */
static struct line_slot *
slot_get(struct line *l, struct pool *store)
{
	struct line_slot *slot = slot_of(l, store);

	if (slot != NULL)
		return (slot);
	if (pool_is_full(store)) {
		struct line_slot *old = pool_stalest(store);

		wipe(old->bytes, old->owner->kept);
		old->owner->slot = POOL_NONE;
		old->owner->kept = 0;
		old->owner->is_cut = true;
		pool_evict(store, old);
	}
	slot = pool_put(store, NULL);
	slot->owner = l;
	l->slot = pool_index(store, slot);
	l->kept = 0;
	return (slot);
}

/* Bytes after a gap may not be glued to those before it: is_cut keeps out. */
static void
line_keep(struct line *l, struct pool *store, struct span s)
{
	struct line_slot *slot;
	size_t room;

	l->is_open = true;
	if (l->is_cut)
		return;
	slot = slot_get(l, store);
	room = LINE_BYTES - l->kept;
	if (s.len > room) {
		s.len = room;
		l->is_cut = true;
	}
	memcpy(slot->bytes + l->kept, s.p, s.len);
	l->kept = (uint16_t)(l->kept + s.len);
}

void
line_reset(struct line *l, struct pool *store)
{
	slot_release(l, store);
	line_init(l);
}

void
line_done(struct line *l, struct pool *store)
{
	bool lost = l->is_lost;

	slot_release(l, store);
	line_init(l);
	l->is_lost = lost;
}

/* One byte of a possible marker "{" digits ["+"] "}" [CR]. */
static uint8_t
brace_step(struct line *l, uint8_t c)
{
	if (c == '{') {
		l->number = 0;
		return (BRACE_OPEN);
	}
	if (c >= '0' && c <= '9' &&
	    (l->brace == BRACE_OPEN || l->brace == BRACE_DIGIT)) {
		uint32_t digit = (uint32_t)(c - '0');

		if (l->number > (UINT32_MAX - digit) / 10)
			return (BRACE_NONE);
		l->number = l->number * 10 + digit;
		return (BRACE_DIGIT);
	}
	if ((c == '+' || c == '-') && l->brace == BRACE_DIGIT)
		return (BRACE_PLUS);
	if (c == '}' && (l->brace == BRACE_DIGIT || l->brace == BRACE_PLUS))
		return (BRACE_SHUT);
	if (c == '\r' && l->brace == BRACE_SHUT)
		return (BRACE_CR);
	return (BRACE_NONE);
}

/* Only the end of a piece can matter; any cut leads to the same state. */
static void
brace_feed(struct line *l, struct span s)
{
	size_t i = 0;

	if (s.len > MARKER_BYTES) {
		i = s.len - MARKER_BYTES;
		l->brace = BRACE_NONE;
	}
	for (; i < s.len; i++)
		l->brace = brace_step(l, s.p[i]);
}

static bool
brace_is_literal(const struct line *l)
{
	return (l->brace == BRACE_SHUT || l->brace == BRACE_CR);
}

/* Take what has come of a literal; true when all of it has. */
static bool
literal_take(struct line *l, struct pool *store, struct span *in)
{
	struct span body;

	if (l->literal_left == 0)
		return (true);
	body.p = in->p;
	body.len = in->len < l->literal_left ? in->len : l->literal_left;
	line_keep(l, store, body);
	l->literal_left -= (uint32_t)body.len;
	in->p += body.len;
	in->len -= body.len;
	return (l->literal_left == 0);
}

static void
line_show(struct line *l, const struct pool *store, struct span direct,
    bool is_direct, struct line_view *out)
{
	struct line_slot *slot = slot_of(l, store);

	if (is_direct) {
		out->text = direct;
		if (out->text.len > LINE_BYTES) {
			out->text.len = LINE_BYTES;
			l->is_cut = true;
		}
	} else {
		out->text.p = slot != NULL ? slot->bytes : (const uint8_t *)"";
		out->text.len = slot != NULL ? l->kept : 0;
	}
	if (!l->is_cut && out->text.len > 0 &&
	    out->text.p[out->text.len - 1] == '\r')
		out->text.len--;
	out->is_whole = !l->is_cut;
	out->is_unsure = l->is_lost;
}

enum progress
line_take(struct line *l, struct pool *store, bool literals, struct span *in,
    struct line_view *out)
{
	while (in->len > 0 && literal_take(l, store, in) && in->len > 0) {
		const uint8_t *end = memchr(in->p, '\n', in->len);
		struct span part = { in->p, in->len };

		if (end != NULL)
			part.len = (size_t)(end - in->p);
		if (literals)
			brace_feed(l, part);
		if (end == NULL) {
			line_keep(l, store, part);
			in->p += part.len;
			in->len = 0;
			break;
		}
		in->p += part.len + 1;
		in->len -= part.len + 1;
		if (literals && brace_is_literal(l)) {
			struct span crlf = { end, 1 };

			line_keep(l, store, part);
			line_keep(l, store, crlf);
			l->literal_left = l->number;
			l->brace = BRACE_NONE;
			continue;
		}
		if (l->is_open)
			line_keep(l, store, part);
		line_show(l, store, part, !l->is_open, out);
		l->is_lost = false;
		return (READ_DONE);
	}
	return (READ_MORE);
}

enum progress
line_hole(struct line *l, struct pool *store, uint32_t n,
    struct line_view *out)
{
	bool was_open = l->is_open;

	/* The end of a literal is known, so a hole inside it ends nothing. */
	if (l->literal_left >= n && l->literal_left > 0) {
		l->literal_left -= n;
		l->is_cut = true;
		return (READ_MORE);
	}
	l->is_cut = true;
	if (was_open)
		line_show(l, store, (struct span){ NULL, 0 }, false, out);
	l->is_lost = true;
	if (was_open) {
		/* What follows is another line, whose beginning is not
		 * known. */
		l->literal_left = 0;
		l->brace = BRACE_NONE;
		return (READ_DONE);
	}
	l->is_cut = false;
	return (READ_MORE);
}

struct span
line_waiting(const struct line *l, const struct pool *store)
{
	struct line_slot *slot = slot_of(l, store);
	struct span s = { (const uint8_t *)"", 0 };

	if (slot != NULL) {
		s.p = slot->bytes;
		s.len = l->kept;
	}
	return (s);
}
