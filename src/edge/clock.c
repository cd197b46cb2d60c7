/*
 * The monotonic clock paces the progress line and never enters the engine;
 * the random bytes key this run's hashes and tags.
 */

#define _GNU_SOURCE

#include "edge/clock.h"

#include <sys/random.h>
#include <time.h>

static int64_t
now_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return ((int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
}

int64_t
clock_steady_ns(void)
{
	return (now_of(CLOCK_MONOTONIC));
}

int64_t
clock_wall_ns(void)
{
	return (now_of(CLOCK_REALTIME));
}

/* A process that is interrupted between two reads of clocks would see a step of
 * the clock: they are read again when they lie further apart. */
enum { LOOKS = 5, APART_NS = 1000000 };

struct clock_look
clock_look(void)
{
	struct clock_look look;
	int64_t after_ns;
	int i;

	for (i = 0; i < LOOKS; i++) {
		look.boot_ns = now_of(CLOCK_BOOTTIME);
		look.wall_ns = now_of(CLOCK_REALTIME);
		after_ns = now_of(CLOCK_BOOTTIME);
		if (after_ns - look.boot_ns < APART_NS)
			break;
	}
	return (look);
}

int
clock_random(void *out, size_t n)
{
	return (getrandom(out, n, 0) == (ssize_t)n ? 0 : -1);
}
