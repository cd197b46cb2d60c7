/*
 * How likely each step shows what is seen of an exchange: how long the client's
 * turn is, how long the server's is, and how long the server took.
 *
 * Worked out for four lengths of the tag at once.  What a hypothesis changes of
 * it, the refusals alone, is put in when one is tried (emission_suppose).
 */

#ifndef TALK_EMISSION_H
#define TALK_EMISSION_H

#include "talk/fit.h"
#include "talk/sums.h"

struct emission {
	lanes p[EMITTED_COUNT][STEP_COUNT];
	/* What is left of p[][STEP_REFUSED] once a hypothesis is supposed:
	 * the client's turn first and after a challenge, and the answer. */
	lanes asked[2], refused;
	/* As a challenge, supposing nothing. */
	lanes challenge[EMITTED_COUNT];
	/* Of all refusals, so many are as long as this answer. */
	lanes length;
	/* The first exchange with the same answer, itself or one before; -1:
	 * there is no answer, or one with a hole. */
	int answer;
	bool is_hidden;			/* a hole: it says nothing */
};

/* What is taken for true of a whole session, by lane. */
struct hypothesis {
	uint32_t tag[LANES];
	/* The exchange whose answer is how this server refuses; -1: none. */
	int refusal[LANES];
	lanes share;			/* of such an answer among refusals */
};

/* Of every exchange of r, for the tags of h, nothing supposed yet. */
void	emission_all(const struct observations *r,
	    const struct hypothesis *h, struct emission out[EXCHANGES_MAX]);

/* Suppose h of the i-th of all. */
void	emission_suppose(const struct observations *r, int i,
	    const struct hypothesis *h, struct emission all[EXCHANGES_MAX]);

#endif
