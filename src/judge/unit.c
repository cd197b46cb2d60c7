/*
 * A device or a host behind a router, seen as one thing that can be blamed.
 *
 * Nothing is kept for it beside what its hosts hold, so that a MAC found to
 * be a router's needs no rebooking: its hosts are asked one by one instead.
 */

#include "judge/unit.h"

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

struct unit
unit_of_host(const struct books *b, struct host *h)
{
	struct unit u;

	u.device = pool_at(b->devices, h->device);
	u.only = device_is_split(u.device) ? h : NULL;
	return (u);
}

bool *
unit_named(const struct unit *u)
{
	return (u->only != NULL ? &u->only->is_named : &u->device->is_named);
}

struct host *
unit_next_host(const struct books *b, const struct unit *u,
    const struct host *h)
{
	uint32_t next;

	if (u->only != NULL)
		return (h == NULL ? u->only : NULL);
	next = h == NULL ? u->device->first_host : h->next;
	return (next == POOL_NONE ? NULL : pool_at(b->hosts, next));
}

struct account *
unit_next_account(const struct books *b, const struct unit *u,
    const struct account *a)
{
	struct host *h = NULL;

	if (a != NULL) {
		if (a->next != POOL_NONE)
			return (pool_at(b->accounts, a->next));
		h = pool_at(b->hosts, a->host);
	}
	while ((h = unit_next_host(b, u, h)) != NULL)
		if (h->first_account != POOL_NONE)
			return (pool_at(b->accounts, h->first_account));
	return (NULL);
}

uint32_t
unit_failures(const struct unit *u)
{
	return (u->only != NULL ? u->only->failures : u->device->failures);
}

const char *
unit_name(const struct books *b, const struct unit *u)
{
	static const char none[NAME_BYTES];	/* copied whole, as any */
	const struct address *a;
	const struct host *h;

	/* What a router calls itself is not the name of who is behind it. */
	if (u->only == NULL && u->device->n_names > 0)
		return (u->device->names[0].text);
	for (h = unit_next_host(b, u, NULL); h != NULL && b->has_self_names;
	    h = unit_next_host(b, u, h)) {
		a = books_find_address(b, &h->key.ip);
		if (a != NULL && a->self_name[0] != '\0')
			return (a->self_name);
	}
	return (none);
}

static void
sum_host(const struct books *b, const struct host *h, struct doings *out,
    struct set *users, struct set *secrets)
{
	const struct dossier *d = books_find_dossier(b, h);
	uint32_t i;

	out->failures += h->failures;
	out->successes += h->successes;
	out->unknown += h->unknown;
	out->certainty += h->certainty;
	out->open += h->lost_open;
	out->open_users += h->lost_users;
	if (d == NULL)
		return;
	for (i = 0; i < d->n_users; i++)
		set_add(users, d->users[i]);
	for (i = 0; i < d->n_secrets; i++)
		set_add(secrets, d->secrets[i]);
}

static void
sum_past(const struct past *p, struct doings *out)
{
	out->failures += p->failures;
	out->successes += p->successes;
	out->unknown += p->unknown;
	out->certainty += p->certainty;
	out->open += p->open;
	out->open_users += p->open_users;
}

void
unit_sum(const struct books *b, const struct unit *u, struct doings *out)
{
	struct set users = { 0 }, secrets = { 0 }, open = { 0 };
	const struct account *a;
	const struct host *h;

	memset(out, 0, sizeof *out);
	for (h = unit_next_host(b, u, NULL); h != NULL;
	    h = unit_next_host(b, u, h))
		sum_host(b, h, out, &users, &secrets);
	if (u->only == NULL)
		sum_past(&u->device->past, out);
	for (a = unit_next_account(b, u, NULL); a != NULL;
	    a = unit_next_account(b, u, a)) {
		bool is_known = a->mailbox.local != 0;

		if (a->tally.failures == 0)
			continue;
		doings_add(out, &a->tally, is_known);
		set_add(&users, mailbox_tag(&a->mailbox));
		if (tally_open(&a->tally, is_known) > 0)
			set_add(&open, mailbox_tag(&a->mailbox));
	}
	out->users = users.n;
	out->secrets = secrets.n;
	out->open_users += open.n;
	out->is_own_link = u->only == NULL && u->device->key.has_mac;
	out->hides_others = u->only == NULL &&
	    router_hides_others(b, u->device);
}
