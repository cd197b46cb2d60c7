/* Times as people type them. */

#define _GNU_SOURCE

#include "show/typed_time.h"

#include <stdio.h>
#include <time.h>

#include "base/when.h"

#define DAY_NS	(86400 * NS_PER_S)

/* Reads "+10m", a step from now. */
static bool
read_step(const char *text, int64_t now_ns, int64_t *out)
{
	char sign, unit = 'm', rest;
	long n;
	int got = sscanf(text, " %c%6ld%c%c", &sign, &n, &unit, &rest);
	int64_t s;

	if (got < 2 || got > 3 || (sign != '+' && sign != '-') || n < 0)
		return (false);
	s = unit == 's' ? n : unit == 'm' ? n * 60 : unit == 'h' ? n * 3600 :
	    unit == 'd' ? n * 86400 : -1;
	if (s < 0)
		return (false);
	*out = now_ns + (sign == '-' ? -s : s) * NS_PER_S;
	return (true);
}

/* Reads "HH", "HH:MM" or "HH:MM:SS" and no more; returns seconds of the day,
 * or -1. */
static int64_t
read_clock(const char *text)
{
	int h, m = 0, s = 0, end = 0;

	if (sscanf(text, "%2d%n:%2d%n:%2d%n", &h, &end, &m, &end, &s,
	    &end) < 1 || text[end] != '\0')
		return (-1);
	if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
		return (-1);
	return ((int64_t)h * 3600 + m * 60 + s);
}

/*
 * Takes the day for which this time is nearest, and within what was recorded.
 * While the end is not known yet, nothing tells tomorrow from before the
 * beginning, and the nearest is what was meant.
 */
static int64_t
nearest(int64_t of_day_ns, const struct typed_time_range *r)
{
	int64_t day = r->now_ns - r->now_ns % DAY_NS - DAY_NS, best = 0;
	int64_t best_off = INT64_MAX;
	int i;

	for (i = 0; i < 3; i++, day += DAY_NS) {
		int64_t at = day + of_day_ns, off = at > r->now_ns ?
		    at - r->now_ns : r->now_ns - at;

		/* One outside the capture is taken only if none is inside. */
		if (r->last_ns != 0 && (at < r->first_ns || at > r->last_ns))
			off += 10 * DAY_NS;
		if (off < best_off) {
			best_off = off;
			best = at;
		}
	}
	return (best);
}

bool
typed_time_read(const char *text, const struct typed_time_range *r,
    int64_t *out)
{
	struct tm tm = { 0 };
	int64_t of_day_s;
	int end = 0;

	while (*text == ' ')
		text++;
	if (read_step(text, r->now_ns, out))
		return (true);
	if (sscanf(text, "%4d-%2d-%2d%*1[ T]%n", &tm.tm_year, &tm.tm_mon,
	    &tm.tm_mday, &end) == 3 && end > 0) {
		of_day_s = read_clock(text + end);
		if (of_day_s < 0 || tm.tm_year < 1970 || tm.tm_year > 2261 ||
		    tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 ||
		    tm.tm_mday > 31)
			return (false);
		tm.tm_year -= 1900;
		tm.tm_mon--;
		*out = ((int64_t)timegm(&tm) + of_day_s) * NS_PER_S;
		return (true);
	}
	of_day_s = read_clock(text);
	if (of_day_s < 0)
		return (false);
	*out = nearest(of_day_s * NS_PER_S, r);
	return (true);
}
