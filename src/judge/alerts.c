/*
 * Each alert is one event.  Whether it may be told is asked here, of the
 * survey, before anybody is marked as named: nothing is taken back for it.
 */

#include "judge/alerts.h"

#include <string.h>

#include "base/when.h"
#include "judge/facts.h"
#include "judge/server_name.h"
#include "judge/verdict.h"
#include "judge/young.h"

/* No one waits longer for what a younger session brings: a guess. */
#define HELD_NS		(20 * NS_PER_S)
/* Looking at one reads its log: not with each login of others (a guess). */
#define REVIEW_NS	(10 * NS_PER_S)
/* So many looks in a second of an office that logs in by the thousand; the
 * rest are left to one look at all, in the next (a guess). */
enum { LOOKS = 8 };

static void
begin(enum action action, int64_t when_ns, struct event *out)
{
	memset(out, 0, sizeof *out);
	out->when_ns = when_ns;
	out->kind = EVENT_VERDICT;
	out->u.verdict.action = action;
}

/* --- lockouts --- */

static void
begin_lockout(const struct snap_lockout *r, enum action action,
    int64_t when_ns, struct event *out)
{
	struct who *w = &out->who;

	begin(action, when_ns, out);
	out->has_server = true;
	w->server = r->at;
	memcpy(w->server_name, r->server, NAME_BYTES);
	if (!r->has_trigger)
		return;
	out->has_client = true;
	w->client.ip = r->trigger_ip;
	w->has_mac = r->trigger_has_mac;
	w->mac = r->trigger_mac;
	memcpy(w->client_name, r->trigger, NAME_BYTES);
}

void
alert_started(const struct snap_lockout *r, int64_t when_ns, struct event *out)
{
	struct verdict_event *v = &out->u.verdict;

	begin_lockout(r, ACTION_LOCKOUT_STARTED, when_ns, out);
	v->since_ns = r->since_ns;
	v->how = r->how;
	v->is_likely = r->is_likely;
	v->lock_kind = r->kind;
	v->scope = r->scope;
	v->failures = r->failures;
	v->trigger_failures = r->has_trigger ? r->trigger_failures : 0;
}

void
alert_ended(const struct snap_lockout *r, struct event *out)
{
	struct verdict_event *v = &out->u.verdict;

	begin_lockout(r, ACTION_LOCKOUT_ENDED, r->until_ns, out);
	v->since_ns = r->since_ns;
	v->how = r->how;
	v->lock_kind = r->kind;
	v->scope = r->scope;
	v->tries = r->tries;
	v->devices = r->devices;
}

void
alert_trouble(const struct snap_trouble *r, enum action action,
    int64_t when_ns, struct event *out)
{
	struct verdict_event *v = &out->u.verdict;

	begin(action, when_ns, out);
	out->has_server = true;
	out->who.server = r->at;
	memcpy(out->who.server_name, r->server, NAME_BYTES);
	v->trouble = r->trouble;
	v->since_ns = r->since_ns;
	v->tries = r->tries;
	v->devices = r->devices;
}

static void
begin_trouble(const struct snap_lockout *r, enum action action,
    int64_t when_ns, struct event *out)
{
	struct verdict_event *v = &out->u.verdict;

	begin_lockout(r, action, when_ns, out);
	v->since_ns = r->since_ns;
	v->tries = r->tries;
	v->devices = r->devices;
	v->trouble = TROUBLE_BACKEND_GONE;
}

void
alert_refuses_all(const struct snap_lockout *r, int64_t when_ns,
    struct event *out)
{
	begin_trouble(r, ACTION_HOST_REFUSES_ALL, when_ns, out);
}

void
alert_refuses_no_more(const struct snap_lockout *r, struct event *out)
{
	begin_trouble(r, ACTION_HOST_TROUBLE_ENDED, r->until_ns, out);
}

void
alert_forecast(const struct snap_lockout *r, const struct forecast *f,
    int64_t when_ns, struct event *out)
{
	struct verdict_event *v = &out->u.verdict;

	begin_lockout(r, ACTION_LOCKOUT_FORECAST, when_ns, out);
	v->since_ns = f->first_ns;
	v->failures = f->failures;
	v->policy = policy_row(f->policy);
	v->budget_left = f->left;
	v->eta_ns = f->eta_ns;
}

/* --- what waits to be taken --- */

void
alerts_init(struct alerts *a, struct store *st, struct survey *s)
{
	memset(a, 0, sizeof *a);
	a->store = st;
	a->survey = s;
}

static bool
is_full(const struct alerts *a)
{
	return (a->n == ALERTS_WAITING);
}

