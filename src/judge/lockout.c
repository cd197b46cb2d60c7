/*
 * When does silence mean a lockout?  One port's time line, with the fields of
 * struct port_state and of the lockout's record:
 *
 *	logins      a login     connections asked for           a connection
 *	fail        answered    in vain                         granted
 *	                                     a sign
 *	--x---x---x-----o----------v-----v-----^-----v-----v---------o----> time
 *	          |     |          |           |     |     |         |
 *	  failed_ns     |          first_ns    up_ns |     locked    until_ns:
 *	                |          = since_ns   proven++   and told  lifted
 *	                answered_ns
 *
 *	          |<--->| at most ACTS_NS: else silence has another reason
 *	                           |<- at least SILENT_NS >|
 *	                                       |< OPEN_NS >|
 *
 * A sign is an answer that shows the way to be open: of another host of the
 * internet, or of another port.  A try is proven when a sign was seen before
 * it was asked and another one after it: then only the mail host was silent.
 *
 * The rules stand in how_locked; numbers without a source are guesses, chosen
 * to be late rather than wrong.
 */

#include "judge/lockout.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "judge/alerts.h"
#include "judge/blame.h"
#include "judge/forecast.h"
#include "judge/mailhost.h"
#include "judge/router.h"
#include "judge/server_name.h"

/*
 * A lost SYN is sent again after 1, 3, 7 and 15 seconds (RFC 6298 5.7).  By
 * now a router has said that it does not reach the host (Linux: after 3, or 8
 * where it knew the way), and a slow one has answered.
 */
#define SILENT_NS	(12 * NS_PER_S)
/* Silence with the way open: a line that comes back does so bit by bit. */
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
	TRIES = 2,		/* rejected, reset or proven: these suffice */
	SILENT_TRIES = 4,
	/* So many in a row are no accident where SYNs are lost (3 of 10 each
	 * way: 1 of 2), or where another port answers. */
	LOSSY_TRIES = 12,
	LOSSY_PCT = 5,
	/* The least that any known locker takes (hMailServer). */
	FAILURES = 3,
	WARN_LEFT = 2,		/* failures before the lock */
	WARN_FROM = 3		/* not after a slip of the fingers */
};

int
lockouts_init(struct lockouts *l, const struct limits *limits,
    const struct store *st, struct survey *survey)
{
	memset(l, 0, sizeof *l);
	l->store = st;
	l->survey = survey;
	l->key = st->key;
	l->mailhosts = pool_new(limits->mailhosts, sizeof(struct mailhost),
	    sizeof(struct ip), &l->key);
	return (l->mailhosts == NULL ? -1 : 0);
}

void
lockouts_fini(struct lockouts *l)
{
	pool_free(l->mailhosts);
	l->mailhosts = NULL;
}

uint64_t
lockouts_bytes(const struct limits *limits)
{
	return (pool_bytes(limits->mailhosts, sizeof(struct mailhost),
	    sizeof(struct ip)));
}

uint64_t
lockouts_evicted(const struct lockouts *l)
{
	return (pool_evicted(l->mailhosts));
}

/* --- the uplink --- */

static struct uplink *
uplink_of(struct lockouts *l, const struct ip *host)
{
	return (ip_is_v4(host) ? &l->uplink_v4 : &l->uplink_v6);
}

void
lockouts_elsewhere(struct lockouts *l, int64_t when_ns, const struct ip *host)
{
	uplink_answered(uplink_of(l, host), when_ns, host);
}

static int64_t
others_answered_ns(struct lockouts *l, const struct mailhost *m)
{
	return (uplink_others_ns(uplink_of(l, &m->ip), &m->ip));
}

/*
 * When was the way to this mail host last known to be open?  Of one within the
 * office the internet tells nothing.
 */
static int64_t
way_open_ns(struct lockouts *l, const struct mailhost *m)
{
	int64_t own_ns = mailhost_answered_ns(m), others_ns;

	others_ns = ip_is_private(&m->ip) ? 0 : others_answered_ns(l, m);
	return (own_ns > others_ns ? own_ns : others_ns);
}

/* --- a mail host --- */

static struct mailhost *
find_mailhost(const struct lockouts *l, const struct ip *ip)
{
	struct mailhost *m = pool_youngest(l->mailhosts);

	/* An office has one mail host, or few. */
	if (m != NULL && ip_equals(&m->ip, ip))
		return (m);
	return (pool_find(l->mailhosts, ip));
}

