/*
 * The office's line to the internet, as far as others than mail hosts tell: a
 * line that is down looks like a lockout, but from everybody.
 */

#ifndef JUDGE_UPLINK_H
#define JUDGE_UPLINK_H

#include <stdint.h>

#include "base/addr.h"

/* IPv6 may be down alone, so each kind of address is a line of its own. */
struct uplink {
	/* The last answers, of two different hosts. */
	struct {
		struct ip ip;
		int64_t when_ns;	/* 0 = none */
	} answered[2];
	int64_t steady_ns;	/* since then no long pause */
	/* Connections asked for since the last answer, and the first. */
	uint32_t asked;
	int64_t asked_ns;
};

/* A host of the internet has granted a connection. */
void	uplink_answered(struct uplink *l, int64_t when_ns,
	    const struct ip *host);
/* A host of the internet, no mail host, is asked for one. */
void	uplink_asked(struct uplink *l, int64_t when_ns);
/* The last answer of anybody but this host; 0 = none was ever seen. */
int64_t	uplink_others_ns(const struct uplink *l, const struct ip *but);

#endif
