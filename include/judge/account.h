/*
 * The record that a login belongs to: one mail program of a host, with one
 * account on one server.
 */

#ifndef JUDGE_ACCOUNT_H
#define JUDGE_ACCOUNT_H

#include "data/event.h"
#include "judge/books.h"
#include "judge/unit.h"

/* Found or made, and made the youngest; h is one of u's. */
struct account	*account_bind(struct books *b, const struct unit *u,
		    struct host *h, const struct event *ev);

#endif