/* A mail host that was forgotten while locked has its record still. */
static void
recall(const struct lockouts *l, struct mailhost *m)
{
	const struct snap_lockout *r;
	uint64_t i, n = l->n_records;
	uint16_t k;

	_Static_assert((int)SNAP_PORTS <= (int)MAILHOST_PORTS, "one for each");
	for (i = n < LOCKOUTS_KEPT ? 0 : n - LOCKOUTS_KEPT; i < n; i++) {
		r = &l->records[i % LOCKOUTS_KEPT];
		if (r->until_ns != 0 || !ip_equals(&r->at.ip, &m->ip))
			continue;
		m->is_locked = true;
		m->lockout = i;
		for (k = 0; k < r->n_ports; k++) {
			struct port_state *p = mailhost_port(m, r->ports[k]);

			p->is_locked = true;
			p->answered_ns = r->answered_ns;
		}
	}
}

/*
 * A mail host that was never heard must not push out one that was.  One that
 * is locked says nothing, but is not forgotten while it is asked.
 */
static struct mailhost *
touch_mailhost(struct lockouts *l, const struct ip *ip, bool is_heard)
{
	struct mailhost *m = find_mailhost(l, ip);

	if (m == NULL) {
		if (!is_heard && pool_is_full(l->mailhosts))
			return (NULL);
		if (pool_is_full(l->mailhosts))
			pool_evict(l->mailhosts, pool_stalest(l->mailhosts));
		m = pool_put(l->mailhosts, ip);
		recall(l, m);
		return (m);
	}
	if (is_heard || m->is_locked)
		pool_touch(l->mailhosts, m);
	return (m);
}

/* --- what is known when it locks --- */

/* All ports of this host that have answered once and do not any more. */
static struct port_state
sum_of_shut(const struct mailhost *m)
{
	struct port_state sum;
	uint32_t i;

	memset(&sum, 0, sizeof sum);
	for (i = 0; i < m->n_ports; i++) {
		const struct port_state *p = &m->ports[i];

		if (!port_is_shut(p))
			continue;
		if (sum.unanswered == 0 || p->first_ns < sum.first_ns)
			sum.first_ns = p->first_ns;
		if (p->last_ns > sum.last_ns)
			sum.last_ns = p->last_ns;
		if (p->answered_ns > sum.answered_ns)
			sum.answered_ns = p->answered_ns;
		sum.unanswered += p->unanswered;
		sum.silent += p->silent;
		sum.reset += p->reset;
		sum.rejected += p->rejected;
		sum.unreachable += p->unreachable;
		sum.proven += p->proven;
		if (p->up_ns != 0 &&
		    (sum.up_ns == 0 || p->up_ns < sum.up_ns))
			sum.up_ns = p->up_ns;
	}
	return (sum);
}

/* Two services do not stop at once, a host or a firewall stops both. */
static bool
resets_both(const struct mailhost *m)
{
	bool boxes = false, smtp = false;
	uint32_t i;

	for (i = 0; i < m->n_ports; i++) {
		const struct port_state *p = &m->ports[i];

		if (p->reset == 0 || p->answered_ns == 0)
			continue;
		smtp |= p->proto == PROTO_SMTP;
		boxes |= p->proto != PROTO_SMTP && p->proto != PROTO_UNKNOWN;
	}
	return (boxes && smtp);
}

static uint32_t
tries_needed(const struct mailhost *m, const struct port_state *sum)
{
	bool is_lossy = (uint64_t)m->lost * 100 >
	    ((uint64_t)m->lost + m->granted) * LOSSY_PCT;

	return (is_lossy || mailhost_answered_ns(m) > sum->first_ns ?
	    LOSSY_TRIES : SILENT_TRIES);
}

/* The firewall's silence, not that of the line or of a host that is gone. */
static bool
is_silence(struct lockouts *l, const struct mailhost *m,
    const struct port_state *sum)
{
	int64_t for_ns = sum->last_ns - sum->first_ns;
	uint32_t needed = tries_needed(m, sum);

	/* A host that resets is there, a router that misses it knows more. */
	if (sum->silent < needed || for_ns < SILENT_NS ||
	    sum->unreachable + sum->reset + sum->rejected > 0)
		return (false);
	if (!ip_is_private(&m->ip) && others_answered_ns(l, m) == 0)
		return (true);
	return (sum->proven >= (needed > SILENT_TRIES ? needed : TRIES) &&
	    sum->last_ns - sum->up_ns >= OPEN_NS);
}

