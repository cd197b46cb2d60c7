/*
 * Neighbours' news, believed with care: who has which address, who is called
 * what, who is a router.
 */

#ifndef JUDGE_IDENTITY_H
#define JUDGE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "data/news.h"
#include "judge/store.h"

void	identity_take(struct store *st, const struct news *n);

/* The device of this MAC has the address; is_mail: it used it for mail. */
void	identity_owner(struct store *st, struct address *a, const struct mac *m,
	    bool is_mail);

#endif
