/*
 * The report's part on the evidence.
 */

#ifndef SHOW_EVIDENCE_H
#define SHOW_EVIDENCE_H

#include "data/snapshot.h"
#include "show/layout.h"

void	evidence_say(const struct layout *p, const struct snapshot *s);

#endif
