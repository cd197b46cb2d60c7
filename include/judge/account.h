/*
 * The record that a login belongs to: one mail program of a host, with one
 * account on one server.
 */

#ifndef JUDGE_ACCOUNT_H
#define JUDGE_ACCOUNT_H

#include "data/event.h"
#include "judge/store.h"
#include "judge/suspect.h"

/* Found or made, and made the youngest; h is one of u's. */
struct account	*account_bind(struct store *st, const struct suspect *u,
		    struct client *c, const struct event *ev);

#endif
