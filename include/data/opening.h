/*
 * A connection that a mail client asks for, and what became of it before a
 * byte was said: what a lockout looks like from the inside (DOMAIN.md B.3);
 * and what a mail host shows of itself on the connections that run.
 */

#ifndef DATA_OPENING_H
#define DATA_OPENING_H

#include "data/event.h"

struct opening {
	int64_t when_ns;	/* when the end was known */
	int64_t asked_ns;	/* when the SYN was sent; when_ns if unseen */
	struct who who;
	enum proto proto;	/* by the port, UNKNOWN on an odd one */
	enum opening_end end;
	uint32_t isn;		/* the SYN's number, NAT keeps it; 0 = none */
};

/* What a connection that was granted shows of its host. */
enum host_sign {
	SIGN_UNKNOWN,
	SIGN_WORDS,	/* its first words */
	SIGN_GOES_ON,	/* the host speaks on one that runs */
	SIGN_GOODBYE,	/* the host ends one that runs, and was not asked to */
	/* The client sends the same again, for nobody took it: on one that was
	 * logged in; and before. */
	SIGN_FROZEN, SIGN_STUCK,
	SIGN_REJECTED,	/* ICMP in the host's name refuses what is sent there */
	SIGN_UNREACHABLE,	/* ICMP by a router: it misses the host */
	SIGN_COUNT
};

struct sign {
	int64_t when_ns;
	int64_t asked_ns;	/* FROZEN, STUCK: when it was sent first */
	struct who who;
	enum proto proto;
	enum host_sign sign;
	uint32_t seq;		/* FROZEN: of what is sent again */
};

/*
 * A connection that was granted, and refused in words before the client had
 * said more than its name.
 */
struct greeting {
	int64_t when_ns;
	struct who who;
	enum proto proto;
	enum hint hint;		/* ADDRESS_LOCKED, CONNECTIONS, ... or 0 */
	char reply[REPLY_BYTES];
};

#endif
