/* What is known of mail hosts beforehand: looking it up. */

#include "data/taught.h"

#include <string.h>

#include "base/span.h"

static bool
has_name(const struct taught_server *s, const char *name)
{
	uint32_t i;

	for (i = 0; i < s->n_names; i++)
		if (span_equals_nocase(span_text(s->names[i]), name))
			return (true);
	return (false);
}

static bool
has_address(const struct taught_server *s, const struct ip *ip)
{
	uint32_t i;

	for (i = 0; i < s->n_addresses; i++)
		if (ip_equals(&s->addresses[i], ip))
			return (true);
	return (false);
}

const struct taught_server *
taught_find(const struct taught *t, enum proto proto, const struct ip *ip,
    const char *name)
{
	const struct taught_server *found = NULL;
	uint32_t i;

	for (i = 0; i < t->n; i++) {
		const struct taught_server *s = &t->at[i];

		if (s->proto != proto)
			continue;
		if (name != NULL && name[0] != '\0' && has_name(s, name))
			return (s);
		if (found == NULL && has_address(s, ip))
			found = s;
	}
	return (found);
}

/* .local and its like are what devices call themselves (RFC 6762, 8375), after
 * their owners as a rule; the last label of a name is none of digits. */
static bool
is_own_name(const char *name)
{
	static const char *const ends[] = {
		".local", ".lan", ".home", ".internal", ".home.arpa"
	};
	size_t i, n = strlen(name);

	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t m = strlen(ends[i]);

		if (n > m && span_equals_nocase(span_text(name + n - m),
		    ends[i]))
			return (true);
	}
	return (false);
}

bool
taught_name_fits(const char *name)
{
	size_t i, n = strlen(name), last = 0;
	bool has_dot = false;

	if (n == 0 || n >= NAME_BYTES)
		return (false);
	for (i = 0; i < n; i++) {
		uint8_t c = (uint8_t)name[i];

		if (!byte_is_alnum(c) && c != '-' && c != '.')
			return (false);
		if (c != '.')
			continue;
		if (i == last || i + 1 == n)
			return (false);
		has_dot = true;
		last = i + 1;
	}
	return (has_dot && byte_is_letter((uint8_t)name[last]) &&
	    !is_own_name(name));
}
