/*
 * A crash must not write a mail password to the disk: no core dumps, and no
 * attaching to the process.  A hostile packet that takes the process over must
 * find nothing it can do: the rights given up here, file by file in
 * edge/landlock.c, call by call in edge/seccomp.c.
 */

#define _GNU_SOURCE

#include "edge/privs.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"
#include "edge/landlock.h"
#include "edge/seccomp.h"

void
privs_no_traces(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
privs_hold_standard(void)
{
	int fd;

	/* Opened the wrong way round: whoever uses it gets an error, as if it
	 * were closed. */
	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)!open("/dev/null", fd == STDIN_FILENO ?
			    O_WRONLY : O_RDONLY);
}

enum { PAGE_BYTES = 4096 };

void
privs_large_pages(void *at, size_t bytes)
{
	uintptr_t from = ((uintptr_t)at + PAGE_BYTES - 1) / PAGE_BYTES *
	    PAGE_BYTES;
	uintptr_t to = ((uintptr_t)at + bytes) / PAGE_BYTES * PAGE_BYTES;

	/* Where this is refused it is only slower. */
	if (to > from)
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

bool
privs_filter_lock(int fd)
{
	const int on = 1;

	return (setsockopt(fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof on) ==
	    0);
}

/* --- the user --- */

#define CAP(n)		(UINT32_C(1) << (n))

enum { NOBODY = 65534 };

/* Sets of capabilities, tried one after another until all that is needed can be
 * had with one. */
static const uint32_t wanted_live[] = { CAP(CAP_NET_RAW), 0 };
static const uint32_t wanted_replay[] = { 0, CAP(CAP_DAC_READ_SEARCH),
    CAP(CAP_DAC_OVERRIDE) };

/* Set these two sets of capabilities and empty all others; the ones beyond bit
 * 31 are none of ours. */
static bool
caps_set(uint32_t effective, uint32_t permitted)
{
	struct __user_cap_header_struct head = {
		_LINUX_CAPABILITY_VERSION_3, 0
	};
	struct __user_cap_data_struct data[2];

	memset(data, 0, sizeof data);
	data[0].effective = effective;
	data[0].permitted = permitted;
	return (syscall(SYS_capset, &head, data) == 0);
}

static uint32_t
caps_permitted(void)
{
	struct __user_cap_header_struct head = {
		_LINUX_CAPABILITY_VERSION_3, 0
	};
	struct __user_cap_data_struct data[2];

	memset(data, 0, sizeof data);
	return (syscall(SYS_capget, &head, data) == 0 ? data[0].permitted : 0);
}

/*
 * Choose the least capabilities with which as much can be read as could before.
 */
static bool
caps_choose(const struct privs_needs *needs, int n_unreadable, uint32_t *out)
{
	const uint32_t *wanted = needs->is_live ? wanted_live : wanted_replay;
	size_t i, n = needs->is_live ? sizeof wanted_live / sizeof *wanted :
	    sizeof wanted_replay / sizeof *wanted;
	uint32_t have = caps_permitted();

	for (i = 0; i < n; i++) {
		*out = wanted[i];
		if ((have & *out) == *out && caps_set(*out, have) &&
		    landlock_unreadable(needs->inputs, needs->n_inputs) <=
		    n_unreadable)
			return (true);
	}
	return (false);
}

static void
nobody_find(uid_t *uid, gid_t *gid)
{
	const struct passwd *nobody = getpwnam("nobody");

	*uid = nobody != NULL ? nobody->pw_uid : NOBODY;
	*gid = nobody != NULL ? nobody->pw_gid : NOBODY;
}

/*
 * Root becomes nobody, with a way back as long as it is not known whether the
 * inputs can be read so: the rights of root on other machines' disks (NFS,
 * FUSE) are no capability.
 */
static bool
user_drop(const struct privs_needs *needs)
{
	int n_unreadable = landlock_unreadable(needs->inputs, needs->n_inputs);
	uint32_t kept = 0;
	bool is_done;
	uid_t uid;
	gid_t gid;

	if (geteuid() != 0) {
		caps_choose(needs, n_unreadable, &kept);
		return (caps_set(kept, kept) || caps_set(0, 0));
	}
	nobody_find(&uid, &gid);
	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	is_done = setgroups(0, NULL) == 0 && setresgid(gid, gid, 0) == 0 &&
	    setresuid(uid, uid, 0) == 0 &&
	    caps_choose(needs, n_unreadable, &kept) &&
	    setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0;
	if (!is_done) {
		(void)!setresuid(0, 0, 0);
		(void)!setresgid(0, 0, 0);
		caps_choose(needs, n_unreadable, &kept);
	}
	prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
	return ((caps_set(kept, kept) || caps_set(0, 0)) && is_done);
}

/* --- what is open --- */

enum { FDS_MAX = 1024 };

static bool
filters_are_locked(void)
{
	int fd, family, is_locked;

	for (fd = 0; fd < FDS_MAX; fd++) {
		socklen_t n = sizeof family, m = sizeof is_locked;

		if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &n) == 0 &&
		    family == AF_PACKET && (getsockopt(fd, SOL_SOCKET,
		    SO_LOCK_FILTER, &is_locked, &m) == -1 || is_locked == 0))
			return (false);
	}
	return (true);
}

