/*
 * A crash must not write a mail password to the disk: no core dumps, and no
 * attaching to the process.
 */

#define _GNU_SOURCE

#include "edge/privs.h"

#include <sys/prctl.h>
#include <sys/resource.h>

void
privs_no_traces(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
