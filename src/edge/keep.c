/*
 * Keeps packets (draft-ietf-opsawg-pcap), in the byte order of this machine.
 *
 * Not libpcap's writer: that says at its end, or never, that a disk is full.
 */

#define _GNU_SOURCE

#include "edge/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/when.h"
#include "edge/outlet.h"

enum { SNAP_BYTES = 262144 };

struct keep {
	struct outlet *outlet;
	const char *name;
	uint32_t link;
	bool has_strange, is_strange_told;	/* frames of another link */
	bool is_broken_told, is_stalled_told;
};

/*
 * Passwords are read in clear there: nobody else's, nor when it was made by
 * an older run.  What is no file (a FIFO, /dev/null) has its own mode.
 */
static int
file_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	struct stat st;

	/* Whose it is may be another's, who has chosen then. */
	if (fd != -1 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		(void)!fchmod(fd, st.st_mode & (S_IRUSR | S_IWUSR));
	return (fd);
}

struct keep *
keep_open(const char *path, uint32_t link, struct err *err)
{
	const uint16_t version[2] = { 2, 4 };
	const uint32_t magic = 0xa1b23c4d;
	const uint32_t rest[4] = { 0, 0, SNAP_BYTES, link };
	const struct span header[3] = {
		{ (const uint8_t *)&magic, sizeof magic },
		{ (const uint8_t *)version, sizeof version },
		{ (const uint8_t *)rest, sizeof rest }
	};
	struct keep *k = calloc(1, sizeof *k);
	bool is_stdout = strcmp(path, "-") == 0;
	int fd;

	if (k == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	k->link = link;
	k->name = is_stdout ? "stdout" : path;
	fd = is_stdout ? STDOUT_FILENO : file_open(path);
	if (fd == -1 || isatty(fd) == 1) {
		err_set(err, fd == -1 ? "cannot write %s: %s" :
		    "-w: %s is a terminal; give a file, or a pipe behind -w -",
		    k->name, strerror(errno));
		if (fd > STDERR_FILENO)
			close(fd);
		free(k);
		return (NULL);
	}
	k->outlet = outlet_new(fd);
	if (k->outlet == NULL) {
		err_set(err, "out of memory");
		if (!is_stdout)
			close(fd);
		free(k);
		return (NULL);
	}
	outlet_add(k->outlet, header, 3);
	return (k);
}

int
keep_fd(const struct keep *k)
{
	return (outlet_fd(k->outlet));
}

void
keep_close(struct keep *k)
{
	if (k == NULL)
		return;
	if (keep_fd(k) != STDOUT_FILENO)
		close(keep_fd(k));
	outlet_free(k->outlet);
	free(k);
}

void
keep_frame(struct keep *k, const struct frame *f)
{
	const uint32_t head[4] = { (uint32_t)(f->when_ns / NS_PER_S),
	    (uint32_t)(f->when_ns % NS_PER_S), (uint32_t)f->bytes.len,
	    f->wire_bytes };
	const struct span record[2] = {
		{ (const uint8_t *)head, sizeof head }, f->bytes
	};

	if (f->link == k->link)
		outlet_add(k->outlet, record, 2);
	else
		k->has_strange = true;
}

void
keep_patience(struct keep *k, bool (*goes_on)(void *arg), void *arg)
{
	outlet_patience(k->outlet, goes_on, arg);
}

bool
keep_is_behind(const struct keep *k)
{
	return (outlet_is_behind(k->outlet));
}

int
keep_flush(struct keep *k, struct err *err)
{
	bool is_all = outlet_flush(k->outlet) == 0 &&
	    outlet_left_out(k->outlet) == 0;
	int why = outlet_error(k->outlet);

	/* Whoever shuts a pipe has read enough. */
	if (why == EPIPE && keep_fd(k) == STDOUT_FILENO)
		return (0);
	if (why != 0 && !k->is_broken_told) {
		k->is_broken_told = true;
		return (err_set(err, "cannot write %s: %s; no more packets "
		    "are kept, watching goes on", k->name, strerror(why)));
	}
	if (why == 0 && !is_all && !k->is_stalled_told) {
		k->is_stalled_told = true;
		return (err_set(err, "who reads %s has stalled: packets are "
		    "left out of it", k->name));
	}
	if (k->has_strange && !k->is_strange_told) {
		k->is_strange_told = true;
		return (err_set(err, "an interface came back with another "
		    "kind of link: its packets are not kept in %s", k->name));
	}
	return (0);
}
