/* Which interfaces there are, and which is the LAN side. */

#ifndef EDGE_INTERFACES_H
#define EDGE_INTERFACES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/err.h"

enum { INTERFACE_BYTES = 64 };

/* False for what is no interface, although libpcap captures on it. */
bool	interfaces_is_one(const char *name);

/* Its neighbours can be asked by ARP: Ethernet, Wi-Fi, a bridge of them. */
bool	interfaces_is_ethernet(const char *name);

/*
 * The MAC of an interface; *out is left as it is where there is none ("any").
 */
void	interfaces_mac(const char *name, struct mac *out);

/* Pick the likeliest interface to watch, and say why; -1 with a sentence when
 * there is none. */
int	interfaces_pick(char name[INTERFACE_BYTES], char *reason, size_t size,
	    struct err *err);
/* One line per interface: name, addresses, guess.  -1 with a sentence. */
int	interfaces_list(char *out, size_t size, struct err *err);

#endif
