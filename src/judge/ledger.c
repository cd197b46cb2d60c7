/*
 * Each session and login booked where it belongs: host, account, server.
 *
 * The MAC at the time decides who it was.  An address that DHCP hands to
 * another device starts a new host there; a MAC that is a router's books to
 * the address behind it.  The verdict on a device is looked at again only
 * when one of its logins fails, and told once.
 */

#include "judge/ledger.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "judge/account.h"
#include "judge/books.h"
#include "judge/bulletin.h"
#include "judge/dossier.h"
#include "judge/hearsay.h"
#include "judge/lockout.h"
#include "judge/ranking.h"
#include "judge/router.h"
#include "judge/survey.h"
#include "judge/unit.h"

enum { VERDICTS_WAITING = 6 };	/* the caller takes them after each login */

/*
 * A host that did mail this short a while ago is where it was, and among the
 * youngest: one look finds it, and its place in the books is left alone.
 */
#define FRESH_NS	(250 * NS_PER_MS)

struct ledger {
	struct pool *self;	/* of one slot: this */
	struct books books;
	struct lockouts lockouts;
	uint64_t sessions, failures, successes, unknown, encrypted;
	uint64_t private_v4, public_v4, v6;	/* sessions, by client */
	uint64_t outside, outside_logins, outside_failures;
	struct ip outside_server;
	uint32_t n_verdicts;
	struct event verdicts[VERDICTS_WAITING];
};

struct ledger *
ledger_new(const struct limits *l, const struct hash_key *key)
{
	struct pool *self = pool_new(1, sizeof(struct ledger), 0, NULL);
	struct ledger *ledger;

	if (self == NULL)
		return (NULL);
	ledger = pool_put(self, NULL);
	ledger->self = self;
	if (books_init(&ledger->books, l, key) != 0) {
		pool_free(self);
		return (NULL);
	}
	if (lockouts_init(&ledger->lockouts, l, key) != 0) {
		ledger_free(ledger);
		return (NULL);
	}
	return (ledger);
}

void
ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	lockouts_fini(&l->lockouts);
	books_fini(&l->books);
	pool_free(l->self);
}

uint64_t
ledger_bytes(const struct limits *l)
{
	return (books_bytes(l) + lockouts_bytes(l) +
	    pool_bytes(1, sizeof(struct ledger), 0));
}

void
ledger_news(struct ledger *l, int64_t when_ns, const struct news *n)
{
	(void)when_ns;
	hearsay_take(&l->books, n);
}

/* The host at the client's end, found or made; its device's room is kept. */
static struct host *
bind_client(struct books *b, int64_t when_ns, const struct who *w)
{
	struct leaf_key key;
	struct device *d;
	struct host *h;
	int64_t since_ns;

	leaf_key_of(w, &key);
	h = books_find_host(b, &key, &w->client.ip);
	since_ns = h == NULL || h->seen_ns == 0 || h->is_former ?
	    INT64_MAX : when_ns - h->seen_ns;
	if (since_ns >= 0 && since_ns < FRESH_NS)
		return (h);
	if (key.has_mac)
		hearsay_owner(b, books_address(b, &w->client.ip), &w->mac,
		    true);
	d = books_device(b, &key);
	h = books_host(b, d, &w->client.ip);
	h->seen_ns = when_ns != 0 ? when_ns : 1;
	h->is_former = false;
	if (since_ns > ROUTER_AT_ONCE_NS)
		router_check(b, d, when_ns);
	return (h);
}

/*
 * The one whose login is told anew: nobody was seen just now, whoever has the
 * address today.
 */
static struct host *
find_client(struct books *b, const struct event *ev)
{
	struct leaf_key key;
	struct host *h;

	leaf_key_of(&ev->who, &key);
	h = books_find_host(b, &key, &ev->who.client.ip);
	return (h != NULL ? h : bind_client(b,
	    ev->u.login.attempt.ended_ns, &ev->who));
}

/* Who gave the server its name: the talk itself, else a DNS answer. */
static void
name_server(struct books *b, struct server *s, const struct who *w)
{
	const struct address *a;

	if (w->server_name[0] != '\0') {
		memcpy(s->name, w->server_name, sizeof s->name);
		return;
	}
	if (s->name[0] != '\0')
		return;
	a = books_find_address(b, &w->server.ip);
	if (a != NULL)
		memcpy(s->name, a->dns_name, sizeof s->name);
}

