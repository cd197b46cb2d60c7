/* How the kernel would send to an address: from where, over what, by whom. */

#ifndef EDGE_WAY_H
#define EDGE_WAY_H

#include <stdbool.h>

#include "base/addr.h"
#include "edge/interfaces.h"

struct way {
	char interface[INTERFACE_BYTES];
	struct ip from;			/* of this machine; zero: unknown */
	struct ip gateway;		/* zero: on the link itself */
	bool is_ethernet;		/* so neighbours can be asked for */
};

/* False: no way leads there. */
bool	way_find(const struct ip *to, struct way *out);

#endif
