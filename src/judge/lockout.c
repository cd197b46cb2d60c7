/*
 * When does silence mean a lockout?  The rules stand in how_locked; numbers
 * without a source are guesses, chosen to be late rather than wrong.
 */

#include "judge/lockout.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "judge/alarm.h"
#include "judge/blame.h"
#include "judge/forecast.h"
#include "judge/router.h"
#include "judge/site.h"

/*
 * A lost SYN is sent again after 1, 3, 7 and 15 seconds (RFC 6298 5.7).  By
 * now a router has said that it does not reach the host (Linux: after 3, or 8
 * where it knew the way), and a slow one has answered.
 */
#define SILENT_NS	(12 * NS_PER_S)
/* Of that with the way open: a line that comes back does so bit by bit. */
#define OPEN_NS		(5 * NS_PER_S)
/* An answer that was on its way when the line broke tells nothing. */
#define ON_ITS_WAY_NS	(1 * NS_PER_S)
/*
 * A service that is started anew refuses as well: one for half a minute, two
 * at once only while the host starts (guesses).
 */
#define RESET_NS	(40 * NS_PER_S)
#define RESET_BOTH_NS	(10 * NS_PER_S)
/* A firewall that is loaded anew may reject for a moment (a guess). */
#define REJECTED_NS	(1 * NS_PER_S)

/*
 * Lockers act within seconds of the last failure, those that look at a log
 * once a minute within that (a guess from there): what answered for longer
 * has another reason.
 */
#define ACTS_NS		(90 * NS_PER_S)

enum {
	TRIES = 2,		/* in vain, of one kind */
	SILENT_TRIES = 4,
	/* Where SYNs are lost (3 of 10 each way: 1 of 2) or another port
	 * answers, so many in a row are no accident. */
	LOSSY_TRIES = 12,
	LOSSY_PCT = 5,
	/* The least that any known locker takes (hMailServer). */
	FAILURES = 3,
	WARN_LEFT = 2,		/* failures before the lock */
	WARN_FROM = 3		/* not after a slip of the fingers */
};

int
lockouts_init(struct lockouts *l, const struct limits *limits,
    const struct hash_key *key)
{
	memset(l, 0, sizeof *l);
	l->key = *key;
	l->sites = pool_new(limits->mailhosts, sizeof(struct site),
	    sizeof(struct ip), &l->key);
	return (l->sites == NULL ? -1 : 0);
}

void
lockouts_fini(struct lockouts *l)
{
	pool_free(l->sites);
	l->sites = NULL;
}

uint64_t
lockouts_bytes(const struct limits *limits)
{
	return (pool_bytes(limits->mailhosts, sizeof(struct site),
	    sizeof(struct ip)));
}

uint64_t
lockouts_evicted(const struct lockouts *l)
{
	return (pool_evicted(l->sites));
}

/* --- the line --- */

static struct line *
line_of(struct lockouts *l, const struct ip *host)
{
	return (ip_is_v4(host) ? &l->line_v4 : &l->line_v6);
}

void
lockouts_elsewhere(struct lockouts *l, int64_t when_ns, const struct ip *host)
{
	line_answered(line_of(l, host), when_ns, host);
}

static int64_t
others_answered_ns(struct lockouts *l, const struct site *s)
{
	return (line_others_ns(line_of(l, &s->ip), &s->ip));
}

/*
 * When was it last known that the way to it is open?  Of a server on this site
 * the internet tells nothing.
 */
static int64_t
way_open_ns(struct lockouts *l, const struct site *s)
{
	int64_t own_ns = site_answered_ns(s), others_ns;

	others_ns = ip_is_private(&s->ip) ? 0 : others_answered_ns(l, s);
	return (own_ns > others_ns ? own_ns : others_ns);
}

/* --- a host's address --- */

static struct site *
find_site(const struct lockouts *l, const struct ip *ip)
{
	struct site *s = pool_youngest(l->sites);

	/* An office has one mail host, or few. */
	if (s != NULL && ip_equals(&s->ip, ip))
		return (s);
	return (pool_find(l->sites, ip));
}

