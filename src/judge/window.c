/* A ring of minutes. */

#include "judge/window.h"

#include <string.h>

#include "base/when.h"

#define NS_PER_MINUTE	(60 * NS_PER_S)

static uint16_t *
slot(struct window *w, int64_t minute)
{
	return (&w->n[(uint64_t)minute % WINDOW_MINUTES]);
}

void
window_add(struct window *w, int64_t when_ns, int by)
{
	int64_t minute = when_ns / NS_PER_MINUTE;
	uint16_t *n;

	if (minute - w->minute >= WINDOW_MINUTES) {
		memset(w->n, 0, sizeof w->n);
		w->minute = minute;
	}
	while (w->minute < minute)
		*slot(w, ++w->minute) = 0;
	if (w->minute - minute >= WINDOW_MINUTES)
		return;
	n = slot(w, minute);
	if (by > 0 ? *n < UINT16_MAX : *n > 0)
		*n = (uint16_t)(*n + by);
}

uint32_t
window_sum(const struct window *w, int64_t now_ns)
{
	int64_t minute, now = now_ns / NS_PER_MINUTE;
	uint32_t sum = 0;

	/* A clock that nobody has set begins in 1970: nothing is before. */
	for (minute = w->minute; minute >= 0 && minute > now - WINDOW_MINUTES &&
	    minute > w->minute - WINDOW_MINUTES; minute--)
		sum += w->n[(uint64_t)minute % WINDOW_MINUTES];
	return (sum);
}
