/*
 * The ledger's pools: make room, find, make, forget.
 *
 * When a pool is full the stalest goes, but of the few stalest one without a
 * failure goes first: a flood of passers-by must not push the culprit out.
 * Few, so that making room costs the same however full they are.
 */

#include "judge/store.h"

#include <assert.h>
#include <string.h>

#include "base/pools.h"
#include "judge/faces.h"
#include "judge/hosts.h"
#include "judge/logins.h"

enum { STALEST_LOOKED_AT = 8 };

#define ROW(pool, limit, type, key_bytes)				\
	{ offsetof(struct store, pool), offsetof(struct limits, limit),	\
	    sizeof(type), key_bytes }

/* The mailbox and its host. */
#define BOX_KEY_BYTES	(offsetof(struct box, host) + sizeof(uint32_t))

static const struct pool_row pools[] = {
	ROW(devices, devices, struct device, sizeof(struct client_key)),
	ROW(clients, clients, struct client, sizeof(struct client_key)),
	ROW(accounts, accounts, struct account, 0),
	ROW(servers, servers, struct server, sizeof(struct endpoint)),
	ROW(addresses, names, struct address, sizeof(struct ip)),
	ROW(tried, tried, struct tried, 0),
	ROW(logins, logins, struct login, 0),
	/* A server has one, so there is room for each. */
	ROW(hosts, servers, struct host, 0),
	ROW(boxes, boxes, struct box, BOX_KEY_BYTES),
};

enum { N_POOLS = sizeof pools / sizeof pools[0] };

int
store_init(struct store *st, const struct limits *l, const struct hash_key *key)
{
	memset(st, 0, sizeof *st);
	st->key = *key;
	return (pools_new(st, pools, N_POOLS, l, &st->key));
}

void
store_fini(struct store *st)
{
	pools_free(st, pools, N_POOLS);
	memset(st, 0, sizeof *st);
}

uint64_t
store_bytes(const struct limits *l)
{
	return (pools_bytes(pools, N_POOLS, l));
}

uint64_t
store_evicted(const struct store *st)
{
	return (pools_evicted(st, pools, N_POOLS));
}

/* --- the lists --- */

static struct list_kind
clients_of(const struct store *st)
{
	return ((struct list_kind){ st->clients,
	    offsetof(struct client, link) });
}

static struct list_kind
accounts_of(const struct store *st)
{
	return ((struct list_kind){ st->accounts,
	    offsetof(struct account, link) });
}

struct client *
store_first_client(const struct store *st, const struct device *d)
{
	const struct list_kind kind = clients_of(st);

	return (list_at(&kind, d->first_client));
}

struct client *
store_next_client(const struct store *st, const struct client *c)
{
	const struct list_kind kind = clients_of(st);

	return (list_next(&kind, c));
}

struct account *
store_first_account(const struct store *st, const struct client *c)
{
	const struct list_kind kind = accounts_of(st);

	return (list_at(&kind, c->first_account));
}

struct account *
store_next_account(const struct store *st, const struct account *a)
{
	const struct list_kind kind = accounts_of(st);

	return (list_next(&kind, a));
}

/* --- forgetting --- */

static void
account_drop(struct store *st, struct client *c, struct account *a,
    bool is_loss)
{
	const struct list_kind kind = accounts_of(st);
	uint32_t open;

	list_remove(&kind, &c->first_account, a);
	assert(c->n_accounts > 0);
	c->n_accounts--;
	/* What had got in may have been refused for the host's sake. */
	open = a->successes == 0 ? logins_streak(st, a) : 0;
	c->lost_open += open;
	c->lost_users += open > 0;
	hosts_displace(st, a);
	logins_forget(st, a);
	if (is_loss)
		pool_evict(st->accounts, a);
	else
		pool_drop(st->accounts, a);
}

