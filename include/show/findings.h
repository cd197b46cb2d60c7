/*
 * The capture point in words: what a check has found, in a sentence and in a
 * few words, where the capture was taken, and where to move it.
 */

#ifndef SHOW_FINDINGS_H
#define SHOW_FINDINGS_H

#include <stdbool.h>

#include "base/text.h"
#include "data/note.h"
#include "data/words.h"

enum {
	SENTENCE_BYTES = 200,	/* a finding's or an alert's, NUL included */
	FINDING_WAYS = 3
};

/* How a name that came over the wire is written. */
enum spelling {
	SPELLING_RAW,		/* as it came: JSON has an escaper of its own */
	SPELLING_UTF8,		/* harmless for a terminal */
	SPELLING_ASCII
};

void	spelling_add(struct text *t, const char *name, enum spelling as);

/* What was found, in one sentence. */
void	finding_add(struct text *t, const struct snap_note *n,
	    enum spelling as);
/* The same, cut to fit; returns out. */
const char	*finding_words(const struct snap_note *n, bool ascii,
		    char out[SENTENCE_BYTES]);
/* The same in a few words, for one line. */
const char	*finding_brief(enum note note);
/* Nothing is missed for it. */
bool	finding_is_mild(enum note note);

/* "the LAN side", and what follows "taken": "on the LAN side". */
const char	*point_words(enum point point);
const char	*point_taken(enum point point);
/* Where to move an unfit capture: one sentence, and a list that ends with
 * NULL where it is shorter than FINDING_WAYS. */
const char	*point_way(enum point point);
const char	*const *point_ways(enum point point);

#endif
