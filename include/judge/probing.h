/*
 * From the answers of a mail host's ports to what may be believed: are we
 * locked out, and how.
 */

#ifndef JUDGE_PROBING_H
#define JUDGE_PROBING_H

#include "data/probe.h"

/*
 * Fills in the verdicts of v's addresses and of v itself, from its rows, its
 * line, and which addresses are neighbours that live.  The rest is left as it
 * is.
 */
void	probing_judge(struct probe_view *v);

#endif
