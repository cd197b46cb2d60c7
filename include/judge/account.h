/*
 * The record that a login belongs to: one mail program of a client, with one
 * mailbox on one server.
 */

#ifndef JUDGE_ACCOUNT_H
#define JUDGE_ACCOUNT_H

#include <stdbool.h>

#include "data/event.h"
#include "judge/store.h"
#include "judge/suspect.h"

/* Found or made, and made the youngest; c is one of u's clients. */
struct account	*account_bind(struct store *st, const struct suspect *u,
		    struct client *c, const struct event *ev);

/* Is its server this one, as far as the account tells?  at_name: what
 * server_firm_name says of it. */
bool	account_is_at(const struct store *st, const struct account *a,
	    const struct endpoint *at, const char *at_name);

/* What its program is called, "" where it has not said. */
const char	*account_program(const struct account *a);
/* Are both programs called the same, or both nothing? */
bool	programs_alike(const struct account *a, const struct account *b);

#endif
