/*
 * From a device's totals to what is believed of it.  Integers in, a rating
 * out; who the device is, is the ledger's business.
 */

#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/words.h"
#include "judge/tally.h"

enum {
	VERDICT_OPEN = 3,	/* open failures that make a culprit */
	VERDICT_SLIP = 2,	/* failures forgiven when a success follows */
	VERDICT_RELAPSES = 3,	/* failing again so often: a suspect */
	VERDICT_GUESSES = 4,	/* secrets that make a guesser */
	/* Users, each tried once or twice: more than one program's mailboxes
	 * at its first look after a move of the host.  A guess. */
	VERDICT_USERS = 6,
	TOTALS_GAPS = 128
};

struct totals {
	uint32_t failures, successes, unknown;
	uint32_t open;		/* failures nothing made good */
	uint32_t slip_max, relapses;
	uint32_t users, secrets;	/* different ones that failed */
	uint32_t open_users, open_secrets;
	uint32_t tagged, repeats;
	uint64_t certainty;	/* sum of the failures' confidence_pct */
	uint32_t inferred, alike;	/* as in struct tally */
	uint16_t reply_bytes;
	uint32_t delay_least_ms, delay_most_ms;
	bool is_own_link;	/* told by its own MAC */
	bool hides_others;	/* a router: many users are many people */
	bool is_afar;		/* an address with others' devices behind it */
	uint32_t n_gaps;
	uint32_t gaps_ms[TOTALS_GAPS];
};

/* Add one program's record (not its user, nor what it counts). */
void	totals_add(struct totals *d, const struct tally *t, bool is_user_known);

enum rating	totals_rate(const struct totals *d);
bool	totals_is_guessing(const struct totals *d);
bool	totals_is_repeating(const struct totals *d);
uint8_t	totals_confidence(const struct totals *d);
/* The median gap in ns, 0 if unknown.  Sorts the gaps. */
int64_t	totals_interval(struct totals *d);

#endif
