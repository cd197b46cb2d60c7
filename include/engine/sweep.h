/*
 * A sweep of the link: each address of the on-link prefixes is asked, then
 * once more those that were silent, and what may be guessed of those heard.
 *
 * Pure: the caller sends, waits between the rounds, and tells who was heard.
 */

#ifndef ENGINE_SWEEP_H
#define ENGINE_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "data/census.h"
#include "data/question.h"

enum {
	SWEEP_ADDRESSES = 1024,		/* of one prefix: a /22, a /118 */
	SWEEP_ROUNDS = 2
};

struct sweep_range {
	struct ip first;		/* the prefix's first address */
	uint32_t n;			/* 0: too large to be asked */
	uint8_t is_heard[SWEEP_ADDRESSES];
};

struct sweep {
	const struct question_bounds *bounds;	/* borrowed */
	struct sweep_range ranges[QUESTION_PREFIXES];
	uint32_t n_ranges;
	uint32_t round;
	bool is_all_asked;		/* the echo to all, of this round */
	uint32_t at_range, at_address;
	/* Addresses of the second round, made of MACs. */
	uint32_t n_guesses, at_guess;
	struct ip guesses[SWEEP_ADDRESSES];
};

void	sweep_init(struct sweep *s, const struct question_bounds *b);
/* What to ask next; false: this round is over. */
bool	sweep_next(struct sweep *s, struct question *out);
/* The next round, with what was heard so far; false: that was the last one. */
bool	sweep_again(struct sweep *s, const struct census *heard);
/* How many questions this round has in all, those asked among them. */
uint32_t	sweep_planned(const struct sweep *s);
/* The i-th IPv4 prefix that is too large to be asked; NULL after the last. */
const struct question_prefix	*sweep_too_large(const struct sweep *s,
				    uint32_t i);

#endif
