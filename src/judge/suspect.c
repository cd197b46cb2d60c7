/*
 * A device or a client behind a router, seen as one thing that can be blamed.
 *
 * Nothing is kept for it beside what its clients hold, so that a MAC found to
 * be a router's needs no rebooking: its clients are asked one by one instead.
 */

#include "judge/suspect.h"

#include <string.h>

#include "judge/faces.h"
#include "judge/router.h"

/* A small set of numbers; beyond its room it only says "many". */
enum { SET_MAX = 64 };

struct set {
	uint32_t n;
	uint64_t at[SET_MAX];
};

static void
set_add(struct set *s, uint64_t v)
{
	uint32_t i;

	if (v == 0 || s->n == SET_MAX)
		return;
	for (i = 0; i < s->n; i++)
		if (s->at[i] == v)
			return;
	s->at[s->n++] = v;
}

/* The face that the suspect was asked for by. */
static uint32_t
suspect_face(const struct store *st, const struct suspect *u)
{
	return (u->only != NULL ? face_alone(st, u->only) :
	    face_of_device(st, u->device));
}

struct suspect
suspect_of_client(const struct store *st, struct client *c)
{
	uint32_t head = face_at(st, face_of_client(st, c))->head;
	struct suspect u;

	u.device = face_device(st, head);
	u.only = face_only(st, head);
	return (u);
}

/* The next device, or the next client of one that is split. */
static bool
step(const struct store *st, struct suspect *u)
{
	if (u->device == NULL) {
		u->device = pool_stalest(st->devices);
		if (u->device == NULL)
			return (false);
	} else if (u->only != NULL) {
		u->only = store_next_client(st, u->only);
		if (u->only != NULL)
			return (true);
		u->device = pool_younger(st->devices, u->device);
	} else {
		u->device = pool_younger(st->devices, u->device);
	}
	u->only = NULL;
	/* Of a router that nobody is behind, the row itself is nobody. */
	while (u->device != NULL && device_is_split(u->device)) {
		u->only = store_first_client(st, u->device);
		if (u->only != NULL)
			return (true);
		u->device = pool_younger(st->devices, u->device);
	}
	return (u->device != NULL);
}

bool
suspect_next(const struct store *st, struct suspect *u)
{
	while (step(st, u))
		if (face_at(st, suspect_face(st, u))->head ==
		    suspect_face(st, u))
			return (true);
	return (false);
}

bool
suspect_fails(const struct store *st, const struct suspect *u)
{
	return (faces_fail(st, suspect_face(st, u)));
}

uint32_t
suspect_id(const struct store *st, const struct suspect *u)
{
	return (face_at(st, suspect_face(st, u))->head);
}

bool
suspect_equals(const struct store *st, const struct suspect *a,
    const struct suspect *b)
{
	return (suspect_id(st, a) == suspect_id(st, b));
}

bool *
suspect_named(const struct suspect *u)
{
	return (u->only != NULL ? &u->only->is_named : &u->device->is_named);
}

struct client *
suspect_next_client(const struct store *st, const struct suspect *u,
    const struct client *c)
{
	uint32_t first = suspect_face(st, u), face = first;
	struct client *next;

	/* It was split since it was asked for: these are what it was. */
	if (u->only == NULL && device_is_split(u->device))
		return (face_next_client(st, first, c));
	if (c != NULL)
		face = face_of_client(st, c);
	next = face_next_client(st, face, c);
	while (next == NULL && (face = face_at(st, face)->next) != first)
		next = face_next_client(st, face, NULL);
	return (next);
}

struct device *
suspect_next_device(const struct store *st, const struct suspect *u,
    const struct device *d)
{
	uint32_t first = suspect_face(st, u), face = first;

	if (d != NULL) {
		face = face_at(st, face_of_device(st, d))->next;
		if (face == first)
			return (NULL);
	}
	while (face_only(st, face) != NULL) {
		face = face_at(st, face)->next;
		if (face == first)
			return (NULL);
	}
	return (face_device(st, face));
}

