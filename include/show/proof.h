/*
 * The report's part on the evidence.
 */

#ifndef SHOW_PROOF_H
#define SHOW_PROOF_H

#include "data/snapshot.h"
#include "show/page.h"

void	proof_say(const struct page *p, const struct snapshot *s);

#endif
