/*
 * Bounded text and the escapers.
 *
 * A text is filled, never overrun: what does not fit is cut at the end, on a
 * character's border, and remembered as cut.  Bytes from the wire enter text
 * only through text_add_wire (for a terminal or a log).  JSON is escaped by
 * its library.
 */

#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct text {
	char *at;		/* borrowed buffer, always NUL-ended */
	size_t size;		/* of the buffer, NUL included */
	size_t len;
	bool is_cut;
};

void	text_init(struct text *t, char *buffer, size_t size);
void	text_add(struct text *t, const char *s);
void	text_addf(struct text *t, const char *format, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * Strange bytes made harmless for a terminal: valid UTF-8 of printable
 * characters passes; control characters (C0, DEL, C1), bidirectional
 * overrides and invalid bytes each become '?'.  With ascii_only everything
 * beyond 0x7e does too.
 */
void	text_add_wire(struct text *t, struct span s, bool ascii_only);

/*
 * Copy wire bytes into a NUL-ended field as valid UTF-8: invalid bytes and NUL
 * become U+FFFD.  Control characters stay: each way out escapes them.
 * For names and users on their way into events.  Cut on a character's border.
 */
void	text_keep(char *out, size_t size, struct span s);

/* The length in bytes (1-4) of the UTF-8 character at s, 0 if invalid. */
size_t	utf8_length(struct span s);

/* The columns of the character at s: 0 (it joins the last), 1 or 2. */
unsigned	utf8_width(struct span s);

/* The columns a string takes; invalid bytes count as one each. */
size_t	utf8_columns(const char *s);

/* How many bytes of a text fit so many columns; *used is what they take. */
size_t	utf8_fit(const char *text, size_t columns, size_t *used);

#endif