/*
 * List what may be written to: results, complaints, a capture that is kept, and
 * nothing else that was inherited.  Whoever gave us sockets for the first two
 * wants them written to.
 */
static int
writable_list(const struct privs_needs *needs, int fds[SECCOMP_WRITABLE],
    bool *has_file)
{
	struct stat st;
	int i, n = 0;

	*has_file = false;
	fds[n++] = STDOUT_FILENO;
	fds[n++] = STDERR_FILENO;
	for (i = 0; i < needs->n_outputs && n < SECCOMP_WRITABLE; i++)
		if (needs->outputs[i] > STDERR_FILENO)
			fds[n++] = needs->outputs[i];
	for (i = 0; i < n; i++)
		*has_file |= fstat(fds[i], &st) == 0 && S_ISREG(st.st_mode);
	return (n);
}

static void
limits_lower(bool has_file)
{
	const struct rlimit none = { 0, 0 };

	if (!has_file)
		setrlimit(RLIMIT_FSIZE, &none);
	/* The leak sanitizer looks from a process of its own. */
	if (!SECCOMP_SANITIZED)
		setrlimit(RLIMIT_NPROC, &none);
}

/* --- all of it --- */

static void
lack_add(struct text *t, const char *what)
{
	if (t->len > 0)
		text_add(t, ", ");
	text_add(t, what);
}

void
privs_drop(const struct privs_needs *needs, char *lacks, size_t size)
{
	int writable[SECCOMP_WRITABLE], n;
	bool has_file;
	struct text t;

	text_init(&t, lacks, size);
	if (!user_drop(needs))
		lack_add(&t, "no other user");
	/* The change of user has made this process dumpable again. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (!filters_are_locked())
		lack_add(&t, "no locked filter");
	n = writable_list(needs, writable, &has_file);
	limits_lower(has_file);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		lack_add(&t, "no end of new privileges");
	if (!landlock_restrict(needs->is_live, needs->inputs, needs->n_inputs))
		lack_add(&t, "no Landlock");
	if (!seccomp_lock(needs->is_live, writable, n))
		lack_add(&t, "no seccomp");
}

void
privs_drop_to_sockets(int parent, const int *sockets, int n_sockets,
    char *lacks, size_t size)
{
	struct text t;
	uid_t uid;
	gid_t gid;

	text_init(&t, lacks, size);
	nobody_find(&uid, &gid);
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 ||
	    setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0))
		lack_add(&t, "no other user");
	if (!caps_set(0, 0))
		lack_add(&t, "no end of capabilities");
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	limits_lower(false);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		lack_add(&t, "no end of new privileges");
	if (!landlock_restrict(false, NULL, 0))
		lack_add(&t, "no Landlock");
	if (!seccomp_lock_sender(parent, sockets, n_sockets))
		lack_add(&t, "no seccomp");
}

void
privs_close_from(int first)
{
	enum { CALL_CLOSE_RANGE = 436 };
	int fd;

	if (syscall(CALL_CLOSE_RANGE, (unsigned)first, ~0U, 0) == 0)
		return;
	for (fd = first; fd < FDS_MAX; fd++)
		close(fd);
}
