/*
 * A device or a client behind a router, seen as one thing that can be blamed.
 *
 * Nothing is kept for it beside what its clients hold, so that a MAC found to
 * be a router's needs no rebooking: its clients are asked one by one instead.
 */

#include "judge/suspect.h"

#include <string.h>

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

struct suspect
suspect_of_client(const struct store *st, struct client *c)
{
	struct suspect u;

	u.device = pool_at(st->devices, c->device);
	u.only = device_is_split(u.device) ? c : NULL;
	return (u);
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
	const struct client *c;

	memset(out, 0, sizeof *out);
	for (c = suspect_next_client(st, u, NULL); c != NULL;
	    c = suspect_next_client(st, u, c))
		sum_client(st, c, out, &users, &secrets);
	if (u->only == NULL)
		sum_evicted(&u->device->evicted, out);
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
	out->hides_others = u->only == NULL &&
	    router_hides_others(st, u->device);
}
