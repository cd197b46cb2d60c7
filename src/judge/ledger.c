/*
 * Each session and login counted where it belongs: client, account, server.
 *
 * The MAC at the time decides who it was.  An address that DHCP hands to
 * another device starts a new client there; what comes from a router's MAC is
 * counted for the address behind it.  The verdict on a device is looked at
 * again only when one of its logins fails, and told once.
 */

#include "judge/ledger.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "judge/account.h"
#include "judge/alerts.h"
#include "judge/binding.h"
#include "judge/store.h"
#include "judge/tried.h"
#include "judge/identity.h"
#include "judge/likeness.h"
#include "judge/lockout.h"
#include "judge/lockout_rows.h"
#include "judge/ranking.h"
#include "judge/router.h"
#include "judge/server_rows.h"
#include "judge/store_check.h"
#include "judge/survey.h"
#include "judge/suspect.h"

struct ledger {
	struct pool *self;	/* of one slot: this */
	struct store store;
	struct survey survey;
	struct lockouts lockouts;
	uint64_t failures, successes, unknown, encrypted;
	bool has_insiders;	/* clients of this site, so it is not the
				 * mail host's */
	struct alerts alerts;
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
	if (store_init(&ledger->store, l, key) != 0) {
		pool_free(self);
		return (NULL);
	}
	survey_init(&ledger->survey, &ledger->store);
	alerts_init(&ledger->alerts, &ledger->store, &ledger->survey);
	if (lockouts_init(&ledger->lockouts, l, &ledger->store,
	    &ledger->survey) != 0) {
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
	store_fini(&l->store);
	pool_free(l->self);
}

uint64_t
ledger_bytes(const struct limits *l)
{
	return (store_bytes(l) + lockouts_bytes(l) +
	    pool_bytes(1, sizeof(struct ledger), 0));
}

struct capture_counts *
ledger_counts(struct ledger *l)
{
	return (&l->survey.counted.counts);
}

void
ledger_news(struct ledger *l, const struct news *n)
{
	identity_take(&l->store, n);
}

/* A server is called what the talk itself tells, else what DNS answered. */
static void
name_server(struct store *st, struct server *s, const struct who *w)
{
	const struct address *a;

	if (w->server_name[0] != '\0') {
		memcpy(s->name, w->server_name, sizeof s->name);
		return;
	}
	if (s->name[0] != '\0')
		return;
	a = store_find_address(st, &w->server.ip);
	if (a != NULL)
		memcpy(s->name, a->dns_name, sizeof s->name);
}

static struct server *
bind_server(struct store *st, const struct who *w, enum proto proto)
{
	struct server *s = store_server(st, &w->server);

	if (proto != PROTO_UNKNOWN)
		s->proto = proto;
	name_server(st, s, w);
	return (s);
}

/*
 * Where all clients come from the internet this is the mail host's site, and
 * what there is to say of a customer is the address and the account.  Where
 * clients of this site are seen, whoever calls its server from the internet is
 * nobody here: he is only counted, and those counted as customers go.
 */
static void
meet_insider(struct ledger *l)
{
	struct place_facts *counted = &l->survey.counted;

	if (l->has_insiders)
		return;
	l->has_insiders = true;
	store_forget_outsiders(&l->store);
	counted->outside_logins = l->failures + l->successes + l->unknown;
	counted->outside_failures = l->failures;
}

static void
outsider_session(struct ledger *l, int64_t when_ns, const struct who *w)
{
	struct client *c;
	struct device *d;

	l->survey.counted.sessions_outside++;
	if (l->has_insiders)
		return;
	c = binding_outsider(&l->store, when_ns, w);
	d = pool_at(l->store.devices, c->device);
	likeness_seen(&l->store, c, when_ns);
	d->sessions++;
	c->sessions++;
}

void
ledger_session(struct ledger *l, int64_t when_ns, const struct who *w,
    enum proto proto)
{
	struct place_facts *counted = &l->survey.counted;
	struct store *st = &l->store;
	struct device *d;
	struct client *c;

