/* What the process may do and leave behind. */

#ifndef EDGE_PRIVS_H
#define EDGE_PRIVS_H

#include <stdbool.h>
#include <stddef.h>

/* No core dump, no debugger of the same user: passwords pass through. */
void	privs_no_traces(void);

/*
 * If stdin, stdout or stderr are closed nothing else takes their numbers: what
 * is printed to a packet socket is sent.
 */
void	privs_hold_standard(void);

/*
 * Have this range on large pages where the system allows: tables of hundreds
 * of megabytes, read at random, cost more in page-table walks than in reads.
 */
void	privs_large_pages(void *at, size_t bytes);

/* Nobody may change or take off the socket's filter any more (Linux 3.9). */
bool	privs_filter_lock(int fd);

struct privs_needs {
	bool is_live;
	const char *const *inputs;	/* to be opened yet; "-": stdin */
	int n_inputs;
	const int *outputs;		/* beside stdout and stderr */
	int n_outputs;
};

/*
 * All that is written to is open: from here on as little as the kernel lets
 * us ask for.  An unprivileged user, no new privileges, no process, no file
 * but the inputs (edge/landlock.h), few system calls (edge/seccomp.h).  What
 * could not be had is listed in `lacks`, "" when all was.
 *
 * Of the capabilities a watch keeps CAP_NET_RAW, for an interface that comes
 * back.  A replay opens its files one after another, so it cannot have all of
 * them open before: it keeps the right to read files (CAP_DAC_READ_SEARCH)
 * when that user could not read all that can be read now, and none else; the
 * files it can be used on are the inputs.
 */
void	privs_drop(const struct privs_needs *needs, char *lacks, size_t size);

/*
 * For lockhound-ask, which has opened all it will ever open: no capability, no
 * file, and no call but those of seccomp_lock_sender().
 */
void	privs_drop_to_sockets(int parent, const int *sockets, int n_sockets,
	    char *lacks, size_t size);
/* Close this descriptor and all above it. */
void	privs_close_from(int first);

#endif
