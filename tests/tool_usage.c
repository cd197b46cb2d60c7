/* Runs a command, its output thrown away, and prints "MS RSS_KB STATUS". */



#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct timespec a, b;
	struct rusage use;
	int status = 0;
	pid_t pid;

	if (argc < 2)
		return (2);
	clock_gettime(CLOCK_MONOTONIC, &a);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	wait4(pid, &status, 0, &use);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%.1f %ld %d\n", (double)(b.tv_sec - a.tv_sec) * 1e3 +
	    (double)(b.tv_nsec - a.tv_nsec) / 1e6, use.ru_maxrss,
	    WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return (0);
}
