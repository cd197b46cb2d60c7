/* Addresses of one name, and the clients that are one to them. */

#include "judge/kin.h"

#include <assert.h>
#include <string.h>

enum { PREFIX_BYTES = 8 };	/* a /64: RFC 4291 2.5.4 */

void
kin_meet(const struct pool *mailhosts, struct mailhost *m)
{
	struct mailhost *o;

	for (o = pool_stalest(mailhosts); o != NULL;
	    o = pool_younger(mailhosts, o))
		if (o != m && o->name_tag == m->name_tag)
			m->has_kin = o->has_kin = true;
}

void
kin_of(const struct pool *mailhosts, const struct mailhost *m,
    struct kin *out)
{
	const struct mailhost *o;

	out->n = 0;
	out->at[out->n++] = m;
	if (m->name_tag == 0 || !m->has_kin)
		return;
	for (o = pool_stalest(mailhosts); o != NULL &&
	    out->n < KIN_ADDRESSES;
	    o = pool_younger(mailhosts, o))
		if (o != m && o->name_tag == m->name_tag)
			out->at[out->n++] = o;
}

bool
ip_same_prefix(const struct ip *a, const struct ip *b)
{
	return (!ip_is_v4(a) && !ip_is_v4(b) &&
	    memcmp(a->b, b->b, PREFIX_BYTES) == 0);
}

struct side
side_of(const struct ip *client)
{
	struct side s;

	s.is_line = client_is_shared(client);
	s.is_prefix = false;
	s.ip = *client;
	return (s);
}

enum lock_scope
side_scope(const struct side *s)
{
	return (s->is_line ? SCOPE_LINE : s->is_prefix ? SCOPE_PREFIX :
	    SCOPE_ONE_ADDRESS);
}

bool
side_has(const struct side *s, const struct ip *client)
{
	if (s->is_line)
		return (client_is_shared(client));
	return (ip_equals(&s->ip, client) ||
	    (s->is_prefix && ip_same_prefix(&s->ip, client)));
}

const struct failed_login *
kin_failed(const struct kin *k, const struct side *s, struct kin_walk *at)
{
	const struct failed_login *f;

	for (; at->host < k->n; at->host++, at->login = 0)
		while ((f = mailhost_failed_login(k->at[at->host],
		    at->login)) != NULL) {
			at->login++;
			if (f->when_ns != INT64_MIN && side_has(s, &f->ip))
				return (f);
		}
	return (NULL);
}

void
kin_check(const struct pool *mailhosts, const struct mailhost *m)
{
	const struct mailhost *o;

	for (o = pool_stalest(mailhosts); o != NULL;
	    o = pool_younger(mailhosts, o))
		assert(o == m || m->name_tag == 0 ||
		    o->name_tag != m->name_tag || m->has_kin);
}
