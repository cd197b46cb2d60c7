/*
 * When does a host refuse everybody, when is an account locked?  The log is
 * read back only while neither is known; from then on a login that is let in
 * ends it.
 */

#include "judge/refusals.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "judge/alerts.h"
#include "judge/episodes.h"
#include "judge/hosts.h"
#include "judge/logins.h"
#include "judge/mailhost.h"
#include "judge/reading.h"
#include "judge/records.h"
#include "judge/server_name.h"

enum { TRIGGER = 3 };		/* failures that may have locked (a guess) */

/* --- what is told --- */

static struct refusal *
record_of(struct refusals *r, const struct episode *e)
{
	if (e->since_ns == 0 || r->n_records - e->record > REFUSALS_KEPT)
		return (NULL);
	return (&r->records[e->record % REFUSALS_KEPT]);
}

static void
name_trigger(const struct store *st, const struct account *a,
    struct snap_lockout *row)
{
	struct client *c = pool_at(st->clients, a->client);
	struct suspect u = suspect_of_client(st, c);

	row->has_trigger = true;
	row->trigger_ip = c->key.ip;
	row->trigger_mac = c->key.mac;
	row->trigger_has_mac = c->key.has_mac && u.only == NULL;
	memcpy(row->trigger, suspect_name(st, &u), NAME_BYTES);
}

static void
count_try(struct refusal *o, const struct store *st, const struct event *ev,
    const struct account *a)
{
	o->row.tries++;
	if (tags_add(&o->devices, suspect_tag_of_account(st, a)))
		o->row.devices++;
	if (ev->u.login.attempt.ended_ns > o->row.tried_ns)
		o->row.tried_ns = ev->u.login.attempt.ended_ns;
	record_add_port(&o->row.n_ports, o->row.ports, a->server.port);
	if (ev->u.login.attempt.reply[0] != '\0')
		memcpy(o->row.reply, ev->u.login.attempt.reply, REPLY_BYTES);
}

static struct refusal *
begin(struct refusals *r, const struct reading *k, const struct event *ev,
    enum lock_kind kind)
{
	struct refusal *o = &r->records[r->n_records++ % REFUSALS_KEPT];
	struct snap_lockout *row = &o->row;
	const struct who *w = &ev->who;
	uint32_t i;

	memset(o, 0, sizeof *o);
	row->kind = kind;
	row->scope = kind == LOCK_ACCOUNT ? SCOPE_UNKNOWN :
	    client_is_shared(&w->client.ip) ? SCOPE_LINE : SCOPE_ONE_ADDRESS;
	row->at = w->server;
	server_name(k->store, &row->at, row->server);
	row->answered_ns = k->ok_ns;
	row->since_ns = k->since_ns;
	row->others_answer = row->is_likely = true;
	row->failures = k->failures;
	row->failed_ns = k->failed_ns;
	row->trigger_failures = k->most;
	o->is_lockout = kind != LOCK_INSIDE || k->failures >= TRIGGER;
	if (k->trigger != NULL && k->most >= 2 && k->most * 2 > k->failures &&
	    o->is_lockout)
		name_trigger(k->store, k->trigger, row);
	for (i = 0; i < k->n; i++) {
		row->tries += k->at[i].n;
		if (tags_add(&o->devices, k->at[i].suspect))
			row->devices++;
		record_add_port(&row->n_ports, row->ports,
		    k->at[i].account->server.port);
	}
	row->tried_ns = ev->u.login.attempt.ended_ns;
	memcpy(row->reply, ev->u.login.attempt.reply, REPLY_BYTES);
	return (o);
}

static void
tell_began(const struct refusal *o, const struct event *ev,
    struct event *out)
{
	if (o->is_lockout)
		alert_started(&o->row, ev->when_ns, out);
	else
		alert_refuses_all(&o->row, ev->when_ns, out);
}

