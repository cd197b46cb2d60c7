/*
 * Small words that all screens use alike.  Nothing here knows a screen: a
 * number, a time or an enumerator goes in, and what people read comes out.
 */

#include "show/wording.h"

#include <stdio.h>
#include <string.h>

void
wording_ago(int64_t now_ns, int64_t then_ns, char out[WORDING_AGO_BYTES])
{
	long long s = (now_ns - then_ns) / NS_PER_S;

	if (then_ns == 0)
		memcpy(out, "-", 2);
	else if (s < 60)
		snprintf(out, WORDING_AGO_BYTES, "%llds", s < 0 ? 0 : s);
	else if (s < 3600)
		snprintf(out, WORDING_AGO_BYTES, "%lldm", s / 60);
	else if (s < 172800)
		snprintf(out, WORDING_AGO_BYTES, "%lldh", s / 3600);
	else
		snprintf(out, WORDING_AGO_BYTES, "%lldd", s / 86400);
}

void
wording_span(int64_t span_ns, char out[WHEN_SPAN_BYTES])
{
	if (span_ns < 10 * NS_PER_S)
		snprintf(out, WHEN_SPAN_BYTES, "%ds", span_ns < 0 ? 0 :
		    (int)(span_ns / NS_PER_S));
	else
		when_span(span_ns, out);
}

void
wording_delay(int64_t delay_ns, char out[WHEN_SPAN_BYTES])
{
	int ms = delay_ns < 0 ? 0 : (int)(delay_ns / NS_PER_MS % 1000);

	if (delay_ns >= NS_PER_S)
		when_span(delay_ns, out);
	else if (ms < 10)
		snprintf(out, WHEN_SPAN_BYTES, "0.%03ds", ms);
	else
		snprintf(out, WHEN_SPAN_BYTES, "0.%02ds", ms / 10);
}

void
wording_clock(int64_t when_ns, char out[WORDING_CLOCK_BYTES])
{
	int64_t s = when_ns / NS_PER_S % 86400;

	if (when_ns == 0) {
		memcpy(out, "--:--:--", 9);
		return;
	}
	if (s < 0)
		s += 86400;
	snprintf(out, WORDING_CLOCK_BYTES, "%02d:%02d:%02d", (int)(s / 3600),
	    (int)(s / 60 % 60), (int)(s % 60));
}

void
wording_server(const struct snap_server *s, char *out, size_t size)
{
	char ip[IP_TEXT_BYTES];

	ip_print(&s->at.ip, ip);
	snprintf(out, size, "%s:%u", s->name[0] != '\0' ? s->name : ip,
	    s->at.port);
}

const char *
wording_reason(enum reason reason)
{
	static const char *const words[REASON_COUNT] = {
		"", "wrong user name or password", "the account is disabled",
		"a fault of the server, for now", "not allowed that way",
		"too many at a time", "not understood", "broken off",
		"the connection was closed", "no answer was seen"
	};

	return ((size_t)reason < REASON_COUNT ? words[reason] : "");
}

enum style
wording_rating_style(enum rating r)
{
	return (r == RATING_CULPRIT ? STYLE_RED : r == RATING_SUSPECT ?
	    STYLE_YELLOW : STYLE_PLAIN);
}

const char *
wording_rating(enum rating r)
{
	return (r == RATING_CULPRIT ? "CULPRIT" : r == RATING_UNKNOWN ? "ok" :
	    rating_word(r));
}
