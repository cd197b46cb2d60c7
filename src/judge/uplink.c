/* Who answers from the internet, and when. */

#include "judge/uplink.h"

#include <stdbool.h>

#include "base/when.h"

/* An office is hardly silent for so long by day (a guess). */
#define PAUSE_NS	(30 * NS_PER_S)

void
uplink_answered(struct uplink *l, int64_t when_ns, const struct ip *host)
{
	l->asked = 0;
	if (when_ns - l->answered[0].when_ns > PAUSE_NS)
		l->steady_ns = when_ns;
	if (!ip_equals(&l->answered[0].ip, host))
		l->answered[1] = l->answered[0];
	l->answered[0].ip = *host;
	l->answered[0].when_ns = when_ns;
}

int64_t
uplink_others_ns(const struct uplink *l, const struct ip *but)
{
	bool is_it = ip_equals(&l->answered[0].ip, but);

	return (l->answered[is_it].when_ns);
}

void
uplink_asked(struct uplink *l, int64_t when_ns)
{
	if (l->asked++ == 0)
		l->asked_ns = when_ns;
	else if (l->asked == UINT32_MAX)
		l->asked--;
}
