/*
 * The ledger's pools: make room, find, make, forget.
 *
 * When a pool is full the stalest goes, but of the few stalest one without a
 * failure goes first: a flood of passers-by must not push the culprit out.
 * Few, so that making room costs the same however full the books are.
 */

#include "judge/books.h"

#include <assert.h>
#include <string.h>

#include "base/pools.h"
#include "base/span.h"

enum { STALEST_LOOKED_AT = 8 };

#define ROW(pool, limit, type, key_bytes)				\
	{ offsetof(struct books, pool), offsetof(struct limits, limit),	\
	    sizeof(type), key_bytes }

static const struct pool_row pools[] = {
	ROW(devices, devices, struct device, sizeof(struct leaf_key)),
	ROW(hosts, clients, struct host, sizeof(struct leaf_key)),
	ROW(accounts, accounts, struct account, 0),
	ROW(servers, servers, struct server, sizeof(struct endpoint)),
	ROW(addresses, names, struct address, sizeof(struct ip)),
	ROW(dossiers, dossiers, struct dossier, 0),
};

enum { N_POOLS = sizeof pools / sizeof pools[0] };

int
books_init(struct books *b, const struct limits *l, const struct hash_key *key)
{
	memset(b, 0, sizeof *b);
	b->key = *key;
	return (pools_new(b, pools, N_POOLS, l, &b->key));
}

void
books_fini(struct books *b)
{
	pools_free(b, pools, N_POOLS);
	memset(b, 0, sizeof *b);
}

uint64_t
books_bytes(const struct limits *l)
{
	return (pools_bytes(pools, N_POOLS, l));
}

uint64_t
books_evicted(const struct books *b)
{
	return (pools_evicted(b, pools, N_POOLS));
}

/* Forgetting. */

static void
account_drop(struct books *b, struct host *h, struct account *a, bool is_loss)
{
	uint32_t *link = &h->first_account, index;

	index = pool_index(b->accounts, a);
	while (*link != index) {
		struct account *before = pool_at(b->accounts, *link);

		link = &before->next;
	}
	*link = a->next;
	assert(h->n_accounts > 0);
	h->n_accounts--;
	h->lost_open += tally_open(&a->tally, a->mailbox.local != 0);
	if (a->tally.streak > 0)
		h->lost_users++;
	if (is_loss)
		pool_evict(b->accounts, a);
	else
		pool_drop(b->accounts, a);
}

/* The device goes on without this address, and answers for it still. */
static void
device_keep_past(struct device *d, const struct host *h)
{
	struct past *p = &d->past;

	p->successes += h->successes;
	p->unknown += h->unknown;
	if (h->failures == 0)
		return;
	if (p->failures == 0 || h->first_ns < p->first_ns)
		p->first_ns = h->first_ns;
	if (h->last_ns > p->last_ns)
		p->last_ns = h->last_ns;
	p->failures += h->failures;
	p->failed_connections += h->failed_connections;
	p->open += h->lost_open;
	p->open_users += h->lost_users;
	p->certainty += h->certainty;
}

static void
host_drop(struct books *b, struct host *h)
{
	struct device *d = pool_at(b->devices, h->device);
	struct host *near;

	while (h->first_account != POOL_NONE)
		account_drop(b, h, pool_at(b->accounts, h->first_account),
		    false);
	if (h->dossier != POOL_NONE)
		pool_drop(b->dossiers, pool_at(b->dossiers, h->dossier));
	if (h->prev == POOL_NONE) {
		d->first_host = h->next;
	} else {
		near = pool_at(b->hosts, h->prev);
		near->next = h->next;
	}
	if (h->next != POOL_NONE) {
		near = pool_at(b->hosts, h->next);
		near->prev = h->prev;
	}
	d->n_hosts--;
	if (!device_is_split(d)) {
		device_keep_past(d, h);
	} else if (h->failures > 0) {
		d->failures -= h->failures;
		b->n_failing--;
	}
	/* Only what had to do with mail is a loss to speak of. */
	if (h->sessions > 0 || h->failures > 0)
		pool_evict(b->hosts, h);
	else
		pool_drop(b->hosts, h);
}