static struct server *
bind_server(struct books *b, const struct who *w, enum proto proto)
{
	struct server *s = books_server(b, &w->server);

	if (proto != PROTO_UNKNOWN)
		s->proto = proto;
	name_server(b, s, w);
	return (s);
}

void
ledger_session(struct ledger *l, int64_t when_ns, const struct who *w,
    enum proto proto, enum security security)
{
	struct books *b = &l->books;
	struct device *d;
	struct host *h;

	(void)security;
	bind_server(b, w, proto)->sessions++;
	l->sessions++;
	if (router_is_outside(w)) {
		l->outside++;
		return;
	}
	h = bind_client(b, when_ns, w);
	d = pool_at(b->devices, h->device);
	router_count_hop(d, w->client_ttl);
	router_check_hops(b, d, when_ns);
	d->sessions++;
	h->sessions++;
	if (!ip_is_private(&w->server.ip))
		h->far_sessions++;
	if (!ip_is_v4(&w->client.ip))
		l->v6++;
	else if (ip_is_private(&w->client.ip))
		l->private_v4++;
	else
		l->public_v4++;
}

/* Logins. */

/* Lockers count connections as well as attempts (DOMAIN.md B.1). */
static void
count_connection(struct books *b, struct host *h, const struct who *w)
{
	struct endpoint ends[2];
	uint64_t tag;
	uint32_t i;

	memset(ends, 0, sizeof ends);
	ends[0] = w->client;
	ends[1] = w->server;
	tag = hash_bytes(&b->key, ends, sizeof ends);
	for (i = 0; i < HOST_CONNECTIONS; i++)
		if (h->connections[i] == tag)
			return;
	h->connections[h->n_connections++ % HOST_CONNECTIONS] = tag;
	h->failed_connections++;
}

static void
book_failure(struct books *b, struct host *h, struct account *a,
    const struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	int64_t when_ns = at->ended_ns;		/* however late it is told */
	bool is_new = dossier_add(books_dossier(b, h),
	    mailbox_tag(&a->mailbox), at->secret_tag);

	tally_fail(&a->tally, when_ns, at->secret_tag, is_new);
	if (at->evidence == EVIDENCE_LENGTHS)
		tally_infer(&a->tally, at->reply_bytes,
		    at->ended_ns - at->asked_ns);
	memcpy(a->reply, at->reply, sizeof a->reply);
	books_count_failure(b, h);
	h->certainty += at->confidence_pct;
	if (h->first_ns == 0 || when_ns < h->first_ns)
		h->first_ns = when_ns;
	if (when_ns > h->last_ns)
		h->last_ns = when_ns;
	count_connection(b, h, &ev->who);
}

/* Since when and until when its accounts have failed. */
static void
host_span(const struct books *b, struct host *h)
{
	const struct account *a;
	uint32_t i;

	h->first_ns = h->last_ns = 0;
	for (i = h->first_account; i != POOL_NONE; i = a->next) {
		a = pool_at(b->accounts, i);
		if (a->tally.failures == 0)
			continue;
		if (h->first_ns == 0 || a->tally.first_ns < h->first_ns)
			h->first_ns = a->tally.first_ns;
		if (a->tally.last_ns > h->last_ns)
			h->last_ns = a->tally.last_ns;
	}
}

/* It was no failure after all: all but what is past undoing is undone. */
static void
unbook_failure(struct books *b, struct host *h, struct account *a,
    const struct event *ev)
{
	if (a->tally.failures > 0)
		tally_unfail(&a->tally, ev->u.login.attempt.ended_ns);
	else
		h->lost_open -= h->lost_open > 0;
	books_uncount_failure(b, h, ev->u.login.was_pct);
	if (h->failures == 0)
		h->failed_connections = 0;
	host_span(b, h);
}

/* One program, as far as its TLS tells; in the clear it tells nothing. */
static bool
stacks_alike(const struct account *a, const struct account *b)
{
	return (a->stack_tag == 0 || b->stack_tag == 0 ||
	    a->stack_tag == b->stack_tag);
}

/*
 * It got in: what this program failed before is made good, on its other
 * ports and addresses too.  Another program's failures are its own.
 */
