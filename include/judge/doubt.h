/*
 * Credentials that had got in are refused: is it already sure that they are
 * wrong, or may it be the host's or the account's doing?
 */

#ifndef JUDGE_DOUBT_H
#define JUDGE_DOUBT_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/credentials.h"

/* True: nobody is to be charged with these refusals yet. */
bool	doubt_holds(const struct store *st, const struct credentials *k,
	    int64_t now_ns);

#endif