	bind_server(st, w, proto)->sessions++;
	counted->sessions++;
	if (router_is_outside(w)) {
		outsider_session(l, when_ns, w);
		return;
	}
	meet_insider(l);
	c = binding_client(st, when_ns, w);
	d = pool_at(st->devices, c->device);
	likeness_seen(st, c, when_ns);
	router_count_hop(st, d, w);
	router_split_by_hops(st, d, when_ns);
	d->sessions++;
	c->sessions++;
	if (!ip_is_private(&w->server.ip))
		c->far_sessions++;
	if (!ip_is_v4(&w->client.ip))
		counted->sessions_v6++;
	else if (ip_is_private(&w->client.ip))
		counted->sessions_private_v4++;
	else
		counted->sessions_public_v4++;
}

/* --- one login --- */

/* Lockers count connections as well as attempts (DOMAIN.md B.1). */
static void
count_connection(struct store *st, struct client *c, const struct who *w)
{
	struct endpoint ends[2];
	uint64_t tag;
	uint32_t i;

	memset(ends, 0, sizeof ends);
	ends[0] = w->client;
	ends[1] = w->server;
	tag = hash_bytes(&st->key, ends, sizeof ends);
	for (i = 0; i < CLIENT_CONNECTIONS; i++)
		if (c->connections[i] == tag)
			return;
	c->connections[c->n_connections++ % CLIENT_CONNECTIONS] = tag;
	c->failed_connections++;
}

/* One device keeps its secret when its address changes. */
static bool
is_new_secret(struct store *st, const struct suspect *u, struct client *c,
    const struct account *a, uint64_t tag)
{
	bool was_tried = tried_has(st, u, tag);

	return (tried_add(store_tried(st, c), mailbox_tag(&a->mailbox), tag) &&
	    !was_tried);
}

static void
book_failure(struct store *st, const struct suspect *u, struct client *c,
    struct account *a, const struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	int64_t when_ns = at->ended_ns;		/* however late it is told */
	bool is_new = is_new_secret(st, u, c, a, at->secret_tag);

	tally_fail(&a->tally, when_ns, at->secret_tag, is_new);
	if (at->evidence == EVIDENCE_LENGTHS)
		tally_infer(&a->tally, at->reply_bytes,
		    at->ended_ns - at->asked_ns);
	memcpy(a->reply, at->reply, sizeof a->reply);
	store_count_failure(st, c);
	c->certainty += at->confidence_pct;
	if (c->first_ns == 0 || when_ns < c->first_ns)
		c->first_ns = when_ns;
	if (when_ns > c->last_ns)
		c->last_ns = when_ns;
	count_connection(st, c, &ev->who);
}

/* Since when and until when the client's accounts have failed. */
static void
client_span(const struct store *st, struct client *c)
{
	const struct account *a;

	c->first_ns = c->last_ns = 0;
	for (a = store_first_account(st, c); a != NULL;
	    a = store_next_account(st, a)) {
		if (a->tally.failures == 0)
			continue;
		if (c->first_ns == 0 || a->tally.first_ns < c->first_ns)
			c->first_ns = a->tally.first_ns;
		if (a->tally.last_ns > c->last_ns)
			c->last_ns = a->tally.last_ns;
	}
}

/* The login was no failure after all: what can be undone is. */
static void
unbook_failure(struct store *st, struct client *c, struct account *a,
    const struct event *ev)
{
	if (a->tally.failures > 0)
		tally_unfail(&a->tally, ev->u.login.attempt.ended_ns);
	else
		c->lost_open -= c->lost_open > 0;
	store_uncount_failure(st, c, ev->u.login.was_pct);
	if (c->failures == 0)
		c->failed_connections = 0;
	client_span(st, c);
}

/* May one program have used both accounts?  TLS tells; in the clear nothing
 * does. */
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
book_success(struct store *st, const struct suspect *u, struct client *c,
    struct account *mine, const struct attempt *at)
{
	struct account *a;

	mine->tally.successes++;
	c->successes++;
	for (a = suspect_next_account(st, u, NULL); a != NULL;
	    a = suspect_next_account(st, u, a)) {
		if (a == mine || (a->tally.failures > 0 &&
		    mine->mailbox.local != 0 &&
		    mailbox_equals(&a->mailbox, &mine->mailbox) &&
		    a->proto == mine->proto && a->program == mine->program &&
		    stacks_alike(a, mine) &&
		    account_is_at(st, a, &mine->server)))
			tally_settle(&a->tally, at->ended_ns, at->secret_tag);
	}
}

/* --- lockouts --- */

/* Lockers count this failure. */
static void
foretell(struct ledger *l, const struct suspect *u, const struct event *ev)
{
	struct event alert;

	if (lockouts_fail(&l->lockouts, u, ev, &alert))
		alerts_lockout(&l->alerts, &alert);
}

bool
ledger_opening(struct ledger *l, const struct opening *k)
{
	uint32_t waiting = l->alerts.n;
	struct event alert;

	if (lockouts_opening(&l->lockouts, k, &alert) &&
	    alerts_lockout(&l->alerts, &alert))
		lockouts_told(&l->lockouts, &alert);
	return (l->alerts.n > waiting);
}

void
ledger_elsewhere(struct ledger *l, int64_t when_ns, const struct ip *host)
{
	lockouts_elsewhere(&l->lockouts, when_ns, host);
}

/* --- logins --- */

/* Does this event correct one that told of a failure? */
static bool
takes_back(const struct event *ev)
{
	return (ev->u.login.corrects != 0 &&
	    ev->u.login.was == OUTCOME_FAILED);
}

/* How the login ended is not seen, for TLS hides it. */
static bool
is_hidden_by_tls(const struct attempt *at)
{
	return (at->reason == REASON_NOT_SEEN &&
	    (at->security == SECURITY_TLS ||
	    at->security == SECURITY_STARTTLS));
}

/* A login that was counted here turned out to be something else. */
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
		l->encrypted += is_hidden_by_tls(at);
		s->unknown++;
	}
}