/* It was forgotten while it was locked, but its record holds on. */
static void
recall(const struct lockouts *l, struct site *s)
{
	const struct snap_lockout *r;
	uint64_t i, n = l->n_records;
	uint16_t k;

	_Static_assert((int)SNAP_PORTS <= (int)SITE_GATES, "one for each");
	for (i = n < LOCKOUTS_KEPT ? 0 : n - LOCKOUTS_KEPT; i < n; i++) {
		r = &l->records[i % LOCKOUTS_KEPT];
		if (r->until_ns != 0 || !ip_equals(&r->at.ip, &s->ip))
			continue;
		s->is_locked = true;
		s->lockout = i;
		for (k = 0; k < r->n_ports; k++) {
			struct gate *g = site_gate(s, r->ports[k]);

			g->is_locked = true;
			g->answered_ns = r->answered_ns;
		}
	}
}

/*
 * One that was never heard must not push out one that was; and one that is
 * locked says nothing, but is not forgotten while it is asked.
 */
static struct site *
touch_site(struct lockouts *l, const struct ip *ip, bool is_heard)
{
	struct site *s = find_site(l, ip);

	if (s == NULL) {
		if (!is_heard && pool_is_full(l->sites))
			return (NULL);
		if (pool_is_full(l->sites))
			pool_evict(l->sites, pool_stalest(l->sites));
		s = pool_put(l->sites, ip);
		recall(l, s);
		return (s);
	}
	if (is_heard || s->is_locked)
		pool_touch(l->sites, s);
	return (s);
}

/* --- what is known when it locks --- */

/* All its ports that have answered once and do not any more. */
static struct gate
sum_of_vain(const struct site *s)
{
	struct gate sum;
	uint32_t i;

	memset(&sum, 0, sizeof sum);
	for (i = 0; i < s->n_gates; i++) {
		const struct gate *g = &s->gates[i];

		if (!gate_is_shut(g))
			continue;
		if (sum.vain == 0 || g->first_ns < sum.first_ns)
			sum.first_ns = g->first_ns;
		if (g->last_ns > sum.last_ns)
			sum.last_ns = g->last_ns;
		if (g->answered_ns > sum.answered_ns)
			sum.answered_ns = g->answered_ns;
		sum.vain += g->vain;
		sum.silent += g->silent;
		sum.reset += g->reset;
		sum.rejected += g->rejected;
		sum.unreachable += g->unreachable;
		sum.proven += g->proven;
		if (g->up_ns != 0 &&
		    (sum.up_ns == 0 || g->up_ns < sum.up_ns))
			sum.up_ns = g->up_ns;
	}
	return (sum);
}

/* Two services do not stop at once, a host or a firewall stops both. */
static bool
resets_both(const struct site *s)
{
	bool boxes = false, smtp = false;
	uint32_t i;

	for (i = 0; i < s->n_gates; i++) {
		const struct gate *g = &s->gates[i];

		if (g->reset == 0 || g->answered_ns == 0)
			continue;
		smtp |= g->proto == PROTO_SMTP;
		boxes |= g->proto != PROTO_SMTP && g->proto != PROTO_UNKNOWN;
	}
	return (boxes && smtp);
}

static uint32_t
tries_needed(const struct site *s, const struct gate *sum)
{
	bool is_lossy = (uint64_t)s->lost * 100 >
	    ((uint64_t)s->lost + s->granted) * LOSSY_PCT;

	return (is_lossy || site_answered_ns(s) > sum->first_ns ?
	    LOSSY_TRIES : SILENT_TRIES);
}

/* Only its own silence, not that of the line or of a host that is gone. */
static bool
is_silence(struct lockouts *l, const struct site *s, const struct gate *sum)
{
	int64_t for_ns = sum->last_ns - sum->first_ns;
	uint32_t needed = tries_needed(s, sum);

	/* A host that resets is there, a router that misses it knows more. */
	if (sum->silent < needed || for_ns < SILENT_NS ||
	    sum->unreachable + sum->reset + sum->rejected > 0)
		return (false);
	if (!ip_is_private(&s->ip) && others_answered_ns(l, s) == 0)
		return (true);
	return (sum->proven >= (needed > SILENT_TRIES ? needed : TRIES) &&
	    sum->last_ns - sum->up_ns >= OPEN_NS);
}

