/* Whether a MAC is a virtual machine's or a container's. */

#ifndef DATA_MACHINES_H
#define DATA_MACHINES_H

#include <stddef.h>

#include "base/addr.h"

/* "virtual machine (Xen)", "container (Docker)", or "". */
const char	*machine_name(const struct mac *m);

/* For tests: the rows. */
size_t	machines_count(void);
const char	*machine_source(size_t i, const char **name);

#endif
