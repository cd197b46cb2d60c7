/* The best explanation becomes a lockout or a trouble, and is told. */

#include "judge/decide.h"

#include <string.h>

#include "base/when.h"
#include "judge/blame.h"
#include "judge/host_explain.h"
#include "judge/host_facts.h"
#include "judge/server_name.h"

/* So long it is worth a line, though nobody knows why (guesses). */
#define SILENCE_NS	(600 * NS_PER_S)

enum {
	A_SECOND = 16, ONE_IN = 16,	/* tries that are judged (guesses) */
	SILENCE_TRIES = 6,
	TAKE_BACK = 30		/* points by which a trouble must be likelier
				 * (a guess) */
};

struct uplink *
decide_uplink(struct lockouts *l, const struct ip *host)
{
	return (ip_is_v4(host) ? &l->uplink_v4 : &l->uplink_v6);
}

/* Whom the host takes for one: with several of a /64 in vain, all of it. */
static struct side
side_in_vain(const struct mailhost *m, const struct ip *client)
{
	struct side s = side_of(client);
	uint32_t i;

	for (i = 0; !s.is_line && i < m->n_tries; i++)
		if (!ip_equals(&m->tries[i].ip, client) &&
		    ip_same_prefix(&m->tries[i].ip, client) &&
		    tries_are_shut(m, &m->tries[i]))
			s.is_prefix = true;
	return (s);
}

/* Is it likely a lockout?  A firewall that says no leaves no doubt, nor who
 * says so in words; silence may be the line's. */
bool
decide_is_likely(const struct snap_lockout *r)
{
	return (r->how == OPENING_REJECTED || r->kind == LOCK_TOLD ||
	    (r->how != OPENING_RESET && r->others_answer));
}

/* Ports in vain, and those that let in and tell nothing. */
static void
record_ports(struct snap_lockout *r, struct mailhost *m, const struct side *s)
{
	uint32_t i;

	for (i = 0; i < m->n_tries; i++) {
		struct port_state *p = &m->ports[m->tries[i].port];

		if (!facts_take(m, s, &m->tries[i]))
			continue;
		p->is_locked = true;
		record_add_port(&r->n_ports, r->ports, p->port);
	}
	for (i = 0; r->how == OPENING_TARPIT && i < m->n_grants; i++) {
		struct port_state *p = &m->ports[m->grants[i].port];

		p->is_locked = true;
		record_add_port(&r->n_ports, r->ports, p->port);
	}
}

/* Does another address of that name and kind hold already? */
static struct snap_lockout *
join_kin(struct lockouts *l, const struct kin *k, struct mailhost *m)
{
	struct snap_lockout *r;
	uint32_t i;

	for (i = 1; i < k->n; i++) {
		r = ip_is_v4(&k->at[i]->ip) != ip_is_v4(&m->ip) ? NULL :
		    records_lockout(&l->records, k->at[i]);
		if (r == NULL || r->n_ips == SNAP_IPS)
			continue;
		mailhost_lock(m);
		m->lockout = k->at[i]->lockout;
		r->ips[r->n_ips++] = m->ip;
		return (r);
	}
	return (NULL);
}

/* What the tries alone tell of it; kept up while it holds. */
void
decide_tries(struct snap_lockout *r, const struct mailhost *m, uint32_t more,
    int64_t when_ns)
{
	r->tries += more;
	record_devices(&r->devices, r->tries, mailhost_locked_out(m));
	r->tried_ns = when_ns;
}

static void
lock(struct lockouts *l, struct mailhost *m, const struct facts_from *from,
    const struct host_facts *f, enum host_cause why)
{
	struct snap_lockout *r;
	struct kin k;

	kin_of(l->mailhosts, m, &k);
	m->is_warned = false;
	m->own_limit = f->failures;
	r = join_kin(l, &k, m);
	if (r != NULL) {
		record_ports(r, m, &from->side);
		decide_tries(r, m, f->tries, f->now_ns);
		return;
	}
	r = records_lock(&l->records, m);
	r->kind = host_cause(why)->kind;
	r->how = host_cause(why)->how;
	r->scope = side_scope(&from->side);
	r->at.ip = m->ip;
	record_ports(r, m, &from->side);
	r->at.port = r->ports[0];
	server_name(l->store, &r->at, r->server);
	if (r->kind == LOCK_TOLD)
		memcpy(r->reply, m->reply, REPLY_BYTES);
	r->answered_ns = f->answered_ns != 0 ? f->answered_ns : f->first_ns;
	r->since_ns = f->first_ns;
	decide_tries(r, m, r->how == OPENING_TARPIT ? f->mute : f->tries,
	    f->now_ns);
	if (r->devices == 0)
		r->devices = 1;
	r->others_answer = f->others_answer || f->neighbour_answered;
	r->is_likely = decide_is_likely(r);
	r->failures = f->failures;
	r->failed_ns = f->failed_ns;
	if (survey_names_devices(l->survey, f->now_ns))
		blame_name(l->store, &k, &from->side, r->since_ns, r);
	records_tell_lock(&l->records, r, f->now_ns);
}

