/*
 * What was tried for one account, told apart by credentials: how each has
 * fared, replayed from the log in the order of time.
 */

#ifndef JUDGE_CREDENTIALS_H
#define JUDGE_CREDENTIALS_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/facts.h"
#include "judge/store.h"

enum {
	GROUP_ACCOUNTS = 16,	/* programs of one suspect with one mailbox */
	GROUP_LOGINS = 192,	/* the newest of them */
	GROUP_KEYS = 32		/* the last one stands for all others */
};

/*
 * One set of credentials: a user as spelled, a secret, a mechanism.  Where no
 * secret can be compared (a challenge, TLS) a program stands for it.
 */
struct credentials {
	uint64_t user_tag, secret_tag;
	uint16_t mech;
	const struct account *account;	/* of its first login */
	uint32_t n_ok, n_own;	/* let in; refused without an excuse */
	uint32_t n_likely;	/* most likely let in, inside TLS */
	uint32_t streak;	/* of these, since the program was let in */
	/* Of both those that a servers file has told. */
	uint32_t n_taught, taught_streak;
	uint32_t relapses;
	uint32_t n_method;	/* refusals that another mechanism made good */
	bool is_stranger;	/* excused, though it never got in */
	bool is_unknown;	/* in clear, and yet neither user nor secret */
	bool is_outlived;	/* others got in since it was refused */
	bool is_back;		/* and it was tried again all the same */
	bool was_right;		/* it had been let in before the streak */
	int64_t first_ns, last_ns;	/* own failures */
	int64_t streak_ns;	/* the first of the streak */
	int64_t last_ok_ns;
	int64_t good_ns;	/* the program's first success after last_ns */
	uint32_t n_slips;	/* streaks that were put right as one types */
	/* Between its own failures: the longest of a working day, the longest
	 * and the shortest of all. */
	int64_t gap_ns, gap_most_ns, gap_least_ns;
};

/* The accounts of a suspect that are one: a mailbox of a host, or, hidden, one
 * program there. */
struct group {
	const struct store *store;
	uint32_t n_accounts, n_logins, n_keys;
	uint32_t slip_max;	/* the most that one success made good */
	const struct account *accounts[GROUP_ACCOUNTS];
	const struct login *logins[GROUP_LOGINS];	/* newest first */
	struct credentials keys[GROUP_KEYS];
	/* The time between one new secret that fails and the next. */
	uint32_t n_typed, typed_ms[GROUP_KEYS];
	int64_t typed_ns;
};

/* Replay the accounts that were put in; adds what it excuses to out. */
void	group_replay(struct group *g, struct facts *out);
/* Streaks begun soon after a success, but for those that were slips. */
uint32_t	credentials_relapses(const struct credentials *k);
/* After so long without a failure they are tried no more. */
int64_t	credentials_span_ns(const struct credentials *k);
/* Of these credentials: own failures that nothing made good. */
uint32_t	credentials_open(const struct group *g,
		    const struct credentials *k);
/* Of these, those that are open by what a servers file says. */
uint32_t	credentials_open_taught(const struct credentials *k,
	    uint32_t open);

#endif
