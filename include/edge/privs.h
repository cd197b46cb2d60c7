/* What the process may do and leave behind. */

#ifndef EDGE_PRIVS_H
#define EDGE_PRIVS_H

#include <stdbool.h>
#include <stddef.h>

/* No core dump, no debugger of the same user: passwords pass through. */
void	privs_no_traces(void);

/*
 * Have this range on large pages where the system allows: tables of hundreds
 * of megabytes, read at random, cost more in page-table walks than in reads.
 */
void	privs_large_pages(void *at, size_t bytes);

/* Nobody may change or take off the socket's filter any more (Linux 3.9). */
bool	privs_filter_lock(int fd);

/*
 * The sockets are open: from here on as little as the kernel lets us ask for.
 * An unprivileged user (keeping CAP_NET_RAW alone, for an interface that comes
 * back), no new privileges, no file written, no program started.  What could
 * not be had is named in `lacks`, "" when all was.
 */
void	privs_drop(char *lacks, size_t size);

#endif
