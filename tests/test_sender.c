/*
 * After privs_drop_to_sockets: every system call there is, one after another,
 * each in a process of its own.  All but those of a sender kill it.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "edge/privs.h"
#include "edge/seccomp.h"

enum { CALLS = 700, FINE = 41, ODD = 42 };

static int parent[2], own[2], other[2];

/* Runs it confined; returns how it ended, as waitpid does. */
static int
confined(void (*act)(long), long arg)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		char lacks[120];

		privs_drop_to_sockets(parent[1], &own[1], 1, lacks,
		    sizeof lacks);
		act(arg);
		_exit(ODD);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return (status);
}

static bool
was_killed(int status)
{
	return (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

/* Calls that a sender makes, or that a sanitizer makes in it. */
static const long senders[] = {
	SYS_read, SYS_sendto, SYS_clock_nanosleep, SYS_nanosleep,
	SYS_clock_gettime, SYS_restart_syscall, SYS_rt_sigreturn, SYS_exit,
	SYS_exit_group,
#if SECCOMP_SANITIZED
	SYS_mmap, SYS_munmap, SYS_madvise, SYS_futex, SYS_gettid, SYS_write,
	SYS_sigaltstack,
#endif
};

static bool
is_senders(long call)
{
	size_t i;

	for (i = 0; i < sizeof senders / sizeof senders[0]; i++)
		if (senders[i] == call)
			return (true);
	return (false);
}

/* The kernel keeps uretprobe and uprobe from any filter (x86-64, Linux 6.12 and
 * 6.18): they do nothing but where the kernel itself has put them. */
static bool
is_kernels(long call)
{
#ifdef __x86_64__
	return (call == 335 || call == 336);
#else
	(void)call;
	return (false);
#endif
}

static void
make_call(long call)
{
	syscall(call, -1L, -1L, -1L, -1L, -1L, -1L);
	_exit(FINE);
}

/* Where the kernel has no seccomp, or this program none of its calls. */
static bool
has_seccomp(void)
{
	return (was_killed(confined(make_call, SYS_getppid)));
}

static void
every_other_call_is_the_end(void **state)
{
	long call;

	(void)state;
	if (!has_seccomp())
		skip();
	for (call = 0; call < CALLS; call++)
		if (!is_senders(call) && !is_kernels(call) &&
		    !was_killed(confined(make_call, call)))
			fail_msg("system call %ld is survived", call);
}

static void
read_other(long arg)
{
	char c;

	(void)!read(arg == 0 ? other[1] : own[1], &c, 1);
}

static void
send_other(long arg)
{
	(void)arg;
	(void)!send(other[1], "x", 1, 0);
}

static void
write_own(long arg)
{
	(void)arg;
	(void)!syscall(SYS_writev, own[1], NULL, 0);
}

static void
other_descriptors_are_the_end(void **state)
{
	(void)state;
	if (!has_seccomp())
		skip();
	assert_true(was_killed(confined(read_other, 0)));
	assert_true(was_killed(confined(read_other, 1)));
	assert_true(was_killed(confined(send_other, 0)));
	assert_true(was_killed(confined(write_own, 0)));
}

static void
do_the_work(long arg)
{
	const struct timespec moment = { 0, 1000 };
	struct timespec now;
	char c = 0;

	(void)arg;
	if (read(parent[1], &c, 1) == 1 && c == 'q' &&
	    send(parent[1], "f", 1, 0) == 1 && send(own[1], "p", 1, 0) == 1 &&
	    clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, NULL) == 0 &&
	    nanosleep(&moment, NULL) == 0 &&
	    clock_gettime(CLOCK_MONOTONIC, &now) == 0)
		_exit(FINE);
}

static void
what_a_sender_does_works(void **state)
{
	char c = 0;
	int status;

	(void)state;
	assert_int_equal(write(parent[0], "q", 1), 1);
	status = confined(do_the_work, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == FINE);
	assert_true(read(parent[0], &c, 1) == 1 && c == 'f');
	assert_true(read(own[0], &c, 1) == 1 && c == 'p');
}

static void
no_descriptor_from_there_on_is_open(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		privs_close_from(other[0]);
		_exit(write(other[1], "x", 1) == -1 &&
		    write(own[1], "x", 1) == 1 ? FINE : ODD);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == FINE);
}

static int
set_up(void **state)
{
	(void)state;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, parent) == -1 ||
	    socketpair(AF_UNIX, SOCK_DGRAM, 0, own) == -1)
		return (-1);
	return (socketpair(AF_UNIX, SOCK_DGRAM, 0, other));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_other_call_is_the_end),
		cmocka_unit_test(other_descriptors_are_the_end),
		cmocka_unit_test(what_a_sender_does_works),
		cmocka_unit_test(no_descriptor_from_there_on_is_open),
	};

	return (cmocka_run_group_tests(tests, set_up, NULL));
}
