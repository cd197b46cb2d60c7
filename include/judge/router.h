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

/* A client of the device has begun to do mail: split the device if so many do
 * at once as only a router has behind it. */
void	router_split_by_addresses(struct store *st, struct device *d,
	    int64_t now_ns);
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
void	router_count_hop(const struct store *st, struct device *d,
	    const struct who *w);
/* Split the device if all that it sent has passed a router, for several
 * clients. */
void	router_split_by_hops(struct store *st, struct device *d,
	    int64_t now_ns);

/* Split the client's device if it and another address of the MAC are two
 * devices', by their accounts and leases.  True if so. */
bool	router_split_by_accounts(struct store *st, const struct client *c);

/*
 * Has all that the device sent passed a router, so that others hide behind its
 * one address?  Not where everybody's has: there the router lies between all of
 * them and this place.
 */
bool	router_hides_others(const struct store *st, const struct device *d);

#endif
