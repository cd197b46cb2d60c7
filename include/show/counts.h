/*
 * What the report and the screens say alike of a capture.
 */

#ifndef SHOW_COUNTS_H
#define SHOW_COUNTS_H

#include "base/text.h"
#include "data/snapshot.h"

/* "1 device", "3 devices". */
void	counts_add(struct text *t, uint64_t n, const char *one,
	    const char *more);
/* "2 servers"; "40 services" where there are too many to tell hosts apart. */
void	counts_servers(struct text *t, const struct snapshot *s);
/* What snaplen cuts off is missing in the stream: one cause, told once. */
bool	counts_note_is_told(const struct snap_capture *c, enum note note);

#endif
