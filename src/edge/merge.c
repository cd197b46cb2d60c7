/*
 * Each interface hands over a block of frames when its own time has come.
 * Where the two directions of a session come by two of them (a network tap,
 * a bond, a way back that is another), an answer would be read before its
 * question, and a failed login taken for a good one.
 *
 * So the oldest frame goes first, and waits as long as one that has none may
 * still come with an older one: until the kernel holds none back any more.
 */

#include "edge/merge.h"

#include "base/when.h"

/* The kernel holds a frame back so long at most: twice BLOCK_MS (live.c), and
 * what it takes to wake up. */
#define HELD_NS		(NS_PER_S * 22 / 100)

static int
oldest(const struct merge_head *heads, int n, bool *all_told)
{
	int i, first = -1;

	*all_told = true;
	for (i = 0; i < n; i++) {
		if (heads[i].has_frame && (first == -1 ||
		    heads[i].when_ns < heads[first].when_ns))
			first = i;
		*all_told &= heads[i].has_frame || !heads[i].is_open;
	}
	return (first);
}

/* How long a frame has to wait still.  The clock may have been set since the
 * frame was stamped: one from the future would wait for hours. */
static int64_t
wait_ns(int64_t when_ns, int64_t now_ns)
{
	int64_t left_ns = when_ns + HELD_NS - now_ns;

	return (left_ns < 0 || left_ns > 2 * HELD_NS ? 0 : left_ns);
}

int
merge_choose(const struct merge_head *heads, int n, int64_t now_ns)
{
	bool all_told;
	int first = oldest(heads, n, &all_told);

	if (first == -1 || all_told ||
	    wait_ns(heads[first].when_ns, now_ns) == 0)
		return (first);
	return (-1);
}

int
merge_wait_ms(const struct merge_head *heads, int n, int64_t now_ns,
    int most_ms)
{
	bool all_told;
	int first = oldest(heads, n, &all_told), ms;

	if (first == -1)
		return (most_ms);
	if (all_told)
		return (0);
	ms = (int)(wait_ns(heads[first].when_ns, now_ns) / 1000000) + 1;
	return (ms < most_ms ? ms : most_ms);
}