/* Who logs in from the internet is no device here: he is only counted. */
static void
count_outside(struct ledger *l, struct event *ev)
{
	struct place_facts *counted = &l->survey.counted;

	ev->u.login.secret = SECRET_UNKNOWN;
	counted->outside_logins += ev->u.login.corrects == 0;
	counted->outside_failures +=
	    ev->u.login.attempt.outcome == OUTCOME_FAILED;
	counted->outside_failures -= takes_back(ev);
}

/* The client of the login; a customer is known by address alone. */
static struct client *
bind_login(struct store *st, struct event *ev, bool is_outside)
{
	if (is_outside)
		return (binding_outsider(st, ev->when_ns, &ev->who));
	return (ev->u.login.corrects != 0 ? binding_find(st, ev) :
	    binding_client(st, ev->when_ns, &ev->who));
}

/* May the login show whose face its client is: the first of its kind? */
static bool
tells_more(const struct account *a, const struct event *ev)
{
	if (ev->u.login.secret == SECRET_CHANGED)
		return (true);
	return (ev->u.login.attempt.outcome == OUTCOME_FAILED ?
	    a->tally.failures == 0 : a->tally.successes == 0);
}

void
ledger_login(struct ledger *l, struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	struct store *st = &l->store;
	struct server *s = bind_server(st, &ev->who, at->proto);
	bool is_outside = router_is_outside(&ev->who);
	struct account *a;
	struct client *c;
	struct suspect u;

	assert(ev->kind == EVENT_LOGIN);
	if (is_outside) {
		ev->who.has_mac = false;
		memset(&ev->who.mac, 0, sizeof ev->who.mac);
		l->survey.counted.outside_server = ev->who.server.ip;
	} else {
		meet_insider(l);
	}
	count_login(l, s, ev);
	if (ev->who.server_name[0] == '\0')
		memcpy(ev->who.server_name, s->name, NAME_BYTES);
	if (is_outside && l->has_insiders) {
		count_outside(l, ev);
		return;
	}
	c = bind_login(st, ev, is_outside);
	if (ev->u.login.corrects == 0)
		likeness_seen(st, c, at->ended_ns);
	u = suspect_of_client(st, c);
	a = account_bind(st, &u, c, ev);
	if (ev->u.login.corrects == 0 && router_split_by_accounts(st, c))
		u = suspect_of_client(st, c);
	if (takes_back(ev)) {
		unbook_failure(st, c, a, ev);
		if (!is_outside)
			lockouts_unfail(&l->lockouts, ev);
	} else if (ev->u.login.corrects != 0) {
		uncount(&c->unknown);
		uncount(&a->tally.unknown);
	}
	ev->u.login.secret = tried_compare(st, &u, a, ev);
	if (at->outcome != OUTCOME_UNKNOWN && likeness_match(st, c, a,
	    at->outcome == OUTCOME_OK, tells_more(a, ev))) {
		u = suspect_of_client(st, c);
		ev->u.login.secret = tried_compare(st, &u, a, ev);
	}
	memcpy(ev->who.client_name, suspect_name(st, &u), NAME_BYTES);
	if (at->outcome == OUTCOME_FAILED) {
		book_failure(st, &u, c, a, ev);
		alerts_culprit(&l->alerts, &u, ev, a->user);
		if (!is_outside)
			foretell(l, &u, ev);
	} else if (at->outcome == OUTCOME_OK) {
		book_success(st, &u, c, a, at);
	} else {
		c->unknown++;
		a->tally.unknown++;
	}
	tried_keep(st, c, ev);
	if (ev->u.login.corrects != 0 && at->outcome != OUTCOME_FAILED)
		alerts_cleared(&l->alerts, &u, ev);
}

void
ledger_finish(struct ledger *l, int64_t now_ns)
{
	alerts_unfit(&l->alerts, now_ns);
}

bool
ledger_next_alert(struct ledger *l, struct event *out)
{
	return (alerts_next(&l->alerts, out));
}

void
ledger_snapshot(struct ledger *l, struct snapshot *out)
{
	struct place_facts facts;

	out->sessions = l->survey.counted.sessions;
	out->failures = l->failures;
	out->successes = l->successes;
	out->unknown = l->unknown;
	out->encrypted = l->encrypted;
	out->outside_failures = l->survey.counted.outside_failures;
	ranking_fill(&l->store, out);
	server_rows_fill(&l->store, out);
	lockout_rows_fill(&l->lockouts, out->as_of_ns, out);
	survey_facts(&l->survey, &facts);
	lockout_rows_place(&l->lockouts, &facts);
	facts.packets = out->capture.packets;
	facts.holes = out->capture.holes;
	facts.dropped = out->capture.dropped;
	facts.evicted = out->capture.evicted;
	out->capture.doubles = facts.counts.doubles;
	place_judge(&facts, out);
}

void
ledger_check(const struct ledger *l)
{
	store_check(&l->store);
	lockouts_check(&l->lockouts);
	assert(l->alerts.n <= ALERTS_WAITING);
}

uint64_t
ledger_evicted(const struct ledger *l)
{
	return (store_evicted(&l->store) + lockouts_evicted(&l->lockouts));
}

uint32_t
ledger_failing(const struct ledger *l)
{
	return (l->store.n_failing);
}