static void
tell_ended(const struct refusal *o, int64_t when_ns, struct event *out)
{
	if (o->is_lockout)
		alert_ended(&o->row, out);
	else
		alert_refuses_no_more(&o->row, out);
	out->when_ns = when_ns;
}

/* It is over, or (is_void) never was. */
static uint32_t
end(struct refusals *r, struct episodes *e, int64_t until_ns, bool is_void,
    struct event *out)
{
	struct refusal *o = record_of(r, &e->at[0]);

	e->at[0].until_ns = until_ns;
	if (is_void)
		memset(&e->at[0], 0, sizeof e->at[0]);
	if (o == NULL || o->row.until_ns != 0 || o->is_void)
		return (0);
	o->row.until_ns = until_ns;
	o->is_void = is_void;
	if (!o->is_told)
		return (0);
	tell_ended(o, until_ns, out);
	return (1);
}

/* --- hosts --- */

/* The other service of the host refuses as well: one and the same. */
static struct refusal *
join(struct refusals *r, struct host *h, enum service service,
    enum family family, int64_t since_ns)
{
	struct episodes *other = &h->refuses[!service];
	struct refusal *o = episodes_are_on(other) &&
	    episode_meets(&other->at[0], family) ?
	    record_of(r, &other->at[0]) : NULL;
	struct episode e = other->at[0];

	if (o == NULL || o->row.until_ns != 0)
		return (NULL);
	e.since_ns = since_ns;
	episodes_begin(&h->refuses[service], &e);
	return (o);
}

/* The other service refuses all, and this one has let in nobody since, though
 * somebody was right. */
static bool
follows_other(const struct reading *k, const struct episodes *other,
    int64_t now_ns)
{
	return (episodes_are_on(other) &&
	    other->at[0].family == k->family && k->has_ok && k->n_right > 0 &&
	    k->refusals >= 2 && (k->ok_ns < other->at[0].since_ns ||
	    reading_is_long(k, now_ns)));
}

/* Does the host refuse all by both services, for each alone may have too few;
 * or one family, by this service or by both? */
static bool
finds_refusal(struct reading *k, struct store *st, struct host *h,
    enum service service, enum family family, int64_t now_ns)
{
	int64_t ok_ns;

	reading_of_host(k, st, h, SERVICES, FAMILY_ANY);
	if (reading_refuses_all(k, now_ns))
		return (true);
	ok_ns = k->ok_ns;
	/* Whoever came last by this family was let in. */
	if (k->ok_family == family || k->ok_family == FAMILY_ANY)
		return (false);
	reading_of_host(k, st, h, service, family);
	if (k->ok_ns < ok_ns && reading_refuses_family(k, now_ns))
		return (true);
	reading_of_host(k, st, h, SERVICES, family);
	return (k->ok_ns < ok_ns && reading_refuses_family(k, now_ns));
}

static uint32_t
host_refused(struct refusals *r, struct store *st, const struct login *l,
    const struct event *ev, struct event *out)
{
	const struct account *a = login_account(st, l);
	enum family family = account_family(a);
	struct host *h = account_host(st, a);
	enum service service = service_of(a->proto);
	struct episodes *e = &h->refuses[service];
	struct episode begun = { 0 };
	struct refusal *o;
	struct reading k;
	bool is_all;

	if (episodes_are_on(e)) {
		o = record_of(r, &e->at[0]);
		if (o != NULL && ev->u.login.corrects == 0 &&
		    episode_meets(&e->at[0], family))
			count_try(o, st, ev, a);
		return (0);
	}
	reading_of_host(&k, st, h, service, FAMILY_ANY);
	is_all = reading_refuses_all(&k, ev->when_ns);
	if ((is_all || follows_other(&k, &h->refuses[!service],
	    ev->when_ns)) && join(r, h, service, family, k.since_ns) != NULL)
		return (0);
	if (!is_all && !finds_refusal(&k, st, h, service, family,
	    ev->when_ns))
		return (0);
	o = begin(r, &k, ev, LOCK_INSIDE);
	begun = (struct episode){ k.since_ns, 0, r->n_records - 1,
	    o->is_lockout, k.family };
	episodes_begin(e, &begun);
	if (k.service == SERVICES && !episodes_are_on(&h->refuses[!service]))
		episodes_begin(&h->refuses[!service], &begun);
	tell_began(o, ev, out);
	return (1);
}