static void
fail(struct lockouts *l, struct mailhost *m, const struct facts_from *from,
    const struct host_facts *f, enum host_cause why)
{
	enum trouble trouble = host_cause(why)->trouble;
	struct snap_trouble *r = records_fail_again(&l->records, m, trouble,
	    f->now_ns);
	uint32_t i;

	if (r != NULL) {
		r->tries += f->tries;
		return;
	}
	r = records_fail(&l->records, m);
	r->trouble = trouble;
	r->at.ip = m->ip;
	r->since_ns = f->first_ns;
	r->tries = f->tries;
	record_devices(&r->devices, r->tries, f->clients);
	if (trouble == TROUBLE_SAID)
		memcpy(r->reply, m->reply, REPLY_BYTES);
	for (i = 0; i < m->n_tries; i++)
		if (facts_take(m, &from->side, &m->tries[i]))
			record_add_port(&r->n_ports, r->ports,
			    m->ports[m->tries[i].port].port);
	if (r->n_ports == 0)
		record_add_port(&r->n_ports, r->ports, m->stuck_port);
	r->at.port = r->ports[0];
	server_name(l->store, &r->at, r->server);
	records_tell_trouble(&l->records, r, f->now_ns);
}

/* A trouble that holds grows with each try. */
void
decide_count_trouble(struct lockouts *l, const struct mailhost *m,
    const struct port_state *p)
{
	struct snap_trouble *t = records_trouble(&l->records, m);

	if (t == NULL || p->answered_ns == 0)
		return;
	record_add_port(&t->n_ports, t->ports, p->port);
	t->tries++;
	record_devices(&t->devices, t->tries, mailhost_waiting(m, NULL));
}

static enum host_cause
cause_of_lockout(const struct snap_lockout *r)
{
	enum host_cause c;

	for (c = 0; c < HOST_CAUSES_COUNT; c++)
		if (host_cause(c)->kind == r->kind &&
		    host_cause(c)->how == r->how)
			break;
	return (c);
}

/* It was told as a lockout, and turns out to be something else. */
static bool
is_mistaken(struct lockouts *l, const struct mailhost *m,
    const struct host_facts *f, enum host_cause why)
{
	const struct snap_lockout *r = records_lockout(&l->records, m);
	enum host_cause held;

	if (r == NULL)
		return (false);
	held = cause_of_lockout(r);
	return (held == HOST_CAUSES_COUNT || explain_score(why, f) >=
	    explain_score(held, f) + TAKE_BACK);
}

/* One more was in vain: what explains it now? */
/* Of a flood of tries one in some tells as much as all. */
static bool
is_flooded(struct mailhost *m, int64_t when_ns)
{
	if (when_ns - m->judged_ns >= NS_PER_S || when_ns < m->judged_ns) {
		m->judged_ns = when_ns;
		m->n_judged = 0;
	}
	m->n_judged++;
	return (m->n_judged > A_SECOND && m->n_judged % ONE_IN != 0);
}

void
decide(struct lockouts *l, struct mailhost *m, const struct ip *client,
    int64_t when_ns)
{
	const struct facts_from from = { l->mailhosts, decide_uplink(l, &m->ip),
	    m, side_in_vain(m, client), when_ns };
	struct host_facts f;
	enum host_cause why;

	if (is_flooded(m, when_ns))
		return;
	facts_gather(&from, &f);
	if (f.tries + f.mute + f.stuck == 0)
		return;
	f.said_locked = m->hint == HINT_ADDRESS_LOCKED;
	f.said_busy = f.told > 0 && m->hint == HINT_CONNECTIONS;
	f.said_trouble = f.told > 0 && m->hint == HINT_SERVER_TROUBLE;
	why = explain(&f);
	if (why == HOST_CAUSES_COUNT)
		return;
	if (host_cause(why)->kind != LOCK_UNKNOWN) {
		if (m->is_locked)
			return;
		records_rename_trouble(&l->records, m, when_ns);
		lock(l, m, &from, &f, why);
		return;
	}
	if (m->is_locked) {
		if (!is_mistaken(l, m, &f, why))
			return;
		records_take_back(&l->records, m, when_ns);
	}
	if (!m->has_trouble)
		fail(l, m, &from, &f, why);
}

/* Port p answers again: was its silence long, and nobody told of it? */
void
decide_silence(struct lockouts *l, struct mailhost *m,
    const struct port_state *p, int64_t when_ns)
{
	const struct uplink *line = decide_uplink(l, &m->ip);
	struct snap_trouble *r;
	int64_t since_ns = 0, last_ns = 0;
	uint32_t i, n = 0;

	for (i = 0; i < m->n_tries; i++) {
		const struct tries *t = &m->tries[i];

		if (&m->ports[t->port] != p || t->silent < tries_sum(t))
			continue;
		n += t->silent - t->frozen;
		if (since_ns == 0 || t->first_ns < since_ns)
			since_ns = t->first_ns;
		if (t->last_ns > last_ns)
			last_ns = t->last_ns;
	}
	if (m->is_locked || m->has_trouble || p->answered_ns == 0 ||
	    p->answered_ns > since_ns || n < SILENCE_TRIES ||
	    last_ns - since_ns < SILENCE_NS ||
	    mailhost_answered_ns(m) > since_ns ||
	    uplink_others_ns(line, &m->ip) <= since_ns)
		return;
	r = records_fail(&l->records, m);
	r->trouble = TROUBLE_SILENCE;
	r->at.ip = m->ip;
	r->at.port = p->port;
	record_add_port(&r->n_ports, r->ports, p->port);
	server_name(l->store, &r->at, r->server);
	r->since_ns = since_ns;
	r->tries = n;
	record_devices(&r->devices, r->tries, mailhost_waiting(m, p));
	records_mend(&l->records, m, when_ns);
}

void
decide_lift(struct lockouts *l, struct mailhost *m, int64_t when_ns)
{
	records_lift(&l->records, m, when_ns,
	    survey_names_devices(l->survey, when_ns));
}
