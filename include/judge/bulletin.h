/*
 * The event that names a culprit, the moment it has become one; and the one
 * that takes it back.
 */

#ifndef JUDGE_BULLETIN_H
#define JUDGE_BULLETIN_H

#include <stdbool.h>

#include "data/event.h"
#include "judge/books.h"
#include "judge/unit.h"

/*
 * After the login ev of this unit, made as user: is it a culprit now?  Then
 * *out tells it.
 */
bool	bulletin(const struct books *b, const struct unit *u,
	    const struct event *ev, const char *user, struct event *out);

/*
 * After ev has told of a login of this unit, named a culprit, that it did not
 * fail: is it a culprit no more?  Then *out clears it.
 */
bool	bulletin_clears(const struct books *b, const struct unit *u,
	    const struct event *ev, struct event *out);

#endif
