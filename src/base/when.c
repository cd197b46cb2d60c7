/*
 * Times as text, by the calendar's arithmetic (days since 1970-03-01 in
 * 400-year turns), because the library's calls read the zone and a file.
 */

#include "base/when.h"

#include <stdio.h>

struct date {
	int64_t year;
	int month, day, hour, minute, second;
	int64_t ns;
};

static struct date
date_of(int64_t when_ns)
{
	int64_t s = when_ns / NS_PER_S, days, turn, of_turn, year, of_year;
	struct date d;

	d.ns = when_ns % NS_PER_S;
	if (d.ns < 0) {
		d.ns += NS_PER_S;
		s--;
	}
	days = s / 86400;
	s %= 86400;
	if (s < 0) {
		s += 86400;
		days--;
	}
	d.hour = (int)(s / 3600);
	d.minute = (int)(s / 60 % 60);
	d.second = (int)(s % 60);
	/* A year that begins in March has its leap day at the end. */
	days += 719468;
	turn = (days >= 0 ? days : days - 146096) / 146097;
	of_turn = days - turn * 146097;
	year = (of_turn - of_turn / 1460 + of_turn / 36524 -
	    of_turn / 146096) / 365;
	of_year = of_turn - (365 * year + year / 4 - year / 100);
	d.month = (int)((5 * of_year + 2) / 153);
	d.day = (int)(of_year - (153 * d.month + 2) / 5 + 1);
	d.month += d.month < 10 ? 3 : -9;
	d.year = year + turn * 400 + (d.month <= 2);
	return (d);
}

void
when_iso(int64_t when_ns, char out[WHEN_ISO_BYTES])
{
	struct date d = date_of(when_ns);

	snprintf(out, WHEN_ISO_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d.%09dZ",
	    (int)d.year, d.month, d.day, d.hour, d.minute, d.second,
	    (int)d.ns);
}

void
when_short(int64_t when_ns, char out[WHEN_ISO_BYTES])
{
	struct date d = date_of(when_ns);

	snprintf(out, WHEN_ISO_BYTES, "%04d-%02d-%02d %02d:%02d:%02d",
	    (int)d.year, d.month, d.day, d.hour, d.minute, d.second);
}

void
when_span(int64_t span_ns, char out[WHEN_SPAN_BYTES])
{
	int64_t s = span_ns / NS_PER_S;

	if (span_ns < 0)
		span_ns = s = 0;
	if (span_ns < 10 * NS_PER_S)
		snprintf(out, WHEN_SPAN_BYTES, "%d.%ds", (int)s,
		    (int)(span_ns / (NS_PER_S / 10) % 10));
	else if (s < 60)
		snprintf(out, WHEN_SPAN_BYTES, "%ds", (int)s);
	else if (s < 3600)
		snprintf(out, WHEN_SPAN_BYTES, "%dm%02ds", (int)(s / 60),
		    (int)(s % 60));
	else if (s < 86400)
		snprintf(out, WHEN_SPAN_BYTES, "%dh%02dm", (int)(s / 3600),
		    (int)(s / 60 % 60));
	else
		snprintf(out, WHEN_SPAN_BYTES, "%lldd%02dh",
		    (long long)(s / 86400), (int)(s / 3600 % 24));
}
