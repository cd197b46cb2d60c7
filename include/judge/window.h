/* How many in the last minutes. */

#ifndef JUDGE_WINDOW_H
#define JUDGE_WINDOW_H

#include <stdint.h>

enum { WINDOW_MINUTES = 10 };

/* A window that is zeroed is empty. */
struct window {
	int64_t minute;		/* the last one: since 1970 */
	uint16_t n[WINDOW_MINUTES];
};

/* Count one more, or (by -1) one less, at when_ns; one that is too old to be
 * in the sum is left out. */
void	window_add(struct window *w, int64_t when_ns, int by);
/* The sum over the last WINDOW_MINUTES, the one that runs among them. */
uint32_t	window_sum(const struct window *w, int64_t now_ns);

#endif
