/*
 * A device or a client behind a router, seen as one thing that can be blamed.
 *
 * Nothing is kept for it beside what its clients hold, so that a MAC found to
 * be a router's needs no rebooking: its clients are asked one by one instead.
 */

#include "judge/suspect.h"

struct suspect
suspect_of_client(const struct store *st, struct client *c)
{
	struct suspect u;

	u.device = pool_at(st->devices, c->device);
	u.only = device_is_split(u.device) ? c : NULL;
	return (u);
}

struct suspect
suspect_of_account(const struct store *st, const struct account *a)
{
	return (suspect_of_client(st, pool_at(st->clients, a->client)));
}

uint64_t
suspect_tag(const struct store *st, const struct suspect *u)
{
	return (u->only != NULL ?
	    UINT64_C(1) << 32 | pool_index(st->clients, u->only) :
	    UINT64_C(1) << 33 | pool_index(st->devices, u->device));
}

uint64_t
suspect_tag_of_account(const struct store *st, const struct account *a)
{
	struct suspect u = suspect_of_account(st, a);

	return (suspect_tag(st, &u));
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
	if (u->only != NULL)
		return (c == NULL ? u->only : NULL);
	return (c == NULL ? store_first_client(st, u->device) :
	    store_next_client(st, c));
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

const char *
suspect_name(const struct store *st, const struct suspect *u)
{
	static const char none[NAME_BYTES];	/* copied whole, as any */
	const struct address *a;
	const struct client *c;

	/* What a router calls itself is not the name of who is behind it. */
	if (u->only == NULL && u->device->n_names > 0)
		return (u->device->names[0].text);
	if (!st->has_self_names)
		return (none);
	for (c = suspect_next_client(st, u, NULL); c != NULL;
	    c = suspect_next_client(st, u, c)) {
		a = store_find_address(st, &c->key.ip);
		if (a != NULL && a->self_name[0] != '\0')
			return (a->self_name);
	}
	return (none);
}