/* A device that loses a client goes on, and answers for what that did. */
static void
device_keep_evicted(struct device *d, const struct client *c)
{
	struct evicted *p = &d->evicted;

	p->successes += c->successes;
	p->unknown += c->unknown;
	if (c->failures == 0)
		return;
	if (p->failures == 0 || c->first_ns < p->first_ns)
		p->first_ns = c->first_ns;
	if (c->last_ns > p->last_ns)
		p->last_ns = c->last_ns;
	p->failures += c->failures;
	p->failed_connections += c->failed_connections;
	p->open += c->lost_open;
	p->open_users += c->lost_users;
	p->certainty += c->certainty;
}

static void
client_drop(struct store *st, struct client *c)
{
	struct device *d = pool_at(st->devices, c->device);
	const struct list_kind kind = clients_of(st);
	struct account *a;

	while ((a = store_first_account(st, c)) != NULL)
		account_drop(st, c, a, false);
	if (c->tried != POOL_NONE)
		pool_drop(st->tried, pool_at(st->tried, c->tried));
	list_remove(&kind, &d->first_client, c);
	d->n_clients--;
	if (device_is_split(d))
		faces_leave(st, face_of_client(st, c));
	if (!device_is_split(d)) {
		device_keep_evicted(d, c);
	} else if (c->failures > 0) {
		d->failures -= c->failures;
		st->n_failing--;
	}
	/* Only a client that had to do with mail is a loss to speak of. */
	if (!d->is_outsider && (c->sessions > 0 || c->failures > 0))
		pool_evict(st->clients, c);
	else
		pool_drop(st->clients, c);
}

static void
device_drop(struct store *st, struct device *d)
{
	bool is_loss = !d->is_outsider && (d->sessions > 0 || d->failures > 0);
	struct client *c;

	faces_leave(st, face_of_device(st, d));
	if (!device_is_split(d) && d->failures > 0)
		st->n_failing--;
	while ((c = store_first_client(st, d)) != NULL)
		client_drop(st, c);
	if (is_loss)
		pool_evict(st->devices, d);
	else
		pool_drop(st->devices, d);
}

void
store_forget_outsiders(struct store *st)
{
	struct device *d, *next;

	for (d = pool_stalest(st->devices); d != NULL; d = next) {
		next = pool_younger(st->devices, d);
		if (d->is_outsider)
			device_drop(st, d);
	}
}

/* Among the few stalest rows, which is forgotten last? */

static bool
is_device_kept(const void *slot)
{
	const struct device *d = slot;

	return (d->failures > 0 || d->is_gateway);
}

static bool
is_client_kept(const void *slot)
{
	const struct client *c = slot;

	return (c->failures > 0);
}

static bool
is_account_kept(const void *slot)
{
	const struct account *a = slot;

	return (a->failures > 0);
}

static bool
is_server_kept(const void *slot)
{
	const struct server *s = slot;

	return (s->failures > 0);
}

static void
accounts_make_room(struct store *st)
{
	struct account *a = pool_stalest_but(st->accounts, STALEST_LOOKED_AT,
	    is_account_kept);

	account_drop(st, pool_at(st->clients, a->client), a, true);
}

/* --- finding and making --- */

struct device *
store_device(struct store *st, const struct client_key *key)
{
	struct device *d = pool_find(st->devices, key);

	if (d != NULL) {
		pool_touch(st->devices, d);
		return (d);
	}
	if (pool_is_full(st->devices))
		device_drop(st, pool_stalest_but(st->devices,
		    STALEST_LOOKED_AT, is_device_kept));
	d = pool_put(st->devices, key);
	d->first_client = POOL_NONE;
	face_begin(&d->face, face_of_device(st, d));
	return (d);
}

struct device *
store_device_by_mac(struct store *st, const struct mac *m)
{
	struct client_key key;

	memset(&key, 0, sizeof key);
	key.mac = *m;
	key.has_mac = 1;
	return (store_device(st, &key));
}

