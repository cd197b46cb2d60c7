/*
 * What people type to go to a time of a replay.
 */

#ifndef SHOW_MOMENT_H
#define SHOW_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

struct moment_range {
	int64_t first_ns, now_ns;
	int64_t last_ns;		/* 0: not known yet */
};

/*
 * "14:05", "14:05:30" (of the day that is nearest), "2026-11-23 14:05",
 * "+10m", "-90s", "-2h"; UTC.  False if it is none of these.
 */
bool	moment_read(const char *text, const struct moment_range *r,
	    int64_t *out);

#endif
