/*
 * What a server's refusal asks for beside "no": the words of providers and
 * servers, in the languages they speak.  talk/hint.h searches them.
 */

#ifndef DATA_HINTS_H
#define DATA_HINTS_H

#include <stddef.h>

#include "data/words.h"

/*
 * A row fits a line that begins with starts and holds one phrase but not the
 * other; "" for anything.  HINT_UNKNOWN: these words say nothing sure, and no
 * later row is tried.
 */
struct hint_row {
	enum hint hint;
	enum proto proto;	/* PROTO_UNKNOWN: said in all of them */
	const char *starts;	/* the status */
	const char *holds;
	const char *unless;	/* "" for nothing */
	const char *source;
};

enum hint_table {
	HINTS_SAID,		/* tried before the generic ones */
	HINTS_GENERIC,
	HINTS_GREETINGS		/* that refuse: whom, nobody has said yet */
};

/* The rows of a table, in the order in which they are to be tried. */
const struct hint_row	*hints_all(enum hint_table table, size_t *n);
/* HINTS_GENERIC, which has a file of its own. */
const struct hint_row	*hints_generic(size_t *n);

#endif