static void
book_success(struct books *b, const struct unit *u, struct host *h,
    struct account *mine, const struct attempt *at)
{
	struct account *a;

	mine->tally.successes++;
	h->successes++;
	for (a = unit_next_account(b, u, NULL); a != NULL;
	    a = unit_next_account(b, u, a)) {
		if (a == mine || (a->tally.failures > 0 &&
		    mine->mailbox.local != 0 &&
		    mailbox_equals(&a->mailbox, &mine->mailbox) &&
		    a->proto == mine->proto && a->client == mine->client &&
		    stacks_alike(a, mine) &&
		    account_is_at(b, a, &mine->server)))
			tally_settle(&a->tally, at->ended_ns, at->secret_tag);
	}
}

/* Tell of a culprit, once. */
static void
announce(struct ledger *l, const struct unit *u, const struct event *ev,
    const struct account *a)
{
	bool *is_named = unit_named(u);

	if (*is_named || l->n_verdicts == VERDICTS_WAITING)
		return;
	*is_named = bulletin(&l->books, u, ev, a->user,
	    &l->verdicts[l->n_verdicts]);
	l->n_verdicts += *is_named;
}

static struct event *
verdict_room(struct ledger *l)
{
	return (l->n_verdicts == VERDICTS_WAITING ? NULL :
	    &l->verdicts[l->n_verdicts]);
}

/* Lockers count it. */
static void
foretell(struct ledger *l, const struct unit *u, const struct event *ev)
{
	struct event lost, *out = verdict_room(l);

	if (lockouts_fail(&l->lockouts, &l->books, u, ev,
	    out == NULL ? &lost : out))
		l->n_verdicts += out != NULL;
}

bool
ledger_opening(struct ledger *l, const struct opening *k)
{
	struct event lost, *out = verdict_room(l);

	if (!lockouts_opening(&l->lockouts, &l->books, k,
	    out == NULL ? &lost : out))
		return (false);
	l->n_verdicts += out != NULL;
	return (true);
}

void
ledger_elsewhere(struct ledger *l, int64_t when_ns, const struct ip *host)
{
	lockouts_elsewhere(&l->lockouts, when_ns, host);
}

/* What was told of a culprit is no longer so. */
static void
withdraw(struct ledger *l, const struct unit *u, const struct event *ev)
{
	bool *is_named = unit_named(u);

	if (!*is_named || l->n_verdicts == VERDICTS_WAITING ||
	    !bulletin_clears(&l->books, u, ev, &l->verdicts[l->n_verdicts]))
		return;
	*is_named = false;
	l->n_verdicts++;
}

/* It was told as failed before. */
static bool
takes_back(const struct event *ev)
{
	return (ev->u.login.corrects != 0 &&
	    ev->u.login.was == OUTCOME_FAILED);
}

/* Its verdict could not be read. */
static bool
is_veiled(const struct attempt *at)
{
	return (at->reason == REASON_NOT_SEEN &&
	    (at->security == SECURITY_TLS ||
	    at->security == SECURITY_STARTTLS));
}

/* It was counted as unknown, and is known now. */
static void
uncount(uint32_t *n)
{
	if (*n > 0)
		--*n;
}

static void
count_login(struct ledger *l, struct server *s, const struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;

	if (takes_back(ev)) {
		l->failures -= l->failures > 0;
		uncount(&s->failures);
	} else if (ev->u.login.corrects != 0) {
		l->unknown -= l->unknown > 0;
		l->encrypted -= l->encrypted > 0;
		uncount(&s->unknown);
	}
	if (at->outcome == OUTCOME_FAILED) {
		l->failures++;
		s->failures++;
	} else if (at->outcome == OUTCOME_OK) {
		l->successes++;
		s->successes++;
	} else {
		l->unknown++;
		l->encrypted += is_veiled(at);
		s->unknown++;
	}
}

/* No device here: it is said how many there were, and that is all. */
static void
count_outside(struct ledger *l, struct event *ev)
{
	/* The MAC is the gateway's. */
	ev->who.has_mac = false;
	memset(&ev->who.mac, 0, sizeof ev->who.mac);
	ev->u.login.secret = SECRET_UNKNOWN;
	l->outside_logins += ev->u.login.corrects == 0;
	l->outside_failures +=
	    ev->u.login.attempt.outcome == OUTCOME_FAILED;
	l->outside_failures -= takes_back(ev);
	l->outside_server = ev->who.server.ip;
}

