/*
 * The list of system calls, as a filter for the kernel (seccomp(2)).
 *
 * The one idea: a table of the calls that need no look, and one of those of
 * which an argument is looked at.  Only the lower half of an argument is: all
 * of those here are ints or flags.
 */

#define _GNU_SOURCE

#include "edge/seccomp.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"

#if defined(__x86_64__) && !defined(__ILP32__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64 && defined(AUDIT_ARCH_RISCV64)
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

#ifdef ARCHITECTURE

/* Calls that are newer than some headers.  From 424 on a call has the same
 * number on all architectures (Documentation/process/adding-syscalls.rst). */
enum {
	CALL_CLOSE_RANGE = 436, CALL_OPENAT2 = 437, CALL_FACCESSAT2 = 439,
	CALL_EPOLL_PWAIT2 = 441, CALL_FUTEX_WAITV = 449, CALL_FUTEX_WAKE = 454,
	CALL_FUTEX_WAIT = 455, CALL_FUTEX_REQUEUE = 456, CALL_MSEAL = 462,
	CALL_NEWEST = 462,	/* Linux 6.10 */
	CALL_X32 = 0x40000000,	/* this bit set: x86-64's other ABI */
	ANONYMOUS_NAME = 0x53564d41	/* prctl: PR_SET_VMA, Linux 5.17 */
};

/* Calls that may be made whatever their arguments are. */
static const int plain[] = {
	SYS_read, SYS_close, SYS_fstat, SYS_lseek, SYS_munmap, SYS_brk,
	SYS_ppoll, SYS_clock_gettime, SYS_newfstatat, SYS_getdents64,
	SYS_readv, SYS_pread64, SYS_preadv, SYS_mremap, SYS_madvise,
	SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigpending,
	SYS_rt_sigsuspend, SYS_rt_sigtimedwait, SYS_sigaltstack,
	SYS_restart_syscall, SYS_exit, SYS_exit_group,
	SYS_getrandom, SYS_futex, CALL_FUTEX_WAITV, CALL_FUTEX_WAKE,
	CALL_FUTEX_WAIT, CALL_FUTEX_REQUEUE, SYS_set_robust_list,
	SYS_get_robust_list, SYS_membarrier,
#ifdef SYS_rseq
	SYS_rseq,
#endif
	SYS_nanosleep, SYS_clock_nanosleep, SYS_clock_getres,
	SYS_gettimeofday, SYS_pselect6, SYS_sched_yield, SYS_getcpu,
	SYS_sched_getaffinity, SYS_sysinfo, SYS_uname, SYS_getrusage,
	SYS_times, SYS_getpid, SYS_gettid, SYS_getppid, SYS_getpgid,
	SYS_getsid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
	SYS_getresuid, SYS_getresgid, SYS_getcwd, SYS_readlinkat,
	SYS_faccessat, CALL_FACCESSAT2, SYS_statfs, SYS_fstatfs,
#ifdef SYS_statx
	SYS_statx,
#endif
	SYS_fsync, SYS_fdatasync, SYS_fadvise64,
#ifdef SYS_stat			/* x86-64's older ones */
	SYS_stat, SYS_lstat, SYS_poll, SYS_select, SYS_time, SYS_access,
	SYS_readlink, SYS_getpgrp, SYS_pause, SYS_getdents,
#endif
#if SECCOMP_SANITIZED
	SYS_clone, SYS_wait4, SYS_ptrace, SYS_prctl, SYS_process_vm_readv,
	SYS_sched_setaffinity, SYS_pipe2, SYS_personality,
#endif
};

/* Calls that a watch needs beside: for its sockets, and to have them anew. */
static const int plain_live[] = {
	SYS_recvfrom, SYS_recvmsg, SYS_getsockopt, SYS_getsockname, SYS_bind,
	SYS_eventfd2
};

/* Calls that libraries try, and do without. */
static const int tried[] = {
	CALL_OPENAT2, CALL_CLOSE_RANGE, CALL_EPOLL_PWAIT2, CALL_MSEAL,
	SYS_mlock, SYS_munlock, SYS_mincore, SYS_set_tid_address
};