static void
device_drop(struct books *b, struct device *d)
{
	bool is_loss = d->sessions > 0 || d->failures > 0;

	if (!device_is_split(d) && d->failures > 0)
		b->n_failing--;
	while (d->first_host != POOL_NONE)
		host_drop(b, pool_at(b->hosts, d->first_host));
	if (is_loss)
		pool_evict(b->devices, d);
	else
		pool_drop(b->devices, d);
}

static void
devices_make_room(struct books *b)
{
	struct device *d = pool_stalest(b->devices);
	int i;

	for (i = 0; i < STALEST_LOOKED_AT && d != NULL; i++) {
		if (d->failures == 0 && !d->is_gateway)
			break;
		d = pool_younger(b->devices, d);
	}
	if (i == STALEST_LOOKED_AT || d == NULL)
		d = pool_stalest(b->devices);
	device_drop(b, d);
}

static void
hosts_make_room(struct books *b)
{
	struct host *h = pool_stalest(b->hosts);
	int i;

	for (i = 0; i < STALEST_LOOKED_AT && h != NULL; i++) {
		if (h->failures == 0)
			break;
		h = pool_younger(b->hosts, h);
	}
	if (i == STALEST_LOOKED_AT || h == NULL)
		h = pool_stalest(b->hosts);
	host_drop(b, h);
}

static void
accounts_make_room(struct books *b)
{
	struct account *a = pool_stalest(b->accounts);
	int i;

	for (i = 0; i < STALEST_LOOKED_AT && a != NULL; i++) {
		if (a->tally.failures == 0)
			break;
		a = pool_younger(b->accounts, a);
	}
	if (i == STALEST_LOOKED_AT || a == NULL)
		a = pool_stalest(b->accounts);
	account_drop(b, pool_at(b->hosts, a->host), a, true);
}

static void
servers_make_room(struct books *b)
{
	struct server *s = pool_stalest(b->servers);
	int i;

	for (i = 0; i < STALEST_LOOKED_AT && s != NULL; i++) {
		if (s->failures == 0)
			break;
		s = pool_younger(b->servers, s);
	}
	if (i == STALEST_LOOKED_AT || s == NULL)
		s = pool_stalest(b->servers);
	pool_evict(b->servers, s);
}

/* Finding and making. */

struct device *
books_device(struct books *b, const struct leaf_key *key)
{
	struct device *d = pool_find(b->devices, key);

	if (d != NULL) {
		pool_touch(b->devices, d);
		return (d);
	}
	if (pool_is_full(b->devices))
		devices_make_room(b);
	d = pool_put(b->devices, key);
	d->first_host = POOL_NONE;
	return (d);
}

struct device *
books_device_by_mac(struct books *b, const struct mac *m)
{
	struct leaf_key key;

	memset(&key, 0, sizeof key);
	key.mac = *m;
	key.has_mac = 1;
	return (books_device(b, &key));
}

/* Less of a loss: without failures, and then longer silent. */
static bool
host_is_lesser(const struct host *h, const struct host *than)
{
	bool fails = h->failures > 0, fails_too = than->failures > 0;

	if (fails != fails_too)
		return (!fails);
	return (h->seen_ns <= than->seen_ns);
}

/* One device may have many addresses, but not all the room. */
static void
device_make_room(struct books *b, struct device *d)
{
	struct host *h, *old = NULL;
	uint32_t i;

	for (i = d->first_host; i != POOL_NONE; i = h->next) {
		h = pool_at(b->hosts, i);
		if (old == NULL || host_is_lesser(h, old))
			old = h;
	}
	host_drop(b, old);
}

static void
host_link(struct books *b, struct device *d, struct host *h)
{
	struct host *second;

	h->prev = POOL_NONE;
	h->next = d->first_host;
	if (h->next != POOL_NONE) {
		second = pool_at(b->hosts, h->next);
		second->prev = pool_index(b->hosts, h);
	}
	d->first_host = pool_index(b->hosts, h);
	d->n_hosts++;
}