struct account *
suspect_next_account(const struct store *st, const struct suspect *u,
    const struct account *a)
{
	struct account *next = NULL;
	struct client *c = NULL;

	if (a != NULL) {
		next = store_next_account(st, a);
		c = pool_at(st->clients, a->client);
	}
	while (next == NULL && (c = suspect_next_client(st, u, c)) != NULL)
		next = store_first_account(st, c);
	return (next);
}

/* What a router calls itself is not the name of who is behind it, but the
 * lease of an address may be another MAC's than the router's. */
static const char *
lease_name(const struct store *st, const struct address *a)
{
	static const char none[NAME_BYTES];	/* copied whole, as any */
	struct client_key key;
	const struct device *d;

	if (!a->has_lease || !a->has_mac || !mac_equals(&a->lease_via, &a->mac))
		return (none);
	memset(&key, 0, sizeof key);
	key.mac = a->lease_mac;
	key.has_mac = 1;
	d = pool_find(st->devices, &key);
	return (d != NULL && d->n_names > 0 ? d->names[0].text : none);
}

const char *
address_name(const struct store *st, const struct ip *ip)
{
	static const char none[NAME_BYTES];
	const struct address *a = store_find_address(st, ip);
	const char *lease;

	if (a == NULL)
		return (none);
	lease = lease_name(st, a);
	if (lease[0] != '\0' && a->self_from <= FROM_DHCP)
		return (lease);
	return (a->self_name);
}

const char *
suspect_name(const struct store *st, const struct suspect *u)
{
	static const char none[NAME_BYTES];
	const struct device *d;
	const struct client *c;
	const char *name;

	for (d = suspect_next_device(st, u, NULL); d != NULL;
	    d = suspect_next_device(st, u, d))
		if (!device_is_split(d) && d->n_names > 0)
			return (d->names[0].text);
	if (!st->has_self_names)
		return (none);
	for (c = suspect_next_client(st, u, NULL); c != NULL;
	    c = suspect_next_client(st, u, c)) {
		name = address_name(st, &c->key.ip);
		if (name[0] != '\0')
			return (name);
	}
	return (none);
}

static void
sum_client(const struct store *st, const struct client *c, struct totals *out,
    struct set *users, struct set *secrets)
{
	const struct tried *d = store_find_tried(st, c);
	uint32_t i;

	out->failures += c->failures;
	out->successes += c->successes;
	out->unknown += c->unknown;
	out->certainty += c->certainty;
	out->open += c->lost_open;
	out->open_users += c->lost_users;
	if (d == NULL)
		return;
	for (i = 0; i < d->n_users; i++)
		set_add(users, d->users[i]);
	for (i = 0; i < d->n_secrets; i++)
		set_add(secrets, d->secrets[i]);
}

static void
sum_evicted(const struct evicted *p, struct totals *out)
{
	out->failures += p->failures;
	out->successes += p->successes;
	out->unknown += p->unknown;
	out->certainty += p->certainty;
	out->open += p->open;
	out->open_users += p->open_users;
}

void
suspect_sum(const struct store *st, const struct suspect *u, struct totals *out)
{
	struct set users = { 0 }, secrets = { 0 }, open = { 0 };
	const struct account *a;
	const struct device *d;
	const struct client *c;

	memset(out, 0, sizeof *out);
	for (c = suspect_next_client(st, u, NULL); c != NULL;
	    c = suspect_next_client(st, u, c))
		sum_client(st, c, out, &users, &secrets);
	for (d = suspect_next_device(st, u, NULL); d != NULL;
	    d = suspect_next_device(st, u, d))
		sum_evicted(&d->evicted, out);
	for (a = suspect_next_account(st, u, NULL); a != NULL;
	    a = suspect_next_account(st, u, a)) {
		bool is_known = a->mailbox.local != 0;

		if (a->tally.failures == 0)
			continue;
		totals_add(out, &a->tally, is_known);
		set_add(&users, mailbox_tag(&a->mailbox));
		if (tally_open(&a->tally, is_known) > 0)
			set_add(&open, mailbox_tag(&a->mailbox));
	}
	out->users = users.n;
	out->secrets = secrets.n;
	out->open_users += open.n;
	out->is_own_link = u->only == NULL && u->device->key.has_mac;
	out->is_afar = u->device->is_afar;
	out->hides_others = u->only == NULL &&
	    router_hides_others(st, u->device);
}
