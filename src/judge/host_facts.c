/* Counts and answers of one host, its other addresses and its line. */

#include "judge/host_facts.h"

#include <string.h>

#include "base/when.h"
#include "data/protocols.h"
#include "judge/blame.h"

/* An answer that was on its way when it began tells nothing. */
#define ON_ITS_WAY_NS	(1 * NS_PER_S)
/* Services that end say goodbye; refusals follow when a client comes. */
#define GOODBYE_NS	(60 * NS_PER_S)
/* A greeting takes its time: some servers wait 5 s, postscreen 6, those that
 * ask a name server longer. */
#define MUTE_NS		(2 * NS_PER_S)

enum {
	SCAN_PORTS = 5,		/* of one host: no mail program asks so many */
	LOSSY_PCT = 5,
	LINE_TRIES = 4		/* SYNs elsewhere in vain: one program's */
};

static enum proto
service_of(uint16_t port)
{
	const struct mail_port *row = mail_port_find(port);

	return (row == NULL ? PROTO_UNKNOWN : row->proto);
}

bool
facts_take(const struct mailhost *m, const struct side *s,
    const struct tries *t)
{
	uint32_t i, n = 0;

	if (!tries_are_shut(m, t) || !side_has(s, &t->ip))
		return (false);
	for (i = 0; i < m->n_tries; i++)
		n += m->tries[i].tag == t->tag;
	return (n < SCAN_PORTS);
}

/* Has this client, among the first row ones, been met already? */
static bool
is_met(const struct mailhost *m, const struct side *s, uint32_t row)
{
	uint32_t i;

	for (i = 0; i < row; i++)
		if (m->tries[i].tag == m->tries[row].tag &&
		    facts_take(m, s, &m->tries[i]))
			return (true);
	return (false);
}

static void
add_tries(const struct mailhost *m, const struct tries *t,
    struct host_facts *out)
{
	const struct port_state *p = &m->ports[t->port];

	if (out->tries == 0 || t->first_ns < out->first_ns)
		out->first_ns = t->first_ns;
	if (t->last_ns > out->last_ns)
		out->last_ns = t->last_ns;
	if (p->answered_ns > out->answered_ns)
		out->answered_ns = p->answered_ns;
	out->tries += tries_sum(t);
	out->conns += t->n_conns;
	out->silent += t->silent;
	out->reset += t->reset;
	out->rejected += t->rejected;
	out->unreachable += t->unreachable;
	out->told += t->told;
	out->after_up += t->after_up;
	out->proven += t->proven;
	if (t->up_ns != 0 && (out->up_ns == 0 || t->up_ns < out->up_ns))
		out->up_ns = t->up_ns;
}

static bool
has_failed(const struct kin *k, const struct ip *client)
{
	struct side one = { false, false, *client };
	struct kin_walk at = { 0, 0 };

	return (kin_failed(k, &one, &at) != NULL);
}

static void
count_tries(const struct facts_from *from, const struct kin *k,
    struct host_facts *out)
{
	const struct mailhost *m = from->host;
	bool boxes = false, smtp = false;
	uint32_t i;

	for (i = 0; i < m->n_tries; i++) {
		const struct tries *t = &m->tries[i];
		enum proto proto;

		if (!facts_take(m, &from->side, t))
			continue;
		add_tries(m, t, out);
		proto = service_of(m->ports[t->port].port);
		smtp |= proto == PROTO_SMTP;
		boxes |= proto != PROTO_SMTP;
		if (is_met(m, &from->side, i))
			continue;
		out->clients++;
		out->failing_clients += has_failed(k, &t->ip);
	}
	out->both_services = boxes && smtp;
}

static void
count_mute(const struct facts_from *from, struct host_facts *out)
{
	const struct mailhost *m = from->host;
	uint32_t i;

	for (i = 0; i < m->n_grants; i++) {
		const struct grant *g = &m->grants[i];

		if (!side_has(&from->side, &g->ip) ||
		    from->now_ns - g->when_ns < MUTE_NS)
			continue;
		if (out->mute == 0)
			out->mute_ns = g->when_ns;
		out->mute++;
	}
}

/* Is the port tried in vain, by that side? */
static bool
is_tried(const struct facts_from *from, uint32_t port)
{
	const struct mailhost *m = from->host;
	uint32_t i;

	for (i = 0; i < m->n_tries; i++)
		if (m->tries[i].port == port &&
		    facts_take(m, &from->side, &m->tries[i]))
			return (true);
	return (false);
}