void
leaf_key_of(const struct who *w, struct leaf_key *key)
{
	memset(key, 0, sizeof *key);
	if (w->has_mac && !mac_is_group(&w->mac) && !mac_is_zero(&w->mac)) {
		key->mac = w->mac;
		key->has_mac = 1;
	} else {
		key->ip = w->client.ip;
	}
}

struct host *
books_find_host(const struct books *b, const struct leaf_key *device,
    const struct ip *ip)
{
	struct leaf_key key = *device;

	key.ip = *ip;
	return (pool_find(b->hosts, &key));
}

struct host *
books_host(struct books *b, struct device *d, const struct ip *ip)
{
	struct host *h = books_find_host(b, &d->key, ip);
	struct leaf_key key = d->key;

	if (h != NULL) {
		pool_touch(b->hosts, h);
		return (h);
	}
	if (d->n_hosts >= DEVICE_HOSTS && !device_is_split(d))
		device_make_room(b, d);
	if (pool_is_full(b->hosts))
		hosts_make_room(b);
	key.ip = *ip;
	h = pool_put(b->hosts, &key);
	h->device = pool_index(b->devices, d);
	h->first_account = POOL_NONE;
	h->dossier = POOL_NONE;
	host_link(b, d, h);
	return (h);
}

struct server *
books_server(struct books *b, const struct endpoint *at)
{
	struct server *s = pool_youngest(b->servers);

	/* An office has one mail host, or few. */
	if (s != NULL && endpoint_equals(&s->at, at))
		return (s);
	s = pool_find(b->servers, at);
	if (s != NULL) {
		pool_touch(b->servers, s);
		return (s);
	}
	if (pool_is_full(b->servers))
		servers_make_room(b);
	return (pool_put(b->servers, at));
}

/* A name forgotten is looked up again soon: no loss to speak of. */
struct address *
books_address(struct books *b, const struct ip *ip)
{
	struct address *a = pool_find(b->addresses, ip);

	if (a != NULL) {
		pool_touch(b->addresses, a);
		return (a);
	}
	if (pool_is_full(b->addresses))
		pool_drop(b->addresses, pool_stalest(b->addresses));
	return (pool_put(b->addresses, ip));
}

const struct address *
books_find_address(const struct books *b, const struct ip *ip)
{
	return (pool_find(b->addresses, ip));
}

/*
 * The name of this server, empty if it is not known.  A wildcard is the name
 * of many, and one without a dot (as new certificates have) of anybody.
 */
static const char *
server_name(const struct books *b, const struct endpoint *at)
{
	const struct server *s = pool_find(b->servers, at);
	const struct address *a;
	const char *name = "";

	if (s != NULL)
		name = s->name;
	if (name[0] == '\0') {
		a = books_find_address(b, &at->ip);
		if (a != NULL)
			name = a->dns_name;
	}
	return (name[0] == '*' || strchr(name, '.') == NULL ? "" : name);
}

bool
books_servers_alike(const struct books *b, const struct endpoint *x,
    const struct endpoint *y)
{
	const char *name, *other;

	if (ip_equals(&x->ip, &y->ip))
		return (true);
	name = server_name(b, x);
	other = server_name(b, y);
	if (name[0] != '\0' && other[0] != '\0')
		return (span_equals_nocase(span_text(name), other));
	return (x->port == y->port && ip_is_v4(&x->ip) != ip_is_v4(&y->ip));
}

/* The account of this host to part with: old, and none that fails. */
static struct account *
host_oldest_account(struct books *b, struct host *h)
{
	uint32_t i = h->first_account;
	struct account *a, *fine = NULL, *last = NULL;

	/* New ones come first in the list, so the last is the oldest. */
	for (; i != POOL_NONE; i = a->next) {
		a = pool_at(b->accounts, i);
		last = a;
		if (a->tally.failures == 0)
			fine = a;
	}
	return (fine != NULL ? fine : last);
}

