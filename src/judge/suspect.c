/*
 * A device or a client behind a router, seen as one thing that can be blamed.
 *
 * Nothing is kept for it beside what its clients hold, so that a MAC found to
 * be a router's needs no rebooking: its clients are asked one by one instead.
 */

#include "judge/suspect.h"

#include <string.h>

#include "judge/faces.h"

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

struct suspect
suspect_of_account(const struct store *st, const struct account *a)
{
	return (suspect_of_client(st, pool_at(st->clients, a->client)));
}

uint64_t
suspect_tag(const struct store *st, const struct suspect *u)
{
	return ((uint64_t)suspect_id(st, u) + 1);
}

uint64_t
suspect_tag_of_account(const struct store *st, const struct account *a)
{
	struct suspect u = suspect_of_account(st, a);

	return (suspect_tag(st, &u));
}

bool
suspect_is_named(const struct store *st, const struct suspect *u)
{
	return (faces_are_named(st, suspect_face(st, u)));
}

void
suspect_name_it(struct store *st, const struct suspect *u,
    const struct client *told, bool is_named)
{
	faces_name(st, told != NULL ? face_of_client(st, told) :
	    suspect_face(st, u), is_named);
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

	if (!a->has_lease)
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
