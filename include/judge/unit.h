/*
 * Who answers for a login: a device with all its hosts, or, behind a router,
 * one host.  Walks over its accounts and adds up what it did.
 */

#ifndef JUDGE_UNIT_H
#define JUDGE_UNIT_H

#include <stdint.h>

#include "judge/books.h"
#include "judge/verdict.h"

struct unit {
	struct device *device;
	struct host *only;	/* NULL = all of the device's */
};

struct unit	unit_of_host(const struct books *b, struct host *h);
/* Where it stands whether it was told to be the culprit. */
bool		*unit_named(const struct unit *u);

/* After NULL comes the first; NULL after the last. */
struct host	*unit_next_host(const struct books *b, const struct unit *u,
		    const struct host *h);
struct account	*unit_next_account(const struct books *b, const struct unit *u,
		    const struct account *a);

uint32_t	unit_failures(const struct unit *u);
/* Its best name, NAME_BYTES long, "" if it has none. */
const char	*unit_name(const struct books *b, const struct unit *u);
/* All that it did, for a verdict. */
void	unit_sum(const struct books *b, const struct unit *u,
	    struct doings *out);

#endif
