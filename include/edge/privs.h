/* What the process may do and leave behind. */

#ifndef EDGE_PRIVS_H
#define EDGE_PRIVS_H

#include <stddef.h>

/* No core dump, no debugger of the same user: passwords pass through. */
void	privs_no_traces(void);

/*
 * Have this range on large pages where the system allows: tables of hundreds
 * of megabytes, read at random, cost more in page-table walks than in reads.
 */
void	privs_large_pages(void *at, size_t bytes);

#endif
