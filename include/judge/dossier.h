/*
 * Which secrets and users a device has tried: is it the same again?  They are
 * known by keyed tags alone.
 */

#ifndef JUDGE_DOSSIER_H
#define JUDGE_DOSSIER_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/books.h"
#include "judge/unit.h"

/* The same server, as far as one account can tell. */
bool	account_is_at(const struct books *b, const struct account *a,
	    const struct endpoint *at);
/* The secret beside the last one this device used for the account. */
enum secret	dossier_compare(const struct books *b, const struct unit *u,
		    struct account *mine, const struct event *ev);
/* True if no failure of this host had this secret before; 0 = unknown. */
bool	dossier_add(struct dossier *d, uint64_t user, uint64_t secret);
/* The login goes into the history of its host, if that has ever failed. */
void	dossier_keep(struct books *b, const struct host *h,
	    const struct event *ev);

#endif
