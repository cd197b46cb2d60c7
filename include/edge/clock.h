/* The only look at a clock and at the kernel's random numbers. */

#ifndef EDGE_CLOCK_H
#define EDGE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* A time that never goes back; its zero means nothing. */
int64_t	clock_steady_ns(void);
/* The time of day, in ns since the epoch, as packets are stamped. */
int64_t	clock_wall_ns(void);
/*
 * The time of day and the time since the boot, sleep included, at one moment.
 */
struct clock_look {
	int64_t wall_ns, boot_ns;
};
struct clock_look	clock_look(void);
/* Write n random bytes; -1 when the kernel has none. */
int	clock_random(void *out, size_t n);

#endif
