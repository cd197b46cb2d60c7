/*
 * The site's way to the internet: do other hosts answer, while one does not?
 */

#ifndef JUDGE_UPLINK_H
#define JUDGE_UPLINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"

/* Some host of the internet, asked or answering. */
struct sign {
	struct ip ip;
	int64_t when_ns;	/* 0 = none */
};

/* Zeroed, it knows of nobody. */
struct uplink {
	/* Of two different hosts each: the last answers, and the first asked
	 * since without one. */
	struct sign answered[2], asked[2];
};

/* A host beyond this site was asked (SYN), or answered. */
void	uplink_take(struct uplink *u, int64_t when_ns, const struct ip *host,
	    bool is_answer);

/* Somebody else than this host has answered since. */
bool	uplink_answers(const struct uplink *u, const struct ip *but,
	    int64_t since_ns);
/* That, or as far as is known nobody else was asked. */
bool	uplink_is_fine(const struct uplink *u, const struct ip *but,
	    int64_t since_ns, int64_t now_ns);

#endif
