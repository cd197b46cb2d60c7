/*
 * Landlock: paths are rules, and what has no rule is refused (Linux 5.13).
 *
 * The numbers are here and not taken from <linux/landlock.h>, which older
 * systems do not have and newer ones have more of; a kernel is asked which
 * version it speaks and is given as much.
 */

#define _GNU_SOURCE

#include "edge/landlock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "edge/seccomp.h"

enum {
	CALL_FACCESSAT2 = 439, CALL_CREATE_RULESET = 444, CALL_ADD_RULE = 445,
	CALL_RESTRICT_SELF = 446,
	ASK_VERSION = 1, RULE_PATH = 1,
	READ_FILE = 1 << 2, READ_DIR = 1 << 3
};

/* What each version of Landlock has come to know (landlock(7)). */
static const struct version {
	size_t bytes;			/* of the rule set */
	uint64_t files, ports, scopes;
} versions[] = {
	{  8, 0x1fff, 0, 0 },		/* 1 */
	{  8, 0x3fff, 0, 0 },		/* 2: to link or move elsewhere */
	{  8, 0x7fff, 0, 0 },		/* 3: truncate */
	{ 16, 0x7fff, 3, 0 },		/* 4: TCP, bind and connect */
	{ 16, 0xffff, 3, 0 },		/* 5: ioctl on devices */
	{ 24, 0xffff, 3, 3 }		/* 6: abstract sockets, signals */
};

enum { N_VERSIONS = sizeof versions / sizeof versions[0] };

/* The kernel's landlock_path_beneath_attr. */
struct rule {
	uint64_t access;
	int32_t fd;
} __attribute__((packed));

/* Allow one path.  For one that is not there, or a pipe, there is nothing to be
 * allowed. */
static void
path_allow(int rules, int at, const char *path)
{
	struct rule rule = { READ_FILE, openat(at, path, O_PATH | O_CLOEXEC) };
	struct stat st;

	if (rule.fd == -1)
		return;
	if (fstat(rule.fd, &st) == 0 && S_ISDIR(st.st_mode))
		rule.access |= READ_DIR;
	syscall(CALL_ADD_RULE, rules, RULE_PATH, &rule, 0);
	close(rule.fd);
}

/* Call for each regular file of a directory, and for what cannot be told to be
 * none. */
static void
directory_each(const char *path, void (*call)(int at, const char *name,
    int *arg), int *arg)
{
	DIR *d = opendir(path);
	const struct dirent *e;
	struct stat st;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' &&
		    (fstatat(dirfd(d), e->d_name, &st, 0) == -1 ||
		    S_ISREG(st.st_mode)))
			call(dirfd(d), e->d_name, arg);
	if (d != NULL)
		closedir(d);
}

static void
link_allow(int at, const char *name, int *rules)
{
	struct stat st;

	if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISLNK(st.st_mode))
		path_allow(*rules, at, name);
}

/* What libraries open on their own: before 0.14 json-c ends the process when it
 * gets no random number, and a sanitizer looks for its own threads. */
static const char *const libraries[] = {
	"/dev/urandom",
#if SECCOMP_SANITIZED
	"/proc/self",
#endif
};

/* What libpcap reads of an interface: its drops, its kind. */
static const char *const interfaces[] = {
	"/sys/class/net", "/sys/devices", "/proc/net"
};

static void
each_allow(int rules, const char *const *paths, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		path_allow(rules, AT_FDCWD, paths[i]);
}

bool
landlock_restrict(bool is_live, const char *const *inputs, int n_inputs)
{
	const struct version *v;
	uint64_t set[3];
	long version;
	int i, rules, rc;

	version = syscall(CALL_CREATE_RULESET, NULL, 0, ASK_VERSION);
	if (version < 1)
		return (false);
	v = &versions[version < N_VERSIONS ? version - 1 : N_VERSIONS - 1];
	set[0] = v->files;
	set[1] = v->ports;
	set[2] = v->scopes;
	rules = (int)syscall(CALL_CREATE_RULESET, set, v->bytes, 0);
	if (rules == -1)
		return (false);
	each_allow(rules, libraries, sizeof libraries / sizeof *libraries);
	if (is_live)
		each_allow(rules, interfaces, sizeof interfaces /
		    sizeof *interfaces);
	each_allow(rules, inputs, (size_t)n_inputs);
	for (i = 0; i < n_inputs; i++)
		directory_each(inputs[i], link_allow, &rules);
	rc = (int)syscall(CALL_RESTRICT_SELF, rules, 0);
	close(rules);
	return (rc == 0);
}

/*
 * Can a file not be read with the rights of now?  Not asked of faccessat(),
 * which in some C libraries asks the modes.  To find that a file is not there
 * is as good: it takes the same rights.  Before Linux 5.8 the file is opened;
 * but not a pipe, whose writer would take note: root alone can be sure of that
 * one.
 */
static bool
is_unreadable(int at, const char *path, int mode)
{
	struct stat st;
	int fd;

	if (syscall(CALL_FACCESSAT2, at, path, mode, AT_EACCESS) == 0)
		return (false);
	if (errno != ENOSYS)
		return (errno != ENOENT);
	if (fstatat(at, path, &st, 0) == 0 && S_ISFIFO(st.st_mode))
		return (geteuid() != 0);
	fd = openat(at, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd == -1)
		return (errno != ENOENT);
	close(fd);
	return (false);
}

static void
unreadable_count(int at, const char *name, int *n)
{
	*n += is_unreadable(at, name, R_OK);
}

int
landlock_unreadable(const char *const *inputs, int n_inputs)
{
	struct stat st;
	int i, n = 0;

	for (i = 0; i < n_inputs; i++) {
		bool is_dir = stat(inputs[i], &st) == 0 &&
		    S_ISDIR(st.st_mode);

		n += is_unreadable(AT_FDCWD, inputs[i], is_dir ? R_OK | X_OK :
		    R_OK);
		if (is_dir)
			directory_each(inputs[i], unreadable_count, &n);
	}
	return (n);
}
