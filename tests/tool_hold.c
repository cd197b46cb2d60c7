/*
 * Runs a command for some time and writes down what it holds:
 *
 *	tool_hold SECONDS REPORT HOW COMMAND...
 *
 * HOW	plain	as it is; ended by SIGTERM
 *	pty	on a terminal of its own, ended by Q
 *	keys	that too, with all its screens gone through, a key a second,
 *		and the terminal's size changed each minute
 *
 * REPORT gets a line "SECOND RSS_KB ANON_KB CPU_MS" each 5 seconds.  A stdin
 * that is a pipe is left to the command, which then takes keys from its
 * terminal.  The last of what stood on the terminal goes to REPORT.screen.
 * 1: it ended by itself, or not when asked to, or not well.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "seconds.h"

enum { EVERY_S = 5, RESIZE_S = 60, ENDS_S = 30, LAST = 16384 };

/* All views, sorts, spans and names; never p or q. */
static const char keys[] = "1jj\rjk\0331sSs2j3fG1amt\r\033r\006G\033!\033"
    "/aa\rnN\033c?\033tmgG\r><\0333";

static char last[LAST];
static size_t n_last;

static void
size_set(int fd, unsigned short rows, unsigned short columns)
{
	struct winsize size = { .ws_row = rows, .ws_col = columns };

	ioctl(fd, TIOCSWINSZ, &size);
}

static void
begin(const char *terminal, char **command)
{
	struct stat in;
	int fd;

	if (terminal != NULL) {
		setsid();
		fd = open(terminal, O_RDWR);
		if (fstat(0, &in) == -1 || !S_ISFIFO(in.st_mode))
			dup2(fd, 0);
		dup2(fd, 1);
	}
	execvp(command[0], command);
	_exit(127);
}

static int
terminal_new(void)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd == -1 || grantpt(fd) == -1 || unlockpt(fd) == -1) {
		perror("posix_openpt");
		exit(2);
	}
	size_set(fd, 40, 120);
	return (fd);
}

static void
sample(FILE *to, pid_t pid, int second)
{
	char path[64], line[1024];
	long rss = 0, anon = 0;
	unsigned long user = 0, sys = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (sscanf(line, "VmRSS: %ld", &rss) != 1)
			sscanf(line, "RssAnon: %ld", &anon);
	if (f != NULL)
		fclose(f);
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f != NULL && fgets(line, sizeof line, f) != NULL &&
	    strrchr(line, ')') != NULL)
		sscanf(strrchr(line, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u "
		    "%*u %*u %*u %*u %lu %lu", &user, &sys);
	if (f != NULL)
		fclose(f);
	fprintf(to, "%d %ld %ld %lu\n", second, rss, anon,
	    (user + sys) * 1000 / (unsigned long)sysconf(_SC_CLK_TCK));
	fflush(to);
}

/* What the terminal was told, and the last of it kept. */
static void
take(int fd, int wait_ms)
{
	struct pollfd p = { fd, POLLIN, 0 };
	char some[4096];
	ssize_t n;

	if (poll(&p, fd == -1 ? 0 : 1, wait_ms) < 1)
		return;
	n = read(fd, some, sizeof some);
	if (n <= 0) {
		usleep(10000);		/* nobody has it open any more */
		return;
	}
	if (n_last + (size_t)n > LAST) {
		memmove(last, last + LAST / 2, n_last - LAST / 2);
		n_last -= LAST / 2;
	}
	memcpy(last + n_last, some, (size_t)n);
	n_last += (size_t)n;
}

/* Its exit status; -1: it had to be killed. */
static int
end(pid_t pid, int fd)
{
	double until = now_s() + ENDS_S;
	int status;

	if (fd == -1)
		kill(pid, SIGTERM);
	else if (write(fd, "\033", 1) == 1) {	/* out of what is typed */
		take(fd, 200);
		(void)!write(fd, "Q", 1);
	}
	while (now_s() < until) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return (WIFEXITED(status) ? WEXITSTATUS(status) : -1);
		take(fd, 50);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return (-1);
}

static void
screen_keep(const char *report)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s.screen", report);
	f = fopen(path, "w");
	if (f == NULL)
		return;
	fwrite(last, 1, n_last, f);
	fclose(f);
}

int
main(int argc, char **argv)
{
	int fd = -1, second = 0, was, status, seconds;
	const char *at = keys;
	bool has_keys;
	FILE *report;
	double began;
	pid_t pid;

	if (argc < 5 || (report = fopen(argv[2], "we")) == NULL)
		return (2);
	seconds = atoi(argv[1]);
	has_keys = strcmp(argv[3], "keys") == 0;
	if (strcmp(argv[3], "plain") != 0)
		fd = terminal_new();
	pid = fork();
	if (pid == 0)
		begin(fd == -1 ? NULL : ptsname(fd), argv + 4);
	if (pid == -1)
		return (2);
	close(0);		/* whoever writes there writes to it alone */
	began = now_s();
	while (second < seconds) {
		take(fd, 100);
		if (waitpid(pid, &status, WNOHANG) == pid) {
			fprintf(stderr, "%s ended by itself after %d s\n",
			    argv[4], second);
			return (1);
		}
		was = second;
		second = (int)(now_s() - began);
		if (second == was)
			continue;
		if (second / EVERY_S != was / EVERY_S)
			sample(report, pid, second);
		if (has_keys) {
			(void)!write(fd, at, 1);
			at = at[1] == '\0' ? keys : at + 1;
		}
		if (has_keys && second / RESIZE_S != was / RESIZE_S)
			size_set(fd, second / RESIZE_S % 2 ? 24 : 40,
			    second / RESIZE_S % 2 ? 80 : 120);
	}
	status = end(pid, fd);
	screen_keep(argv[2]);
	if (status != 0 && status != 128 + SIGINT)
		fprintf(stderr, "%s ended with %d\n", argv[4], status);
	return (status != 0 && status != 128 + SIGINT);
}
