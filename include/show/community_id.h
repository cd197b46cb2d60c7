/*
 * The Community ID of a TCP connection.
 */

#ifndef SHOW_COMMUNITY_ID_H
#define SHOW_COMMUNITY_ID_H

#include "base/addr.h"

enum { COMMUNITY_ID_BYTES = 36 };	/* "1:", base64 of SHA-1, NUL */

/* Either end may come first: the result is the same. */
void	community_id(const struct endpoint *a, const struct endpoint *b,
	    char out[COMMUNITY_ID_BYTES]);

#endif