/* A call may be made when the lower half of an argument passes this test. */
enum test { IS_ONE_OF, HAS_NONE_OF, IS_NOT, IS_KEPT };

struct look {
	int call;
	unsigned argument;
	enum test test;
	const uint32_t *values;
	unsigned n;
};

#define LIST(a)		(a), sizeof (a) / sizeof (a)[0]

static const uint32_t write_flags[] = {
	O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND |
	    (O_TMPFILE & ~O_DIRECTORY)
};
static const uint32_t runnable[] = { PROT_EXEC };
static const uint32_t sigsys[] = { SIGSYS };
static const uint32_t this_process[] = { 0 };
static const uint32_t names[] = { ANONYMOUS_NAME, PR_SET_NAME, PR_GET_NAME,
    PR_GET_DUMPABLE };
static const uint32_t fd_flags[] = { F_GETFD, F_SETFD, F_GETFL, F_SETFL };
static const uint32_t fd_flags_or_dup[] = { F_GETFD, F_SETFD, F_GETFL,
    F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC };
/* glibc asks with the second four from 2.42 on. */
#define TERMINAL TIOCGWINSZ, FIONREAD, TCGETS, TCSETS, TCSETSW, TCSETSF, \
	TCGETS2, TCSETS2, TCSETSW2, TCSETSF2, TCFLSH, TCSBRK, TIOCGPGRP
static const uint32_t terminal[] = { TERMINAL };
static const uint32_t terminal_or_link[] = { TERMINAL, SIOCGIFNAME,
    SIOCGIFINDEX, SIOCGIFFLAGS, SIOCGIFMTU, SIOCGIFHWADDR, SIOCETHTOOL,
    SIOCBONDINFOQUERY };
static const uint32_t none[] = { UINT32_MAX };
static const uint32_t packets[] = { AF_PACKET, AF_NETLINK };
static const uint32_t levels[] = { SOL_SOCKET, SOL_PACKET };

static const struct look looks[] = {
	{ SYS_mmap, 2, HAS_NONE_OF, LIST(runnable) },
	{ SYS_mprotect, 2, HAS_NONE_OF, LIST(runnable) },
	{ SYS_openat, 2, HAS_NONE_OF, LIST(write_flags) },
#ifdef SYS_open
	{ SYS_open, 1, HAS_NONE_OF, LIST(write_flags) },
#endif
	{ SYS_rt_sigaction, 0, IS_NOT, LIST(sigsys) },
	{ SYS_prctl, 0, IS_ONE_OF, LIST(names) },
	{ SYS_prlimit64, 0, IS_ONE_OF, LIST(this_process) },
};

static const struct look looks_replay[] = {
	{ SYS_fcntl, 1, IS_ONE_OF, LIST(fd_flags_or_dup) },
	{ SYS_ioctl, 1, IS_ONE_OF, LIST(terminal) },
	/* Refused and not deadly: a library may want to know a name. */
	{ SYS_socket, 0, IS_ONE_OF, LIST(none) },
};

/*
 * AF_NETLINK: libpcap asks interfaces through any socket, and takes that first.
 * No descriptor is copied: the copy could take the place of one that is written
 * to.
 */
static const struct look looks_live[] = {
	{ SYS_fcntl, 1, IS_ONE_OF, LIST(fd_flags) },
	{ SYS_ioctl, 1, IS_ONE_OF, LIST(terminal_or_link) },
	{ SYS_socket, 0, IS_ONE_OF, LIST(packets) },
	{ SYS_setsockopt, 1, IS_ONE_OF, LIST(levels) },
};

/* --- the filter --- */

enum { CODE_MAX = 2048 };

struct code {
	struct sock_filter at[CODE_MAX];
	unsigned n;
	unsigned refused;	/* the answer to an argument not on a list */
};

static void
add(struct code *c, unsigned what, unsigned value, unsigned yes, unsigned no)
{
	if (c->n < CODE_MAX)
		c->at[c->n++] = (struct sock_filter){ (uint16_t)what,
		    (uint8_t)yes, (uint8_t)no, value };
}

