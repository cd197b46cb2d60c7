/*
 * Whose session or login it is: the client of its ends, found or made.
 */

#ifndef JUDGE_BINDING_H
#define JUDGE_BINDING_H

#include <stdint.h>

#include "data/event.h"
#include "judge/store.h"

/* The client of these ends, found or made, and made the youngest. */
struct client	*binding_client(struct store *st, int64_t when_ns,
		    const struct who *w);
/*
 * The client whose login is told anew.  Nobody was seen just now: it is not
 * touched, and who has the address today does not matter.
 */
struct client	*binding_find(struct store *st, const struct event *ev);
/* A customer of the mail host: the MAC is the router's, and tells nothing. */
struct client	*binding_outsider(struct store *st, int64_t when_ns,
		    const struct who *w);

#endif
