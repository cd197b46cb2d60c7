/*
 * After privs_drop: what is forbidden kills or is refused, what is needed
 * works.  Each try in a child of its own.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "edge/seccomp.h"
#include "edge/privs.h"

static char dir[] = "/tmp/lockhound-privs-XXXXXX";
static char input[80], secret[80], file[80];
static int pair[2];			/* open before the drop */

/* --- forbidden --- */

static struct sockaddr_in somewhere = { .sin_family = AF_INET };

static long t_exec(void) { return (execl("/bin/true", "true", (char *)0)); }
static long t_clone3(void) { return (syscall(435, NULL, 0)); }
static long t_listen(void) { return (listen(pair[0], 1)); }
static long t_accept(void) { return (accept(pair[0], NULL, NULL)); }
static long t_send(void) { return (send(pair[0], "x", 1, 0)); }
static long t_ptrace(void) { return (ptrace(PTRACE_TRACEME, 0, NULL, NULL)); }
static long t_attach(void)
{ return (ptrace(PTRACE_ATTACH, getppid(), NULL, NULL)); }
static long t_uring(void) { return (syscall(425, 1, NULL)); }
static long t_bpf(void) { return (syscall(SYS_bpf, 0, NULL, 0)); }
static long t_mount(void) { return (mount("none", dir, "tmpfs", 0, NULL)); }
static long t_setuid(void) { return (syscall(SYS_setuid, 0)); }
static long t_capset(void) { return (syscall(SYS_capset, NULL, NULL)); }
static long t_chmod(void) { return (chmod(file, 0777)); }
static long t_chown(void) { return (chown(file, 1, 1)); }
static long t_truncate(void) { return (truncate(file, 0)); }
static long t_unlink(void) { return (unlink(file)); }
static long t_rename(void) { return (rename(file, input)); }
static long t_link(void) { return (link(file, input)); }
static long t_mkdir(void) { return (mkdir("/tmp/lockhound-privs", 0777)); }
static long t_chdir(void) { return (chdir("/")); }
static long t_unshare(void) { return (syscall(SYS_unshare, 0)); }
static long t_module(void) { return (syscall(SYS_init_module, NULL, 0, "")); }
static long t_perf(void) { return (syscall(SYS_perf_event_open, NULL)); }
static long t_fault(void) { return (syscall(SYS_userfaultfd, 0)); }
static long t_memfd(void) { return (syscall(SYS_memfd_create, "x", 0)); }
static long t_handle(void) { return (syscall(SYS_open_by_handle_at, 3)); }
static long t_dup(void) { return (dup2(pair[0], 1)); }
static long t_splice(void)
{ return (syscall(SYS_splice, pair[0], NULL, pair[1], NULL, 1, 0)); }
static long t_pidfd(void) { return (syscall(434, getppid(), 0)); }
static long t_sigsys(void) { return (signal(SIGSYS, SIG_IGN) == SIG_ERR); }
static long t_kill(void) { return (kill(getppid(), 0)); }
static long t_tgkill(void)
{ return (syscall(SYS_tgkill, getppid(), getppid(), 0)); }
static long t_write(void) { return (write(pair[0], "x", 1)); }
static long t_open(void) { return (open(file, O_WRONLY)); }
static long t_open_both(void) { return (open(file, O_RDWR)); }
static long t_open_empty(void) { return (open(input, O_RDONLY | O_TRUNC)); }
static long t_open_new(void)
{ return (open("/tmp/lockhound-privs", O_CREAT | O_RDONLY, 0600)); }
static long t_unnamed(void) { return (open("/tmp", O_TMPFILE | O_RDWR, 0600)); }
static long t_openat2(void) { return (syscall(437, AT_FDCWD, file, NULL, 0)); }
static long t_other(void) { return (open(file, O_RDONLY)); }
static long t_passwords(void) { return (open("/etc/passwd", O_RDONLY)); }
static long t_inet(void) { return (socket(AF_INET, SOCK_STREAM, 0)); }
static long t_unix(void) { return (socket(AF_UNIX, SOCK_STREAM, 0)); }
static long t_packet(void) { return (socket(AF_PACKET, SOCK_RAW, 0)); }
static long t_typing(void) { return (ioctl(0, TIOCSTI, "x")); }
static long t_prctl(void) { return (prctl(PR_SET_DUMPABLE, 1)); }
static long t_newest(void) { return (syscall(9999)); }
static long t_limit(void)
{ return (syscall(SYS_prlimit64, getppid(), RLIMIT_CORE, NULL, NULL)); }

