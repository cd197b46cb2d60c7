/*
 * Neighbours' news, believed with care: who has which address, who is called
 * what, who is a router.
 */

#ifndef JUDGE_HEARSAY_H
#define JUDGE_HEARSAY_H

#include <stdbool.h>
#include <stdint.h>

#include "data/news.h"
#include "judge/books.h"

void	hearsay_take(struct books *b, const struct news *n);

/* The device of this MAC has the address; is_mail: it used it for mail. */
void	hearsay_owner(struct books *b, struct address *a, const struct mac *m,
	    bool is_mail);

#endif
