/*
 * What people type to go to a time of a replay.
 */

#ifndef SHOW_TYPED_TIME_H
#define SHOW_TYPED_TIME_H

#include <stdbool.h>
#include <stdint.h>

struct typed_time_range {
	int64_t first_ns, now_ns;
	int64_t last_ns;		/* 0: not known yet */
};

/*
 * "14:05", "14:05:30" (of the day that is nearest), "2026-11-23 14:05",
 * "+10m", "-90s", "-2h"; UTC.  False if it is none of these.
 */
bool	typed_time_read(const char *text, const struct typed_time_range *r,
	    int64_t *out);

#endif
