/*
 * Which MAC is a router's, and stands for those behind it, as far as the mail
 * alone tells.  What neighbours say of routers is hearsay.c's.
 */

#include "judge/router.h"

/*
 * Five private addresses that all do mail within an hour are not one device
 * with a changing lease: count them, but not those a lease has ended.
 */
void
router_check(struct books *b, struct device *d, int64_t now_ns)
{
	const struct host *h;
	uint32_t i, n = 0;

	if (!d->key.has_mac || device_is_split(d))
		return;
	for (i = d->first_host; i != POOL_NONE; i = h->next) {
		h = pool_at(b->hosts, i);
		if (ip_is_v4(&h->key.ip) && ip_is_private(&h->key.ip) &&
		    h->seen_ns != 0 && !h->is_former &&
		    now_ns - h->seen_ns <= ROUTER_AT_ONCE_NS)
			n++;
	}
	if (n >= ROUTER_HOSTS)
		books_split(b, d, false);
}

/*
 * Systems start with a TTL of 64, 128 or 255; one less is one router passed
 * (DOMAIN.md E).
 */
void
router_count_hop(struct device *d, uint8_t ttl)
{
	switch (ttl) {
	case 64:
	case 128:
	case 255:
		d->directs++;
		break;
	case 63:
	case 127:
	case 254:
		d->hops++;
		break;
	default:
		break;
	}
}
