/*
 * Saved captures from any number of files, merged by time.
 *
 * A file is opened for a moment to learn its first stamp and again when the
 * merge has come to it, so that a directory of a thousand hourly captures
 * needs few files open at once.
 */

#define _GNU_SOURCE

#include "edge/capture.h"

#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/links.h"
#include "edge/directories.h"
#include "edge/savefile.h"
#include "edge/unpack.h"

struct source {
	char *path;
	struct unpack *unpack;		/* NULL: not open */
	struct savefile *file;		/* reads the file: either this ... */
	pcap_t *pcap;			/* ... or libpcap */
	int64_t next_ns;		/* stamp of the frame that waits */
	struct frame frame;
	uint32_t link;
	uint64_t n_frames;
	uint64_t size_bytes, read_bytes;	/* once the file is closed */
	bool is_over, has_frame;
	struct directory *directory;	/* of the file, or NULL */
};

struct capture {
	struct source *sources;
	size_t n;
	struct directories directories;
	enum capture_state state;
	struct unpack_wait wait;	/* the caller's */
	bool is_called_off;		/* by the caller: no fault */
	struct expression *filter;	/* NULL: every frame */
	char pcap_error[PCAP_ERRBUF_SIZE];
};

static void
state_worsen(struct capture *c, enum capture_state s)
{
	if (s > c->state && !c->is_called_off)
		c->state = s;
}

static bool
pipe_wait(void *arg, int fd)
{
	struct capture *c = arg;

	if (c->wait.call != NULL && !c->wait.call(c->wait.arg, fd))
		c->is_called_off = true;
	return (!c->is_called_off);
}

/* --- which files --- */

static int
add_path(struct capture *c, const char *path)
{
	struct source *more = reallocarray(c->sources, c->n + 1,
	    sizeof *more);

	if (more == NULL)
		return (-1);
	c->sources = more;
	memset(&more[c->n], 0, sizeof *more);
	more[c->n].path = strdup(path);
	if (more[c->n].path == NULL)
		return (-1);
	c->n++;
	return (0);
}

static int
add_found(void *arg, struct directory *directory, const char *path)
{
	struct capture *c = arg;

	if (add_path(c, path) == -1)
		return (-1);
	c->sources[c->n - 1].directory = directory;
	return (0);
}

struct capture *
capture_new(const char *const *paths, int n_paths,
    const struct unpack_wait *wait, struct err *err)
{
	struct capture *c = calloc(1, sizeof *c);
	struct stat st;
	int i, rc = c == NULL ? -1 : 0;

	if (c != NULL && wait != NULL)
		c->wait = *wait;
	if (c != NULL)
		rc = directories_init(&c->directories, n_paths);
	for (i = 0; i < n_paths && rc == 0; i++) {
		if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
			rc = directories_add(&c->directories, paths[i],
			    add_found, c);
		else
			rc = add_path(c, paths[i]);
	}
	if (rc != 0) {
		err_set(err, "out of memory");
		capture_free(c);
		return (NULL);
	}
	return (c);
}

/* --- one file --- */

static void
source_close(struct source *s)
{
	if (s->unpack == NULL)
		return;
	s->read_bytes = unpack_read_bytes(s->unpack);
	s->size_bytes = unpack_size_bytes(s->unpack);
	if (s->pcap != NULL)
		pcap_close(s->pcap);	/* closes the stream as well */
	savefile_free(s->file);
	unpack_free(s->unpack);
	s->pcap = NULL;
	s->file = NULL;
	s->unpack = NULL;
}

void
capture_free(struct capture *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->n; i++) {
		source_close(&c->sources[i]);
		free(c->sources[i].path);
	}
	free(c->sources);
	directories_fini(&c->directories);
	free(c);
}

static const char *
source_name(const struct source *s)
{
	return (strcmp(s->path, "-") == 0 ? "stdin" : s->path);
}

/* The directory that a source was found in holds a capture: one, even if it
 * is opened twice. */
