/* Frames of several interfaces, in the order in which they came by. */

#ifndef EDGE_MERGE_H
#define EDGE_MERGE_H

#include <stdbool.h>
#include <stdint.h>

/* The next frame of an interface, where it has one. */
struct merge_head {
	bool is_open, has_frame;
	int64_t when_ns;
};

/* The interface whose turn it is, -1: no one's yet.  now_ns is a time of day
 * from before the heads without a frame were last looked at. */
int	merge_choose(const struct merge_head *heads, int n, int64_t now_ns);
/* In how many ms it will be some interface's turn, most_ms at most. */
int	merge_wait_ms(const struct merge_head *heads, int n, int64_t now_ns,
	    int most_ms);

#endif
