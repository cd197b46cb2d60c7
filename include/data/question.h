/*
 * What may be asked of the network: the fixed form of one packet, and who may
 * be asked.  Both sides of the socket to lockhound-ask use this: the parent to
 * say what is wrong, the child to believe nobody.
 */

#ifndef DATA_QUESTION_H
#define DATA_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

enum question_kind {
	QUESTION_UNKNOWN,
	QUESTION_SYN,		/* one TCP SYN, nothing in it */
	QUESTION_ARP,		/* who has `to`? */
	QUESTION_NEIGHBOUR,	/* the same of IPv6, to its solicited group */
	QUESTION_ALL_NODES,	/* an echo to ff02::1; `to` is that */
	QUESTION_COUNT
};

enum {
	QUESTION_TARGETS = 32, QUESTION_PREFIXES = 16, QUESTION_OWN = 32,
	QUESTION_INTERFACE_BYTES = 16,
	/* So many a second at most, whatever is asked for. */
	QUESTION_SYN_PER_S = 20, QUESTION_PER_S = 100,
	QUESTION_WORDS_BYTES = 256
};

/* No pointers and no holes: it goes over a socket as it is. */
struct question {
	uint32_t kind;			/* enum question_kind */
	struct ip from, to;		/* from: one of this machine's own */
	uint16_t from_port, to_port;	/* of SYNs; an echo's id: from_port */
	uint32_t seq;			/* of SYNs; an echo's, lower half */
};

/* The bits are those of the 16 bytes: 192.0.2.0/24 has 120. */
struct question_prefix {
	struct ip ip;
	uint32_t bits;
};

/* A named address, and the address of ours that the route to it has; zero:
 * none led there. */
struct question_target {
	struct ip ip, from;
};

/* An address of this machine; is it the interface's that was named? */
struct question_own {
	struct question_prefix net;	/* the address whole, not cut */
	uint32_t is_here;
};

struct question_bounds {
	uint32_t per_s;			/* 1 to QUESTION_PER_S */
	uint32_t allows_private;	/* SYNs to private and on-link ones */
	uint32_t n_targets, n_prefixes, n_own;
	struct question_target targets[QUESTION_TARGETS];
	struct question_prefix prefixes[QUESTION_PREFIXES];	/* on-link */
	struct question_own own[QUESTION_OWN];
	struct ip usual_v4, usual_v6;	/* from, by the default routes */
};

/* The first message to the child; each one after it is a question. */
struct question_orders {
	char interface[QUESTION_INTERFACE_BYTES];	/* "": no link frames */
	struct question_bounds bounds;
};

enum question_fate_kind {
	FATE_UNKNOWN,
	FATE_READY,		/* the first: words say what it lacks, or "" */
	FATE_SENT,		/* error: 0, or the errno of this question */
	FATE_ENDED		/* the last one: words say why */
};

/* What the child says back. */
struct question_fate {
	uint32_t kind;
	int32_t error;
	struct question question;
	char words[QUESTION_WORDS_BYTES];
};

/* The ports that may be asked: mail, and the web pages of mail hosts. */
bool	question_port_is_listed(uint16_t port);
/* Those of the web pages alone: 443, 2083, 2087, 2096. */
const uint16_t	*question_web_ports(size_t *n);

bool	question_bounds_are_sound(const struct question_bounds *b);
bool	question_is_allowed(const struct question *q,
	    const struct question_bounds *b);
/* May SYNs go to this address? */
bool	question_target_is_allowed(const struct ip *to,
	    const struct question_bounds *b);
/* Does it lie in one of the on-link prefixes? */
bool	question_is_on_link(const struct ip *to,
	    const struct question_bounds *b);
/* Which of our addresses asks this one; false: none can. */
bool	question_from(const struct question_bounds *b, const struct ip *to,
	    struct ip *from);
/* How long the next question has to wait for this one. */
int64_t	question_gap_ns(const struct question *q,
	    const struct question_bounds *b);

bool	question_prefix_holds(const struct question_prefix *p,
	    const struct ip *a);
/* ff02::1, all nodes of the link (RFC 4291 2.7.1). */
struct ip	question_all_nodes(void);

#endif