/* Is losing c less of a loss?  It has no failures, or was silent longer. */
static bool
client_is_lesser(const struct client *c, const struct client *than)
{
	bool fails = c->failures > 0, fails_too = than->failures > 0;

	if (fails != fails_too)
		return (!fails);
	return (c->seen_ns <= than->seen_ns);
}

/* One device may have many addresses, but not all the room. */
static void
device_make_room(struct store *st, struct device *d)
{
	struct client *c, *old = NULL;

	for (c = store_first_client(st, d); c != NULL;
	    c = store_next_client(st, c)) {
		if (old == NULL || client_is_lesser(c, old))
			old = c;
	}
	assert(old != NULL);
	client_drop(st, old);
}

void
client_key_of(const struct who *w, struct client_key *key)
{
	memset(key, 0, sizeof *key);
	if (w->has_mac && !mac_is_group(&w->mac) && !mac_is_zero(&w->mac)) {
		key->mac = w->mac;
		key->has_mac = 1;
	} else {
		key->ip = w->client.ip;
	}
}

struct client *
store_find_client(const struct store *st, const struct client_key *device,
    const struct ip *ip)
{
	struct client_key key = *device;

	key.ip = *ip;
	return (pool_find(st->clients, &key));
}

struct client *
store_client(struct store *st, struct device *d, const struct ip *ip)
{
	struct client *c = store_find_client(st, &d->key, ip);
	const struct list_kind kind = clients_of(st);
	struct client_key key = d->key;

	if (c != NULL) {
		pool_touch(st->clients, c);
		return (c);
	}
	if (d->n_clients >= DEVICE_CLIENTS && !device_is_split(d))
		device_make_room(st, d);
	if (pool_is_full(st->clients))
		client_drop(st, pool_stalest_but(st->clients,
		    STALEST_LOOKED_AT, is_client_kept));
	key.ip = *ip;
	c = pool_put(st->clients, &key);
	c->device = pool_index(st->devices, d);
	c->first_account = POOL_NONE;
	c->tried = POOL_NONE;
	face_begin(&c->face, face_alone(st, c));
	list_push(&kind, &d->first_client, c);
	d->n_clients++;
	return (c);
}

struct server *
store_server(struct store *st, const struct endpoint *at)
{
	struct server *s = pool_youngest(st->servers);

	/* An office has one mail host, or few. */
	if (s != NULL && endpoint_equals(&s->at, at))
		return (s);
	s = pool_find(st->servers, at);
	if (s != NULL) {
		pool_touch(st->servers, s);
		return (s);
	}
	if (pool_is_full(st->servers)) {
		s = pool_stalest_but(st->servers, STALEST_LOOKED_AT,
		    is_server_kept);
		hosts_unbind(st, s);
		pool_evict(st->servers, s);
	}
	s = pool_put(st->servers, at);
	s->host = POOL_NONE;
	return (s);
}

/* A name that is forgotten is looked up again soon: no loss to speak of. */
struct address *
store_address(struct store *st, const struct ip *ip)
{
	struct address *a = pool_find(st->addresses, ip);

	if (a != NULL) {
		pool_touch(st->addresses, a);
		return (a);
	}
	if (pool_is_full(st->addresses))
		pool_drop(st->addresses, pool_stalest(st->addresses));
	return (pool_put(st->addresses, ip));
}

const struct address *
store_find_address(const struct store *st, const struct ip *ip)
{
	return (pool_find(st->addresses, ip));
}

/* The account that this client parts with: the oldest that never failed. */
static struct account *
client_oldest_account(struct store *st, struct client *c)
{
	struct account *a, *fine = NULL, *last = NULL;

	/* New ones come first in the list, so the last is the oldest. */
	for (a = store_first_account(st, c); a != NULL;
	    a = store_next_account(st, a)) {
		last = a;
		if (a->failures == 0)
			fine = a;
	}
	return (fine != NULL ? fine : last);
}

