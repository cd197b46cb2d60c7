/*
 * The hidden Markov model of a session: what each exchange was for.
 */

#ifndef TALK_HMM_H
#define TALK_HMM_H

#include "talk/observations.h"

/* How likely each step is at each exchange, over all hypotheses. */
void	hmm_believe(const struct observations *r, struct belief *out);

#endif
