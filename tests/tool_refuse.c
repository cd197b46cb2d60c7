/*
 * A kernel that lacks something: refuse WHAT... -- COMMAND.  WHAT is landlock,
 * seccomp, user, limits or faccessat2; the command's calls for it fail as they
 * would there.
 */

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CODE_MAX = 64, PR_SET_SECCOMP_HERE = 22 };

static struct sock_filter code[CODE_MAX];
static unsigned short n;

static void
add(unsigned what, unsigned value, unsigned yes, unsigned no)
{
	code[n++] = (struct sock_filter){ (unsigned short)what,
	    (unsigned char)yes, (unsigned char)no, value };
}

/* Answers the call, when its first argument is this one (-1: always). */
static void
refuse(unsigned call, long argument, unsigned error)
{
	add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
	add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, argument == -1 ? 1 : 3);
	if (argument != -1) {
		add(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data,
		    args), 0, 0);
		add(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)argument, 0, 1);
	}
	add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error, 0, 0);
}

int
main(int argc, char **argv)
{
	struct sock_fprog program;
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "landlock") == 0)
			refuse(444, -1, ENOSYS);
		else if (strcmp(argv[i], "seccomp") == 0)
			refuse(SYS_prctl, PR_SET_SECCOMP_HERE, EINVAL);
		else if (strcmp(argv[i], "user") == 0)
			refuse(SYS_setresuid, -1, EINVAL);
		else if (strcmp(argv[i], "limits") == 0)
			refuse(SYS_prlimit64, -1, ENOSYS);
		else if (strcmp(argv[i], "faccessat2") == 0)
			refuse(439, -1, ENOSYS);
	}
	add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	program.len = n;
	program.filter = code;
	if (i + 1 >= argc || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		return (77);
	execv(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return (2);
}
