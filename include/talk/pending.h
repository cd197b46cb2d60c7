/*
 * Asks: logins waiting for their verdict, in order, per talk.
 */

#ifndef TALK_PENDING_H
#define TALK_PENDING_H

#include "talk/talk.h"

/* A new open ask at the end of the talk's list, for the command that was
 * pushed last; the stalest of all talks makes room when the store is full. */
struct pending	*pending_open(struct talk *t, struct talk_store *s,
		    enum asked asked, int64_t when_ns);
struct pending	*pending_first(const struct talk *t, const struct talk_store *s);
struct pending	*pending_next(const struct talk_store *s, const struct pending *p);
/* The last ask that is open, or NULL. */
struct pending	*pending_last_open(const struct talk *t,
		    const struct talk_store *s);
void	pending_drop(struct talk *t, struct talk_store *s, struct pending *p);

/*
 * Who logs in, made fit to keep, and by a mechanism that sasl.c has no row
 * for.  Where there is no room for it, it is forgotten whole.
 */
void	pending_set_user(struct talk_store *s, struct pending *p, struct span user);
/* The name again, "" when unknown. */
struct span	pending_user(const struct talk_store *s, const struct pending *p);
void	pending_set_mech(struct talk_store *s, struct pending *p, struct span mech);

/* The client has sent what it had to say. */
void	pending_sent(struct pending *p, int64_t when_ns);

/* Settle it by the server's words. */
void	settle_by_words(struct talk_store *s, struct pending *p, struct judgement j,
	    struct span reply, int64_t when_ns);
/* These words tell what the verdict will be, unless a better comes. */
void	settle_hint(struct talk_store *s, struct pending *p, struct judgement j,
	    struct span reply, int64_t when_ns);
/* What was said then, "" when there was no room for it. */
struct span	settle_hint_words(const struct talk_store *s,
		    const struct pending *p);
/*
 * Only the server's half is in the capture: a verdict whose words can answer
 * nothing but a login stands for the login that nobody saw.
 */
void	settle_unasked(struct talk *t, struct talk_store *s,
	    const struct line_view *v, int64_t when_ns);
/* Settle it without words: the capture or the connection ended. */
void	give_up(struct pending *p, enum reason reason, int64_t when_ns);
/* All open ones are given up; named ones are dropped. */
void	settle_give_up(struct talk *t, struct talk_store *s,
	    enum reason reason, int64_t when_ns);

/* The first settled ask, copied out and dropped; false when there is none. */
bool	settle_take(struct talk *t, struct talk_store *s,
	    struct attempt *out);

/* --- replies that are owed in order --- */

/*
 * False when too many are owed to keep what they are: they are counted, and
 * nothing is judged by their replies.  what: 1 to OWED_KINDS - 1.
 */
bool	pipeline_push(struct talk *t, uint8_t what);
/* What the reply that comes now answers; 0 when nobody knows. */
uint8_t	pipeline_first(const struct talk *t);
/* The command that was pushed last; 0 when nobody knows. */
uint8_t	pipeline_last(const struct talk *t);
unsigned	pipeline_count(const struct talk *t);
void	pipeline_pop(struct talk *t);
void	pipeline_forget(struct talk *t);
/* The open ask whose verdict is the reply that comes now, or NULL. */
struct pending	*pending_of_reply(const struct talk *t, const struct talk_store *s);
/* The turn of the command that was pushed last. */
uint16_t	pipeline_number(const struct talk *t);

/*
 * The client takes its turn: whatever the server owed and a hole has eaten
 * is past.  Call before a command (not a SASL response) is pushed.
 */
void	settle_lost(struct talk *t, struct talk_store *s, int64_t when_ns);

#endif