/* The host turns away whoever comes from this address, and says so: after
 * failures, or more than once, for one may be its connection's. */
static bool
is_told(const struct reading *k, const struct login *l)
{
	const struct login *o;

	if (k->failures >= TRIGGER)
		return (true);
	for (o = host_older(k->store, l); o != NULL; o = host_older(k->store,
	    o)) {
		if (o->outcome == OUTCOME_OK)
			return (false);
		if (o->hint == HINT_ADDRESS_LOCKED)
			return (true);
	}
	return (false);
}

static uint32_t
host_told(struct refusals *r, struct store *st, const struct login *l,
    const struct event *ev, struct event *out)
{
	const struct account *a = login_account(st, l);
	struct host *h = account_host(st, a);
	enum service service = service_of(a->proto);
	struct episodes *e = &h->refuses[service];
	struct refusal *o;
	struct reading k;

	reading_of_host(&k, st, h, SERVICES, FAMILY_ANY);
	k.n = 0;
	k.since_ns = l->when_ns;
	reading_find_trigger(&k, POOL_NONE);
	if (!episodes_are_on(e) && !is_told(&k, l))
		return (0);
	o = episodes_are_on(e) ? record_of(r, &e->at[0]) :
	    join(r, h, service, account_family(a), k.since_ns);
	if (o == NULL && !episodes_are_on(e)) {
		const struct episode begun = { k.since_ns, 0, r->n_records,
		    true, FAMILY_ANY };

		o = begin(r, &k, ev, LOCK_TOLD);
		count_try(o, st, ev, a);
		episodes_begin(e, &begun);
		tell_began(o, ev, out);
		return (1);
	}
	if (o != NULL && ev->u.login.corrects == 0)
		count_try(o, st, ev, a);
	return (0);
}

/* --- accounts --- */

static bool
is_let_in_since(const struct store *st, const struct host *h,
    const struct box *but, int64_t since_ns)
{
	const struct login *l;
	uint32_t n = 0;

	for (l = host_newest(st, h); l != NULL && l->when_ns > since_ns &&
	    n++ < HOST_LOGINS; l = host_older(st, l))
		if (l->outcome == OUTCOME_OK &&
		    account_box(st, login_account(st, l)) != but)
			return (true);
	return (false);
}

static uint32_t
box_refused(struct refusals *r, struct store *st, const struct login *l,
    const struct event *ev, struct event *out)
{
	const struct account *a = login_account(st, l);
	bool is_told = l->hint == HINT_ACCOUNT_LOCKED;
	struct box *b = account_box(st, a);
	struct episode begun;
	struct refusal *o;
	struct reading k;

	if (b == NULL)
		return (0);
	if (episodes_are_on(&b->locked)) {
		o = record_of(r, &b->locked.at[0]);
		if (o != NULL && ev->u.login.corrects == 0)
			count_try(o, st, ev, a);
		return (0);
	}
	reading_of_box(&k, st, b);
	reading_sum_right(&k);
	if (k.n_right == 0 && is_told)
		k.since_ns = l->when_ns;
	/* What the host refused to all says nothing of the account. */
	if (k.since_ns == 0 || episodes_at(&k.host->refuses[service_of(
	    a->proto)], account_family(a), k.since_ns) != NULL)
		return (0);
	reading_find_trigger(&k, a->box);
	if (!is_told && (k.refusals < 2 || k.most < TRIGGER ||
	    !is_let_in_since(st, k.host, b, k.since_ns)))
		return (0);
	o = begin(r, &k, ev, LOCK_ACCOUNT);
	memcpy(o->row.user, a->user, USER_BYTES);
	/* It may be told before a password is judged. */
	if (o->row.tries == 0)
		count_try(o, st, ev, a);
	begun = (struct episode){ k.since_ns, 0, r->n_records - 1, true,
	    FAMILY_ANY };
	episodes_begin(&b->locked, &begun);
	tell_began(o, ev, out);
	return (1);
}

