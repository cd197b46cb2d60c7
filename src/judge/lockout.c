/*
 * When does silence mean a lockout?  One port's time line, with the fields of
 * struct tries and of the lockout's record:
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
 * A sign is an answer that shows the way to be open: of another host of the
 * internet, or of another port.  A try is proven when a sign was seen before
 * it was asked and another one after it: then only the mail host was silent.
 *
 * With each try in vain facts are gathered (host_facts.c) and explanations
 * compete (host_explain.c); what wins becomes a record (decide.c).
 */

#include "judge/lockout.h"

#include <assert.h>
#include <string.h>

#include "base/when.h"
#include "data/providers.h"
#include "judge/alerts.h"
#include "judge/blame.h"
#include "judge/decide.h"
#include "judge/forecast.h"
#include "judge/server_name.h"
#include "judge/mailhost.h"
#include "judge/router.h"

/* An answer that was on its way when the line broke tells nothing. */
#define ON_ITS_WAY_NS	(1 * NS_PER_S)
/* A host in vain is asked again within this time, or it does not matter. */
#define WATCH_NS	(120 * NS_PER_S)

enum {
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

int64_t
lockouts_watch_ns(const struct lockouts *l)
{
	return (l->vain_ns == 0 ? INT64_MIN : l->vain_ns + WATCH_NS);
}

/* --- the uplink --- */

void
lockouts_elsewhere(struct lockouts *l, int64_t when_ns, const struct ip *host)
{
	uplink_answered(decide_uplink(l, host), when_ns, host);
}

void
lockouts_asked_elsewhere(struct lockouts *l, int64_t when_ns,
    const struct ip *host)
{
	uplink_asked(decide_uplink(l, host), when_ns);
}

/*
 * When was the way to this mail host last known to be open?  Of one within the
 * office the internet tells nothing.
 */
static int64_t
way_open_ns(struct lockouts *l, const struct mailhost *m)
{
	int64_t own_ns = mailhost_answered_ns(m), others_ns = 0;

	if (!ip_is_private(&m->ip))
		others_ns = uplink_others_ns(decide_uplink(l, &m->ip), &m->ip);
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
recall(struct lockouts *l, struct mailhost *m)
{
	const struct records *r = &l->records;
	const struct snap_lockout *o;
	uint64_t i, n = r->n_lockouts;
	uint16_t k;

	_Static_assert((int)SNAP_PORTS <= (int)MAILHOST_PORTS, "one for each");
	for (i = n < LOCKOUTS_KEPT ? 0 : n - LOCKOUTS_KEPT; i < n; i++) {
		o = &r->lockouts[i % LOCKOUTS_KEPT];
		if (o->until_ns != 0 || !ip_equals(&o->at.ip, &m->ip))
			continue;
		m->is_locked = true;
		m->lockout = i;
		for (k = 0; k < o->n_ports; k++) {
			struct port_state *p = mailhost_port(m, o->ports[k]);

			p->is_locked = true;
			p->answered_ns = o->answered_ns;
		}
	}
}

/*
 * A mail host that was never heard must not push out one that was.  One that
 * is locked says nothing, but is not forgotten while it is asked.
 */
static struct mailhost *
touch_mailhost(struct lockouts *l, const struct ip *ip, int64_t when_ns,
    bool is_heard)
{
	struct mailhost *m = find_mailhost(l, ip);

	if (m == NULL) {
		if (!is_heard && pool_is_full(l->mailhosts))
			return (NULL);
		if (pool_is_full(l->mailhosts))
			pool_evict(l->mailhosts, pool_stalest(l->mailhosts));
		m = pool_put(l->mailhosts, ip);
		m->first_seen_ns = when_ns;
		recall(l, m);
		return (m);
	}
	if (is_heard || m->is_locked)
		pool_touch(l->mailhosts, m);
	return (m);
}

/* Hosts of one name are one; case does not matter (RFC 4343). */
static void
name_mailhost(struct lockouts *l, struct mailhost *m,
    const struct endpoint *at)
{
	const char *name;
	char small[NAME_BYTES];
	size_t i;

	if (m->name_tag != 0)
		return;
	name = server_firm_name(l->store, at);
	if (name[0] == '\0')
		return;
	m->is_provider = provider_of(name) != NULL;
	for (i = 0; i < sizeof small && name[i] != '\0'; i++)
		small[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ?
		    name[i] - 'A' + 'a' : name[i]);
	m->name_tag = hash_bytes(&l->key, small, i);
	kin_meet(l->mailhosts, m);
}

static uint64_t
tag_of(const struct lockouts *l, const struct ip *client)
{
	return (hash_bytes(&l->key, client, sizeof *client));
}

/* --- what became of a connection --- */

/* Is who is locked out let in all the same? */
static bool
lets_in(struct lockouts *l, const struct mailhost *m)
{
	const struct snap_lockout *r = records_lockout(&l->records, m);

	return (r != NULL && (r->how == OPENING_TARPIT ||
	    r->how == OPENING_ANSWERED));
}

static bool
has_port(const struct snap_trouble *r, uint16_t port)
{
	uint16_t i;

	for (i = 0; i < r->n_ports; i++)
		if (r->ports[i] == port)
			return (true);
	return (false);
}

static void
granted(struct lockouts *l, struct mailhost *m, struct port_state *p,
    const struct opening *k, uint64_t tag)
{
	const struct snap_trouble *t = records_trouble(&l->records, m);
	bool was_locked = p->is_locked, was_counted;

	decide_silence(l, m, p, k->when_ns);
	was_counted = mailhost_answered(m, p, k, tag);

	/* A record that was recalled has lost its tries. */
	if (m->is_locked && was_locked && !lets_in(l, m) &&
	    (was_counted || mailhost_locked_out(m) == 0))
		decide_lift(l, m, k->when_ns);
	if (t != NULL && has_port(t, p->port) && t->trouble != TROUBLE_MTU &&
	    t->trouble != TROUBLE_RATE_LIMIT && t->trouble != TROUBLE_SAID)
		records_mend(&l->records, m, k->when_ns);
	mailhost_granted(m, p, k, tag);
	if (m->n_grants > 1)
		decide(l, m, &k->who.client.ip, k->when_ns);
}

/* The first sign that others who are one client with it have met. */
static int64_t
known_up_ns(const struct mailhost *m, const struct tries *t)
{
	struct side s = side_of(&t->ip);
	int64_t up_ns = 0;
	uint32_t i;

	for (i = 0; i < m->n_tries; i++) {
		const struct tries *o = &m->tries[i];

		if (o->up_ns != 0 && side_has(&s, &o->ip) &&
		    (up_ns == 0 || o->up_ns < up_ns))
			up_ns = o->up_ns;
	}
	return (up_ns);
}

/*
 * Was the way open when this was asked?  A sign of it was seen before, with no
 * pause since in which the line may have been down, and another one after.
 * Where others are seldom asked, signs and tries by turns tell as much.
 */
static void
prove_way(struct lockouts *l, struct mailhost *m, struct tries *t,
    const struct opening *k)
{
	int64_t open_ns = way_open_ns(l, m), steady_ns = 0;

	if (open_ns > m->turn_ns) {
		m->turns++;
		m->turn_ns = k->when_ns;
	}
	/* Another port of its own leaves no doubt. */
	if (mailhost_answered_ns(m) < k->asked_ns)
		steady_ns = decide_uplink(l, &m->ip)->steady_ns;
	if (t->up_ns == 0)
		t->up_ns = known_up_ns(m, t);
	if (t->up_ns == 0 && open_ns > t->first_ns + ON_ITS_WAY_NS)
		t->up_ns = open_ns;
	if (k->end != OPENING_SILENT || t->up_ns == 0 ||
	    k->asked_ns < t->up_ns || k->asked_ns < steady_ns)
		return;
	t->after_up++;
	t->proven += open_ns >= k->asked_ns;
}

/* One more row of tries has grown: it may be a lockout's, or begin one. */
static void
in_vain(struct lockouts *l, struct mailhost *m, const struct tries *t,
    const struct opening *k)
{
	struct snap_lockout *r = records_lockout(&l->records, m);
	struct port_state *p = &m->ports[t->port];

	l->vain_ns = k->when_ns;
	if (r != NULL) {
		if (p->answered_ns != 0) {
			p->is_locked = true;
			record_add_port(&r->n_ports, r->ports, p->port);
		}
		decide_tries(r, m, 1, k->when_ns);
		r->others_answer |= uplink_others_ns(decide_uplink(l, &m->ip),
		    &m->ip) > r->since_ns;
		r->is_likely = decide_is_likely(r);
	}
	decide_count_trouble(l, m, p);
	if (p->answered_ns == 0)
		return;
	mailhost_relapse(m, p);
	decide(l, m, &k->who.client.ip, k->when_ns);
}

static void
refused(struct lockouts *l, struct mailhost *m, struct port_state *p,
    const struct opening *k, uint64_t tag)
{
	struct snap_lockout *r;
	struct tries *t;

	/* It was asked in the lockout that is over. */
	if (m->lifted_ns != 0 && k->asked_ns <= m->lifted_ns)
		return;
	t = mailhost_unanswered(m, p, k, tag, false);
	if (t == NULL) {
		r = records_lockout(&l->records, m);
		if (r != NULL)
			record_devices(&r->devices, r->tries,
			    mailhost_locked_out(m));
		return;
	}
	prove_way(l, m, t, k);
	in_vain(l, m, t, k);
}

void
lockouts_opening(struct lockouts *l, const struct opening *k)
{
	bool is_answer = k->end == OPENING_ANSWERED;
	uint64_t tag = tag_of(l, &k->who.client.ip);
	struct mailhost *m;
	struct port_state *p;

	/* The office's own server, asked from the internet: another matter. */
	if (router_is_outside(&k->who))
		return;
	m = touch_mailhost(l, &k->who.server.ip, k->when_ns, is_answer);
	p = m == NULL ? NULL : mailhost_port(m, k->who.server.port);
	if (p == NULL)
		return;
	name_mailhost(l, m, &k->who.server);
	if (k->proto != PROTO_UNKNOWN)
		p->proto = (uint8_t)k->proto;
	if (is_answer)
		granted(l, m, p, k, tag);
	else
		refused(l, m, p, k, tag);
}

/* --- what the connections that run show --- */

static void
unheard(struct lockouts *l, struct mailhost *m, struct port_state *p,
    const struct sign *s)
{
	bool is_frozen = s->sign == SIGN_FROZEN;
	struct opening k;
	struct tries *t;

	/* Where others were let in since, it was lost. */
	if ((m->lifted_ns != 0 && s->asked_ns <= m->lifted_ns) || (is_frozen &&
	    client_is_shared(&s->who.client.ip) &&
	    mailhost_answered_ns(m) > s->asked_ns))
		return;
	memset(&k, 0, sizeof k);
	k.when_ns = s->when_ns;
	k.asked_ns = s->asked_ns;
	k.who = s->who;
	k.isn = s->seq;
	k.end = is_frozen ? OPENING_SILENT : OPENING_REJECTED;
	t = mailhost_unanswered(m, p, &k, tag_of(l, &s->who.client.ip),
	    is_frozen);
	if (t == NULL)
		return;
	prove_way(l, m, t, &k);
	in_vain(l, m, t, &k);
}

/* What is sent on a connection that was let in does not arrive. */
static void
stuck(struct lockouts *l, struct mailhost *m, const struct sign *s)
{
	if (m->n_stuck == 0)
		m->stuck_ns = s->asked_ns;
	m->n_stuck += m->n_stuck == 0 || m->stuck_seq != s->seq;
	m->stuck_seq = s->seq;
	m->stuck_port = s->who.server.port;
	if (m->n_stuck > 1)
		decide(l, m, &s->who.client.ip, s->when_ns);
}

void
lockouts_sign(struct lockouts *l, const struct sign *s)
{
	struct mailhost *m = find_mailhost(l, &s->who.server.ip);
	const struct snap_lockout *r;
	struct port_state *p;

	p = m == NULL || router_is_outside(&s->who) ? NULL :
	    mailhost_port(m, s->who.server.port);
	if (p == NULL)
		return;
	switch (s->sign) {
	case SIGN_WORDS:
		r = records_lockout(&l->records, m);
		if (r != NULL && r->how == OPENING_TARPIT)
			decide_lift(l, m, s->when_ns);
		/* FALLTHROUGH */
	case SIGN_GOES_ON:
		mailhost_spoke(m, s, tag_of(l, &s->who.client.ip));
		return;
	case SIGN_GOODBYE:
		m->goodbye_ns = s->when_ns;
		return;
	case SIGN_UNREACHABLE:
		m->missed_ns = s->when_ns;
		decide(l, m, &s->who.client.ip, s->when_ns);
		return;
	case SIGN_STUCK:
		stuck(l, m, s);
		return;
	case SIGN_FROZEN:
	case SIGN_REJECTED:
		unheard(l, m, p, s);
		return;
	default:
		return;
	}
}

void
lockouts_greeting(struct lockouts *l, const struct greeting *g)
{
	struct mailhost *m = find_mailhost(l, &g->who.server.ip);
	struct port_state *p;
	struct opening k;
	struct tries *t;

	p = m == NULL || router_is_outside(&g->who) ? NULL :
	    mailhost_port(m, g->who.server.port);
	if (p == NULL)
		return;
	memset(&k, 0, sizeof k);
	k.when_ns = k.asked_ns = g->when_ns;
	k.who = g->who;
	k.proto = g->proto;
	k.end = OPENING_TARPIT;
	memcpy(m->reply, g->reply, REPLY_BYTES);
	m->hint = g->hint;
	t = mailhost_unanswered(m, p, &k, tag_of(l, &g->who.client.ip),
	    false);
	if (t != NULL)
		in_vain(l, m, t, &k);
}

void
lockouts_heard(struct lockouts *l, const struct event *ev)
{
	struct mailhost *m = find_mailhost(l, &ev->who.server.ip);
	const struct snap_lockout *r;
	const struct snap_trouble *t;

	if (m == NULL)
		return;
	m->n_stuck = 0;
	if (mailhost_heard(m, &ev->who)) {
		r = records_lockout(&l->records, m);
		if (r != NULL && r->kind == LOCK_TOLD)
			decide_lift(l, m, ev->when_ns);
	}
	t = records_trouble(&l->records, m);
	if (t != NULL && has_port(t, ev->who.server.port))
		records_mend(&l->records, m, ev->when_ns);
}

bool
lockouts_next(struct lockouts *l, struct event *out)
{
	return (records_next(&l->records, out));
}

void
lockouts_told(struct lockouts *l, const struct event *alert)
{
	records_told(&l->records, alert);
}

/* --- the forecast --- */

static bool
is_warned(const struct kin *k)
{
	uint32_t i;

	for (i = 0; i < k->n; i++)
		if (k->at[i]->is_warned || k->at[i]->is_locked)
			return (true);
	return (false);
}

bool
lockouts_fail(struct lockouts *l, const struct event *ev, bool is_excused,
    struct event *out)
{
	struct mailhost *m = touch_mailhost(l, &ev->who.server.ip,
	    ev->when_ns, true);
	struct side s = side_of(&ev->who.client.ip);
	struct snap_lockout r;
	struct forecast f;
	struct kin k;

	name_mailhost(l, m, &ev->who.server);
	mailhost_failed(m, ev);
	if (is_excused)
		mailhost_excuse(m, ev->u.login.attempt.ended_ns,
		    &ev->who.client.ip);
	/* A provider has its own, a server here has no provider's. */
	if (m->is_provider || ip_is_private(&m->ip))
		return (false);
	/* Whoever was warned a moment ago is warned. */
	if (m->is_warned && ev->when_ns >= m->warned_ns &&
	    ev->when_ns - m->warned_ns < NS_PER_S)
		return (false);
	kin_of(l->mailhosts, m, &k);
	forecast(&k, &s, ev->when_ns, &f);
	m->warned_ns = ev->when_ns;
	if (f.policy == NULL) {
		m->is_warned = false;
		return (false);
	}
	if (is_warned(&k) || f.left == 0 || f.left > WARN_LEFT ||
	    f.failures < WARN_FROM)
		return (false);
	m->is_warned = true;
	memset(&r, 0, sizeof r);
	r.at = ev->who.server;
	r.scope = side_scope(&s);
	memcpy(r.server, ev->who.server_name, NAME_BYTES);
	if (survey_names_devices(l->survey, ev->when_ns))
		blame_name(l->store, &k, &s, f.last_ns, &r);
	alert_forecast(&r, &f, ev->when_ns, out);
	return (true);
}

void
lockouts_unfail(struct lockouts *l, const struct event *ev)
{
	struct mailhost *m = find_mailhost(l, &ev->who.server.ip);

	if (m != NULL)
		mailhost_unfailed(m, ev);
}

void
lockouts_turned_away(struct lockouts *l, const struct event *ev)
{
	struct mailhost *m = find_mailhost(l, &ev->who.server.ip);

	if (m != NULL)
		mailhost_turned_away(m, ev);
}

void
lockouts_check(const struct lockouts *l)
{
	const struct mailhost *m;

	for (m = pool_stalest(l->mailhosts); m != NULL;
	    m = pool_younger(l->mailhosts, m)) {
		mailhost_check(m);
		kin_check(l->mailhosts, m);
		assert(!m->is_locked || m->lockout < l->records.n_lockouts);
		assert(!m->has_trouble || m->trouble < l->records.n_troubles);
	}
}