/* Does another port of that service answer, after the tries at this one? */
static bool
has_sibling(const struct facts_from *from, uint32_t port, int64_t first_ns)
{
	const struct mailhost *m = from->host;
	enum proto proto = service_of(m->ports[port].port);
	uint32_t i;

	for (i = 0; i < m->n_ports; i++)
		if (i != port && !is_tried(from, i) && proto != PROTO_UNKNOWN &&
		    service_of(m->ports[i].port) == proto &&
		    m->ports[i].answered_ns > first_ns + ON_ITS_WAY_NS)
			return (true);
	return (false);
}

static void
look_at_ports(const struct facts_from *from, struct host_facts *out)
{
	const struct mailhost *m = from->host;
	uint32_t i, tried = 0, siblings = 0;

	for (i = 0; i < m->n_ports; i++) {
		if (is_tried(from, i)) {
			tried++;
			siblings += has_sibling(from, i, out->first_ns);
		} else if (m->ports[i].answered_ns > out->first_ns) {
			out->other_answers = true;
		}
	}
	out->sibling_answers = tried > 0 && siblings == tried;
	/* With an address of one's own, others' answers are others'. */
	if (!from->side.is_line && out->other_answers) {
		out->neighbour_answered = true;
		out->other_answers = out->sibling_answers = false;
	}
	/* The same port answered someone else meanwhile. */
	for (i = 0; !from->side.is_line && i < m->n_ports; i++)
		out->neighbour_answered |= is_tried(from, i) &&
		    m->ports[i].answered_ns > out->first_ns;
}

static void
look_at_kin(const struct kin *k, struct host_facts *out)
{
	uint32_t i;

	for (i = 1; i < k->n; i++) {
		const struct mailhost *o = k->at[i];

		out->other_family_known |= ip_is_v4(&o->ip) != out->is_v4 &&
		    mailhost_answered_ns(o) != 0;
		if (mailhost_answered_ns(o) <= out->first_ns + ON_ITS_WAY_NS)
			continue;
		if (ip_is_v4(&o->ip) != out->is_v4) {
			out->other_family_answers = true;
			continue;
		}
		out->kin_answers = true;
		out->new_kin_answers |= o->first_seen_ns > out->first_ns;
	}
}

static void
look_at_line(const struct facts_from *from, struct host_facts *out)
{
	int64_t others_ns = uplink_others_ns(from->uplink, &from->host->ip);

	out->others_known = others_ns != 0;
	out->others_answer = others_ns > out->first_ns;
	/* What never answered says nothing by its silence. */
	out->others_in_vain = out->others_known && !out->others_answer &&
	    from->uplink->asked >= LINE_TRIES;
}

void
facts_gather(const struct facts_from *from, struct host_facts *out)
{
	const struct mailhost *m = from->host;
	struct kin k;

	memset(out, 0, sizeof *out);
	out->now_ns = from->now_ns;
	out->is_v4 = ip_is_v4(&m->ip);
	out->is_private = ip_is_private(&m->ip);
	out->is_line = from->side.is_line;
	out->is_prefix = from->side.is_prefix;
	kin_of(from->mailhosts, m, &k);
	count_tries(from, &k, out);
	count_mute(from, out);
	if (out->tries == 0) {
		out->first_ns = out->mute_ns;
		out->last_ns = out->now_ns;
		out->answered_ns = m->spoke_ns;
	}
	out->turns = m->turns;
	out->stuck = m->n_stuck;
	out->stuck_ns = m->stuck_ns;
	out->lets_in = m->n_stuck > 0 &&
	    mailhost_answered_ns(m) > m->stuck_ns;
	look_at_ports(from, out);
	look_at_kin(&k, out);
	look_at_line(from, out);
	/* Where new ones are let in, they are what goes on. */
	out->goes_on = out->is_line && !out->other_answers &&
	    m->spoke_ns > out->first_ns + ON_ITS_WAY_NS;
	out->goodbye = m->goodbye_ns != 0 &&
	    m->goodbye_ns > out->first_ns - GOODBYE_NS;
	out->is_missed = m->missed_ns != 0 &&
	    m->missed_ns >= out->first_ns;
	out->is_lossy = (uint64_t)m->lost * 100 >
	    ((uint64_t)m->lost + m->granted) * LOSSY_PCT;
	out->failures = blame_failures(&k, &from->side, out->first_ns);
	out->failed_ns = blame_last_ns(&k, &from->side, out->first_ns);
	/* With an address of one's own the ports' answers were others'. */
	if (!out->is_line)
		out->answered_ns = out->failed_ns;
	out->reach = m->is_provider ? REACH_NONE : forecast_reach(&k,
	    &from->side, out->answered_ns, out->first_ns);
}
