/*
 * One account behind several spellings: user, user@dom, user%dom, dom\user.
 * Domains and, as nearly every server does, users are compared without case.
 */

#ifndef JUDGE_MAILBOX_H
#define JUDGE_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"

struct mailbox {
	uint64_t local;		/* hash of the user alone, 0 = unknown */
	uint64_t domain;	/* hash of the domain, 0 = none was given */
	bool is_firm;		/* a mail domain, not a Windows one or none */
};

void	mailbox_parse(const struct hash_key *key, const char *user,
	    struct mailbox *out);
bool	mailbox_equals(const struct mailbox *a, const struct mailbox *b);
/* Could be the same, as far as the spellings tell. */
bool	mailbox_may_join(const struct mailbox *a, const struct mailbox *b);
/* One number for the whole, 0 = unknown user. */
uint64_t	mailbox_tag(const struct mailbox *m);

#endif