/*
 * UNKNOWN: not, as far as can be told.
 *
 * A firewall that says no in the host's name leaves no doubt but whether the
 * logins were the reason; a reset may be a service that is down, and silence a
 * host or a line.
 */
static enum opening_end
how_locked(struct lockouts *l, const struct site *s, const struct gate *sum)
{
	uint32_t failures = blame_failures(s, sum->first_ns);
	int64_t for_ns = sum->last_ns - sum->first_ns;

	if (sum->answered_ns > blame_last_ns(s, sum->first_ns) + ACTS_NS)
		return (OPENING_UNKNOWN);
	if (sum->rejected >= TRIES && for_ns >= REJECTED_NS && failures > 0)
		return (OPENING_REJECTED);
	if (failures < FAILURES)
		return (OPENING_UNKNOWN);
	if (sum->reset >= TRIES && for_ns >=
	    (resets_both(s) ? RESET_BOTH_NS : RESET_NS))
		return (OPENING_RESET);
	if (is_silence(l, s, sum))
		return (OPENING_SILENT);
	return (OPENING_UNKNOWN);
}

/* --- it locks, it lifts --- */

static struct snap_lockout *
record_of(struct lockouts *l, const struct site *s)
{
	struct snap_lockout *r;

	if (!s->is_locked || l->n_records - s->lockout >= LOCKOUTS_KEPT)
		return (NULL);
	r = &l->records[s->lockout % LOCKOUTS_KEPT];
	return (ip_equals(&r->at.ip, &s->ip) ? r : NULL);
}

static void
record_port(struct snap_lockout *r, struct gate *g)
{
	uint16_t i;

	g->is_locked = true;
	for (i = 0; i < r->n_ports; i++)
		if (r->ports[i] == g->port)
			return;
	if (r->n_ports < SNAP_PORTS)
		r->ports[r->n_ports++] = g->port;
}

static void
lock(struct lockouts *l, const struct books *b, struct site *s,
    const struct opening *k, const struct gate *sum, enum opening_end how,
    struct event *out)
{
	struct snap_lockout *r = &l->records[l->n_records % LOCKOUTS_KEPT];
	uint32_t i;

	memset(r, 0, sizeof *r);
	site_lock(s);
	s->is_warned = false;
	s->lockout = l->n_records++;
	r->at = k->who.server;
	books_server_name(b, &r->at, r->server);
	r->how = how;
	r->answered_ns = sum->answered_ns;
	r->since_ns = sum->first_ns;
	r->tried_ns = k->when_ns;
	r->tries = sum->vain;
	r->devices = site_locked_out(s);
	r->others_answer = others_answered_ns(l, s) > sum->first_ns;
	r->failures = blame_failures(s, r->since_ns);
	r->failed_ns = blame_last_ns(s, r->since_ns);
	blame_name(b, s, r->since_ns, r);
	for (i = 0; i < s->n_gates; i++)
		if (gate_is_shut(&s->gates[i]))
			record_port(r, &s->gates[i]);
	alarm_started(r, k->when_ns, out);
}

/* One port that was locked answers: the lock is gone, for all we can know. */
static bool
lift(struct lockouts *l, struct site *s, int64_t when_ns, struct event *out)
{
	struct snap_lockout *r = record_of(l, s);

	site_unlock(s);
	if (r == NULL)
		return (false);
	r->until_ns = when_ns;
	alarm_ended(r, out);
	return (true);
}

static bool
granted(struct lockouts *l, struct site *s, struct gate *g,
    const struct opening *k, struct event *out)
{
	bool was_locked = g->is_locked;

	site_answered(s, g, k->when_ns);
	return (was_locked && s->is_locked && lift(l, s, k->when_ns, out));
}

/*
 * Was the way open when this was asked?  It was heard of before, with no pause
 * in which the line may have been down, and after it.
 */
