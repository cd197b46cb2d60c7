/*
 * The rings of faces.  A face's number is its row's, times two, and one more
 * for a client's.
 */

#include "judge/faces.h"

#include "base/when.h"

/* A guess: mail programs open their connections within seconds. */
enum { SPELL_S = 60 };

static bool
is_client(uint32_t face)
{
	return ((face & 1) != 0);
}

uint32_t
face_of_device(const struct store *st, const struct device *d)
{
	return (pool_index(st->devices, d) << 1);
}

uint32_t
face_alone(const struct store *st, const struct client *c)
{
	return (pool_index(st->clients, c) << 1 | 1);
}

uint32_t
face_of_client(const struct store *st, const struct client *c)
{
	const struct device *d = pool_at(st->devices, c->device);

	if (!d->is_gateway && !d->is_router)
		return (face_of_device(st, d));
	return (face_alone(st, c));
}

struct client *
face_only(const struct store *st, uint32_t face)
{
	return (is_client(face) ? pool_at(st->clients, face >> 1) : NULL);
}

struct device *
face_device(const struct store *st, uint32_t face)
{
	const struct client *c = face_only(st, face);

	return (pool_at(st->devices, c != NULL ? c->device : face >> 1));
}

struct face *
face_at(const struct store *st, uint32_t face)
{
	struct client *c = face_only(st, face);

	return (c != NULL ? &c->face : &face_device(st, face)->face);
}

struct client *
face_next_client(const struct store *st, uint32_t face, const struct client *c)
{
	const struct list_kind kind = { st->clients,
	    offsetof(struct client, link) };

	if (is_client(face))
		return (c == NULL ? face_only(st, face) : NULL);
	return (c != NULL ? list_next(&kind, c) :
	    list_at(&kind, face_device(st, face)->first_client));
}

uint32_t
face_failures(const struct store *st, uint32_t face)
{
	const struct client *c = face_only(st, face);

	return (c != NULL ? c->failures : face_device(st, face)->failures);
}

static bool *
face_named(const struct store *st, uint32_t face)
{
	struct client *c = face_only(st, face);

	return (c != NULL ? &c->is_named : &face_device(st, face)->is_named);
}

void
face_seen(struct face *f, int64_t when_ns)
{
	int64_t s = when_ns / NS_PER_S;
	struct spell *now = &f->spells[0];
	uint32_t i;

	if (s <= now->end_s || s >= UINT32_MAX)
		return;
	if (now->end_s != 0 && s - now->end_s <= SPELL_S) {
		now->end_s = (uint32_t)s;
		return;
	}
	for (i = FACE_SPELLS - 1; i > 0; i--)
		f->spells[i] = f->spells[i - 1];
	now->begin_s = now->end_s = (uint32_t)s;
}

/* The least time from one of its spells to the next with the other active in
 * between. */
static int64_t
turn_about(const struct face *f, const struct face *other)
{
	int64_t least_ns = INT64_MAX;
	uint32_t i, j;

	for (i = 0; i + 1 < FACE_SPELLS && f->spells[i + 1].end_s != 0; i++)
		for (j = 0; j < FACE_SPELLS; j++) {
			const struct spell *o = &other->spells[j];
			int64_t from_s = f->spells[i + 1].end_s;
			int64_t to_s = f->spells[i].begin_s;

			if (o->end_s > from_s && o->begin_s < to_s &&
			    (to_s - from_s) * NS_PER_S < least_ns)
				least_ns = (to_s - from_s) * NS_PER_S;
		}
	return (least_ns);
}

int64_t
face_seen_ns(const struct face *f)
{
	return (f->spells[0].end_s * NS_PER_S);
}

static bool
spells_meet(const struct spell *a, const struct spell *b)
{
	return (a->end_s != 0 && b->end_s != 0 &&
	    a->begin_s <= b->end_s && b->begin_s <= a->end_s);
}

static bool
faces_meet(const struct face *a, const struct face *b)
{
	uint32_t i, j;

	for (i = 0; i < FACE_SPELLS; i++)
		for (j = 0; j < FACE_SPELLS; j++)
			if (spells_meet(&a->spells[i], &b->spells[j]))
				return (true);
	return (false);
}

bool
faces_alternate(const struct face *a, const struct face *b)
{
	return (faces_meet(a, b) || (turn_about(a, b) != INT64_MAX &&
	    turn_about(b, a) != INT64_MAX));
}

int64_t
faces_turn_ns(const struct face *a, const struct face *b)
{
	int64_t x, y;

	if (faces_meet(a, b))
		return (0);
	x = turn_about(a, b);
	y = turn_about(b, a);
	return (x < y ? x : y);
}

void
face_begin(struct face *f, uint32_t face)
{
	f->next = f->head = face;
}

bool
faces_fail(const struct store *st, uint32_t face)
{
	uint32_t at = face;

	do {
		if (face_failures(st, at) > 0)
			return (true);
		at = face_at(st, at)->next;
	} while (at != face);
	return (false);
}

bool
faces_are_named(const struct store *st, uint32_t face)
{
	uint32_t at = face;

	do {
		if (*face_named(st, at))
			return (true);
		at = face_at(st, at)->next;
	} while (at != face);
	return (false);
}

void
faces_name(struct store *st, uint32_t face, bool is_named)
{
	uint32_t at = face;

	do {
		*face_named(st, at) = false;
		at = face_at(st, at)->next;
	} while (at != face);
	*face_named(st, face) = is_named;
}

static uint32_t
ring_length(const struct store *st, uint32_t face)
{
	uint32_t at = face, n = 0;

	do {
		n++;
		at = face_at(st, at)->next;
	} while (at != face);
	return (n);
}

static void
ring_set_head(struct store *st, uint32_t face, uint32_t head)
{
	uint32_t at = face;

	do {
		face_at(st, at)->head = head;
		at = face_at(st, at)->next;
	} while (at != face);
}

bool
faces_join(struct store *st, uint32_t older, uint32_t newer)
{
	struct face *a = face_at(st, older), *b = face_at(st, newer);
	uint32_t next = a->next, head = b->head;

	if (a->head == b->head || ring_length(st, older) +
	    ring_length(st, newer) > FACES_MAX)
		return (false);
	/* Two that failed are one now. */
	st->n_failing -= faces_fail(st, older) && faces_fail(st, newer);
	a->next = b->next;
	b->next = next;
	ring_set_head(st, older, head);
	return (true);
}

void
faces_leave(struct store *st, uint32_t face)
{
	struct face *f = face_at(st, face);
	uint32_t at = face;

	if (f->next == face)
		return;
	while (face_at(st, at)->next != face)
		at = face_at(st, at)->next;
	face_at(st, at)->next = f->next;
	if (f->head == face)
		ring_set_head(st, at, at);
	f->next = f->head = face;
	st->n_failing += face_failures(st, face) > 0 && faces_fail(st, at);
}