/* --- one login --- */

/* It gets in with another secret than before: then that was changed, and the
 * host is not known to have refused what is right. */
static bool
is_changed(const struct store *st, const struct account *a,
    const struct login *l)
{
	const struct login *o;

	for (o = logins_newest(st, a); o != NULL && l->secret_tag != 0;
	    o = logins_older(st, o))
		if (o->when_ns < l->when_ns && o->outcome == OUTCOME_OK &&
		    o->secret_tag != 0)
			return (o->secret_tag != l->secret_tag);
	return (false);
}

static bool
is_of(const struct episodes *e, uint32_t record)
{
	return (episodes_are_on(e) && e->at[0].record == record);
}

/* What was told is over for both services with the first password that is
 * looked at. */
static uint32_t
end_told(struct refusals *r, struct host *h, const struct login *l,
    struct event *out)
{
	uint32_t i, n = 0;

	for (i = 0; i < SERVICES; i++) {
		struct episodes *e = &h->refuses[i];
		const struct refusal *o = episodes_are_on(e) &&
		    l->when_ns > e->at[0].since_ns ?
		    record_of(r, &e->at[0]) : NULL;

		if (o != NULL && o->row.kind == LOCK_TOLD)
			n += end(r, e, l->when_ns, false, &out[n]);
	}
	return (n);
}

static uint32_t
let_in(struct refusals *r, struct store *st, const struct login *l,
    struct event *out)
{
	const struct account *a = login_account(st, l);
	struct host *h = account_host(st, a);
	struct box *b = account_box(st, a);
	struct episodes *e = &h->refuses[service_of(a->proto)];
	uint32_t n = end_told(r, h, l, out);

	if (episodes_are_on(e) && l->when_ns > e->at[0].since_ns &&
	    episode_meets(&e->at[0], account_family(a))) {
		/* The record is over when neither service refuses; each may
		 * have its own, where two hosts were found to be one. */
		if (!is_of(&h->refuses[!service_of(a->proto)],
		    e->at[0].record))
			n += end(r, e, l->when_ns, !e->at[0].is_lockout &&
			    is_changed(st, a, l),
			    &out[n]);
		else
			e->at[0].until_ns = l->when_ns;
	}
	if (b != NULL && episodes_are_on(&b->locked) &&
	    l->when_ns > b->locked.at[0].since_ns)
		n += end(r, &b->locked, l->when_ns, false, &out[n]);
	return (n);
}

/* Does this service of the host refuse everybody, as far as is known now? */
static bool
still_refuses(struct store *st, struct host *h, enum service service,
    int64_t now_ns)
{
	enum family family = h->refuses[service].at[0].family;
	struct reading k;

	if (family != FAMILY_ANY) {
		reading_of_host(&k, st, h, SERVICES, family);
		return (reading_refuses_family(&k, now_ns));
	}
	reading_of_host(&k, st, h, service, FAMILY_ANY);
	if (reading_refuses_all(&k, now_ns) ||
	    follows_other(&k, &h->refuses[!service], now_ns))
		return (true);
	reading_of_host(&k, st, h, SERVICES, FAMILY_ANY);
	return (reading_refuses_all(&k, now_ns));
}

/* A refusal was none: does what it led to still hold?  Both services may share
 * a record, which is void when it holds for neither. */
