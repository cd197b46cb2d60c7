/* What servers are called, and so which of them are one. */

#include "judge/server_name.h"

#include <string.h>

#include "base/span.h"

/* What DNS called it, where it has no name of its own.  A wildcard is the name
 * of many, and one without a dot (as new certificates have) of anybody. */
static const char *
firm_name(const struct store *st, const char *name, const struct ip *ip)
{
	const struct address *a;

	if (name[0] == '\0') {
		a = pool_find(st->addresses, ip);
		if (a != NULL)
			name = a->dns_name;
	}
	return (name[0] == '*' || strchr(name, '.') == NULL ? "" : name);
}

const char *
server_own_name(const struct store *st, const struct server *s)
{
	return (firm_name(st, s->name, &s->at.ip));
}

const char *
server_firm_name(const struct store *st, const struct endpoint *at)
{
	const struct server *s = pool_find(st->servers, at);

	return (firm_name(st, s == NULL ? "" : s->name, &at->ip));
}

bool
servers_alike(const struct store *st, const struct endpoint *x,
    const struct endpoint *y)
{
	return (ip_equals(&x->ip, &y->ip) || servers_alike_named(x,
	    server_firm_name(st, x), y, server_firm_name(st, y)));
}

bool
servers_alike_to(const struct store *st, const struct endpoint *x,
    const struct endpoint *y, const char *y_name)
{
	return (ip_equals(&x->ip, &y->ip) || servers_alike_named(x,
	    server_firm_name(st, x), y, y_name));
}

bool
servers_alike_named(const struct endpoint *x, const char *x_name,
    const struct endpoint *y, const char *y_name)
{
	if (ip_equals(&x->ip, &y->ip))
		return (true);
	if (x_name[0] != '\0' && y_name[0] != '\0')
		return (span_equals_nocase(span_text(x_name), y_name));
	return (x->port == y->port && ip_is_v4(&x->ip) != ip_is_v4(&y->ip));
}

void
server_name(const struct store *st, const struct endpoint *at,
    char out[NAME_BYTES])
{
	const struct server *s = pool_find(st->servers, at);
	const struct address *a = pool_find(st->addresses, &at->ip);

	if (s != NULL && s->name[0] != '\0')
		memcpy(out, s->name, NAME_BYTES);
	else if (a != NULL)
		memcpy(out, a->dns_name, NAME_BYTES);
}
