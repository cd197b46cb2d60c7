/*
 * Lessons, put together by host: what has one name, or one address, is one.
 *
 * A lesson knows its server by one address and maybe a name, so hosts are
 * joined as lessons come; sorting makes the order they came in of no account.
 */

#include "edge/lesson_book.h"

#include <string.h>

#include "base/sort.h"
#include "base/span.h"

static bool
has_address(const struct taught_server *s, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < s->n_addresses; i++)
		if (ip_equals(&s->addresses[i], ip))
			return (true);
	return (false);
}

static bool
has_name(const struct taught_server *s, const char *name)
{
	uint32_t i;

	for (i = 0; i < s->n_names; i++)
		if (span_equals_nocase(span_text(s->names[i]), name))
			return (true);
	return (false);
}

static struct taught_server *
server_of(struct taught *t, const struct lesson *l, const char *name)
{
	struct taught_server *s;

	for (s = t->at; s < t->at + t->n; s++)
		if (s->proto == l->proto &&
		    (has_address(s, &l->server.ip) ||
		    (name[0] != '\0' && has_name(s, name))))
			return (s);
	if (t->n == TAUGHT_SERVERS)
		return (NULL);
	s = &t->at[t->n++];
	memset(s, 0, sizeof *s);
	s->proto = l->proto;
	return (s);
}

/* More counts go before fewer, where not all have room. */
static bool
is_commoner(const void *a, const void *b, const void *with)
{
	const struct taught_verdict *x = a, *y = b;

	(void)with;
	return (x->n != y->n ? x->n > y->n : x->bytes < y->bytes);
}

static void
verdict_add(struct taught_verdict at[TAUGHT_VERDICTS], uint32_t *n,
    const struct taught_verdict *v)
{
	const struct sort_kept kept = { at, TAUGHT_VERDICTS, sizeof *at,
	    is_commoner };
	uint32_t i;

	for (i = 0; i < *n; i++) {
		if (at[i].bytes != v->bytes)
			continue;
		at[i].n = at[i].n > TAUGHT_COUNT_MAX - v->n ?
		    TAUGHT_COUNT_MAX : at[i].n + v->n;
		if (v->least_ms < at[i].least_ms)
			at[i].least_ms = v->least_ms;
		if (v->most_ms > at[i].most_ms)
			at[i].most_ms = v->most_ms;
		return;
	}
	*n = (uint32_t)sort_keep(&kept, *n, v);
}

bool
lesson_book_add(struct taught *t, const struct lesson *l)
{
	const char *name = taught_name_fits(l->name) ? l->name : "";
	struct taught_server *s = server_of(t, l, name);

	if (s == NULL || l->verdict.bytes == 0)
		return (false);
	if (!has_address(s, &l->server.ip) &&
	    s->n_addresses < TAUGHT_ADDRESSES)
		s->addresses[s->n_addresses++] = l->server.ip;
	if (name[0] != '\0' && !has_name(s, name) && s->n_names < TAUGHT_NAMES)
		memcpy(s->names[s->n_names++], l->name, NAME_BYTES);
	if (l->is_refused)
		verdict_add(s->refused, &s->n_refused, &l->verdict);
	else
		verdict_add(s->accepted, &s->n_accepted, &l->verdict);
	return (true);
}

static bool
is_shorter(const void *a, const void *b, const void *with)
{
	const struct taught_verdict *x = a, *y = b;

	(void)with;
	return (x->bytes < y->bytes);
}

static bool
name_before(const void *a, const void *b, const void *with)
{
	(void)with;
	return (strcmp(a, b) < 0);
}

static bool
address_before(const void *a, const void *b, const void *with)
{
	(void)with;
	return (memcmp(a, b, sizeof(struct ip)) < 0);
}

/* By name, then address, then protocol; those without a name are last. */
static bool
server_before(const void *a, const void *b, const void *with)
{
	const struct taught_server *x = a, *y = b;
	int c;

	(void)with;
	if ((x->n_names > 0) != (y->n_names > 0))
		return (x->n_names > 0);
	c = strcmp(x->names[0], y->names[0]);
	if (c == 0)
		c = memcmp(&x->addresses[0], &y->addresses[0],
		    sizeof(struct ip));
	return (c != 0 ? c < 0 : x->proto < y->proto);
}

void
lesson_book_sort(struct taught *t)
{
	struct taught_server *s;

	for (s = t->at; s < t->at + t->n; s++) {
		sort_rows(s->names, s->n_names, NAME_BYTES, name_before, NULL);
		sort_rows(s->addresses, s->n_addresses, sizeof(struct ip),
		    address_before, NULL);
		sort_rows(s->refused, s->n_refused, sizeof s->refused[0],
		    is_shorter, NULL);
		sort_rows(s->accepted, s->n_accepted, sizeof s->accepted[0],
		    is_shorter, NULL);
	}
	sort_rows(t->at, t->n, sizeof t->at[0], server_before, NULL);
}
