/*
 * Is it the line?
 *
 * Two hosts are kept of each kind, because the one that is asked about is, as
 * a rule, among them: it is tried over and over.
 */

#include "judge/uplink.h"

#include "base/when.h"

/* Somebody else was asked this long ago and has not answered. */
#define LINE_NS		(2 * NS_PER_S)

static void
ask(struct sign first[2], const struct sign *asked)
{
	if (first[0].when_ns == 0)
		first[0] = *asked;
	else if (first[1].when_ns == 0 &&
	    !ip_equals(&first[0].ip, &asked->ip))
		first[1] = *asked;
}

void
uplink_take(struct uplink *u, int64_t when_ns, const struct ip *host,
    bool is_answer)
{
	struct sign sign = { *host, when_ns };

	if (!is_answer) {
		ask(u->asked, &sign);
		return;
	}
	if (!ip_equals(&u->answered[0].ip, host))
		u->answered[1] = u->answered[0];
	u->answered[0] = sign;
	u->asked[0].when_ns = u->asked[1].when_ns = 0;
}

/* When it was anybody else's but this host's. */
static int64_t
others_ns(const struct sign two[2], const struct ip *but)
{
	return (two[ip_equals(&two[0].ip, but)].when_ns);
}

bool
uplink_answers(const struct uplink *u, const struct ip *but, int64_t since_ns)
{
	return (others_ns(u->answered, but) > since_ns);
}

bool
uplink_is_fine(const struct uplink *u, const struct ip *but, int64_t since_ns,
    int64_t now_ns)
{
	int64_t asked_ns = others_ns(u->asked, but);

	return (uplink_answers(u, but, since_ns) || asked_ns == 0 ||
	    now_ns - asked_ns < LINE_NS);
}
