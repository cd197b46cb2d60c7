/*
 * Devices that are routers: told by their addresses and by the TTL.
 */

#ifndef JUDGE_ROUTER_H
#define JUDGE_ROUTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/when.h"
#include "judge/store.h"

/* Addresses behind one MAC count as "at once" within this. */
#define ROUTER_AT_ONCE_NS	(3600 * NS_PER_S)

/* A client of this device has begun to do mail: is the device a router? */
void	router_check(struct store *st, struct device *d, int64_t now_ns);
/* Routers passed, as far as the TTL tells; 0 = none, or not known. */
int	router_hops(uint8_t ttl);
/*
 * Is it a client in the internet, at a server of this office (a private one, or
 * one on this link)?  A device here may have a public address, but then its
 * packets have passed no router, or a few of the office's where addresses are
 * routed.
 */
bool	router_is_outside(const struct who *w);
/* Count a session by what its client's TTL tells. */
void	router_count_hop(struct device *d, uint8_t ttl);
/* Split it if all that it sent has passed a router, for several clients. */
void	router_check_hops(struct store *st, struct device *d, int64_t now_ns);

/*
 * All that it sent has passed a router: others hide behind its one address.
 * Where everybody's has, the router lies between them and this place.
 */
bool	router_hides_others(const struct store *st, const struct device *d);

#endif
