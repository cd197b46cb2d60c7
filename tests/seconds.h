/*
 * For the tools that pace themselves.
 */

#ifndef TESTS_SECONDS_H
#define TESTS_SECONDS_H

#include <time.h>

/* Of a clock that is never set. */
static inline double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

#endif
