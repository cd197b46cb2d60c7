/*
 * The record of one mail program on one account: how it has fared, and how
 * much of that is still open.  A failure is open until the same program gets
 * in; a secret that fails again after another one got in was never mistyped:
 * some second program keeps it.
 */

#ifndef JUDGE_TALLY_H
#define JUDGE_TALLY_H

#include <stdbool.h>
#include <stdint.h>

enum { TALLY_GAPS = 15 };	/* between the last 16 failures */

struct tally {
	uint32_t failures, successes, unknown;
	uint32_t streak;	/* failures since the last success */
	uint32_t new_secrets;	/* in the streak, never tried before */
	uint32_t slip_max;	/* the longest streak that a success ended */
	uint32_t relapses;	/* streaks begun soon after a success */
	uint32_t tagged;	/* failures whose secret can be compared */
	uint32_t repeats;	/* of these: the same as the failure before */
	uint32_t stale;		/* failures with stale_tag */
	uint32_t inferred;	/* failures told by lengths, not by words */
	uint32_t alike;		/* of these: refused with reply_bytes */
	uint16_t reply_bytes;	/* of the last inferred, 0 = not exact */
	uint32_t delay_least_ms, delay_most_ms;	/* of these */
	bool was_right;		/* it has got in at least once */
	bool is_outlived;	/* another secret got in since stale_tag */
	bool is_back;		/* and stale_tag was tried again all the same */
	uint64_t stale_tag;	/* the secret of the last failure, 0 = none */
	int64_t first_ns, last_ns;	/* of its failures */
	int64_t settled_ns[2];	/* the last success, and the one before */
	uint32_t settled;	/* failures that the last one made good */
	uint32_t gaps_ms[TALLY_GAPS];	/* a ring */
	uint32_t n_gaps;	/* ever put in */
};

/*
 * tag 0: not comparable; is_new: no failure of this device had it before.  A
 * failure told late counts, but a success since has made it good already.
 */
void	tally_fail(struct tally *t, int64_t when_ns, uint64_t tag, bool is_new);
/*
 * The inferred failure told at when_ns was none, as is known now.  What only
 * the order of all failures would tell (relapses, the longest slip) is then
 * taken for less rather than for more.
 */
void	tally_unfail(struct tally *t, int64_t when_ns);
/* The failure just told was inferred: from such a reply, after so long. */
void	tally_infer(struct tally *t, uint16_t reply_bytes, int64_t delay_ns);
/*
 * It got in at when_ns, which settles the failures before.  Does not count
 * it: a sibling's success settles as well.
 */
void	tally_settle(struct tally *t, int64_t when_ns, uint64_t tag);
/* Failures that nothing has made good. */
uint32_t	tally_open(const struct tally *t, bool is_user_known);

#endif
