/*
 * A crash must not write a mail password to the disk: no core dumps, and no
 * attaching to the process.
 */

#define _GNU_SOURCE

#include "edge/privs.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"

void
privs_no_traces(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

enum { PAGE_BYTES = 4096 };

void
privs_large_pages(void *at, size_t bytes)
{
	uintptr_t from = ((uintptr_t)at + PAGE_BYTES - 1) / PAGE_BYTES *
	    PAGE_BYTES;
	uintptr_t to = ((uintptr_t)at + bytes) / PAGE_BYTES * PAGE_BYTES;

	/* Refused is as good: it is only slower. */
	if (to > from)
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

/* --- dropping --- */

bool
privs_filter_lock(int fd)
{
	const int on = 1;

	return (setsockopt(fd, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof on) ==
	    0);
}

/* CAP_NET_RAW in the sets given, nothing else in any. */
static int
caps_set(unsigned raw)
{
	struct __user_cap_header_struct head = {
		_LINUX_CAPABILITY_VERSION_3, 0
	};
	struct __user_cap_data_struct data[2];

	memset(data, 0, sizeof data);
	data[0].effective = data[0].permitted = raw;
	return ((int)syscall(SYS_capset, &head, data));
}

static bool
user_drop(void)
{
	const struct passwd *nobody = getpwnam("nobody");
	uid_t uid = nobody != NULL ? nobody->pw_uid : 65534;
	gid_t gid = nobody != NULL ? nobody->pw_gid : 65534;

	if (geteuid() != 0)
		return (caps_set(1u << CAP_NET_RAW) == 0 || caps_set(0) == 0);
	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	if (setgroups(0, NULL) == -1 || setresgid(gid, gid, gid) == -1 ||
	    setresuid(uid, uid, uid) == -1)
		return (false);
	prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
	return (caps_set(1u << CAP_NET_RAW) == 0 || caps_set(0) == 0);
}

/* No file is made, changed, removed or run any more (Linux 5.13). */
static bool
files_lock(void)
{
	struct landlock_ruleset_attr rules;
	int fd, rc;

	memset(&rules, 0, sizeof rules);
	rules.handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE |
	    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
	    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
	    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
	fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules,
	    0);
	if (fd == -1)
		return (false);
	rc = (int)syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
	return (rc == 0);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/*
 * What a reader of packets has no business with: starting programs, talking
 * to hosts, looking into other processes, changing the system.
 */
static const int forbidden[] = {
	SYS_execve, SYS_execveat, SYS_clone, SYS_clone3,
#ifdef SYS_fork
	SYS_fork, SYS_vfork,
#endif
	SYS_connect, SYS_listen, SYS_accept, SYS_accept4, SYS_ptrace,
	SYS_process_vm_readv, SYS_process_vm_writev, SYS_mount, SYS_umount2,
	SYS_pivot_root, SYS_chroot, SYS_init_module, SYS_finit_module,
	SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_swapon,
	SYS_bpf, SYS_unshare, SYS_setns, SYS_add_key, SYS_keyctl,
	SYS_setuid, SYS_setgid, SYS_setresuid, SYS_setresgid, SYS_capset
};

enum { N_FORBIDDEN = sizeof forbidden / sizeof forbidden[0] };

static bool
calls_lock(void)
{
#ifdef ARCHITECTURE
	struct sock_filter code[5 + 2 * N_FORBIDDEN];
	struct sock_fprog program;
	unsigned n = 0, i;

	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	    offsetof(struct seccomp_data, arch));
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
	    ARCHITECTURE, 1, 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
	    SECCOMP_RET_KILL_PROCESS);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	    offsetof(struct seccomp_data, nr));
	for (i = 0; i < N_FORBIDDEN; i++) {
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ |
		    BPF_K, (unsigned)forbidden[i], 0, 1);
		code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
		    SECCOMP_RET_KILL_PROCESS);
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
	    SECCOMP_RET_ALLOW);
	program.len = (unsigned short)n;
	program.filter = code;
	return (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) ==
	    0);
#else
	return (false);
#endif
}

void
privs_drop(char *lacks, size_t size)
{
	struct text t;

	text_init(&t, lacks, size);
	if (!user_drop())
		text_add(&t, " another user");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		text_add(&t, " no-new-privileges");
	if (!files_lock())
		text_add(&t, " Landlock");
	if (!calls_lock())
		text_add(&t, " seccomp");
	/* Changing the user has made it dumpable again. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