static void
add_answer(struct code *c, unsigned answer)
{
	add(c, BPF_RET | BPF_K, answer, 0, 0);
}

/* If what was loaded is this value, that is the answer. */
static void
add_if(struct code *c, unsigned value, unsigned answer)
{
	add(c, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
	add_answer(c, answer);
}

static void
add_calls(struct code *c, const int *calls, size_t n, unsigned answer)
{
	size_t i;

	for (i = 0; i < n; i++)
		add_if(c, (unsigned)calls[i], answer);
}

static unsigned
refusal(const struct code *c, const struct look *l)
{
	/* A handler for SIGSYS would survive a forbidden call: to set one is
	 * the end. */
	if (l->test == IS_NOT)
		return (SECCOMP_RET_KILL_PROCESS);
	return (c->refused);
}

static void
add_look(struct code *c, const struct look *l)
{
	unsigned i, skips;

	add(c, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)l->call, 1, 0);
	skips = c->n;
	add(c, BPF_JMP | BPF_JA, 0, 0, 0);
	add(c, BPF_LD | BPF_W | BPF_ABS, (unsigned)(offsetof(struct
	    seccomp_data, args) + 8 * l->argument), 0, 0);
	for (i = 0; i < l->n; i++) {
		switch (l->test) {
		case IS_ONE_OF:
			add_if(c, l->values[i], SECCOMP_RET_ALLOW);
			break;
		case HAS_NONE_OF:
			add(c, BPF_JMP | BPF_JSET | BPF_K, l->values[i], 0, 1);
			add_answer(c, refusal(c, l));
			break;
		case IS_NOT:
			add_if(c, l->values[i], refusal(c, l));
			break;
		case IS_KEPT:
			/*
			 * The caller is told that it was done, and it was not.
			 */
			add_if(c, l->values[i], SECCOMP_RET_ERRNO | 0);
			break;
		}
	}
	add_answer(c, l->test == IS_ONE_OF ? refusal(c, l) : SECCOMP_RET_ALLOW);
	c->at[skips].k = c->n - skips - 1;
}

static void
add_looks(struct code *c, const struct look *l, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		add_look(c, &l[i]);
}

/*
 * Where sockets can be had, a descriptor that may be written to never becomes
 * free: the next socket would take its number, and write() would send.
 */
static void
add_writes(struct code *c, bool is_live, const uint32_t *fds, unsigned n)
{
	const struct look writes[] = {
		{ SYS_write, 0, IS_ONE_OF, fds, n },
		{ SYS_writev, 0, IS_ONE_OF, fds, n },
		{ SYS_pwrite64, 0, IS_ONE_OF, fds, n },
		{ SYS_ftruncate, 0, IS_ONE_OF, fds, n }
	};
	const struct look closes = { SYS_close, 0, IS_KEPT, fds, n };

	add_looks(c, LIST(writes));
	if (is_live)
		add_look(c, &closes);
}

static void
add_signals(struct code *c)
{
	const uint32_t self[] = { (uint32_t)getpid() };
	const struct look signals[] = {
		{ SYS_tgkill, 0, IS_ONE_OF, LIST(self) },
		{ SYS_tkill, 0, IS_ONE_OF, LIST(self) },
		{ SYS_kill, 0, IS_ONE_OF, LIST(self) }
	};

	add_looks(c, LIST(signals));
}

/* Say which call it was that ended the process: a library that makes it is a
 * fault of ours. */
static void
on_forbidden(int signal_number, siginfo_t *info, void *context)
{
	char words[80];
	struct text t;

	(void)context;
	text_init(&t, words, sizeof words);
	text_addf(&t, "lockhound: stopped at a forbidden system call (%d)\n",
	    info->si_syscall);
	(void)!write(STDERR_FILENO, words, strlen(words));
	raise(signal_number);
}