static void
source_counts(struct source *s)
{
	if (s->directory != NULL && s->next_ns == 0)
		s->directory->n_captures++;
}

/* Say of a file that neither savefile.c nor libpcap reads what it is.  -1 with
 * a sentence, or -2 for no capture that nobody has named. */
static int
source_odd(struct capture *c, struct source *s, struct err *err)
{
	bool is_capture = unpack_is_capture(s->unpack);

	source_close(s);
	s->is_over = true;
	if (is_capture) {
		source_counts(s);
		state_worsen(c, CAPTURE_CUT);
		if (strstr(c->pcap_error, "truncated") != NULL)
			return (err_set(err, "%s is cut short: not even its "
			    "header is whole", source_name(s)));
		return (err_set(err, "%s is a capture, but nothing in it can "
		    "be read (%s); convert it with editcap or capture anew",
		    source_name(s), c->pcap_error));
	}
	if (s->directory != NULL) {	/* a note beside the captures */
		s->directory->n_others++;
		return (-2);
	}
	state_worsen(c, CAPTURE_UNOPENED);
	return (err_set(err, "%s is no capture (%s); give a pcap or pcapng "
	    "file, plain, .gz or .zst", source_name(s), c->pcap_error));
}

/* Open a file and read its header.  0; -1 with a sentence; -2 for a file of a
 * directory that is no capture. */
static int
source_open(struct capture *c, struct source *s, struct err *err)
{
	const struct unpack_wait wait = { pipe_wait, c };
	struct err why;
	FILE *f;

	s->unpack = unpack_open(s->path, &wait, &why);
	if (s->unpack == NULL) {
		source_counts(s);	/* nobody knows what it is */
		s->is_over = true;
		state_worsen(c, CAPTURE_UNOPENED);
		return (err_set(err, "%s", why.text));
	}
	s->file = savefile_open(s->unpack);
	if (s->file != NULL) {
		source_counts(s);
		return (0);
	}
	strcpy(c->pcap_error, "out of memory");
	f = unpack_stream(s->unpack);
	s->pcap = f == NULL ? NULL : pcap_fopen_offline_with_tstamp_precision(
	    f, PCAP_TSTAMP_PRECISION_NANO, c->pcap_error);
	if (s->pcap == NULL) {
		if (f != NULL)
			fclose(f);
		return (source_odd(c, s, err));
	}
	s->link = link_of_dlt(pcap_datalink(s->pcap));
	source_counts(s);
	return (0);
}

static int
source_broke(struct capture *c, struct source *s, const char *why,
    struct err *err)
{
	if (unpack_trouble(s->unpack)[0] != '\0')
		why = unpack_trouble(s->unpack);
	state_worsen(c, CAPTURE_CUT);
	s->is_over = true;
	err_set(err, strstr(why, "truncated") != NULL ||
	    strstr(why, "cut short") != NULL ?
	    "%s is cut short after packet %llu (%s); "
	    "the results are those up to there" :
	    "%s cannot be read on after packet %llu (%s); "
	    "the results are those up to there", source_name(s),
	    (unsigned long long)s->n_frames, why);
	source_close(s);
	return (-1);
}

/* The next frame of a file that libpcap reads; returns as savefile_next. */
static int
pcap_take(struct source *s, struct frame *out)
{
	struct pcap_pkthdr *h;
	const u_char *bytes;
	int rc = pcap_next_ex(s->pcap, &h, &bytes);

	if (rc != 1)
		return (rc == PCAP_ERROR ? -1 : 0);
	out->when_ns = savefile_stamp_ns(h->ts.tv_sec, h->ts.tv_usec);
	out->link = s->link;
	out->bytes.p = bytes;
	out->bytes.len = h->caplen;
	out->wire_bytes = h->len > h->caplen ? h->len : h->caplen;
	return (1);
}

/* Leave out a file of whose link libpcap can filter nothing: the filter would
 * let no frame through, as if there was none. */