struct account *
books_add_account(struct books *b, struct host *h)
{
	struct account *a;

	if (h->n_accounts >= HOST_ACCOUNTS)
		/* Its sums stay with the host: no loss for want of memory. */
		account_drop(b, h, host_oldest_account(b, h), false);
	if (pool_is_full(b->accounts))
		accounts_make_room(b);
	a = pool_put(b->accounts, NULL);
	a->host = pool_index(b->hosts, h);
	a->next = h->first_account;
	h->first_account = pool_index(b->accounts, a);
	h->n_accounts++;
	return (a);
}

struct dossier *
books_dossier(struct books *b, struct host *h)
{
	struct dossier *d;
	struct host *loser;

	if (h->dossier != POOL_NONE) {
		d = pool_at(b->dossiers, h->dossier);
		pool_touch(b->dossiers, d);
		return (d);
	}
	if (pool_is_full(b->dossiers)) {
		d = pool_stalest(b->dossiers);
		loser = pool_at(b->hosts, d->host);
		loser->dossier = POOL_NONE;
		pool_evict(b->dossiers, d);
	}
	d = pool_put(b->dossiers, NULL);
	d->host = pool_index(b->hosts, h);
	h->dossier = pool_index(b->dossiers, d);
	return (d);
}

const struct dossier *
books_find_dossier(const struct books *b, const struct host *h)
{
	if (h->dossier == POOL_NONE)
		return (NULL);
	return (pool_at(b->dossiers, h->dossier));
}

/* Splitting. */

bool
device_is_split(const struct device *d)
{
	return (d->is_gateway || d->is_router);
}

void
books_split(struct books *b, struct device *d, bool as_gateway)
{
	bool was_split = device_is_split(d);
	struct host *h;
	uint32_t i;

	if (as_gateway)
		d->is_gateway = true;
	else
		d->is_router = true;
	if (was_split || d->failures == 0)
		return;
	b->n_failing--;
	for (i = d->first_host; i != POOL_NONE; i = h->next) {
		h = pool_at(b->hosts, i);
		if (h->failures > 0) {
			b->n_failing++;
			h->is_named = d->is_named;
		}
	}
}

void
books_count_failure(struct books *b, struct host *h)
{
	struct device *d = pool_at(b->devices, h->device);

	if (device_is_split(d) ? h->failures == 0 : d->failures == 0)
		b->n_failing++;
	h->failures++;
	d->failures++;
}

/* Its accounts answer for all its failures: the one in hand is not its. */
static bool
host_has_forgotten(const struct books *b, const struct host *h)
{
	const struct account *a;
	uint32_t i, failures = 0;

	for (i = h->first_account; i != POOL_NONE; i = a->next) {
		a = pool_at(b->accounts, i);
		failures += a->tally.failures;
	}
	return (h->failures <= failures);
}

void
books_uncount_failure(struct books *b, struct host *h, uint8_t sure_pct)
{
	struct device *d = pool_at(b->devices, h->device);
	uint64_t *certainty = &h->certainty;
	uint32_t *failures = &h->failures;

	/* The host was forgotten, and has come again. */
	if (host_has_forgotten(b, h)) {
		/* A router's past is nobody's. */
		if (device_is_split(d))
			return;
		failures = &d->past.failures;
		certainty = &d->past.certainty;
		d->past.open -= d->past.open > 0;
	}
	if (*failures == 0)
		return;
	--*failures;
	*certainty -= *certainty < sure_pct ? *certainty : sure_pct;
	d->failures -= d->failures > 0;
	if (device_is_split(d) ? *failures == 0 : d->failures == 0)
		b->n_failing -= b->n_failing > 0;
}

void
books_server_name(const struct books *b, const struct endpoint *at,
    char out[NAME_BYTES])
{
	const struct server *s = pool_find(b->servers, at);
	const struct address *a = books_find_address(b, &at->ip);

	if (s != NULL && s->name[0] != '\0')
		memcpy(out, s->name, NAME_BYTES);
	else if (a != NULL)
		memcpy(out, a->dns_name, NAME_BYTES);
}