/* The screen has a handler of its own, which tidies up. */
static void
handler_set(void)
{
	struct sigaction now, ours = { .sa_sigaction = on_forbidden,
	    .sa_flags = SA_SIGINFO | (int)SA_RESETHAND | SA_NODEFER };

	if (sigaction(SIGSYS, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
		sigaction(SIGSYS, &ours, NULL);
}

/* Another architecture's numbers mean other calls. */
static void
begin(struct code *c, unsigned refused)
{
	c->n = 0;
	c->refused = refused;
	add(c, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch),
	    0, 0);
	add(c, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	add_answer(c, SECCOMP_RET_KILL_PROCESS);
	add(c, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr),
	    0, 0);
	add(c, BPF_JMP | BPF_JGE | BPF_K, CALL_X32, 0, 1);
	add_answer(c, SECCOMP_RET_KILL_PROCESS);
}

/* False: too long, or the kernel does not want it. */
static bool
install(struct code *c)
{
	const struct sock_fprog program = { (unsigned short)c->n, c->at };

	return (c->n < CODE_MAX && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
	    &program, 0, 0) == 0);
}

bool
seccomp_lock(bool is_live, const int *writable, int n_writable)
{
	static struct code c;
	uint32_t fds[SECCOMP_WRITABLE];
	unsigned n;

	for (n = 0; n < SECCOMP_WRITABLE && n < (unsigned)n_writable; n++)
		fds[n] = (uint32_t)writable[n];
	begin(&c, SECCOMP_RET_ERRNO | EPERM);
	add(&c, BPF_JMP | BPF_JGT | BPF_K, CALL_NEWEST, 0, 1);
	add_answer(&c, SECCOMP_RET_ERRNO | ENOSYS);
	add_writes(&c, is_live, fds, n);
	add_calls(&c, LIST(plain), SECCOMP_RET_ALLOW);
	if (is_live)
		add_calls(&c, LIST(plain_live), SECCOMP_RET_ALLOW);
	add_looks(&c, LIST(looks));
	if (is_live)
		add_looks(&c, LIST(looks_live));
	else
		add_looks(&c, LIST(looks_replay));
	add_signals(&c);
	add_calls(&c, LIST(tried), SECCOMP_RET_ERRNO | ENOSYS);
	/* This is as deadly as KILL_PROCESS, but the terminal is put right
	 * first. */
	add_answer(&c, SECCOMP_RET_TRAP);
	handler_set();
	return (install(&c));
}

/* What a sender does between two packets; restart_syscall is a sleep that
 * went on after a stop. */
static const int plain_sender[] = {
	SYS_clock_nanosleep, SYS_nanosleep, SYS_clock_gettime,
	SYS_restart_syscall, SYS_rt_sigreturn, SYS_exit, SYS_exit_group,
#if SECCOMP_SANITIZED
	SYS_mmap, SYS_munmap, SYS_madvise, SYS_futex, SYS_gettid, SYS_write,
	SYS_sigaltstack,
#endif
};

bool
seccomp_lock_sender(int parent, const int *sockets, int n_sockets)
{
	static struct code c;
	const uint32_t from[] = { (uint32_t)parent };
	uint32_t to[SECCOMP_WRITABLE] = { (uint32_t)parent };
	unsigned n = 1;

	for (; n < SECCOMP_WRITABLE && n <= (unsigned)n_sockets; n++)
		to[n] = (uint32_t)sockets[n - 1];
	begin(&c, SECCOMP_RET_KILL_PROCESS);
	add_calls(&c, LIST(plain_sender), SECCOMP_RET_ALLOW);
	add_look(&c, &(struct look){ SYS_read, 0, IS_ONE_OF, LIST(from) });
	add_look(&c, &(struct look){ SYS_sendto, 0, IS_ONE_OF, to, n });
	add_answer(&c, SECCOMP_RET_KILL_PROCESS);
	return (install(&c));
}

#else

bool
seccomp_lock(bool is_live, const int *writable, int n_writable)
{
	(void)is_live;
	(void)writable;
	(void)n_writable;
	return (false);
}

bool
seccomp_lock_sender(int parent, const int *sockets, int n_sockets)
{
	(void)parent;
	(void)sockets;
	(void)n_sockets;
	return (false);
}

#endif
