/*
 * The store's invariants, walked: what store.h says is always true.  Slow, for
 * tests alone.
 */

#include "judge/store_check.h"

#include <assert.h>

#include "judge/faces.h"
#include "judge/hosts.h"
#include "judge/logins.h"
#include "judge/usual.h"

static void
check_tried(const struct store *st, const struct client *c)
{
	const struct tried *t = store_find_tried(st, c);

	assert(t == NULL || (t->client == pool_index(st->clients, c) &&
	    t->n_secrets <= TRIED_SECRETS && t->n_users <= TRIED_USERS));
}

static void
check_client(const struct store *st, const struct client *c)
{
	const struct account *a;
	uint32_t n = 0, failures = 0;

	for (a = store_first_account(st, c); a != NULL;
	    a = store_next_account(st, a)) {
		assert(a->client == pool_index(st->clients, c));
		logins_check(st, a);
		failures += a->failures;
		n++;
		assert(n <= CLIENT_ACCOUNTS);
	}
	assert(n == c->n_accounts);
	assert(failures <= c->failures);
	assert(c->failures == 0 || c->first_ns <= c->last_ns);
	check_tried(st, c);
}

/* The face's ring is whole and has its head; is this the head of one that
 * failed? */
static bool
check_face(const struct store *st, uint32_t face)
{
	uint32_t at = face, head = face_at(st, face)->head, n = 0;
	bool has_head = false;

	do {
		assert(face_at(st, at)->head == head);
		has_head |= at == head;
		at = face_at(st, at)->next;
		n++;
		assert(n <= FACES_MAX);
	} while (at != face);
	assert(has_head);
	assert(n == 1 || !face_at(st, face)->is_apart);
	return (head == face && faces_fail(st, face));
}

/* A row that is no face hangs in no ring. */
static void
check_alone(const struct face *f, uint32_t number)
{
	assert(f->next == number && f->head == number);
}

/* How many suspects of this device have failed, by their heads. */
static uint32_t
check_device(const struct store *st, const struct device *d)
{
	uint32_t n = 0, failures = d->evicted.failures, n_failing = 0;
	const struct client *c;

	for (c = store_first_client(st, d); c != NULL;
	    c = store_next_client(st, c)) {
		assert(c->device == pool_index(st->devices, d));
		assert(mac_equals(&c->key.mac, &d->key.mac) &&
		    c->key.has_mac == d->key.has_mac);
		check_client(st, c);
		failures += c->failures;
		if (device_is_split(d))
			n_failing += check_face(st, face_alone(st, c));
		else
			check_alone(&c->face, face_alone(st, c));
		n++;
		assert(n <= pool_used(st->clients));
	}
	assert(n == d->n_clients);
	assert(failures == d->failures);
	assert(d->n_names <= SNAP_NAMES);
	if (!device_is_split(d))
		return (check_face(st, face_of_device(st, d)));
	check_alone(&d->face, face_of_device(st, d));
	return (n_failing);
}

void
store_check(const struct store *st)
{
	uint32_t n_clients = 0, n_accounts = 0, n_failing = 0;
	const struct client *c;
	const struct device *d;

	for (d = pool_stalest(st->devices); d != NULL;
	    d = pool_younger(st->devices, d)) {
		n_failing += check_device(st, d);
		n_clients += d->n_clients;
	}
	for (c = pool_stalest(st->clients); c != NULL;
	    c = pool_younger(st->clients, c))
		n_accounts += c->n_accounts;
	/* No row lies in a pool and in no list. */
	assert(n_clients == pool_used(st->clients));
	assert(n_accounts == pool_used(st->accounts));
	assert(n_failing == st->n_failing);
	hosts_check(st);
	usual_check(st);
}
