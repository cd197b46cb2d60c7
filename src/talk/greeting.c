/*
 * Greetings that refuse.  No login comes of such a connection, so it is told
 * by itself: a host that says so to each device of the office has locked its
 * address out, and answers all the same.
 */

#include "talk/greeting.h"

#include <string.h>

#include "base/text.h"
#include "talk/hint.h"

/* The words from their status on; false where they welcome. */
static bool
refusal_words(enum proto proto, struct span line, struct span *words)
{
	struct span star;

	*words = line;
	switch (proto) {
	case PROTO_SMTP:
		return (span_starts(line, "4") || span_starts(line, "5"));
	case PROTO_POP:
		return (span_starts_nocase(line, "-ERR"));
	case PROTO_IMAP:
		if (!span_word(words, &star))
			return (false);
		*words = span_trim(*words);
		return (span_starts_nocase(*words, "BYE"));
	default:
		return (span_starts_nocase(line, "BYE") ||
		    span_starts_nocase(line, "NO"));
	}
}

static void
refusal_keep(const struct talk *t, struct talk_store *s, struct span words,
    int64_t when_ns)
{
	enum proto proto = (enum proto)t->proto;
	struct greeting *g = &s->refused;

	memset(g, 0, sizeof *g);
	g->when_ns = when_ns;
	g->proto = proto;
	g->hint = hint_of_greeting(proto, words);
	if (g->hint == HINT_UNKNOWN)
		g->hint = hint_of(proto, words);
	text_keep(g->reply, sizeof g->reply, words);
	s->has_refused = true;
}

void
greeting_read(const struct talk *t, struct talk_store *s, struct span line,
    int64_t when_ns)
{
	struct span words;

	/* On an odd port it may be another service's. */
	if (t->port_proto == t->proto &&
	    refusal_words((enum proto)t->proto, line, &words))
		refusal_keep(t, s, words, when_ns);
}

void
greeting_hello(const struct talk *t, struct talk_store *s, struct span line,
    int64_t when_ns)
{
	/* 50x are of the command: there is HELO yet. */
	if (t->port_proto == PROTO_SMTP && (span_starts(line, "421") ||
	    span_starts(line, "55")))
		refusal_keep(t, s, line, when_ns);
}

bool
talk_refused(struct talk_store *s, struct greeting *out)
{
	bool has_refused = s->has_refused;

	if (has_refused)
		*out = s->refused;
	s->has_refused = false;
	return (has_refused);
}
