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
/*
 * What a connection shows that was granted: its host's first words, or that it
 * goes on.  Call it with each packet with words of a session, or of a
 * connection that was one; from_client before flow_learn.
 */
void	opening_heard(struct engine *e, const struct packet *p, struct flow *f,
	    const struct flow_address *to, bool is_first);
/* A FIN or RST of one that was granted: did its host end it, unasked? */
void	opening_ends(struct engine *e, const struct packet *p, struct flow *f,
	    const struct flow_address *to);
/* A SYN of any port: does the internet answer at all? */
void	opening_elsewhere(struct engine *e, const struct packet *p);

#endif
