/*
 * Which secrets and users a device has tried: is it the same again?  They are
 * known by keyed tags alone.
 */

#ifndef JUDGE_TRIED_H
#define JUDGE_TRIED_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/store.h"
#include "judge/suspect.h"

/* The secret beside the last one this device used for the account. */
enum secret	tried_compare(const struct store *st, const struct suspect *u,
		    struct account *mine, const struct event *ev);
/* Has no failure of this client had this user, or none this secret?  False
 * where there is no room for more. */
bool	tried_is_new(const struct store *st, const struct client *c,
	    uint64_t user, uint64_t secret);
/* A failure of this client was with these; 0 = unknown. */
void	tried_add(struct tried *t, uint64_t user, uint64_t secret);
/* The login goes into its client's history, if the client has ever failed. */
void	tried_keep(struct store *st, const struct client *c,
	    const struct event *ev);

#endif