void
alerts_unfit(struct alerts *a, int64_t when_ns)
{
	struct place_facts facts;
	struct snap_capture capture;
	uint32_t i;

	survey_facts(a->survey, &facts);
	place_notes(&facts, &capture);
	for (i = 0; i < capture.n_notes && !is_full(a); i++) {
		const struct snap_note *n = &capture.notes[i];
		struct event *out = &a->waiting[a->n];

		if (!n->is_unfit || (a->told_notes >> n->note & 1) != 0)
			continue;
		a->told_notes |= UINT32_C(1) << n->note;
		begin(ACTION_CAPTURE_UNFIT, when_ns, out);
		out->u.verdict.finding = *n;
		a->n++;
	}
}

/*
 * Something is kept back: why, is told once.  The place may turn out to be
 * better than it looks: then the next failure names its device.
 */
static void
keep_back(struct alerts *a, int64_t when_ns)
{
	if (a->told_notes == 0)
		alerts_unfit(a, when_ns);
}

/* The device, and the server at which it fails most, where no login is at
 * hand.  Returns the client that is told of; NULL: all are forgotten. */
static const struct client *
fill_who(const struct store *st, const struct suspect *u,
    const struct facts *f, struct who *out)
{
	const struct account *a = f->wrong;
	const struct client_key *key;
	const struct client *c;

	memset(out, 0, sizeof *out);
	/* Where all is excused: of those that failed, the first found. */
	if (a == NULL)
		for (a = suspect_next_account(st, u, NULL); a != NULL &&
		    a->failures == 0; a = suspect_next_account(st, u, a))
			continue;
	c = a != NULL ? pool_at(st->clients, a->client) :
	    suspect_next_client(st, u, NULL);
	if (a != NULL)
		out->server = a->server;
	/* Its clients may all be forgotten, its sums are not. */
	key = c != NULL ? &c->key : &u->device->key;
	out->client.ip = key->ip;
	out->has_mac = key->has_mac != 0;
	out->mac = key->mac;
	memcpy(out->client_name, suspect_name(st, u), NAME_BYTES);
	server_name(st, &out->server, out->server_name);
	return (c);
}

static struct verdict_event *
begin_device(struct alerts *a, const struct who *w, enum action action,
    int64_t when_ns)
{
	struct event *out = &a->waiting[a->n++];

	begin(action, when_ns, out);
	out->has_client = true;
	out->has_server = w->server.port != 0;
	out->who = *w;
	return (&out->u.verdict);
}

/* user: of a login, USER_BYTES of it; NULL: of the account that is wrong. */
static void
tell_named(struct alerts *a, const struct who *w, const struct facts *f,
    const char *user, int64_t when_ns)
{
	struct verdict_event *v = begin_device(a, w, ACTION_CULPRIT_NAMED,
	    when_ns);

	v->failures = f->failures;
	v->users = f->users;
	v->is_guessing = facts_are_guessing(f);
	v->is_repeating = facts_are_repeating(f);
	if (user == NULL && f->wrong != NULL)
		user = f->wrong->user;
	if (user != NULL)
		memcpy(v->user, user, sizeof v->user);
}

/* --- who is not named yet --- */

static struct held *
find_held(struct alerts *a, uint64_t suspect)
{
	uint32_t i;

	for (i = 0; i < ALERTS_HELD; i++)
		if (a->held[i].suspect == suspect)
			return (&a->held[i]);
	return (NULL);
}

/* A slot for one more; of those that are over, the suspect was forgotten before
 * it was looked at again. */
static struct held *
free_held(struct alerts *a, int64_t when_ns)
{
	uint32_t i;

	for (i = 0; i < ALERTS_HELD; i++)
		if (a->held[i].suspect == 0 ||
		    when_ns - a->held[i].since_ns > HELD_NS)
			return (&a->held[i]);
	return (NULL);
}

/* May a younger session of this suspect make good what it is charged with? */
static bool
is_held(struct alerts *a, const struct suspect *u, const struct facts *f,
    int64_t when_ns)
{
	uint64_t tag = suspect_tag(a->store, u);
	struct held *h = find_held(a, tag);
	int64_t until_ns;

	if (a->is_over || !young_holds(a->store, u, f))
		return (false);
	if (h == NULL) {
		h = free_held(a, when_ns);
		if (h == NULL)
			return (false);
		*h = (struct held){ tag, when_ns };
	}
	until_ns = h->since_ns + HELD_NS;
	if (when_ns >= until_ns)
		return (false);
	if (a->look_ns == 0 || until_ns < a->look_ns)
		a->look_ns = until_ns;
	return (true);
}

static void
let_go(struct alerts *a, const struct suspect *u)
{
	struct held *h = find_held(a, suspect_tag(a->store, u));

	if (h != NULL)
		memset(h, 0, sizeof *h);
}

/* The login at which a suspect is looked at; where nothing has happened but
 * time there is none. */
struct cue {
	const struct who *who;
	const struct client *client;
	const char *user;
};