void
ledger_login(struct ledger *l, struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	struct books *b = &l->books;
	struct server *s = bind_server(b, &ev->who, at->proto);
	struct account *a;
	struct host *h;
	struct unit u;

	assert(ev->kind == EVENT_LOGIN);
	count_login(l, s, ev);
	if (ev->who.server_name[0] == '\0')
		memcpy(ev->who.server_name, s->name, NAME_BYTES);
	if (router_is_outside(&ev->who)) {
		count_outside(l, ev);
		return;
	}
	h = ev->u.login.corrects != 0 ? find_client(b, ev) :
	    bind_client(b, ev->when_ns, &ev->who);
	u = unit_of_host(b, h);
	a = account_bind(b, &u, h, ev);
	if (takes_back(ev)) {
		unbook_failure(b, h, a, ev);
		lockouts_unfail(&l->lockouts, ev);
	} else if (ev->u.login.corrects != 0) {
		uncount(&h->unknown);
		uncount(&a->tally.unknown);
	}
	memcpy(ev->who.client_name, unit_name(b, &u), NAME_BYTES);
	ev->u.login.secret = dossier_compare(b, &u, a, ev);
	if (at->outcome == OUTCOME_FAILED) {
		book_failure(b, h, a, ev);
		announce(l, &u, ev, a);
		foretell(l, &u, ev);
	} else if (at->outcome == OUTCOME_OK) {
		book_success(b, &u, h, a, at);
	} else {
		h->unknown++;
		a->tally.unknown++;
	}
	dossier_keep(b, h, ev);
	if (ev->u.login.corrects != 0 && at->outcome != OUTCOME_FAILED)
		withdraw(l, &u, ev);
}

bool
ledger_next_verdict(struct ledger *l, struct event *out)
{
	if (l->n_verdicts == 0)
		return (false);
	*out = l->verdicts[0];
	l->n_verdicts--;
	memmove(l->verdicts, l->verdicts + 1,
	    l->n_verdicts * sizeof l->verdicts[0]);
	return (true);
}

void
ledger_withhold(struct ledger *l, const struct event *verdict)
{
	struct leaf_key key;
	struct host *h;
	struct unit u;

	if (action_is_lockout(verdict->u.verdict.action))
		return;
	leaf_key_of(&verdict->who, &key);
	h = books_find_host(&l->books, &key, &verdict->who.client.ip);
	if (h == NULL)
		return;
	u = unit_of_host(&l->books, h);
	*unit_named(&u) = verdict->u.verdict.action == ACTION_CULPRIT_CLEARED;
}

void
ledger_unname(struct ledger *l, struct event *verdict)
{
	verdict->has_client = false;
	/* The others' sentences name none. */
	if (verdict->u.verdict.action == ACTION_LOCKOUT_STARTED)
		lockouts_unname(&l->lockouts, verdict);
}

void
ledger_snapshot(struct ledger *l, struct snapshot *out)
{
	out->sessions = l->sessions;
	out->failures = l->failures;
	out->successes = l->successes;
	out->unknown = l->unknown;
	out->encrypted = l->encrypted;
	out->outside_failures = l->outside_failures;
	ranking_fill(&l->books, out);
	lockouts_fill(&l->lockouts, &l->books, out->as_of_ns, out);
}

void
ledger_place(const struct ledger *l, struct place_facts *out)
{
	out->sessions = l->sessions;
	out->sessions_private_v4 = l->private_v4;
	out->sessions_public_v4 = l->public_v4;
	out->sessions_v6 = l->v6;
	out->sessions_outside = l->outside;
	out->outside_logins = l->outside_logins;
	out->outside_failures = l->outside_failures;
	out->outside_server = l->outside_server;
	survey_place(&l->books, out);
	lockouts_place(&l->lockouts, &l->books, out);
}

uint64_t
ledger_evicted(const struct ledger *l)
{
	return (books_evicted(&l->books) + lockouts_evicted(&l->lockouts));
}

uint32_t
ledger_failing(const struct ledger *l)
{
	return (l->books.n_failing);
}
