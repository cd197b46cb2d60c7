/*
 * Keeps packets (draft-ietf-opsawg-pcap), in the byte order of this machine.
 *
 * Not libpcap's writer: that says at its end, or never, that a disk is full.
 */

#define _GNU_SOURCE

#include "edge/pcap_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/when.h"
#include "edge/writer.h"

enum { SNAP_BYTES = 262144 };

struct pcap_writer {
	struct writer *out;
	const char *name;
	uint32_t link;
	bool has_strange, is_strange_told;	/* frames of another link */
	bool is_broken_told, is_stalled_told;
};

/*
 * Open the file for this user alone, also when an older run has made it for
 * others: passwords can be read in it.  What is no file (a FIFO, /dev/null)
 * keeps its own mode.
 */
static int
file_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	struct stat st;

	/* It may belong to somebody else, who then has chosen its mode. */
	if (fd != -1 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		(void)!fchmod(fd, st.st_mode & (S_IRUSR | S_IWUSR));
	return (fd);
}

struct pcap_writer *
pcap_writer_open(const char *path, uint32_t link, struct err *err)
{
	const uint16_t version[2] = { 2, 4 };
	const uint32_t magic = 0xa1b23c4d;
	const uint32_t rest[4] = { 0, 0, SNAP_BYTES, link };
	const struct span header[3] = {
		{ (const uint8_t *)&magic, sizeof magic },
		{ (const uint8_t *)version, sizeof version },
		{ (const uint8_t *)rest, sizeof rest }
	};
	struct pcap_writer *w = calloc(1, sizeof *w);
	bool is_stdout = strcmp(path, "-") == 0;
	int fd;

	if (w == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	w->link = link;
	w->name = is_stdout ? "stdout" : path;
	fd = is_stdout ? STDOUT_FILENO : file_open(path);
	if (fd == -1 || isatty(fd) == 1) {
		err_set(err, fd == -1 ? "cannot write %s: %s" :
		    "-w: %s is a terminal; give a file, or a pipe behind -w -",
		    w->name, strerror(errno));
		if (fd > STDERR_FILENO)
			close(fd);
		free(w);
		return (NULL);
	}
	w->out = writer_new(fd);
	if (w->out == NULL) {
		err_set(err, "out of memory");
		if (!is_stdout)
			close(fd);
		free(w);
		return (NULL);
	}
	writer_add(w->out, header, 3);
	return (w);
}

int
pcap_writer_fd(const struct pcap_writer *w)
{
	return (writer_fd(w->out));
}

void
pcap_writer_close(struct pcap_writer *w)
{
	if (w == NULL)
		return;
	if (pcap_writer_fd(w) != STDOUT_FILENO)
		close(pcap_writer_fd(w));
	writer_free(w->out);
	free(w);
}

void
pcap_writer_frame(struct pcap_writer *w, const struct frame *f)
{
	const uint32_t head[4] = { (uint32_t)(f->when_ns / NS_PER_S),
	    (uint32_t)(f->when_ns % NS_PER_S), (uint32_t)f->bytes.len,
	    f->wire_bytes };
	const struct span record[2] = {
		{ (const uint8_t *)head, sizeof head }, f->bytes
	};

	if (f->link == w->link)
		writer_add(w->out, record, 2);
	else
		w->has_strange = true;
}

void
pcap_writer_patience(struct pcap_writer *w, bool (*goes_on)(void *arg),
    void *arg)
{
	writer_patience(w->out, goes_on, arg);
}

bool
pcap_writer_is_behind(const struct pcap_writer *w)
{
	return (writer_is_behind(w->out));
}

int
pcap_writer_flush(struct pcap_writer *w, struct err *err)
{
	bool is_all = writer_flush(w->out) == 0 &&
	    writer_left_out(w->out) == 0;
	int why = writer_error(w->out);

	/* A reader that shuts the pipe has read enough. */
	if (why == EPIPE && pcap_writer_fd(w) == STDOUT_FILENO)
		return (0);
	if (why != 0 && !w->is_broken_told) {
		w->is_broken_told = true;
		return (err_set(err, "cannot write %s: %s; no more packets "
		    "are kept, watching goes on", w->name, strerror(why)));
	}
	if (why == 0 && !is_all && !w->is_stalled_told) {
		w->is_stalled_told = true;
		return (err_set(err, "who reads %s has stalled: packets are "
		    "left out of it", w->name));
	}
	if (w->has_strange && !w->is_strange_told) {
		w->is_strange_told = true;
		return (err_set(err, "an interface came back with another "
		    "kind of link: its packets are not kept in %s", w->name));
	}
	return (0);
}
