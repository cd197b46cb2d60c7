/*
 * lockhound learn.  A replay like any other, of which nothing is told but what
 * the servers' answers to logins look like.
 *
 * The file is opened before rights are given up, and what was in it is gone
 * when the new one is whole.
 */

#define _GNU_SOURCE

#include "learn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edge/lesson_book.h"
#include "edge/servers_file.h"
#include "replay.h"

static int
output_open(struct run *r, struct err *err)
{
	const char *path = r->options.learn_to;

	if (path == NULL || strcmp(path, "-") == 0)
		return (0);
	r->learn_fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY,
	    0666);
	return (r->learn_fd != -1 ? 0 : err_set(err, "%s: %s", path,
	    strerror(errno)));
}

static int
write_all(int fd, const char *text)
{
	size_t n = strlen(text);
	ssize_t done;

	while (n > 0) {
		done = write(fd, text, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return (-1);
		text += done;
		n -= (size_t)done;
	}
	return (0);
}

static int
text_put(struct run *r, const char *text, struct err *err)
{
	int fd = r->learn_fd > 0 ? r->learn_fd : STDOUT_FILENO;

	/* A pipe or a device has no length to be cut. */
	if (r->learn_fd > 0 && ftruncate(fd, 0) == -1 && errno != EINVAL)
		return (err_set(err, "%s: %s", r->options.learn_to,
		    strerror(errno)));
	/* Whoever shuts a pipe has read enough. */
	if ((write_all(fd, text) == -1 || write_all(fd, "\n") == -1) &&
	    errno != EPIPE)
		return (err_set(err, "could not write all of the results"));
	return (0);
}

static void
count_say(struct run *r, const struct taught *t)
{
	uint64_t n_refused = 0, n_accepted = 0;
	struct unsealed_counts n;
	struct err said;
	uint32_t i, j;

	for (i = 0; i < t->n; i++) {
		for (j = 0; j < t->at[i].n_refused; j++)
			n_refused += t->at[i].refused[j].n;
		for (j = 0; j < t->at[i].n_accepted; j++)
			n_accepted += t->at[i].accepted[j].n;
	}
	engine_unsealed(r->engine, &n);
	if (keys_say(&r->keys, &n, &said))
		complain(r, said.text);
	err_set(&said, "learnt from %llu refusals and %llu acceptances of %u "
	    "services", (unsigned long long)n_refused,
	    (unsigned long long)n_accepted, t->n);
	complain(r, said.text);
}

static int
book_put(struct run *r, struct err *err)
{
	struct taught *t = calloc(1, sizeof *t);
	const char *text;
	struct lesson l;
	uint32_t i;
	int rc;

	if (t == NULL)
		return (err_set(err, "out of memory"));
	for (i = 0; engine_lesson(r->engine, i, &l); i++)
		(void)lesson_book_add(t, &l);
	lesson_book_sort(t);
	text = servers_file_text(t);
	rc = text == NULL ? err_set(err, "out of memory") :
	    text_put(r, text, err);
	if (rc == 0 && !r->options.quiet)
		count_say(r, t);
	free(t);
	return (rc);
}

int
learn_run(struct run *r, struct err *err)
{
	char lacks[120];
	struct err said;

	if (output_open(r, err) == -1 || run_open(r, err) == -1)
		return (-1);
	run_drop_rights(r, lacks, sizeof lacks);
	if (lacks[0] != '\0' && !r->options.quiet) {
		err_set(&said, "not fully confined here: %s", lacks);
		complain(r, said.text);
	}
	if (keys_read(&r->keys, err) == -1)
		return (-1);
	replay_run(r);
	/* That was said; what is in the file may stay there. */
	if (capture_state(r->capture) == CAPTURE_UNOPENED)
		return (0);
	return (book_put(r, err));
}
