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

#include "base/text.h"
#include "base/when.h"
#include "data/clients.h"
#include "judge/account.h"
#include "judge/alerts.h"
#include "judge/binding.h"
#include "judge/booking.h"
#include "judge/census.h"
#include "judge/hosts.h"
#include "judge/identity.h"
#include "judge/likeness.h"
#include "judge/lockout.h"
#include "judge/lockout_rows.h"
#include "judge/logins.h"
#include "judge/ranking.h"
#include "judge/excuse.h"
#include "judge/refusal_rows.h"
#include "judge/refusals.h"
#include "judge/router.h"
#include "judge/server_name.h"
#include "judge/server_rows.h"
#include "judge/store.h"
#include "judge/store_check.h"
#include "judge/survey.h"
#include "judge/suspect.h"
#include "judge/tried.h"
#include "judge/young.h"

enum { FEW_ACCOUNTS = 8 };	/* of one device's programs; a guess */

struct ledger {
	struct pool *self;	/* of one slot: this */
	struct store store;
	struct survey survey;
	struct lockouts lockouts;
	struct refusals refusals;
	uint64_t failures, successes, unknown, encrypted;
	bool has_insiders;	/* so it is not the mail host's own place */
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

/* A server is called what the talk itself tells, else what DNS answered.  True
 * when that is new. */
static bool
name_server(struct store *st, struct server *s, const struct who *w)
{
	const struct address *a;
	const char *name = w->server_name;

	if (name[0] == '\0' && s->name[0] == '\0') {
		a = store_find_address(st, &w->server.ip);
		name = a == NULL ? "" : a->dns_name;
	}
	if (name[0] == '\0' || strcmp(s->name, name) == 0)
		return (false);
	memcpy(s->name, name, sizeof s->name);
	return (true);
}

static struct server *
bind_server(struct store *st, const struct who *w, enum proto proto)
{
	struct server *s = store_server(st, &w->server);

	if (proto != PROTO_UNKNOWN)
		s->proto = proto;
	if (name_server(st, s, w) || s->host == POOL_NONE)
		hosts_bind(st, s);
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
	young_begins(st, c, w, when_ns);
	if (!ip_is_v4(&w->client.ip))
		counted->sessions_v6++;
	else if (ip_is_private(&w->client.ip))
		counted->sessions_private_v4++;
	else
		counted->sessions_public_v4++;
}

/* --- lockouts --- */

static void
foretell(struct ledger *l, const struct login *log, const struct event *ev)
{
	bool is_excused = excuse_holds(&l->store, log);
	struct event alert;

	if (lockouts_fail(&l->lockouts, ev, is_excused, &alert))
		alerts_lockout(&l->alerts, &alert);
}

/* What the lockouts have to tell waits to be told, and what is due by now. */
static bool
tell_lockouts(struct ledger *l, int64_t when_ns)
{
	uint32_t waiting = l->alerts.n;
	struct event alert;

	alerts_advance(&l->alerts, when_ns);
	while (lockouts_next(&l->lockouts, &alert))
		if (alerts_lockout(&l->alerts, &alert))
			lockouts_told(&l->lockouts, &alert);
	return (l->alerts.n > waiting);
}

bool
ledger_opening(struct ledger *l, const struct opening *k)
{
	lockouts_opening(&l->lockouts, k);
	return (tell_lockouts(l, k->when_ns));
}

bool
ledger_sign(struct ledger *l, const struct sign *s)
{
	lockouts_sign(&l->lockouts, s);
	return (tell_lockouts(l, s->when_ns));
}

bool
ledger_greeting(struct ledger *l, const struct greeting *g)
{
	lockouts_greeting(&l->lockouts, g);
	return (tell_lockouts(l, g->when_ns));
}

int64_t
ledger_watch_ns(const struct ledger *l)
{
	return (lockouts_watch_ns(&l->lockouts));
}

void
ledger_relay(struct ledger *l, int64_t when_ns, const struct who *w,
    uint16_t client)
{
	if (!router_is_outside(w) && client_is_relay(client))
		binding_client(&l->store, when_ns, w)->is_relay = true;
}

void
ledger_elsewhere(struct ledger *l, int64_t when_ns, const struct ip *host)
{
	lockouts_elsewhere(&l->lockouts, when_ns, host);
}

void
ledger_asked_elsewhere(struct ledger *l, int64_t when_ns,
    const struct ip *host)
{
	lockouts_asked_elsewhere(&l->lockouts, when_ns, host);
}

/* --- logins --- */

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

