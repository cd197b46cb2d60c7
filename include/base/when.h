/*
 * Times as text.  Times are int64_t nanoseconds since 1970-01-01T00:00:00Z,
 * the calendar is the proleptic Gregorian one, no leap seconds (as POSIX).
 */

#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stddef.h>
#include <stdint.h>

enum {
	WHEN_ISO_BYTES = 40,	/* "2026-11-23T22:10:03.512345678Z" and NUL */
	WHEN_SPAN_BYTES = 32	/* "3d04h" and NUL */
};

#define NS_PER_S	INT64_C(1000000000)
#define NS_PER_MS	INT64_C(1000000)
#define NS_PER_US	INT64_C(1000)

/* RFC 3339 in UTC, nine digits of fraction. */
void	when_iso(int64_t when_ns, char out[WHEN_ISO_BYTES]);
/* "2026-11-23 22:10:03", UTC. */
void	when_short(int64_t when_ns, char out[WHEN_ISO_BYTES]);
/* "0.4s", "12s", "3m12s", "2h05m", "3d04h". */
void	when_span(int64_t span_ns, char out[WHEN_SPAN_BYTES]);

#endif
