/*
 * A relay's queue: it hands over several mails at the same moment, each in a
 * connection of its own, and so it is refused several times at once.
 */

#ifndef JUDGE_QUEUE_H
#define JUDGE_QUEUE_H

#include <stdbool.h>

#include "judge/store.h"

/* Did the program of this account send like that, more than once? */
bool	queue_shows(const struct store *st, const struct account *a);

#endif
