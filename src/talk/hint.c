/*
 * What the words of a refusal ask for.  The tables of data/hints.h are tried
 * one after the other, whatever the refusal itself is taken for: a hint is
 * what mends it.
 */

#include "talk/hint.h"

#include <stdbool.h>
#include <stdint.h>

#include "data/hints.h"

static bool
row_fits(const struct hint_row *row, enum proto proto, struct span words,
    uint64_t kinds)
{
	return ((row->proto == PROTO_UNKNOWN || row->proto == proto) &&
	    kinds_may_hold(kinds, row->holds) &&
	    span_starts_nocase(words, row->starts) &&
	    span_holds_nocase(words, row->holds) &&
	    (row->unless[0] == '\0' ||
	    !span_holds_nocase(words, row->unless)));
}

static bool
find(enum hint_table table, enum proto proto, struct span words,
    uint64_t kinds, enum hint *out)
{
	size_t n, i;
	const struct hint_row *rows = hints_all(table, &n);

	for (i = 0; i < n; i++)
		if (row_fits(&rows[i], proto, words, kinds)) {
			*out = rows[i].hint;
			return (true);
		}
	return (false);
}

/* A good login's words are free: "OK Logged in, license 4711". */
static bool
is_plain_good(enum proto proto, struct span words)
{
	if (proto == PROTO_SMTP)
		return (span_starts(words, "2") || span_starts(words, "3"));
	if (proto == PROTO_POP)
		return (span_starts_nocase(words, "+OK"));
	return (span_starts_nocase(words, "OK") &&
	    !span_starts_nocase(words, "OK [ALERT]"));
}

enum hint
hint_of(enum proto proto, struct span words)
{
	enum hint hint = HINT_UNKNOWN;
	uint64_t kinds;

	if (is_plain_good(proto, words))
		return (hint);
	kinds = span_kinds(words);
	if (!find(HINTS_SAID, proto, words, kinds, &hint))
		(void)find(HINTS_GENERIC, proto, words, kinds, &hint);
	return (hint);
}

enum hint
hint_of_greeting(enum proto proto, struct span words)
{
	enum hint hint = HINT_UNKNOWN;

	(void)find(HINTS_GREETINGS, proto, words, span_kinds(words), &hint);
	return (hint);
}