/*
 * How it locks, or UNKNOWN: it does not, as far as can be told.
 *
 * A firewall that says no in the host's name leaves no doubt but whether the
 * logins were the reason; a reset may be a service that is down, and silence a
 * host or a line.
 */
static enum opening_end
how_locked(struct lockouts *l, const struct mailhost *m,
    const struct port_state *sum)
{
	uint32_t failures = blame_failures(m, sum->first_ns);
	int64_t for_ns = sum->last_ns - sum->first_ns;

	if (sum->answered_ns > blame_last_ns(m, sum->first_ns) + ACTS_NS)
		return (OPENING_UNKNOWN);
	if (sum->rejected >= TRIES && for_ns >= REJECTED_NS && failures > 0)
		return (OPENING_REJECTED);
	if (failures < FAILURES)
		return (OPENING_UNKNOWN);
	if (sum->reset >= TRIES && for_ns >=
	    (resets_both(m) ? RESET_BOTH_NS : RESET_NS))
		return (OPENING_RESET);
	if (is_silence(l, m, sum))
		return (OPENING_SILENT);
	return (OPENING_UNKNOWN);
}

/* --- it locks, it lifts --- */

static struct snap_lockout *
record_of(struct lockouts *l, const struct mailhost *m)
{
	struct snap_lockout *r;

	if (!m->is_locked || l->n_records - m->lockout >= LOCKOUTS_KEPT)
		return (NULL);
	r = &l->records[m->lockout % LOCKOUTS_KEPT];
	return (ip_equals(&r->at.ip, &m->ip) ? r : NULL);
}

static void
record_port(struct snap_lockout *r, struct port_state *p)
{
	uint16_t i;

	p->is_locked = true;
	for (i = 0; i < r->n_ports; i++)
		if (r->ports[i] == p->port)
			return;
	if (r->n_ports < SNAP_PORTS)
		r->ports[r->n_ports++] = p->port;
}

/* Is it likely a lockout?  A firewall that says no leaves no doubt; silence may
 * be the line's. */
static bool
is_likely(const struct snap_lockout *r)
{
	return (r->how == OPENING_REJECTED ||
	    (r->how == OPENING_SILENT && r->others_answer));
}

static void
lock(struct lockouts *l, struct mailhost *m, const struct opening *k,
    const struct port_state *sum, enum opening_end how)
{
	struct snap_lockout *r = &l->records[l->n_records % LOCKOUTS_KEPT];
	uint32_t i;

	memset(r, 0, sizeof *r);
	mailhost_lock(m);
	m->is_warned = false;
	l->is_told[l->n_records % LOCKOUTS_KEPT] = false;
	m->lockout = l->n_records++;
	r->at = k->who.server;
	server_name(l->store, &r->at, r->server);
	r->how = how;
	r->answered_ns = sum->answered_ns;
	r->since_ns = sum->first_ns;
	r->tried_ns = k->when_ns;
	r->tries = sum->unanswered;
	r->devices = mailhost_locked_out(m);
	r->others_answer = others_answered_ns(l, m) > sum->first_ns;
	r->is_likely = is_likely(r);
	r->failures = blame_failures(m, r->since_ns);
	r->failed_ns = blame_last_ns(m, r->since_ns);
	if (survey_names_devices(l->survey, k->when_ns))
		blame_name(l->store, m, r->since_ns, r);
	for (i = 0; i < m->n_ports; i++)
		if (port_is_shut(&m->ports[i]))
			record_port(r, &m->ports[i]);
}

/* One port that was locked answers: the lock is gone, for all we can know. */
static bool
lift(struct lockouts *l, struct mailhost *m, int64_t when_ns, struct event *out)
{
	struct snap_lockout *r = record_of(l, m), told;

	mailhost_unlock(m);
	if (r == NULL)
		return (false);
	r->until_ns = when_ns;
	if (!l->is_told[r - l->records])
		return (false);
	told = *r;
	told.has_trigger &= survey_names_devices(l->survey, when_ns);
	alert_ended(&told, out);
	return (true);
}

static bool
granted(struct lockouts *l, struct mailhost *m, struct port_state *p,
    const struct opening *k, struct event *out)
{
	bool was_locked = p->is_locked;

	mailhost_answered(m, p, k->when_ns);
	return (was_locked && m->is_locked && lift(l, m, k->when_ns, out));
}

/*
 * Was the way open when this was asked?  A sign of it was seen before, with no
 * pause since in which the line may have been down, and another one after.
 */
