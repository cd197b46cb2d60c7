/* Logins whose verdict may come later. */

#include "engine/unsettled.h"

#include <assert.h>

#include "base/list.h"

static struct list_kind
kind_of(const struct engine *e)
{
	return ((struct list_kind){ e->unsettled,
	    offsetof(struct unsettled_login, link) });
}

/* Some servers share a list. */
static uint32_t
list_of(const struct engine *e, const struct ip *server)
{
	return (hash_bytes(&e->hash_key, server, sizeof *server) %
	    UNSETTLED_LISTS);
}

void
unsettled_init(struct engine *e)
{
	int i;

	for (i = 0; i < UNSETTLED_LISTS; i++)
		e->unsettled_first[i] = e->unsettled_last[i] = POOL_NONE;
}

void
unsettled_drop(struct engine *e, struct unsettled_login *u)
{
	struct list_kind kind = kind_of(e);
	uint32_t i = list_of(e, &u->why.ip);

	if (e->unsettled_last[i] == pool_index(e->unsettled, u))
		e->unsettled_last[i] = u->link.before;
	list_remove(&kind, &e->unsettled_first[i], u);
	pool_drop(e->unsettled, u);
}

struct unsettled_login *
unsettled_keep(struct engine *e, const struct event *ev,
    const struct unsettled *why)
{
	struct list_kind kind = kind_of(e);
	uint32_t i = list_of(e, &why->ip);
	struct unsettled_login *u;

	if (pool_is_full(e->unsettled))
		unsettled_drop(e, pool_stalest(e->unsettled));
	u = pool_put(e->unsettled, NULL);
	u->why = *why;
	u->event = *ev;
	list_insert(&kind, &e->unsettled_first[i], u, list_at(&kind,
	    e->unsettled_last[i]));
	e->unsettled_last[i] = pool_index(e->unsettled, u);
	return (u);
}

static struct unsettled_login *
first_of(const struct engine *e, const struct profile_key *server,
    struct unsettled_login *u)
{
	struct list_kind kind = kind_of(e);

	while (u != NULL && (u->why.proto != server->proto ||
	    !ip_equals(&u->why.ip, &server->ip)))
		u = list_next(&kind, u);
	return (u);
}

struct unsettled_login *
unsettled_first(const struct engine *e, const struct profile_key *server)
{
	struct list_kind kind = kind_of(e);

	return (first_of(e, server, list_at(&kind,
	    e->unsettled_first[list_of(e, &server->ip)])));
}

struct unsettled_login *
unsettled_next(const struct engine *e, const struct profile_key *server,
    const struct unsettled_login *u)
{
	struct list_kind kind = kind_of(e);

	return (first_of(e, server, list_next(&kind, u)));
}

void
unsettled_check(const struct engine *e)
{
	struct list_kind kind = kind_of(e);
	uint32_t n = 0;
	int i;

	for (i = 0; i < UNSETTLED_LISTS; i++)
		n += list_check(&kind, e->unsettled_first[i]);
	assert(n == pool_used(e->unsettled));
}
