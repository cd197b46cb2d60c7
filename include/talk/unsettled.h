/*
 * Logins inside TLS that are told by guesses alone, or not at all: what is kept
 * of each (struct unsettled) to tell more of it when more is known.
 */

#ifndef TALK_UNSETTLED_H
#define TALK_UNSETTLED_H

#include "talk/observations.h"
#include "talk/talk.h"

/* A verdict is told from so much on; a failure is taken back when it is no
 * likelier than that. */
enum { TELL_PCT = 95, DROP_PCT = 50 };

/* 0 to 99. */
uint8_t	confidence_pct(float p);
/* The same of what stays untold, as it is calibrated. */
uint8_t	sharpened_pct(float p);

/* Why the i-th exchange is told as it is. */
void	unsettled_fill(const struct observations *r, const struct belief *b,
	    int i, struct unsettled *out);
/* Was another login of the session answered the same? */
bool	unsettled_is_repeated(const struct observations *r,
	    const struct belief *b, const struct exchange *x);
/* So likely refused: may it be told? */
bool	unsettled_is_failure(const struct observations *r,
	    const struct unsettled *d, float refused, float enough);

/*
 * A login that was told as unknown or failed looked at again, for its server
 * has taught more since.  True when a is told otherwise now.
 */
bool	unsettled_again(const struct talk_store *s, const struct unsettled *d,
	    struct attempt *a);

/*
 * Logins of one client and program at one server that were answered alike.
 * Begun with one of them, to which each is added (others are passed over).
 */
struct unsettled_pool {
	struct unsettled like;
	int n;
	float refused;			/* how likely, summed */
};

void	unsettled_pool(struct unsettled_pool *p, const struct unsettled *like);
void	unsettled_pool_add(const struct talk_store *s, struct unsettled_pool *p,
	    const struct unsettled *d);
/* Is this one of them, and do they tell something new of it together?  Then it
 * is put in *a. */
bool	unsettled_pooled(const struct talk_store *s,
	    const struct unsettled_pool *p, const struct unsettled *d,
	    struct attempt *a);

#endif
