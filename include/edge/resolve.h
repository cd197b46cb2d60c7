/* A host's name to all of its addresses. */

#ifndef EDGE_RESOLVE_H
#define EDGE_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/err.h"
#include "data/probe.h"

struct resolved {
	struct ip ips[PROBE_ADDRESSES];
	uint32_t n;
	uint32_t n_left_out;	/* more than there is room for */
	bool is_name;		/* and no address written down */
	bool is_transient;	/* of a failure: a later try may go well */
};

/* At least one address; -1 with a sentence. */
int	resolve_host(const char *name, struct resolved *out, struct err *err);

#endif