/* Is what is believed of it still what was told?  cue may be NULL. */
static void
look_at(struct alerts *a, const struct suspect *u, const struct cue *cue,
    int64_t when_ns)
{
	bool is_named = suspect_is_named(a->store, u);
	struct verdict_event *v;
	const struct client *told;
	struct verdict verdict;
	struct facts f;
	struct who w;

	if (is_full(a))
		return;
	facts_of(a->store, u, when_ns, &f);
	verdict_of(&f, &verdict);
	if (verdict.rating == RATING_CULPRIT && !is_named &&
	    is_held(a, u, &f, when_ns))
		return;
	let_go(a, u);
	if (is_named == (verdict.rating == RATING_CULPRIT))
		return;
	if (!survey_names_devices(a->survey, when_ns)) {
		keep_back(a, when_ns);
		return;
	}
	told = fill_who(a->store, u, &f, &w);
	if (cue != NULL) {
		w = *cue->who;
		told = cue->client;
	}
	if (verdict.rating == RATING_CULPRIT) {
		tell_named(a, &w, &f, cue != NULL ? cue->user : NULL,
		    when_ns);
		v = &a->waiting[a->n - 1].u.verdict;
	} else {
		v = begin_device(a, &w, verdict.rating == RATING_MENDED ?
		    ACTION_CULPRIT_MENDED : ACTION_CULPRIT_CLEARED, when_ns);
		v->since_ns = verdict.rating == RATING_MENDED ?
		    f.good_since_ns : 0;
	}
	v->cause = verdict.cause;
	v->remedy = verdict.remedy;
	/* Should its faces part, the one is named that was told of. */
	suspect_name_it(a->store, u, told, !is_named);
}

/* What is believed of one changes with what others do: whoever was named is
 * looked at now and then, so that it is cleared before its own next login. */
static void
review_named(struct alerts *a, int64_t when_ns)
{
	struct suspect u = { NULL, NULL };

	if (when_ns < a->review_ns)
		return;
	a->review_ns = when_ns + REVIEW_NS;
	while (suspect_next(a->store, &u))
		if (suspect_is_named(a->store, &u))
			look_at(a, &u, NULL, when_ns);
}

/* May one more be looked at, in this second?  Else all are in the next. */
static bool
may_look(struct alerts *a, int64_t when_ns)
{
	if (when_ns - a->looks_ns >= NS_PER_S || when_ns < a->looks_ns) {
		a->looks_ns = when_ns;
		a->looks = 0;
	}
	if (a->looks++ < LOOKS)
		return (true);
	if (a->look_ns == 0 || a->look_ns > a->looks_ns + NS_PER_S)
		a->look_ns = a->looks_ns + NS_PER_S;
	return (false);
}

void
alerts_login(struct alerts *a, const struct suspect *u,
    const struct account *account, const struct event *login)
{
	const struct cue cue = { &login->who,
	    pool_at(a->store->clients, account->client), account->user };

	bool is_failure = login->u.login.attempt.outcome == OUTCOME_FAILED;

	/* One more failure clears nobody: it is looked at with the others. */
	if ((suspect_is_named(a->store, u) != is_failure ||
	    find_held(a, suspect_tag(a->store, u)) != NULL) &&
	    may_look(a, login->when_ns))
		look_at(a, u, &cue, login->when_ns);
	review_named(a, login->when_ns);
}

void
alerts_review(struct alerts *a, int64_t when_ns)
{
	struct suspect u = { NULL, NULL };

	while (suspect_next(a->store, &u))
		if (suspect_fails(a->store, &u))
			look_at(a, &u, NULL, when_ns);
}

void
alerts_advance(struct alerts *a, int64_t when_ns)
{
	if (a->look_ns == 0 || when_ns < a->look_ns)
		return;
	a->look_ns = 0;
	alerts_review(a, when_ns);
}

void
alerts_finish(struct alerts *a, int64_t when_ns)
{
	a->is_over = true;
	alerts_review(a, when_ns);
	alerts_unfit(a, when_ns);
}

/*
 * After the NAT a server that answers nobody is seen as well as before it; but
 * where its answers are not seen, nothing is.
 */
bool
alerts_lockout(struct alerts *a, const struct event *alert)
{
	if (survey_point(a->survey, alert->when_ns) == POINT_ONE_WAY) {
		keep_back(a, alert->when_ns);
		return (false);
	}
	if (is_full(a))
		return (false);
	a->waiting[a->n++] = *alert;
	return (true);
}

bool
alerts_next(struct alerts *a, struct event *out)
{
	if (a->n == 0)
		return (false);
	*out = a->waiting[0];
	a->n--;
	memmove(a->waiting, a->waiting + 1, a->n * sizeof a->waiting[0]);
	return (true);
}
