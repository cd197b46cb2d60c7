/*
 * One device goes by several MACs: a phone makes up a new one every day, a
 * laptop has one on the cable and one in the air, an extender lends it one.
 *
 * What makes two faces one device is a name that both have, an account that
 * both log in to, and the very same secret, wrong as it is: who forges names
 * does not know that.  Where the secret cannot be compared (TLS, challenges),
 * the mail program must be the same and the name somebody's.  What makes them
 * two is that both are active at once, or one is back while the other goes on;
 * and that each has an account of its own.  Names that many devices have
 * ("iPhone") hold for one that comes after the other has gone, where at least
 * one MAC is made up.
 */

#include "judge/likeness.h"

#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "data/common_names.h"
#include "judge/account.h"
#include "judge/faces.h"
#include "judge/server_name.h"
#include "judge/suspect.h"

/* Guesses.  Who changes from the cable to the air and back takes longer; two
 * devices that look for mail every few minutes do not. */
#define TURN_NS		(180 * NS_PER_S)
#define TURN_COMMON_NS	(3600 * NS_PER_S)
#define GONE_NS		(300 * NS_PER_S)

enum { LIKE_NAMES = 8 };

enum likeness { UNLIKE, LIKE_COMMON, LIKE_OWN };

struct likely {
	enum likeness names;
	bool is_good;		/* the login got in */
};

struct names {
	uint32_t n;
	const char *at[LIKE_NAMES];
};

/* The face that is compared, and by which login. */
struct look {
	uint32_t face;
	const struct account *account;
	bool is_good;
	struct names names;
};

static void
names_add(struct names *out, const char *name)
{
	if (name[0] != '\0' && out->n < LIKE_NAMES)
		out->at[out->n++] = name;
}

/* What a face calls itself, and how its addresses' leases call it. */
static void
names_of(const struct store *st, uint32_t face, struct names *out)
{
	const struct device *d = face_device(st, face);
	const struct client *c = NULL;
	uint32_t i;

	out->n = 0;
	for (i = 0; face_only(st, face) == NULL && i < d->n_names; i++)
		if (d->names[i].from > FROM_DNS)
			names_add(out, d->names[i].text);
	/* Its own name is known: the leases' are the same. */
	if (out->n > 0 || !st->has_self_names)
		return;
	while (out->n < LIKE_NAMES &&
	    (c = face_next_client(st, face, c)) != NULL)
		names_add(out, address_name(st, &c->key.ip));
}

/* Names are the same whatever their case; most differ at once. */
static bool
is_same_name(const char *a, const char *b)
{
	return (((a[0] ^ b[0]) & ~0x20) == 0 &&
	    span_equals_nocase(span_text(a), b));
}

static enum likeness
names_alike(const struct store *st, const struct names *x, uint32_t other)
{
	enum likeness found = UNLIKE;
	struct names y;
	uint32_t i, j;

	if (x->n == 0)
		return (UNLIKE);
	names_of(st, other, &y);
	for (i = 0; i < x->n; i++)
		for (j = 0; j < y.n; j++) {
			if (!is_same_name(x->at[i], y.at[j]))
				continue;
			if (!name_is_common(x->at[i]))
				return (LIKE_OWN);
			found = LIKE_COMMON;
		}
	return (found);
}

/* Is one of both MACs made up, so that it may have changed? */
static bool
is_made_up(const struct store *st, uint32_t a, uint32_t b)
{
	return (mac_is_local(&face_device(st, a)->key.mac) ||
	    mac_is_local(&face_device(st, b)->key.mac));
}

/* --- when --- */

static bool
are_at_once(const struct store *st, uint32_t a, uint32_t b,
    enum likeness names)
{
	return (faces_turn_ns(face_at(st, a), face_at(st, b)) <
	    (names == LIKE_OWN ? TURN_NS : TURN_COMMON_NS));
}

/* Of two with a common name the one may still come back. */
static bool
is_gone(const struct store *st, uint32_t other, uint32_t since)
{
	return (face_seen_ns(face_at(st, since)) -
	    face_seen_ns(face_at(st, other)) >= GONE_NS);
}

void
likeness_seen(struct store *st, struct client *c, int64_t when_ns)
{
	uint32_t face = face_of_client(st, c), at, next;
	struct face *f = face_at(st, face);
	struct names mine;

	face_seen(&c->face, when_ns);
	if (f != &c->face)
		face_seen(f, when_ns);
	if (f->next == face)
		return;
	names_of(st, face, &mine);
	for (at = f->next; at != face; at = next) {
		next = face_at(st, at)->next;
		if (!are_at_once(st, face, at, names_alike(st, &mine, at)))
			continue;
		f->is_apart = face_at(st, at)->is_apart = true;
		faces_leave(st, at);
	}
	if (f->is_apart)
		faces_leave(st, face);
}

