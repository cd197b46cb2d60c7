/*
 * After privs_drop: what is forbidden kills, what is needed works.  Each try
 * in a child of its own.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edge/privs.h"

static char lacks[120];

static void
try_exec(void)
{
	execl("/bin/true", "true", (char *)NULL);
}

static void
try_fork(void)
{
	if (fork() == 0)
		_exit(0);
}

static void
try_connect(void)
{
	struct sockaddr a = { .sa_family = AF_UNIX };

	connect(socket(AF_UNIX, SOCK_STREAM, 0), &a, sizeof a);
}

static void
try_ptrace(void)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static void
try_write(void)
{
	int fd = open("/tmp/lockhound-test-privs", O_CREAT | O_WRONLY, 0600);

	_exit(fd == -1 ? 77 : 0);
}

static void
try_read(void)
{
	char c;
	int fd = open("/proc/self/status", O_RDONLY);

	_exit(fd != -1 && read(fd, &c, 1) == 1 ? 78 : 0);
}

static void
try_user(void)
{
	_exit(geteuid() == 0 ? 0 : 79);
}

/* The child's status after the drop and the try. */
static int
status_of(void (*what)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		privs_no_traces();
		privs_drop(lacks, sizeof lacks);
		what();
		_exit(0);
	}
	assert_true(waitpid(pid, &status, 0) == pid);
	return (status);
}

static bool
dies(void (*what)(void))
{
	int status = status_of(what);

	return (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

static void
forbidden_calls_kill(void **state)
{
	(void)state;
	privs_no_traces();
	/* Where the kernel has no seccomp there is nothing to try. */
	if (access("/proc/sys/kernel/seccomp/actions_avail", R_OK) != 0)
		skip();
	assert_true(dies(try_exec));
	assert_true(dies(try_fork));
	assert_true(dies(try_connect));
	assert_true(dies(try_ptrace));
}

static void
files_are_read_and_not_written(void **state)
{
	(void)state;
	assert_int_equal(WEXITSTATUS(status_of(try_read)), 78);
	if (geteuid() != 0)
		skip();
	/* /tmp is everybody's: only Landlock keeps us from it. */
	if (strstr(lacks, "Landlock") == NULL &&
	    access("/sys/kernel/security/landlock", F_OK) == 0)
		assert_int_equal(WEXITSTATUS(status_of(try_write)), 77);
	unlink("/tmp/lockhound-test-privs");
}

static void
root_is_given_up(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(WEXITSTATUS(status_of(try_user)), 79);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forbidden_calls_kill),
		cmocka_unit_test(files_are_read_and_not_written),
		cmocka_unit_test(root_is_given_up),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
