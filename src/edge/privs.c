/*
 * A crash must not write a mail password to the disk: no core dumps, and no
 * attaching to the process.
 */

#define _GNU_SOURCE

#include "edge/privs.h"

#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void
privs_no_traces(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

enum { PAGE_BYTES = 4096 };

void
privs_large_pages(void *at, size_t bytes)
{
	uintptr_t from = ((uintptr_t)at + PAGE_BYTES - 1) / PAGE_BYTES *
	    PAGE_BYTES;
	uintptr_t to = ((uintptr_t)at + bytes) / PAGE_BYTES * PAGE_BYTES;

	/* Refused is as good: it is only slower. */
	if (to > from)
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}
