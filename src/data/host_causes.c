/* The rows of host_causes.h as a table. */

#include "data/host_causes.h"

#include <assert.h>

#define ROW(name, kind, how, trouble, expects, source)	\
	{ #name, kind, how, trouble, expects, source },

static const struct host_cause_row rows[] = {
	HOST_CAUSES(ROW)
};

const struct host_cause_row *
host_cause(enum host_cause c)
{
	assert(c < HOST_CAUSES_COUNT);
	return (&rows[c]);
}