static uint32_t
taken_back(struct refusals *r, struct store *st, const struct login *l,
    const struct event *ev, struct event *out)
{
	const struct account *a = login_account(st, l);
	enum service service = service_of(a->proto);
	struct host *h = account_host(st, a);
	struct episodes *e = &h->refuses[service];
	struct episodes *other = &h->refuses[!service];

	if (!episodes_are_on(e) || still_refuses(st, h, service, ev->when_ns))
		return (0);
	if (is_of(other, e->at[0].record)) {
		struct episode own = e->at[0];

		memset(&e->at[0], 0, sizeof e->at[0]);
		if (still_refuses(st, h, !service, ev->when_ns))
			return (0);
		e->at[0] = own;
		memset(&other->at[0], 0, sizeof other->at[0]);
	}
	return (end(r, e, ev->when_ns, true, out));
}

/* --- whole logins --- */

uint32_t
refusals_login(struct refusals *r, struct store *st, const struct login *l,
    const struct event *ev, struct event out[REFUSALS_TOLD])
{
	const struct account *a = login_account(st, l);
	uint32_t n = 0;

	if (account_host(st, a) == NULL)
		return (0);
	if (l->outcome == OUTCOME_OK)
		return (let_in(r, st, l, out));
	if (ev->u.login.corrects != 0 && ev->u.login.was == OUTCOME_FAILED)
		n += taken_back(r, st, l, ev, &out[n]);
	if (l->outcome == OUTCOME_FAILED && !l->is_inferred)
		n += end_told(r, account_host(st, a), l, &out[n]);
	if (l->outcome == OUTCOME_FAILED)
		n += host_refused(r, st, l, ev, &out[n]);
	if (n < REFUSALS_TOLD && l->outcome == OUTCOME_UNKNOWN &&
	    l->hint == HINT_ADDRESS_LOCKED)
		n += host_told(r, st, l, ev, &out[n]);
	if (n < REFUSALS_TOLD && (l->outcome == OUTCOME_FAILED ||
	    l->hint == HINT_ACCOUNT_LOCKED))
		n += box_refused(r, st, l, ev, &out[n]);
	return (n);
}

void
refusals_told(struct refusals *r, const struct event *alert)
{
	uint32_t i, n = r->n_records;

	for (i = n < REFUSALS_KEPT ? 0 : n - REFUSALS_KEPT; i < n; i++) {
		struct refusal *o = &r->records[i % REFUSALS_KEPT];

		o->is_told |= o->row.since_ns == alert->u.verdict.since_ns &&
		    endpoint_equals(&o->row.at, &alert->who.server);
	}
}

/* --- what is forgotten --- */

/* Does a host or a box hold this record still? */
static bool
is_held(const struct store *st, uint32_t record)
{
	const struct host *h;
	const struct box *b;
	bool is = false;
	int i;

	for (h = pool_stalest(st->hosts); h != NULL && !is;
	    h = pool_younger(st->hosts, h))
		for (i = 0; i < SERVICES; i++)
			is |= is_of(&h->refuses[i], record);
	for (b = pool_stalest(st->boxes); b != NULL && !is;
	    b = pool_younger(st->boxes, b))
		is = is_of(&b->locked, record);
	return (is);
}

static bool
holds(const struct refusal *o)
{
	return (o->row.until_ns == 0 && !o->is_void);
}

void
refusals_settle(struct refusals *r, const struct store *st)
{
	uint32_t i, n = r->n_records;

	if (r->n_lost == st->n_lost)
		return;
	r->n_lost = st->n_lost;
	for (i = n < REFUSALS_KEPT ? 0 : n - REFUSALS_KEPT; i < n; i++) {
		struct refusal *o = &r->records[i % REFUSALS_KEPT];

		if (holds(o) && !is_held(st, i))
			o->row.until_ns = o->row.tried_ns;
	}
}

void
refusals_check(const struct refusals *r, const struct store *st)
{
	uint32_t i, n = r->n_records;

	for (i = n < REFUSALS_KEPT ? 0 : n - REFUSALS_KEPT; i < n; i++)
		assert(r->n_lost != st->n_lost ||
		    !holds(&r->records[i % REFUSALS_KEPT]) ||
		    is_held(st, i));
}