static long
t_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return (pid);
}

static long
t_connect(void)
{
	return (connect(pair[0], (struct sockaddr *)&somewhere,
	    sizeof somewhere));
}

static long
t_message(void)
{
	struct iovec v = { "x", 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };

	return (sendmsg(pair[0], &m, 0));
}

static long
t_peek(void)
{
	struct iovec v = { dir, 1 };

	return (syscall(SYS_process_vm_readv, getppid(), &v, 1, &v, 1, 0));
}

static long
t_poke(void)
{
	struct iovec v = { dir, 1 };

	return (syscall(SYS_process_vm_writev, getppid(), &v, 1, &v, 1, 0));
}

static long
t_runnable(void)
{
	return (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE |
	    MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
}

static long
t_made_runnable(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE |
	    MAP_ANONYMOUS, -1, 0);

	return (mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

#ifdef __x86_64__
static long t_x32(void) { return (syscall(0x40000000 | SYS_getpid)); }

static long
t_i386(void)
{
	long rc = 20;			/* its getpid */

	__asm__ volatile ("int $0x80" : "+a" (rc) : : "memory", "r8", "r9",
	    "r10", "r11");
	return (rc);
}
#endif

enum {
	DIES = 1, REFUSED = 2,		/* how it ends */
	NOT_SANITIZED = 4,		/* a sanitizer may do so */
	LANDLOCK = 8,			/* where there is some */
	ANY_SIGNAL = 16, REPLAY = 32, LIVE = 64
};

static const struct attempt {
	const char *name;
	long (*call)(void);
	unsigned how;
} attempts[] = {
	{ "exec", t_exec, DIES },
	{ "fork", t_fork, DIES | NOT_SANITIZED },
	{ "clone3", t_clone3, DIES },
	{ "connect", t_connect, DIES },
	{ "listen", t_listen, DIES },
	{ "accept", t_accept, DIES },
	{ "send", t_send, DIES },
	{ "sendmsg", t_message, DIES },
	{ "ptrace", t_ptrace, DIES | NOT_SANITIZED },
	{ "attach", t_attach, DIES | NOT_SANITIZED },
	{ "process_vm_readv", t_peek, DIES | NOT_SANITIZED },
	{ "process_vm_writev", t_poke, DIES },
	{ "io_uring", t_uring, DIES },
	{ "bpf", t_bpf, DIES },
	{ "mount", t_mount, DIES },
	{ "setuid", t_setuid, DIES },
	{ "capset", t_capset, DIES },
	{ "chmod", t_chmod, DIES },
	{ "chown", t_chown, DIES },
	{ "truncate", t_truncate, DIES },
	{ "unlink", t_unlink, DIES },
	{ "rename", t_rename, DIES },
	{ "link", t_link, DIES },
	{ "mkdir", t_mkdir, DIES },
	{ "chdir", t_chdir, DIES },
	{ "unshare", t_unshare, DIES },
	{ "init_module", t_module, DIES },
	{ "perf_event_open", t_perf, DIES },
	{ "userfaultfd", t_fault, DIES },
	{ "memfd_create", t_memfd, DIES },
	{ "open_by_handle_at", t_handle, DIES },
	{ "dup2", t_dup, DIES },
	{ "splice", t_splice, DIES },
	{ "pidfd_open", t_pidfd, DIES },
	{ "taking SIGSYS", t_sigsys, DIES },
	{ "kill another", t_kill, REFUSED },
	{ "tgkill another", t_tgkill, REFUSED },
	{ "another's limits", t_limit, REFUSED },
	{ "write to a socket", t_write, REFUSED },
	{ "open to write", t_open, REFUSED },
	{ "open for both", t_open_both, REFUSED },
	{ "open and empty", t_open_empty, REFUSED },
	{ "open a new one", t_open_new, REFUSED },
	{ "open an unnamed one", t_unnamed, REFUSED },
	{ "openat2", t_openat2, REFUSED },
	{ "read another file", t_other, REFUSED | LANDLOCK },
	{ "read /etc", t_passwords, REFUSED | LANDLOCK },
	{ "AF_INET", t_inet, REFUSED | REPLAY },
	{ "AF_PACKET", t_packet, REFUSED | REPLAY },
	{ "AF_INET", t_inet, REFUSED | LIVE },
	{ "AF_UNIX", t_unix, REFUSED | LIVE },
	{ "typing", t_typing, REFUSED },
	{ "prctl", t_prctl, REFUSED | NOT_SANITIZED },
	{ "mmap to run", t_runnable, REFUSED },
	{ "mprotect to run", t_made_runnable, REFUSED },
	{ "a call not known yet", t_newest, REFUSED },
#ifdef __x86_64__
	{ "x32", t_x32, DIES },
	{ "i386", t_i386, DIES | ANY_SIGNAL },
#endif
};

/* --- needed --- */

static long
opens_input(void)
{
	char c;
	int fd = open(input, O_RDONLY | O_CLOEXEC);

	return (fd != -1 && read(fd, &c, 1) == 1 ? 0 : -1);
}

static long
opens_secret(void)
{
	char c;
	int fd = open(secret, O_RDONLY | O_CLOEXEC);

	return (fd != -1 && read(fd, &c, 1) == 1 ? 0 : -1);
}

static long
finds_nothing(void)
{
	return (open("/tmp/lockhound-privs", O_RDONLY) == -1 &&
	    errno == ENOENT ? 0 : -1);
}

static long
lives_on(void)
{
	struct timespec ts = { 0, 1 };
	struct pollfd p = { pair[0], POLLIN, 0 };
	char *block = malloc(1 << 20);
	struct stat st;
	int n;

	block = realloc(block, 40 << 20);
	if (block == NULL || stat(input, &st) == -1 || poll(&p, 1, 0) == -1)
		return (-1);
	free(block);
	nanosleep(&ts, NULL);
	signal(SIGUSR1, SIG_IGN);
	ioctl(1, TIOCGWINSZ, &n);
	return (raise(SIGUSR1) == 0 && kill(getpid(), SIGUSR1) == 0 &&
	    clock_gettime(CLOCK_REALTIME, &ts) == 0 &&
	    write(2, "", 0) == 0 ? 0 : -1);
}

static long
is_nobody(void)
{
	uid_t r, e, s;

	return (getresuid(&r, &e, &s) == 0 && r != 0 && r == e && e == s &&
	    getgid() != 0 ? 0 : -1);
}

static long
makes_no_core(void)
{
	struct rlimit l;

	return (getrlimit(RLIMIT_CORE, &l) == 0 && l.rlim_max == 0 &&
	    prctl(PR_GET_DUMPABLE) == 0 ? 0 : -1);
}

/*
 * Descriptor 1 is closed, or so it seems: a socket that took its place could
 * be written to.
 */
static long
keeps_its_place(void)
{
	close(1);
	return (socket(AF_PACKET, SOCK_RAW, 0) == 1 ? -1 : 0);
}

static long
keeps_its_filter(void)
{
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	struct sock_fprog program = { 1, &all };
	int none = 0;

	return (setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_FILTER, &program,
	    sizeof program) == -1 && setsockopt(pair[1], SOL_SOCKET,
	    SO_DETACH_FILTER, &none, sizeof none) == -1 &&
	    setsockopt(pair[1], SOL_SOCKET, SO_LOCK_FILTER, &none,
	    sizeof none) == -1 ? 0 : -1);
}

/* --- children --- */

enum { DONE = 10, FAILED = 11, LACKING = 12 };

static bool
has_landlock(void)
{
	return (syscall(444, NULL, 0, 1) > 0);
}

static bool
has_seccomp(void)
{
#if defined(__x86_64__) || defined(__aarch64__)
	return (access("/proc/sys/kernel/seccomp/actions_avail", R_OK) == 0);
#else
	return (false);
#endif
}

/* The child's status after the drop and the try. */
static int
status_of(bool is_live, long (*call)(void))
{
	const char *const inputs[] = { input, secret };
	const struct privs_needs needs = { .is_live = is_live,
	    .inputs = inputs, .n_inputs = is_live ? 0 : 2 };
	char lacks[200];
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		close(2);		/* what it says of its death */
		open("/dev/null", O_WRONLY);
		privs_no_traces();
		privs_drop(&needs, lacks, sizeof lacks);
		if ((strstr(lacks, "seccomp") != NULL && has_seccomp()) ||
		    (strstr(lacks, "Landlock") != NULL && has_landlock()))
			_exit(LACKING);
		_exit(call() == -1 ? FAILED : DONE);
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	return (status);
}

static bool
is_ended_so(const struct attempt *a, int status)
{
	if ((a->how & REFUSED) != 0)
		return (WIFEXITED(status) && WEXITSTATUS(status) == FAILED);
	return (WIFSIGNALED(status) && ((a->how & ANY_SIGNAL) != 0 ||
	    WTERMSIG(status) == SIGSYS));
}

static int
count_bad(bool is_live)
{
	unsigned other = is_live ? REPLAY : LIVE;
	size_t i;
	int n = 0;

	for (i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
		const struct attempt *a = &attempts[i];
		int status;

		if ((a->how & other) != 0 ||
		    (SECCOMP_SANITIZED && (a->how & NOT_SANITIZED) != 0) ||
		    ((a->how & LANDLOCK) != 0 && !has_landlock()))
			continue;
		status = status_of(is_live, a->call);
		if (is_ended_so(a, status))
			continue;
		print_error("%s: status %x\n", a->name, (unsigned)status);
		n++;
	}
	return (n);
}

static int
exit_of(bool is_live, long (*call)(void))
{
	int status = status_of(is_live, call);

	return (WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
}

static void
a_replay_may_do_nothing_else(void **state)
{
	(void)state;
	if (!has_seccomp())
		skip();
	assert_int_equal(count_bad(false), 0);
}

static void
a_watch_may_do_nothing_else(void **state)
{
	(void)state;
	if (!has_seccomp())
		skip();
	assert_int_equal(count_bad(true), 0);
}

static void
what_is_needed_works(void **state)
{
	(void)state;
	assert_int_equal(exit_of(false, lives_on), DONE);
	assert_int_equal(exit_of(true, lives_on), DONE);
	assert_int_equal(exit_of(false, opens_input), DONE);
	assert_int_equal(exit_of(false, finds_nothing), DONE);
	assert_int_equal(exit_of(false, makes_no_core), DONE);
}

static void
root_is_given_up_and_its_captures_are_read(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(exit_of(false, is_nobody), DONE);
	assert_int_equal(exit_of(true, is_nobody), DONE);
	assert_int_equal(exit_of(false, opens_secret), DONE);
}

static void
no_socket_is_written_to(void **state)
{
	(void)state;
	if (geteuid() != 0 || !has_seccomp())
		skip();
	assert_int_equal(exit_of(true, t_packet), DONE);
	assert_int_equal(exit_of(true, keeps_its_place), DONE);
}

static void
a_locked_filter_stays(void **state)
{
	struct sock_filter none = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { 1, &none };

	(void)state;
	assert_int_equal(setsockopt(pair[1], SOL_SOCKET, SO_ATTACH_FILTER,
	    &program, sizeof program), 0);
	assert_int_equal(exit_of(true, keeps_its_filter), FAILED);
	assert_true(privs_filter_lock(pair[1]));
	assert_int_equal(exit_of(true, keeps_its_filter), DONE);
}

/* --- before and after --- */

static void
file_make(char *path, size_t size, const char *name, mode_t mode)
{
	int fd;

	snprintf(path, size, "%s/%s", dir, name);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd != -1 && write(fd, "x", 1) == 1 &&
	    fchmod(fd, mode) == 0);
	close(fd);
}

static int
set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	chmod(dir, 0755);
	file_make(input, sizeof input, "input", 0666);
	file_make(secret, sizeof secret, "secret", 0600);
	file_make(file, sizeof file, "file", 0666);
	return (socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(input);
	unlink(secret);
	unlink(file);
	return (rmdir(dir));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_replay_may_do_nothing_else),
		cmocka_unit_test(a_watch_may_do_nothing_else),
		cmocka_unit_test(what_is_needed_works),
		cmocka_unit_test(root_is_given_up_and_its_captures_are_read),
		cmocka_unit_test(no_socket_is_written_to),
		cmocka_unit_test(a_locked_filter_stays),
	};

	return (cmocka_run_group_tests(tests, set_up, tear_down));
}
