/*
 * What the report and the screens say alike of a capture.
 */

#ifndef SHOW_FACTS_H
#define SHOW_FACTS_H

#include "base/text.h"
#include "data/snapshot.h"

/* "1 device", "3 devices". */
void	facts_count(struct text *t, uint64_t n, const char *one,
	    const char *more);
/* "2 servers"; "40 services" where there are too many to tell hosts apart. */
void	facts_servers(struct text *t, const struct snapshot *s);
/* What snaplen cuts off is missing in the stream: one cause, told once. */
bool	facts_note_is_told(const struct snap_capture *c, enum note note);

#endif