/* --- what --- */

static struct account *
next_account(const struct store *st, uint32_t face, const struct account *a)
{
	struct account *next = NULL;
	struct client *c = NULL;

	if (a != NULL) {
		next = store_next_account(st, a);
		c = pool_at(st->clients, a->client);
	}
	while (next == NULL && (c = face_next_client(st, face, c)) != NULL)
		next = store_first_account(st, c);
	return (next);
}

/*
 * The same account with the same secret; or, where nobody can compare that,
 * with the same program.  Who gets in has the right one, and may have been
 * refused with another before.
 */
static bool
accounts_alike(const struct store *st, const struct account *a,
    const struct account *b, const struct likely *how)
{
	enum likeness names = how->names;

	if (!mailbox_equals(&a->mailbox, &b->mailbox) ||
	    !servers_alike(st, &a->server, &b->server))
		return (false);
	if (how->is_good)
		return (names == LIKE_OWN && a->mailbox.local != 0);
	if (a->secret_tag != 0 || b->secret_tag != 0)
		return (a->secret_tag == b->secret_tag &&
		    a->mailbox.local != 0);
	return (names == LIKE_OWN && a->proto == b->proto &&
	    programs_alike(a, b) && a->stack_tag == b->stack_tag &&
	    (a->mailbox.local != 0 || a->stack_tag != 0));
}

/* Has the face an account that the other has not? */
static bool
has_own_account(const struct store *st, uint32_t face, uint32_t other)
{
	const struct account *a = NULL, *b;

	while ((a = next_account(st, face, a)) != NULL) {
		if (a->mailbox.local == 0)
			continue;
		b = NULL;
		while ((b = next_account(st, other, b)) != NULL)
			if (mailbox_may_join(&a->mailbox, &b->mailbox))
				break;
		if (b == NULL)
			return (true);
	}
	return (false);
}

/* --- is it one device? --- */

enum answer { NO, NOT_YET, YES };

/* Can both be one device, but for what they tried? */
static bool
may_be_one(const struct store *st, uint32_t face, uint32_t at,
    enum likeness names)
{
	return (names != UNLIKE && !face_at(st, at)->is_apart &&
	    (names != LIKE_COMMON || is_made_up(st, face, at)) &&
	    !are_at_once(st, face, at, names) &&
	    !(has_own_account(st, face, at) &&
	    has_own_account(st, at, face)));
}

/* Do the face and one of the ring look like one, and no other unlike it? */
static enum answer
is_one(const struct store *st, const struct look *k, uint32_t ring)
{
	bool is_alike = false, is_early = false;
	uint32_t at = ring;

	do {
		struct likely how = { names_alike(st, &k->names, at),
		    k->is_good };
		const struct account *a = NULL;

		if (!may_be_one(st, k->face, at, how.names))
			return (NO);
		is_early |= how.names == LIKE_COMMON &&
		    !is_gone(st, at, k->face);
		while (!is_alike && (a = next_account(st, at, a)) != NULL)
			is_alike = accounts_alike(st, k->account, a, &how);
		at = face_at(st, at)->next;
	} while (at != ring);
	return (!is_alike ? NO : is_early ? NOT_YET : YES);
}

bool
likeness_match(struct store *st, struct client *c, const struct account *a,
    bool is_good, bool is_new)
{
	struct look k = { .face = face_of_client(st, c), .account = a,
	    .is_good = is_good };
	struct face *f = face_at(st, k.face);
	bool was_joined = false;
	const struct tried *t;
	enum answer answer;
	uint32_t other;

	if (f->is_apart || (f->is_matched && !is_new))
		return (false);
	f->is_matched = true;
	names_of(st, k.face, &k.names);
	if (k.names.n == 0)
		return (false);
	/* Only who failed is looked for: there is nothing else to add up. */
	for (t = pool_stalest(st->tried); t != NULL;
	    t = pool_younger(st->tried, t)) {
		other = face_of_client(st, pool_at(st->clients, t->client));
		if (face_at(st, other)->head == f->head)
			continue;
		answer = is_one(st, &k, other);
		if (answer == NOT_YET)
			f->is_matched = false;
		else if (answer == YES)
			was_joined |= faces_join(st, other, k.face);
	}
	return (was_joined);
}
