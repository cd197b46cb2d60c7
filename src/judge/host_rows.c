/* A row for each name, else for each address. */

#include "judge/host_rows.h"

#include <string.h>

#include "base/when.h"
#include "judge/server_name.h"

/* A lost SYN is asked again after a second, and after three (RFC 6298 5.7). */
#define NO_ANSWER_NS	(3 * NS_PER_S)

/* Is f nearer to a lock than the other?  One that is used up is nearest. */
static bool
is_worse(const struct forecast *f, const struct forecast *than)
{
	if (f->policy == NULL || than->policy == NULL)
		return (f->policy != NULL);
	return (f->left < than->left);
}

/* Whom the host counts for one: the line, and each address of its own. */
void
host_risk(const struct lockouts *l, const struct mailhost *m, int64_t now_ns,
    struct forecast *out)
{
	const struct failed_login *f;
	bool is_line_met = false;
	struct forecast risk;
	struct kin k;
	uint32_t i;

	memset(out, 0, sizeof *out);
	if (m->is_provider || ip_is_private(&m->ip))
		return;
	kin_of(l->mailhosts, m, &k);
	for (i = 0; (f = mailhost_failed_login(m, i)) != NULL; i++) {
		struct side s = side_of(&f->ip);

		if (f->when_ns == INT64_MIN || (s.is_line && is_line_met))
			continue;
		is_line_met |= s.is_line;
		forecast(&k, &s, now_ns, &risk);
		if (is_worse(&risk, out))
			*out = risk;
	}
}

static bool
is_silent(const struct mailhost *m)
{
	uint32_t i;

	for (i = 0; i < m->n_tries; i++) {
		const struct tries *t = &m->tries[i];

		if (tries_sum(t) > 1 && t->last_ns - t->first_ns >=
		    NO_ANSWER_NS)
			return (true);
	}
	return (false);
}

/* The row of that name, or a new one; NULL: there is no room. */
static struct snap_host *
row_of(const struct lockouts *l, const struct mailhost *m,
    uint64_t tags[SNAP_HOSTS], struct snapshot *out)
{
	struct endpoint at;
	struct snap_host *h;
	uint32_t i;

	for (i = 0; m->name_tag != 0 && i < out->n_hosts; i++)
		if (tags[i] == m->name_tag)
			return (&out->hosts[i]);
	if (out->n_hosts == SNAP_HOSTS)
		return (NULL);
	tags[out->n_hosts] = m->name_tag;
	h = &out->hosts[out->n_hosts++];
	memset(h, 0, sizeof *h);
	h->state = HOST_OK;
	memset(&at, 0, sizeof at);
	at.ip = m->ip;
	for (i = 0; i < m->n_ports && h->name[0] == '\0'; i++) {
		at.port = m->ports[i].port;
		server_name(l->store, &at, h->name);
	}
	return (h);
}

static void
add_state(struct snap_host *h, enum host_state state, int64_t since_ns)
{
	if (state < h->state)
		return;
	if (state > h->state || since_ns < h->since_ns)
		h->since_ns = since_ns;
	h->state = state;
}

static void
add_beliefs(const struct lockouts *l, const struct mailhost *m,
    struct snap_host *h)
{
	const struct snap_lockout *o = records_held_lockout(&l->records,
	    m);
	const struct snap_trouble *t = records_held_trouble(&l->records,
	    m);

	if (o != NULL) {
		h->kind = o->kind;
		add_state(h, HOST_LOCKED, o->since_ns);
	}
	if (t != NULL) {
		h->trouble = t->trouble;
		add_state(h, HOST_TROUBLE, t->since_ns);
	}
	if (is_silent(m))
		add_state(h, HOST_SILENT, 0);
}

static void
add_risk(const struct forecast *f, struct snap_host *h)
{
	if (f->policy == NULL || (h->policy != 0 &&
	    h->budget_left <= f->left))
		return;
	h->policy = policy_row(f->policy);
	h->counted = f->failures;
	h->budget_left = f->left;
	h->eta_ns = f->eta_ns;
	add_state(h, HOST_AT_RISK, f->first_ns);
}

static void
add_address(const struct lockouts *l, const struct mailhost *m,
    int64_t now_ns, struct snap_host *h)
{
	struct forecast f;

	if (h->n_ips < SNAP_IPS)
		h->ips[h->n_ips++] = m->ip;
	add_beliefs(l, m, h);
	host_risk(l, m, now_ns, &f);
	add_risk(&f, h);
	if (m->own_limit > h->own_limit)
		h->own_limit = m->own_limit;
}

/* Of the host's lockouts that are over: how many, and until when. */
static void
add_past(struct snap_host *h, const struct snapshot *s)
{
	uint32_t i, j;

	for (i = 0; i < s->n_lockouts; i++) {
		const struct snap_lockout *o = &s->lockouts[i];

		for (j = 0; j < h->n_ips; j++) {
			if (!ip_equals(&h->ips[j], &o->at.ip))
				continue;
			h->lockouts++;
			if (h->state < HOST_TROUBLE && o->until_ns >
			    h->until_ns) {
				h->until_ns = o->until_ns;
				h->kind = o->kind;
			}
		}
	}
}

static bool
row_is_worse(const void *this, const void *that, const void *with)
{
	const struct snap_host *a = this, *b = that;

	(void)with;
	if (a->state != b->state)
		return (a->state > b->state);
	return (a->since_ns < b->since_ns);
}

/* They are few: a row is moved up to where it belongs. */
static void
sort_rows(struct snapshot *out)
{
	static const size_t bytes = sizeof out->hosts[0];
	struct snap_host row;
	uint32_t i, j;

	for (i = 1; i < out->n_hosts; i++) {
		row = out->hosts[i];
		for (j = i; j > 0 && row_is_worse(&row, &out->hosts[j - 1],
		    NULL); j--)
			memcpy(&out->hosts[j], &out->hosts[j - 1], bytes);
		out->hosts[j] = row;
	}
}

void
host_rows_fill(const struct lockouts *l, int64_t now_ns,
    struct snapshot *out)
{
	uint64_t tags[SNAP_HOSTS];
	const struct mailhost *m;
	uint32_t i;

	memset(tags, 0, sizeof tags);
	for (m = pool_stalest(l->mailhosts); m != NULL;
	    m = pool_younger(l->mailhosts, m)) {
		struct snap_host *h = row_of(l, m, tags, out);

		if (h != NULL)
			add_address(l, m, now_ns, h);
	}
	for (i = 0; i < out->n_hosts; i++)
		add_past(&out->hosts[i], out);
	sort_rows(out);
}