struct account *
store_add_account(struct store *st, struct client *c)
{
	const struct list_kind kind = accounts_of(st);
	struct account *a;

	if (c->n_accounts >= CLIENT_ACCOUNTS)
		/* Its sums stay with the client: no loss for want of memory. */
		account_drop(st, c, client_oldest_account(st, c), false);
	if (pool_is_full(st->accounts))
		accounts_make_room(st);
	a = pool_put(st->accounts, NULL);
	a->client = pool_index(st->clients, c);
	a->host = a->box = a->first_login = POOL_NONE;
	list_push(&kind, &c->first_account, a);
	c->n_accounts++;
	return (a);
}

struct tried *
store_tried(struct store *st, struct client *c)
{
	struct tried *d;
	struct client *loser;

	if (c->tried != POOL_NONE) {
		d = pool_at(st->tried, c->tried);
		pool_touch(st->tried, d);
		return (d);
	}
	if (pool_is_full(st->tried)) {
		d = pool_stalest(st->tried);
		loser = pool_at(st->clients, d->client);
		loser->tried = POOL_NONE;
		pool_evict(st->tried, d);
	}
	d = pool_put(st->tried, NULL);
	d->client = pool_index(st->clients, c);
	c->tried = pool_index(st->tried, d);
	return (d);
}

const struct tried *
store_find_tried(const struct store *st, const struct client *c)
{
	if (c->tried == POOL_NONE)
		return (NULL);
	return (pool_at(st->tried, c->tried));
}

/* --- splitting, counting --- */

bool
device_is_split(const struct device *d)
{
	return (d->is_gateway || d->is_router);
}

void
store_split(struct store *st, struct device *d, bool as_gateway)
{
	bool was_split = device_is_split(d);
	struct client *c;

	if (!was_split)
		faces_leave(st, face_of_device(st, d));
	if (as_gateway)
		d->is_gateway = true;
	else
		d->is_router = true;
	if (was_split || d->failures == 0)
		return;
	st->n_failing--;
	for (c = store_first_client(st, d); c != NULL;
	    c = store_next_client(st, c)) {
		if (c->failures > 0) {
			st->n_failing++;
			c->is_named = d->is_named;
		}
	}
}

void
store_count_failure(struct store *st, struct client *c)
{
	struct device *d = pool_at(st->devices, c->device);

	st->n_failing += !faces_fail(st, face_of_client(st, c));
	c->failures++;
	d->failures++;
}

static uint32_t
accounts_failures(const struct store *st, const struct client *c)
{
	const struct account *a;
	uint32_t failures = 0;

	for (a = store_first_account(st, c); a != NULL;
	    a = store_next_account(st, a))
		failures += a->failures;
	return (failures);
}

/* What forgotten accounts left open is no more than what they failed. */
static void
client_cap_open(const struct store *st, struct client *c)
{
	uint32_t kept = accounts_failures(st, c);
	uint32_t lost = c->failures > kept ? c->failures - kept : 0;

	if (c->lost_open > lost)
		c->lost_open = lost;
}

void
store_uncount_failure(struct store *st, struct client *c, uint8_t sure_pct)
{
	struct device *d = pool_at(st->devices, c->device);
	uint64_t *certainty = &c->certainty;
	uint32_t *failures = &c->failures;
	bool had_failed = faces_fail(st, face_of_client(st, c));

	/* The client was forgotten since that failure, and has come again: so
	 * it is when its accounts hold all that it counts. */
	if (c->failures <= accounts_failures(st, c)) {
		/* What a router's forgotten clients did is nobody's. */
		if (device_is_split(d))
			return;
		failures = &d->evicted.failures;
		certainty = &d->evicted.certainty;
		d->evicted.open -= d->evicted.open > 0;
	}
	if (*failures == 0)
		return;
	--*failures;
	*certainty -= *certainty < sure_pct ? *certainty : sure_pct;
	client_cap_open(st, c);
	d->failures -= d->failures > 0;
	if (had_failed && !faces_fail(st, face_of_client(st, c)))
		st->n_failing -= st->n_failing > 0;
}
