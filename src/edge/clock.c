/*
 * The monotonic clock paces the progress line and never enters the engine;
 * the random bytes key this run's hashes and tags.
 */

#define _GNU_SOURCE

#include "edge/clock.h"

#include <sys/random.h>
#include <time.h>

int64_t
clock_steady_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
}

int64_t
clock_wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
}

int
clock_random(void *out, size_t n)
{
	return (getrandom(out, n, 0) == (ssize_t)n ? 0 : -1);
}
