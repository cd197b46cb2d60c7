/*
 * Who answers for a login: a device with all its clients, or, behind a router,
 * one client.  Walks over its accounts and adds up what it did.
 */

#ifndef JUDGE_SUSPECT_H
#define JUDGE_SUSPECT_H

#include <stdint.h>

#include "judge/store.h"

struct suspect {
	struct device *device;
	struct client *only;	/* NULL = all of the device's */
};

struct suspect	suspect_of_client(const struct store *st, struct client *c);
struct suspect	suspect_of_account(const struct store *st,
		    const struct account *a);
/* One number for a suspect, never 0; it holds until another call makes or
 * forgets a row. */
uint64_t	suspect_tag(const struct store *st, const struct suspect *u);
uint64_t	suspect_tag_of_account(const struct store *st,
		    const struct account *a);
/* Whether an alert has named it a culprit: to be read and to be set. */
bool		*suspect_named(const struct suspect *u);

/* After NULL comes the first; NULL after the last. */
struct client	*suspect_next_client(const struct store *st,
		    const struct suspect *u, const struct client *c);
struct account	*suspect_next_account(const struct store *st,
		    const struct suspect *u, const struct account *a);

/* The suspect's best name, NAME_BYTES long, "" if it has none. */
const char	*suspect_name(const struct store *st, const struct suspect *u);

#endif
