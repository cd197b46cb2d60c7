/*
 * Hosts are found anew where a server appears or learns its name, which is
 * rare; so all servers are looked at then, and all accounts where two hosts
 * turn out to be one.
 */

#include "judge/hosts.h"

#include <assert.h>
#include <string.h>

#include "base/span.h"
#include "judge/episodes.h"
#include "judge/logins.h"
#include "judge/server_name.h"

/* No padding: hashed. */
struct box_key {
	uint64_t tag;
	uint32_t host;
};

_Static_assert(offsetof(struct box, host) == offsetof(struct box_key, host),
    "box_key");

static struct list_kind
of_host(const struct store *st)
{
	return ((struct list_kind){ st->boxes, offsetof(struct box, link) });
}

static struct list_kind
of_box(const struct store *st)
{
	return ((struct list_kind){ st->accounts,
	    offsetof(struct account, box_link) });
}

struct host *
account_host(const struct store *st, const struct account *a)
{
	return (a->host == POOL_NONE ? NULL : pool_at(st->hosts, a->host));
}

struct box *
account_box(const struct store *st, const struct account *a)
{
	return (a->box == POOL_NONE ? NULL : pool_at(st->boxes, a->box));
}

struct account *
box_first(const struct store *st, const struct box *b)
{
	const struct list_kind kind = of_box(st);

	return (list_at(&kind, b->first_account));
}

struct account *
box_next(const struct store *st, const struct account *a)
{
	const struct list_kind kind = of_box(st);

	return (list_next(&kind, a));
}

enum service
service_of(enum proto proto)
{
	return (proto == PROTO_SMTP ? SERVICE_SMTP : SERVICE_BOXES);
}

/* --- boxes --- */

static void
box_drop(struct store *st, struct box *b)
{
	const struct list_kind kind = of_host(st), accounts = of_box(st);
	struct host *h = pool_at(st->hosts, b->host);
	struct account *a;

	while ((a = box_first(st, b)) != NULL) {
		list_remove(&accounts, &b->first_account, a);
		a->box = POOL_NONE;
	}
	st->n_lost += episodes_are_on(&b->locked);
	list_remove(&kind, &h->first_box, b);
	pool_drop(st->boxes, b);
}

static void
leave_box(struct store *st, struct account *a)
{
	const struct list_kind kind = of_box(st);
	struct box *b = account_box(st, a);

	if (b == NULL)
		return;
	list_remove(&kind, &b->first_account, a);
	a->box = POOL_NONE;
	if (b->first_account == POOL_NONE)
		box_drop(st, b);
}

static void
join_box(struct store *st, struct account *a)
{
	const struct list_kind kind = of_host(st), accounts = of_box(st);
	struct box_key key = { mailbox_tag(&a->mailbox), a->host };
	struct host *h = account_host(st, a);
	struct box *b;

	if (key.tag == 0 || h == NULL)
		return;
	b = pool_find(st->boxes, &key);
	if (b == NULL) {
		if (pool_is_full(st->boxes))
			box_drop(st, pool_stalest(st->boxes));
		b = pool_put(st->boxes, &key);
		b->first_account = POOL_NONE;
		list_push(&kind, &h->first_box, b);
	} else {
		pool_touch(st->boxes, b);
	}
	a->box = pool_index(st->boxes, b);
	list_push(&accounts, &b->first_account, a);
}

/*
 * The account has another name, or its host is another: it goes to the box of
 * that, and takes along when its old one was locked.
 */
static void
change_box(struct store *st, struct account *a, uint32_t host)
{
	struct box *b = account_box(st, a);
	struct episodes was;

	memset(&was, 0, sizeof was);
	if (b != NULL)
		was = b->locked;
	leave_box(st, a);
	if (a->host != host)
		logins_move(st, a, host == POOL_NONE ? NULL :
		    pool_at(st->hosts, host));
	join_box(st, a);
	b = account_box(st, a);
	if (b != NULL)
		episodes_join(&b->locked, &was);
}

void
hosts_place(struct store *st, struct account *a)
{
	struct server *s = pool_find(st->servers, &a->server);
	uint32_t host = s == NULL ? POOL_NONE : s->host;
	struct box *b = account_box(st, a);

	if (a->host != host || b == NULL ||
	    b->tag != mailbox_tag(&a->mailbox))
		change_box(st, a, host);
}

void
hosts_displace(struct store *st, struct account *a)
{
	struct host *h = account_host(st, a);

	leave_box(st, a);
	if (h != NULL)
		h->n_accounts--;
}

/* --- hosts --- */

static void
host_move(struct store *st, uint32_t from, uint32_t to)
{
	const struct list_kind kind = of_host(st);
	const struct host *h = pool_at(st->hosts, from);
	const struct login *l;
	struct account *a;
	struct box *b;

	/* Those of its lists first; few are in none. */
	while ((l = host_newest(st, h)) != NULL)
		change_box(st, pool_at(st->accounts, l->account), to);
	while ((b = list_at(&kind, h->first_box)) != NULL)
		change_box(st, box_first(st, b), to);
	for (a = pool_stalest(st->accounts); a != NULL && h->n_accounts > 0;
	    a = pool_younger(st->accounts, a))
		if (a->host == from)
			change_box(st, a, to);
}

