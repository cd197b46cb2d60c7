/*
 * The names of mail programs that data/clients.c has no row for, as they give
 * them themselves (IMAP's ID).  Each is kept once, and a talk holds its number,
 * which is beyond all rows.
 */

#ifndef TALK_PROGRAM_H
#define TALK_PROGRAM_H

#include <stdint.h>

#include "base/span.h"
#include "data/event.h"

enum {
	PROGRAMS_KEPT = 128,	/* then no more are learnt: a guess */
	PROGRAM_FIRST = 0x8000	/* a number from here on is a name's */
};

struct programs {
	uint32_t n;
	char names[PROGRAMS_KEPT][PROGRAM_BYTES];
};

/* What a client's line says of it, better than "row" or row itself: a row of
 * clients.c, or the number of a name. */
uint16_t	program_by_line(struct programs *p, enum proto proto,
		    struct span line, uint16_t row);
/* Into the attempt. */
void	program_tell(const struct programs *p, uint16_t row,
	    struct attempt *out);

#endif
