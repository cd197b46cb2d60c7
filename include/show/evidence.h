/*
 * The report's part on the evidence.
 */

#ifndef SHOW_EVIDENCE_H
#define SHOW_EVIDENCE_H

#include "data/snapshot.h"
#include "show/layout.h"

void	evidence_say(const struct layout *p, const struct snapshot *s);
/* Logins of other devices that were turned away without a verdict. */
void	evidence_turned(const struct layout *p, const struct snapshot *s);

#endif
