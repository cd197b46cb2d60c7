/*
 * Who answers for a login: a device with all its clients and faces, or, behind
 * a router, one client.  Walks over its accounts and adds up what it did.
 */

#ifndef JUDGE_SUSPECT_H
#define JUDGE_SUSPECT_H

#include <stdint.h>

#include "judge/store.h"

/* Held for as long as nothing is made, joined or split. */
struct suspect {
	struct device *device;	/* of several faces, the head's */
	struct client *only;	/* NULL = all of the device's */
};

/* Each suspect once: begin with { NULL, NULL }; false after the last. */
bool		suspect_next(const struct store *st, struct suspect *u);
struct suspect	suspect_of_client(const struct store *st, struct client *c);
/* Are both one suspect now? */
bool		suspect_equals(const struct store *st, const struct suspect *a,
		    const struct suspect *b);
/* A number for it, good until something is made, joined or split. */
uint32_t	suspect_id(const struct store *st, const struct suspect *u);
/* The same as a tag, never 0; of an account, that of whoever uses it. */
uint64_t	suspect_tag(const struct store *st, const struct suspect *u);
uint64_t	suspect_tag_of_account(const struct store *st,
		    const struct account *a);
struct suspect	suspect_of_account(const struct store *st,
		    const struct account *a);
/* Whether an alert has named it a culprit; told: the client of it that the
 * alert told of, NULL where all are forgotten. */
bool		suspect_is_named(const struct store *st,
		    const struct suspect *u);
void		suspect_name_it(struct store *st, const struct suspect *u,
		    const struct client *told, bool is_named);

/* After NULL comes the first; NULL after the last. */
struct client	*suspect_next_client(const struct store *st,
		    const struct suspect *u, const struct client *c);
struct account	*suspect_next_account(const struct store *st,
		    const struct suspect *u, const struct account *a);

/* The devices of its faces (not those whose MAC stands for others). */
struct device	*suspect_next_device(const struct store *st,
		    const struct suspect *u, const struct device *d);

/* What the owner of an address is called, as far as the address alone tells:
 * by itself, or by the lease that gave it; NAME_BYTES long, "" if nothing. */
const char	*address_name(const struct store *st, const struct ip *ip);
bool	suspect_fails(const struct store *st, const struct suspect *u);
/* The suspect's best name, NAME_BYTES long, "" if it has none. */
const char	*suspect_name(const struct store *st, const struct suspect *u);

#endif
