/*
 * A name with several addresses is one host: the addresses that are one with
 * a mail host's, and the failed logins there of whoever is one client to it.
 */

#ifndef JUDGE_KIN_H
#define JUDGE_KIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/pool.h"
#include "data/words.h"
#include "judge/mailhost.h"

enum { KIN_ADDRESSES = 8 };	/* of one name that are looked at */

struct kin {
	uint32_t n;
	const struct mailhost *at[KIN_ADDRESSES];	/* itself comes first */
};

/* Whom a host's locker takes for one: the office's line behind NAT, or one
 * address, or all of its /64. */
struct side {
	bool is_line, is_prefix;
	struct ip ip;
};

/* Where a walk over failed logins stands; zeroed it begins. */
struct kin_walk {
	uint32_t host, login;
};

/* The mail host has been named: from now on it is known to have kin. */
void	kin_meet(const struct pool *mailhosts, struct mailhost *m);
void	kin_of(const struct pool *mailhosts, const struct mailhost *m,
	    struct kin *out);
struct side	side_of(const struct ip *client);
enum lock_scope	side_scope(const struct side *s);
bool	side_has(const struct side *s, const struct ip *client);
bool	ip_same_prefix(const struct ip *a, const struct ip *b);

/* The next failed login of that side; NULL after the last.  In no order. */
const struct failed_login	*kin_failed(const struct kin *k,
		    const struct side *s, struct kin_walk *at);

/* Asserts that who has kin knows of it; for tests. */
void	kin_check(const struct pool *mailhosts, const struct mailhost *m);

#endif