static void
prove_way(struct lockouts *l, const struct mailhost *m, struct port_state *p,
    const struct opening *k)
{
	int64_t open_ns = way_open_ns(l, m), steady_ns = 0;

	/* Another port of its own leaves no doubt. */
	if (mailhost_answered_ns(m) < k->asked_ns)
		steady_ns = uplink_of(l, &m->ip)->steady_ns;
	if (p->up_ns == 0 && open_ns > p->first_ns + ON_ITS_WAY_NS)
		p->up_ns = open_ns;
	p->proven += k->end == OPENING_SILENT && p->up_ns != 0 &&
	    k->asked_ns >= p->up_ns && k->asked_ns >= steady_ns &&
	    open_ns >= k->asked_ns;
}

static bool
refused(struct lockouts *l, struct mailhost *m, struct port_state *p,
    const struct opening *k, struct event *out)
{
	struct snap_lockout *r = record_of(l, m);
	enum opening_end how;
	struct port_state sum;

	if (!mailhost_unanswered(m, p, k, hash_bytes(&l->key, &k->who.client.ip,
	    sizeof k->who.client.ip))) {
		if (r != NULL)
			r->devices = mailhost_locked_out(m);
		return (false);
	}
	prove_way(l, m, p, k);
	if (r != NULL) {
		if (p->answered_ns != 0)
			record_port(r, p);
		r->tries++;
		r->devices = mailhost_locked_out(m);
		r->tried_ns = k->when_ns;
		r->others_answer |=
		    others_answered_ns(l, m) > r->since_ns;
		r->is_likely = is_likely(r);
		return (false);
	}
	if (m->is_locked || p->answered_ns == 0)
		return (false);
	sum = sum_of_shut(m);
	how = how_locked(l, m, &sum);
	if (how == OPENING_UNKNOWN)
		return (false);
	lock(l, m, k, &sum, how);
	alert_started(record_of(l, m), k->when_ns, out);
	return (true);
}

bool
lockouts_opening(struct lockouts *l, const struct opening *k,
    struct event *out)
{
	bool is_answer = k->end == OPENING_ANSWERED;
	struct mailhost *m;
	struct port_state *p;

	/* The office's own server, asked from the internet: another matter. */
	if (router_is_outside(&k->who))
		return (false);
	m = touch_mailhost(l, &k->who.server.ip, is_answer);
	p = m == NULL ? NULL : mailhost_port(m, k->who.server.port);
	if (p == NULL)
		return (false);
	if (k->proto != PROTO_UNKNOWN)
		p->proto = (uint8_t)k->proto;
	return (is_answer ? granted(l, m, p, k, out) :
	    refused(l, m, p, k, out));
}

void
lockouts_told(struct lockouts *l, const struct event *alert)
{
	struct mailhost *m = find_mailhost(l, &alert->who.server.ip);

	if (m != NULL && m->is_locked)
		l->is_told[m->lockout % LOCKOUTS_KEPT] = true;
}

/* --- the forecast --- */

bool
lockouts_fail(struct lockouts *l, const struct suspect *u,
    const struct event *ev, struct event *out)
{
	struct mailhost *m = touch_mailhost(l, &ev->who.server.ip, true);
	struct snap_lockout r;
	struct forecast f;

	mailhost_failed(m, ev, &u->device->key);
	forecast(m, ev->when_ns, &f);
	if (f.policy == NULL) {
		m->is_warned = false;
		return (false);
	}
	if (m->is_warned || m->is_locked || f.left == 0 ||
	    f.left > WARN_LEFT || f.failures < WARN_FROM)
		return (false);
	m->is_warned = true;
	memset(&r, 0, sizeof r);
	r.at = ev->who.server;
	memcpy(r.server, ev->who.server_name, NAME_BYTES);
	if (survey_names_devices(l->survey, ev->when_ns))
		blame_name(l->store, m, f.last_ns, &r);
	alert_forecast(&r, &f, ev->when_ns, out);
	return (true);
}

void
lockouts_check(const struct lockouts *l)
{
	const struct mailhost *m;

	for (m = pool_stalest(l->mailhosts); m != NULL;
	    m = pool_younger(l->mailhosts, m)) {
		mailhost_check(m);
		assert(!m->is_locked || m->lockout < l->n_records);
	}
}

void
lockouts_unfail(struct lockouts *l, const struct event *ev)
{
	struct mailhost *m = find_mailhost(l, &ev->who.server.ip);

	if (m != NULL)
		mailhost_unfailed(m, ev);
}
