/* Seccomp: the system calls that this process may still make. */

#ifndef EDGE_SECCOMP_H
#define EDGE_SECCOMP_H

#include <stdbool.h>

/* Is this built with AddressSanitizer?  Its search for leaks, at the end, is a
 * process of its own that attaches to this one, and takes more calls. */
#if defined(__SANITIZE_ADDRESS__)
#define SECCOMP_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SECCOMP_SANITIZED 1
#endif
#endif
#ifndef SECCOMP_SANITIZED
#define SECCOMP_SANITIZED 0
#endif

/* At most so many descriptors can be allowed to be written to. */
enum { SECCOMP_WRITABLE = 4 };

/*
 * From here on this process may use a list of system calls and no other; the
 * way back does not exist.  Allowed is what a replay and a watch were seen to
 * use (strace, on all the tests) and what other versions of the C libraries
 * use for the same.  By their arguments:
 *
 *	open	to read alone
 *	write	to `writable` alone: results, complaints, what is kept; so
 *		what captures cannot send, either
 *	mmap	and mprotect: nothing that can be run
 *	kill	itself alone
 *	ioctl	asking and setting the terminal's mode, never typing on it;
 *		a watch: asking an interface
 *	socket	a watch: to capture again on what came back; no connect, no
 *		send; a replay: none
 *
 * An argument that is not on the list is refused (EPERM), so is a call that a
 * library may try and can do without, or one that is newer than this program
 * (ENOSYS: it has another way).  Any other, and any of another architecture's
 * numbers, is the end of the process (SIGSYS).  False: not to be had.
 *
 * Not libseccomp: it is one more package for what is one table, and on the
 * routers that this is for it often is not there.
 */
bool	seccomp_lock(bool is_live, const int *writable, int n_writable);

/*
 * For lockhound-ask: from here on this process reads from `parent`, sends there
 * and by these sockets (SECCOMP_WRITABLE - 1 at most), sleeps, looks at a
 * clock, and ends.  Any other call, and these by another descriptor, is the end
 * of the process.  False: not to be had.
 */
bool	seccomp_lock_sender(int parent, const int *sockets, int n_sockets);

#endif