static int
source_unfit(struct capture *c, struct source *s, struct err *err)
{
	const struct link_type *link = link_type_find(s->frame.link);

	s->has_frame = false;
	s->is_over = true;
	source_close(s);
	state_worsen(c, CAPTURE_UNOPENED);
	return (err_set(err, "%s was taken on a kind of link (%s) of which -f "
	    "can choose nothing; it is read without -f", source_name(s),
	    link != NULL ? link->name : "unknown"));
}

/*
 * The next frame of a file, into s->frame.  Returns 1, 0 or -1 as capture_next.
 */
static int
source_next(struct capture *c, struct source *s, struct err *err)
{
	int rc = s->file != NULL ? savefile_next(s->file, true, &s->frame) :
	    pcap_take(s, &s->frame);

	s->has_frame = rc == 1;
	if (rc == -1)
		return (source_broke(c, s, s->file != NULL ?
		    savefile_trouble(s->file) : pcap_geterr(s->pcap), err));
	if (rc == 0 && unpack_trouble(s->unpack)[0] != '\0')
		return (source_broke(c, s, "", err));
	if (rc == 0) {
		s->is_over = true;
		source_close(s);
	}
	s->n_frames += rc == 1;
	if (s->n_frames == 1 && rc == 1 && c->filter != NULL &&
	    !expression_fits(c->filter, s->frame.link))
		return (source_unfit(c, s, err));
	return (rc);
}

/* --- all of them --- */

/* So many files may be open at once: with their buffers they stay within the
 * memory of a default run. */
enum { OPEN_MAX = 48 };

static size_t
n_open(const struct capture *c)
{
	size_t i, n = 0;

	for (i = 0; i < c->n; i++)
		n += c->sources[i].unpack != NULL;
	return (n);
}

/*
 * Make sure that every source knows the stamp of its next frame.  A file
 * that would be one too many is closed again and read anew in its turn.
 */
static int
sources_begin(struct capture *c, struct source *s, struct err *err)
{
	int rc = source_open(c, s, err);

	if (rc == 0)
		rc = source_next(c, s, err);
	if (rc != 1)
		return (rc);
	s->next_ns = s->frame.when_ns;
	if (n_open(c) > OPEN_MAX && strcmp(s->path, "-") != 0) {
		source_close(s);
		s->n_frames = 0;
		s->has_frame = false;
	}
	return (1);
}

static struct source *
earliest(struct capture *c)
{
	struct source *first = NULL;
	size_t i;

	for (i = 0; i < c->n; i++) {
		struct source *s = &c->sources[i];

		if (!s->is_over && (first == NULL ||
		    s->next_ns < first->next_ns))
			first = s;
	}
	return (first);
}

static int
merged_next(struct capture *c, struct frame *out, struct err *err)
{
	struct source *s;
	size_t i;
	int rc;

	for (i = 0; i < c->n; i++) {
		s = &c->sources[i];
		if (s->is_over || s->has_frame ||
		    (s->unpack == NULL && s->next_ns != 0))
			continue;
		rc = s->unpack == NULL ? sources_begin(c, s, err) :
		    source_next(c, s, err);
		if (rc == -1)
			return (-1);
		if (rc == 1)
			s->next_ns = s->frame.when_ns;
	}
	s = earliest(c);
	if (s == NULL)
		return (0);
	if (!s->has_frame) {		/* it was closed till its turn */
		rc = source_open(c, s, err);
		if (rc == 0)
			rc = source_next(c, s, err);
		if (rc != 1)
			return (rc == -1 ? -1 : merged_next(c, out, err));
	}
	*out = s->frame;
	s->has_frame = false;
	return (1);
}

/* --- the next frame --- */

