/*
 * Connection attempts: the half-open connections, and what becomes of each.
 */

#ifndef ENGINE_OPENING_H
#define ENGINE_OPENING_H

#include "wire/flow.h"
#include "wire/packet.h"

struct engine;

/* A connection is asked for, or granted: a SYN of a mail port, or odd one. */
void	opening_syn(struct engine *e, const struct packet *p,
	    const struct flow_address *to);
/* An RST with no session. */
void	opening_reset(struct engine *e, const struct packet *p,
	    const struct flow_address *to);
/* Words in a connection whose SYN-ACK was not seen: it was granted. */
void	opening_words(struct engine *e, const struct packet *p,
	    const struct flow *f, const struct flow_address *to);
/* An ICMP message that may refuse one. */
void	opening_icmp(struct engine *e, const struct packet *p);
/* A SYN of any port: does the internet answer at all? */
void	opening_elsewhere(struct engine *e, const struct packet *p);

#endif
