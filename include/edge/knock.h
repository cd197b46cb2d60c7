/*
 * Ports tried by the kernel's own connections, where no right is had to send
 * SYNs: each is closed at once, and nothing is said on it.
 */

#ifndef EDGE_KNOCK_H
#define EDGE_KNOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "data/probe.h"

enum { KNOCKS_MAX = PROBE_ROWS, KNOCK_MS = 3000 };

struct knock {
	struct ip ip;
	uint16_t port;
	int64_t asked_ns, known_ns;
	struct probe_answer answer;	/* UNKNOWN: it could not be tried */
};

/* May this process do no more, for want of the right to packets? */
bool	knock_is_all_there_is(void);

/* Try all of them; goes_on is asked ten times a second. */
void	knock_all(struct knock *knocks, uint32_t n, bool (*goes_on)(void));

#endif