static void
host_drop(struct store *st, uint32_t host)
{
	struct host *h = pool_at(st->hosts, host);
	int i;

	host_move(st, host, POOL_NONE);
	assert(h->first_login == POOL_NONE && h->first_box == POOL_NONE);
	for (i = 0; i < SERVICES; i++)
		st->n_lost += episodes_are_on(&h->refuses[i]);
	pool_drop(st->hosts, h);
}

/* What the one has gone through, the other has as well. */
static void
keep_episodes(struct host *to, const struct host *from)
{
	int i;

	for (i = 0; i < SERVICES; i++)
		episodes_join(&to->refuses[i], &from->refuses[i]);
}

static void
hosts_join(struct store *st, uint32_t to, uint32_t from)
{
	struct host *h = pool_at(st->hosts, to), *o = pool_at(st->hosts, from);
	struct server *s;

	if (to == from)
		return;
	keep_episodes(h, o);
	for (s = pool_stalest(st->servers); s != NULL;
	    s = pool_younger(st->servers, s)) {
		if (s->host != from)
			continue;
		s->host = to;
		h->n_servers++;
		o->n_servers--;
	}
	host_move(st, from, to);
	host_drop(st, from);
}

static uint32_t
host_new(struct store *st)
{
	struct host *h = pool_put(st->hosts, NULL);

	h->first_login = h->first_box = POOL_NONE;
	return (pool_index(st->hosts, h));
}

/* One machine by address, or one service by the name that s has. */
static bool
is_one_host(const struct store *st, const struct server *s, struct span name,
    const struct server *o)
{
	if (ip_equals(&s->at.ip, &o->at.ip))
		return (true);
	return (name.len > 0 &&
	    span_equals_nocase(name, server_own_name(st, o)));
}

void
hosts_bind(struct store *st, struct server *s)
{
	const struct span name = span_text(server_own_name(st, s));
	struct server *o;

	for (o = pool_stalest(st->servers); o != NULL;
	    o = pool_younger(st->servers, o)) {
		if (o == s || o->host == POOL_NONE || o->host == s->host ||
		    !is_one_host(st, s, name, o))
			continue;
		if (s->host != POOL_NONE) {
			hosts_join(st, s->host, o->host);
			continue;
		}
		s->host = o->host;
		((struct host *)pool_at(st->hosts, s->host))->n_servers++;
	}
	if (s->host != POOL_NONE)
		return;
	s->host = host_new(st);
	((struct host *)pool_at(st->hosts, s->host))->n_servers = 1;
}

void
hosts_unbind(struct store *st, struct server *s)
{
	uint32_t host = s->host;
	struct host *h;

	if (host == POOL_NONE)
		return;
	s->host = POOL_NONE;
	h = pool_at(st->hosts, host);
	if (--h->n_servers == 0)
		host_drop(st, host);
}

/* In the order of time, and each login's own. */
static uint32_t
check_logins(const struct store *st, const struct host *h)
{
	const struct login *l, *newer = NULL;
	uint32_t n = 0;

	for (l = host_newest(st, h); l != NULL; l = host_older(st, l)) {
		assert(l->host == pool_index(st->hosts, h));
		assert(newer == NULL || newer->when_ns >= l->when_ns);
		newer = l;
		n++;
		assert(n <= pool_used(st->logins));
	}
	return (n);
}

static uint32_t
check_host(const struct store *st, const struct host *h)
{
	int i;

	assert(h->n_servers > 0);
	for (i = 0; i < SERVICES; i++)
		episodes_check(&h->refuses[i]);
	return (check_logins(st, h));
}

void
hosts_check(const struct store *st)
{
	const struct list_kind boxes = of_host(st), accounts = of_box(st);
	uint32_t n_boxes = 0, n_accounts = 0, n_servers = 0, n_logins = 0;
	const struct account *a;
	const struct server *s;
	const struct host *h;
	const struct box *b;

	for (h = pool_stalest(st->hosts); h != NULL;
	    h = pool_younger(st->hosts, h)) {
		n_boxes += list_check(&boxes, h->first_box);
		n_servers += h->n_servers;
		n_accounts += h->n_accounts;
		n_logins += check_host(st, h);
	}
	assert(n_logins <= pool_used(st->logins));
	assert(n_boxes == pool_used(st->boxes));
	for (a = pool_stalest(st->accounts); a != NULL;
	    a = pool_younger(st->accounts, a))
		n_accounts -= a->host != POOL_NONE;
	assert(n_accounts == 0);
	for (s = pool_stalest(st->servers); s != NULL;
	    s = pool_younger(st->servers, s))
		n_servers -= s->host != POOL_NONE;
	assert(n_servers == 0);
	for (b = pool_stalest(st->boxes); b != NULL;
	    b = pool_younger(st->boxes, b)) {
		episodes_check(&b->locked);
		assert(list_check(&accounts, b->first_account) > 0);
		for (a = box_first(st, b); a != NULL; a = box_next(st, a))
			assert(account_box(st, a) == b && a->host == b->host &&
			    mailbox_tag(&a->mailbox) == b->tag);
	}
}
