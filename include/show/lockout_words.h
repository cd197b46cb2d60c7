/*
 * A lockout in words, for the report and the screens alike.
 */

#ifndef SHOW_LOCKOUT_WORDS_H
#define SHOW_LOCKOUT_WORDS_H

#include <stdbool.h>

#include "base/text.h"
#include "data/snapshot.h"
#include "show/wording.h"

/* "LOCKED", "no answer", "at risk", "ok". */
const char	*lockout_status(enum server_status v);
/* "no longer answers", "refuses right passwords"; of one that is over "did not
 * answer". */
const char	*lockout_deed(enum lock_kind kind, enum opening_end how,
		    bool is_over);
/* "answers again", "takes right passwords again". */
const char	*lockout_back(enum lock_kind kind);
/* Whom it meets: "your address". */
const char	*lockout_scope(enum lock_scope scope);
/* "mail.example.test", or its address. */
void	lockout_server(struct text *t, const struct snap_lockout *l,
	    bool ascii);
/* Adds who made most of the failures, "pc (192.168.1.23)". */
void	lockout_trigger(struct text *t, const struct snap_lockout *l,
	    bool ascii);
/* "port 25", "ports 25 587". */
void	lockout_ports(struct text *t, const struct snap_lockout *l);
/* Adds what it means, as a sentence's end: ": most likely it has locked your
 * address out, for all devices." */
void	lockout_meaning(struct text *t, const struct snap_lockout *l,
	    struct wording w);
/* What points at a lockout, one clue after the other. */
enum { LOCKOUT_CLUES = 4 };
void	lockout_clue(struct text *t, const struct snap_lockout *l, int i,
	    struct wording w);
/* The newest lockout that holds, or NULL. */
const struct snap_lockout	*lockout_now(const struct snapshot *s);
/* The note that nothing but tries in vain was seen; else NULL. */
const struct snap_note	*lockout_unanswered(const struct snapshot *s);

#endif