static int
any_next(struct capture *c, struct frame *out, struct err *err)
{
	struct source *s = c->sources;
	int rc;

	if (c->n == 0 || (c->n == 1 && s->is_over))
		return (0);
	if (c->n > 1)
		rc = merged_next(c, out, err);
	else {
		rc = s->unpack == NULL ? source_open(c, s, err) : 0;
		if (rc == 0)
			rc = source_next(c, s, err);
		if (rc == 1)
			*out = s->frame;
	}
	/* A -1 because the caller would not wait is no fault, and a -2 is for
	 * nobody. */
	return (rc == -2 || (rc == -1 && c->is_called_off) ? 0 : rc);
}

void
capture_filter(struct capture *c, struct expression *filter)
{
	c->filter = filter;
}

/* At the end of all files: 0, or -1 and a sentence for each directory that
 * holds no capture. */
static int
directories_look(struct capture *c, struct err *err)
{
	const char *path = c->is_called_off ? NULL :
	    directories_next_empty(&c->directories);

	if (path == NULL)
		return (0);
	state_worsen(c, CAPTURE_UNOPENED);
	return (err_set(err, "%s holds no capture that can be read; give a "
	    "directory of pcap or pcapng files", path));
}

int
capture_next(struct capture *c, struct frame *out, struct err *err)
{
	int rc;

	do
		rc = any_next(c, out, err);
	while (rc == 1 && c->filter != NULL &&
	    !expression_takes(c->filter, out));
	return (rc == 0 ? directories_look(c, err) : rc);
}

/* Has a frame of this file been seen? */
static bool
source_gave(const struct source *s)
{
	return (s->n_frames > 0 || s->next_ns != 0);
}

const char *
capture_lost(const struct capture *before, const struct capture *now)
{
	size_t i, j, at = 0;

	for (i = 0; i < before->n; i++) {
		const struct source *was = &before->sources[i], *is = NULL;

		/* Both lists have one order: the next path is the right one,
		 * mostly. */
		for (j = 0; j < now->n && is == NULL; j++, at++) {
			at %= now->n;
			if (strcmp(now->sources[at].path, was->path) == 0)
				is = &now->sources[at];
		}
		if (source_gave(was) && (is == NULL || !source_gave(is)))
			return (was->path);
	}
	return (NULL);
}

const char *
capture_shortened(const struct capture *before)
{
	size_t i;

	for (i = 0; i < before->n; i++) {
		const struct source *s = &before->sources[i];
		uint64_t read_bytes = s->unpack != NULL ?
		    unpack_read_bytes(s->unpack) : s->read_bytes;
		struct stat st;

		if (stat(s->path, &st) == 0 && S_ISREG(st.st_mode) &&
		    (uint64_t)st.st_size < read_bytes)
			return (s->path);
	}
	return (NULL);
}

size_t
capture_skipped(const struct capture *c)
{
	return (directories_skipped(&c->directories));
}

int
capture_more(struct capture *c, struct frame *out, int max)
{
	struct source *s = c->sources;
	int n = 0;

	if (c->n != 1 || s->file == NULL)
		return (0);
	while (n < max && savefile_next(s->file, false, &out[n]) == 1) {
		s->n_frames++;
		n += c->filter == NULL ||
		    expression_takes(c->filter, &out[n]);
	}
	return (n);
}

enum capture_state
capture_state(const struct capture *c)
{
	return (c->state);
}

struct capture_progress
capture_progress(const struct capture *c)
{
	struct capture_progress p = { 0, 0 };
	bool is_known = true;
	size_t i;

	for (i = 0; i < c->n; i++) {
		const struct source *s = &c->sources[i];
		struct stat st;

		if (s->unpack != NULL) {
			p.read_bytes += unpack_read_bytes(s->unpack);
			p.size_bytes += unpack_size_bytes(s->unpack);
			is_known &= unpack_size_bytes(s->unpack) > 0;
		} else if (s->is_over) {
			p.read_bytes += s->read_bytes;
			p.size_bytes += s->size_bytes;
		} else if (stat(s->path, &st) == 0)
			p.size_bytes += (uint64_t)st.st_size;
	}
	if (!is_known)
		p.size_bytes = 0;
	return (p);
}
