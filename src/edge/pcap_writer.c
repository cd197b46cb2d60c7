/*
 * Keeps packets (draft-ietf-opsawg-pcap), in the byte order of this machine;
 * with a note as pcapng (draft-ietf-opsawg-pcapng), in one section with one
 * interface.
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

enum {
	SNAP_BYTES = 262144,
	PCAPNG_SECTION = 0x0a0d0d0a, PCAPNG_ORDER = 0x1a2b3c4d,
	PCAPNG_COMMENT = 1,
	INTERFACE_BYTES = 32
};

struct pcap_writer {
	struct writer *out;
	const char *name;
	uint32_t link;
	bool is_ng;
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

static void
header_add(struct pcap_writer *w)
{
	const uint16_t version[2] = { 2, 4 };
	const uint32_t magic = 0xa1b23c4d;
	const uint32_t rest[4] = { 0, 0, SNAP_BYTES, w->link };
	const struct span header[3] = {
		{ (const uint8_t *)&magic, sizeof magic },
		{ (const uint8_t *)version, sizeof version },
		{ (const uint8_t *)rest, sizeof rest }
	};

	writer_add(w->out, header, 3);
}

/* The bytes that are missing to a multiple of four. */
static struct span
padding(size_t n)
{
	static const uint8_t zeros[4];
	struct span s = { zeros, -n & 3 };

	return (s);
}

/* The section with its comment, and the interface with its clock's unit. */
static void
header_ng_add(struct pcap_writer *w, const char *note)
{
	struct span text = span_text(note), pad = padding(text.len);
	const uint32_t bytes = (uint32_t)(28 + 4 + text.len + pad.len + 4);
	const uint32_t section[6] = { PCAPNG_SECTION, bytes, PCAPNG_ORDER,
	    1, UINT32_MAX, UINT32_MAX };	/* version 1.0, any length */
	const uint16_t comment[2] = { PCAPNG_COMMENT, (uint16_t)text.len };
	const uint32_t end[2] = { 0, bytes };
	/* Nanoseconds: 10 to the power of -9. */
	const uint32_t interface[2] = { 1, INTERFACE_BYTES };
	const uint16_t link[2] = { (uint16_t)w->link, 0 }, unit[2] = { 9, 1 };
	const uint32_t rest[2] = { 0, INTERFACE_BYTES };
	const uint32_t snap_bytes = SNAP_BYTES;
	const uint8_t nine[4] = { 9 };
	const struct span parts[11] = {
		{ (const uint8_t *)section, sizeof section },
		{ (const uint8_t *)comment, sizeof comment }, text, pad,
		{ (const uint8_t *)end, sizeof end },
		{ (const uint8_t *)interface, sizeof interface },
		{ (const uint8_t *)link, sizeof link },
		{ (const uint8_t *)&snap_bytes, sizeof snap_bytes },
		{ (const uint8_t *)unit, sizeof unit },
		{ nine, sizeof nine }, { (const uint8_t *)rest, sizeof rest }
	};

	writer_add(w->out, parts, 11);
}

/* The file of this path, open; -1 with a sentence. */
static int
target_open(const char *path, const char *name, struct err *err)
{
	int fd = strcmp(path, "-") == 0 ? STDOUT_FILENO : file_open(path);

	if (fd != -1 && isatty(fd) != 1)
		return (fd);
	err_set(err, fd == -1 ? "cannot write %s: %s" :
	    "-w: %s is a terminal; give a file, or a pipe behind -w -",
	    name, strerror(errno));
	if (fd > STDERR_FILENO)
		close(fd);
	return (-1);
}

struct pcap_writer *
pcap_writer_open(const char *path, uint32_t link, const char *note,
    struct err *err)
{
	struct pcap_writer *w = calloc(1, sizeof *w);
	int fd;

	if (w == NULL) {
		err_set(err, "out of memory");
		return (NULL);
	}
	w->link = link;
	w->is_ng = note != NULL;
	w->name = strcmp(path, "-") == 0 ? "stdout" : path;
	fd = target_open(path, w->name, err);
	if (fd == -1) {
		free(w);
		return (NULL);
	}
	w->out = writer_new(fd);
	if (w->out == NULL) {
		err_set(err, "out of memory");
		if (fd != STDOUT_FILENO)
			close(fd);
		free(w);
		return (NULL);
	}
	if (w->is_ng)
		header_ng_add(w, note);
	else
		header_add(w);
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

static void
record_add(struct pcap_writer *w, const struct frame *f)
{
	const uint32_t head[4] = { (uint32_t)(f->when_ns / NS_PER_S),
	    (uint32_t)(f->when_ns % NS_PER_S), (uint32_t)f->bytes.len,
	    f->wire_bytes };
	const struct span record[2] = {
		{ (const uint8_t *)head, sizeof head }, f->bytes
	};

	writer_add(w->out, record, 2);
}

/* An Enhanced Packet Block. */
static void
record_ng_add(struct pcap_writer *w, const struct frame *f)
{
	struct span pad = padding(f->bytes.len);
	const uint32_t bytes = (uint32_t)(32 + f->bytes.len + pad.len);
	const uint32_t head[7] = { 6, bytes, 0,
	    (uint32_t)((uint64_t)f->when_ns >> 32), (uint32_t)f->when_ns,
	    (uint32_t)f->bytes.len, f->wire_bytes };
	const struct span record[4] = {
		{ (const uint8_t *)head, sizeof head }, f->bytes, pad,
		{ (const uint8_t *)&bytes, sizeof bytes }
	};

	writer_add(w->out, record, 4);
}

void
pcap_writer_frame(struct pcap_writer *w, const struct frame *f)
{
	if (f->link != w->link)
		w->has_strange = true;
	else if (w->is_ng)
		record_ng_add(w, f);
	else
		record_add(w, f);
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
