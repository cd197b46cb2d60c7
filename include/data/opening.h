/*
 * A connection that a mail client asks for, and what became of it before a
 * byte was said: what a lockout looks like from the inside (DOMAIN.md B.3).
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