static void
prove_way(struct lockouts *l, const struct site *s, struct gate *g,
    const struct opening *k)
{
	int64_t open_ns = way_open_ns(l, s), steady_ns = 0;

	/* Another port of its own leaves no doubt. */
	if (site_answered_ns(s) < k->asked_ns)
		steady_ns = line_of(l, &s->ip)->steady_ns;
	if (g->up_ns == 0 && open_ns > g->first_ns + ON_ITS_WAY_NS)
		g->up_ns = open_ns;
	g->proven += k->end == OPENING_SILENT && g->up_ns != 0 &&
	    k->asked_ns >= g->up_ns && k->asked_ns >= steady_ns &&
	    open_ns >= k->asked_ns;
}

static bool
refused(struct lockouts *l, const struct books *b, struct site *s,
    struct gate *g, const struct opening *k, struct event *out)
{
	struct snap_lockout *r = record_of(l, s);
	enum opening_end how;
	struct gate sum;

	if (!site_vain(s, g, k, hash_bytes(&l->key, &k->who.client.ip,
	    sizeof k->who.client.ip))) {
		if (r != NULL)
			r->devices = site_locked_out(s);
		return (false);
	}
	prove_way(l, s, g, k);
	if (r != NULL) {
		if (g->answered_ns != 0)
			record_port(r, g);
		r->tries++;
		r->devices = site_locked_out(s);
		r->tried_ns = k->when_ns;
		r->others_answer |=
		    others_answered_ns(l, s) > r->since_ns;
		return (false);
	}
	if (s->is_locked || g->answered_ns == 0)
		return (false);
	sum = sum_of_vain(s);
	how = how_locked(l, s, &sum);
	if (how == OPENING_UNKNOWN)
		return (false);
	lock(l, b, s, k, &sum, how, out);
	return (true);
}

bool
lockouts_opening(struct lockouts *l, const struct books *b,
    const struct opening *k, struct event *out)
{
	bool is_answer = k->end == OPENING_ANSWERED;
	struct site *s;
	struct gate *g;

	/* The site's own server, asked from the internet: another matter. */
	if (router_is_outside(&k->who))
		return (false);
	s = touch_site(l, &k->who.server.ip, is_answer);
	g = s == NULL ? NULL : site_gate(s, k->who.server.port);
	if (g == NULL)
		return (false);
	if (k->proto != PROTO_UNKNOWN)
		g->proto = (uint8_t)k->proto;
	return (is_answer ? granted(l, s, g, k, out) :
	    refused(l, b, s, g, k, out));
}

void
lockouts_unname(struct lockouts *l, struct event *started)
{
	struct snap_lockout *r =
	    &l->records[(l->n_records - 1) % LOCKOUTS_KEPT];

	assert(l->n_records > 0);
	r->has_trigger = false;
	alarm_started(r, started->when_ns, started);
}

/* --- the forecast --- */

bool
lockouts_fail(struct lockouts *l, const struct books *b, const struct unit *u,
    const struct event *ev, struct event *out)
{
	struct site *s = touch_site(l, &ev->who.server.ip, true);
	struct snap_lockout r;
	struct forecast f;

	site_failed(s, ev, &u->device->key);
	forecast(s, ev->when_ns, &f);
	if (f.policy == NULL) {
		s->is_warned = false;
		return (false);
	}
	if (s->is_warned || s->is_locked || f.left == 0 ||
	    f.left > WARN_LEFT || f.failures < WARN_FROM)
		return (false);
	s->is_warned = true;
	memset(&r, 0, sizeof r);
	r.at = ev->who.server;
	memcpy(r.server, ev->who.server_name, NAME_BYTES);
	blame_name(b, s, f.last_ns, &r);
	alarm_forecast(&r, &f, ev->when_ns, out);
	return (true);
}

void
lockouts_unfail(struct lockouts *l, const struct event *ev)
{
	struct site *s = find_site(l, &ev->who.server.ip);

	if (s != NULL)
		site_unfailed(s, ev);
}
