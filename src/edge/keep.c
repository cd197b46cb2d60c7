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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/when.h"

enum { SNAP_BYTES = 262144 };

struct keep {
	FILE *file;
	const char *name;
	uint32_t link;
	bool has_strange, is_strange_told;	/* frames of another link */
	bool is_broken, is_told;
	int why;			/* errno */
};

static void
write_all(struct keep *k, const void *from, size_t n)
{
	if (k->is_broken || fwrite(from, 1, n, k->file) == n)
		return;
	k->is_broken = true;
	k->why = errno;
}

/*
 * Passwords are read in clear there: nobody else's, nor when it was made by
 * an older run.  What is no file (a FIFO, /dev/null) has its own mode.
 */
static FILE *
file_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	struct stat st;

	if (fd == -1)
		return (NULL);
	/* Whose it is may be another's, who has chosen then. */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		(void)!fchmod(fd, st.st_mode & (S_IRUSR | S_IWUSR));
	return (fdopen(fd, "w"));
}

struct keep *
keep_open(const char *path, uint32_t link, struct err *err)
{
	const uint32_t header[6] = { 0xa1b23c4d, 0, 0, 0, SNAP_BYTES, link };
	const uint16_t version[2] = { 2, 4 };
	struct keep *k = calloc(1, sizeof *k);

	if (k == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	k->link = link;
	k->name = strcmp(path, "-") == 0 ? "stdout" : path;
	k->file = strcmp(path, "-") == 0 ? stdout : file_open(path);
	if (k->file == NULL || isatty(fileno(k->file)) == 1) {
		err_set(err, k->file == NULL ? "cannot write %s: %s" :
		    "-w: %s is a terminal; give a file, or a pipe behind -w -",
		    k->name, strerror(errno));
		keep_close(k);
		return (NULL);
	}
	write_all(k, header, 4);
	write_all(k, version, sizeof version);
	write_all(k, header + 2, sizeof header - 8);
	return (k);
}

int
keep_fd(const struct keep *k)
{
	return (fileno(k->file));
}

void
keep_close(struct keep *k)
{
	if (k == NULL)
		return;
	if (k->file != NULL && k->file != stdout)
		fclose(k->file);
	free(k);
}

void
keep_frame(struct keep *k, const struct frame *f)
{
	const uint32_t record[4] = { (uint32_t)(f->when_ns / NS_PER_S),
	    (uint32_t)(f->when_ns % NS_PER_S), (uint32_t)f->bytes.len,
	    f->wire_bytes };

	if (f->link != k->link) {
		k->has_strange = true;
		return;
	}
	write_all(k, record, sizeof record);
	write_all(k, f->bytes.p, f->bytes.len);
}

int
keep_flush(struct keep *k, struct err *err)
{
	if (!k->is_broken && fflush(k->file) == EOF) {
		k->is_broken = true;
		k->why = errno;
	}
	/* Whoever shuts a pipe has read enough. */
	if (k->is_broken && k->why == EPIPE && k->file == stdout)
		return (0);
	if (k->is_broken && !k->is_told) {
		k->is_told = true;
		return (err_set(err, "cannot write %s: %s; no more packets "
		    "are kept, watching goes on", k->name, strerror(k->why)));
	}
	if (k->has_strange && !k->is_strange_told) {
		k->is_strange_told = true;
		return (err_set(err, "an interface came back with another "
		    "kind of link: its packets are not kept in %s", k->name));
	}
	return (0);
}
