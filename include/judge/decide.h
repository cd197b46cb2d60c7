/*
 * What is believed of a mail host that is asked in vain: facts are gathered,
 * explanations compete, and the best is put in the records.
 */

#ifndef JUDGE_DECIDE_H
#define JUDGE_DECIDE_H

#include <stdint.h>

#include "judge/lockout.h"
#include "judge/mailhost.h"

/* One more try of this client was in vain, or goes on being so: what explains
 * it now? */
void	decide(struct lockouts *l, struct mailhost *m, const struct ip *client,
	    int64_t when_ns);
/* The lockout of m is over. */
void	decide_lift(struct lockouts *l, struct mailhost *m, int64_t when_ns);

/* The line by which this host is reached. */
struct uplink	*decide_uplink(struct lockouts *l, const struct ip *host);
/* So many more tries in vain while r holds; and is it likely a lockout? */
void	decide_tries(struct snap_lockout *r, const struct mailhost *m,
	    uint32_t more, int64_t when_ns);
bool	decide_is_likely(const struct snap_lockout *r);

/* One more was in vain at that port: a trouble that holds has it. */
void	decide_count_trouble(struct lockouts *l, const struct mailhost *m,
	    const struct port_state *p);

/* Port p answers again, and its tries are not forgotten yet. */
void	decide_silence(struct lockouts *l, struct mailhost *m,
	    const struct port_state *p, int64_t when_ns);

#endif
