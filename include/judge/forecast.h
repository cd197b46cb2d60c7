/*
 * How near the failed logins at a mail host come to what the commonest
 * lockers take: a policy, what is left of it, and when it is used up.
 */

#ifndef JUDGE_FORECAST_H
#define JUDGE_FORECAST_H

#include <stdint.h>

#include "data/policies.h"
#include "judge/kin.h"
#include "judge/mailhost.h"

struct forecast {
	const struct policy *policy;	/* NULL: no risk */
	uint32_t failures;		/* that it counts now */
	uint32_t left;			/* failures until it locks */
	int64_t eta_ns;		/* until then, at this pace; 0 = unknown */
	int64_t first_ns, last_ns;	/* of the failures counted */
};

/*
 * The policy of which least is left, of those half used up.  One that was
 * used up and did not lock is not this host's: out->left is 0 when there is
 * no other.
 */
void	forecast(const struct kin *k, const struct side *s, int64_t now_ns,
	    struct forecast *out);

/* Was a policy used up when the host was heard last? */
enum reach {
	REACH_NONE,		/* no policy */
	REACH_EARLIER,		/* long before: that policy is not the host's */
	REACH_NEAR,		/* not long before */
	REACH_NOW		/* by one of the last failures */
};

/* answered_ns: when the host was last known to answer that side. */
enum reach	forecast_reach(const struct kin *k, const struct side *s,
		    int64_t answered_ns, int64_t since_ns);

#endif
