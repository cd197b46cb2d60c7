/* The episodes of hosts and boxes, asked of one login. */

#include "judge/excuse.h"

#include "judge/episodes.h"
#include "judge/hosts.h"
#include "judge/logins.h"

/* Was the last login before that time let in? */
static bool
was_right(const struct store *st, const struct account *a, int64_t since_ns)
{
	const struct login *l;

	for (l = logins_newest(st, a); l != NULL; l = logins_older(st, l))
		if (l->when_ns < since_ns && l->outcome != OUTCOME_UNKNOWN)
			return (l->outcome == OUTCOME_OK);
	return (false);
}

bool
excuse_holds(const struct store *st, const struct login *l)
{
	const struct account *a = login_account(st, l);
	const struct host *h = account_host(st, a);
	const struct box *b = account_box(st, a);
	const struct episode *e = h == NULL ? NULL :
	    episodes_at(&h->refuses[service_of(a->proto)],
	    account_family(a), l->when_ns);

	if (e == NULL && b != NULL)
		e = episodes_at(&b->locked, account_family(a),
		    l->when_ns);
	return (e != NULL && was_right(st, a, e->since_ns));
}

static void
excuse_at(struct lockouts *l, const struct ip *host, int64_t when_ns,
    const struct ip *client)
{
	struct mailhost *m = pool_find(l->mailhosts, host);

	if (m != NULL)
		mailhost_excuse(m, when_ns, client);
}

void
excuse_since(const struct store *st, const struct account *a,
    struct lockouts *lockouts)
{
	const struct host *h = account_host(st, a);
	const struct login *l;

	for (l = h == NULL ? NULL : host_newest(st, h); l != NULL &&
	    l->outcome != OUTCOME_OK; l = host_older(st, l)) {
		const struct account *o = login_account(st, l);
		const struct client *c = pool_at(st->clients, o->client);

		if (l->outcome == OUTCOME_FAILED && excuse_holds(st, l))
			excuse_at(lockouts, &o->server.ip, l->when_ns,
			    &c->key.ip);
	}
}
