/*
 * Which frames the kernel hands over: a program for Ethernet.  For other links
 * edge/filter_text.h has an expression.
 */

#ifndef EDGE_FILTER_H
#define EDGE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A classic BPF instruction (linux/filter.h).  The kernel takes no more than
 * these (BPF_MAXINSNS). */
enum { FILTER_STEPS = 4096 };

struct filter_step {
	uint16_t code;
	uint8_t if_true, if_false;
	uint32_t k;
};

struct filter {
	int n;
	struct filter_step steps[FILTER_STEPS];
};

/* The places in a frame that the user's expression is to hold for, the frame
 * itself first. */
enum { FILTER_PLACES = 6 };

/*
 * The user's own expression as it is to be compiled for this place: in the
 * frame, behind a tag, in PPPoE ...  False when there is none: it speaks of
 * tags itself, or the place is not below FILTER_PLACES.  on_frame: it is asked
 * of the frame itself nevertheless, for an expression that means nothing there
 * ("ether host" in PPPoE).  out is of at least strlen(expression) +
 * FILTER_PLACE_BYTES.
 */
enum { FILTER_PLACE_BYTES = 128 };
bool	filter_place(const char *expression, int place, bool on_frame,
	    char *out, size_t size);

/*
 * Begin with what the user wants: each program that was compiled for a place
 * is added, and a frame passes on when one of them takes it.  False when it
 * does not fit; then nothing was added.
 */
bool	filter_add_user(struct filter *f, const struct filter_step *steps,
	    int n);
/* Then add what lockhound reads: mail, neighbours' news, refusals, mirrors; and
 * how connections of any port begin and end.  all_ports: all of TCP. */
void	filter_add_mail(struct filter *f, bool all_ports);

/* Does a user's expression say itself where it is to hold: behind a tag, a
 * label or in PPPoE? */
bool	filter_speaks_of_tags(const char *expression);

/* SYN, FIN and RST, and where they stand in a TCP header (RFC 9293 3.1). */
enum { FILTER_TCP_FLAGS_AT = 13, FILTER_TCP_ENDS = 0x07 };

#endif
