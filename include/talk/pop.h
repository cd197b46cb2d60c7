/*
 * What POP3's reader (RFC 1939) keeps of a talk, and the reader.
 */

#ifndef TALK_POP_H
#define TALK_POP_H

#include <stdbool.h>

struct pop_state {
	bool is_multi;		/* inside a reply of many lines */
	bool is_nobody;		/* USER named nobody, and no other came */
};

extern const struct reader reader_pop;

#endif
