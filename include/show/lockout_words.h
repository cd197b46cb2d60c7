/*
 * A lockout in words, for the report and the screens alike.
 */

#ifndef SHOW_LOCKOUT_WORDS_H
#define SHOW_LOCKOUT_WORDS_H

#include <stdbool.h>

#include "base/text.h"
#include "data/snapshot.h"
#include "show/layout.h"

/* "LOCKED", "no answer", "at risk", "ok". */
const char	*lockout_status(enum server_status v);
/* "no longer answers", "refuses all connections". */
const char	*lockout_words(enum opening_end how);
/* "mail.example.test", or its address. */
void	lockout_server(struct text *t, const struct snap_lockout *l,
	    bool ascii);
/* What points at a lockout, one clue after the other. */
enum { LOCKOUT_CLUES = 4 };
void	lockout_clue(struct text *t, const struct snap_lockout *l, int i,
	    bool ascii);
/* The newest lockout that holds, or NULL. */
const struct snap_lockout	*lockout_now(const struct snapshot *s);

/* The report's parts: that nobody gets mail now, what to do then, and what
 * lockouts there were. */
void	lockout_head(const struct layout *p, const struct snapshot *s);
/* What there is to do where nothing but silence was seen. */
void	lockout_wait(const struct layout *p);
void	lockout_steps(const struct layout *p, const struct snapshot *s);
void	lockout_say(const struct layout *p, const struct snapshot *s);

/* The note that nothing but tries in vain was seen; else NULL. */
const struct snap_note	*lockout_unanswered(const struct snapshot *s);

#endif
