/* The only look at a clock and at the kernel's random numbers. */

#ifndef EDGE_CLOCK_H
#define EDGE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Never goes back; its zero means nothing. */
int64_t	clock_steady_ns(void);
/* The time of day, ns since the epoch: as packets are stamped. */
int64_t	clock_wall_ns(void);
/* Both at one moment: the time of day, and since the boot, sleep included. */
struct clock_look {
	int64_t wall_ns, boot_ns;
};
struct clock_look	clock_look(void);
/* n random bytes; -1 when the kernel has none. */
int	clock_random(void *out, size_t n);

#endif