	if (booking_takes_back(ev)) {
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
	counted->outside_failures -= booking_takes_back(ev);
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

/* May the login show whose face its client is, for it is the first of its
 * kind?  One with many accounts is no phone and no laptop. */
static bool
tells_more(const struct store *st, const struct client *c,
    const struct account *a, const struct attempt *at)
{
	if (at->outcome == OUTCOME_FAILED)
		return (tried_is_new(st, c, mailbox_tag(&a->mailbox),
		    at->secret_tag));
	return (a->successes == 0 && c->n_accounts <= FEW_ACCOUNTS);
}

/* The MAC of a group, or none, is no device's; a customer is known by address
 * alone.  The event is to name whom the ledger counts it for. */
static void
forget_foreign_mac(struct who *w)
{
	if (!router_is_outside(w) && !mac_is_group(&w->mac) &&
	    !mac_is_zero(&w->mac))
		return;
	w->has_mac = false;
	memset(&w->mac, 0, sizeof w->mac);
}

/* The login is in the log: what follows from it? */
static void
judge_login(struct ledger *l, struct suspect *u, struct account *a,
    struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;
	struct store *st = &l->store;
	struct client *c = pool_at(st->clients, a->client);
	const struct login *log = logins_take(st, a, ev);
	struct event told[REFUSALS_TOLD];
	uint32_t i, n;

	young_told(st, log);
	booking_login(st, a, log, ev);
	tried_keep(st, c, ev);
	refusals_settle(&l->refusals, st);
	n = refusals_login(&l->refusals, st, log, ev, told);
	for (i = 0; i < n; i++)
		if (alerts_lockout(&l->alerts, &told[i]))
			refusals_told(&l->refusals, &told[i]);
	if (n > 0) {
		alerts_review(&l->alerts, ev->when_ns);
		excuse_since(st, a, &l->lockouts);
	}
	alerts_login(&l->alerts, u, a, ev);
	if (at->outcome == OUTCOME_FAILED && !u->device->is_outsider)
		foretell(l, log, ev);
}

/* One that is answered shows that its host lets in; one that was turned away
 * for what it asked may count all the same. */
static void
count_for_lockers(struct ledger *l, const struct event *ev)
{
	const struct attempt *at = &ev->u.login.attempt;

	if (ev->u.login.corrects != 0)
		return;
	if (at->outcome != OUTCOME_UNKNOWN) {
		lockouts_heard(&l->lockouts, ev);
		(void)tell_lockouts(l, ev->when_ns);
	} else if (at->reason == REASON_PROTOCOL ||
	    at->hint == HINT_TLS_FIRST || at->hint == HINT_NOT_OFFERED) {
		lockouts_turned_away(&l->lockouts, ev);
	}
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
	forget_foreign_mac(&ev->who);
	if (is_outside)
		l->survey.counted.outside_server = ev->who.server.ip;
	else
		meet_insider(l);
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
	if (booking_takes_back(ev) && !is_outside)
		lockouts_unfail(&l->lockouts, ev);
	if (!booking_takes_back(ev) && ev->u.login.corrects != 0)
		uncount(&c->unknown);
	ev->u.login.secret = tried_compare(st, &u, a, ev);
	if (at->outcome != OUTCOME_UNKNOWN && likeness_match(st, c, a,
	    at->outcome == OUTCOME_OK, tells_more(st, c, a, at))) {
		u = suspect_of_client(st, c);
		ev->u.login.secret = tried_compare(st, &u, a, ev);
	}
	memcpy(ev->who.client_name, suspect_name(st, &u), NAME_BYTES);
	if (!is_outside)
		count_for_lockers(l, ev);
	judge_login(l, &u, a, ev);
}

void
ledger_finish(struct ledger *l, int64_t now_ns)
{
	alerts_finish(&l->alerts, now_ns);
}

bool
ledger_next_alert(struct ledger *l, struct event *out)
{
	return (alerts_next(&l->alerts, out));
}

void
ledger_census(const struct ledger *l, struct census *out)
{
	census_fill(&l->store, out);
}

void
ledger_snapshot(struct ledger *l, struct snapshot *out)
{
	struct place_facts facts;

	out->sessions = l->survey.counted.sessions;
	out->from_middle = l->survey.counted.counts.from_middle;
	out->failures = l->failures;
	out->successes = l->successes;
	out->unknown = l->unknown;
	out->encrypted = l->encrypted;
	out->outside_failures = l->survey.counted.outside_failures;
	server_rows_fill(&l->store, out);
	lockout_rows_fill(&l->lockouts, out->as_of_ns, out);
	refusals_settle(&l->refusals, &l->store);
	refusal_rows_fill(&l->refusals, out);
	ranking_fill(&l->store, out);
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
	refusals_check(&l->refusals, &l->store);
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

void
ledger_server_name(const struct ledger *l, const struct endpoint *at,
    char out[NAME_BYTES])
{
	const char *name = server_firm_name(&l->store, at);

	text_keep(out, NAME_BYTES, span_text(name));
}
