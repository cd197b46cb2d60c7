/*
 * A directory stands for its files, by name.  What is no capture among them
 * is passed over, and counted: a directory of nothing else is a mistake.
 */

#define _GNU_SOURCE

#include "edge/directories.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int
directories_init(struct directories *f, int most)
{
	f->n = 0;
	f->all = calloc((size_t)most + 1, sizeof *f->all);
	return (f->all == NULL ? -1 : 0);
}

void
directories_fini(struct directories *f)
{
	free(f->all);
}

/* A directory that cannot be listed holds nothing that can be read. */
int
directories_add(struct directories *f, const char *path,
    int (*call)(void *arg, struct directory *in, const char *path),
    void *arg)
{
	struct directory *given = &f->all[f->n++];
	struct dirent **names;
	int i, n = scandir(path, &names, NULL, alphasort), rc = 0;

	given->path = path;
	if (n < 0)
		return (errno == ENOMEM ? -1 : 0);
	for (i = 0; i < n; i++) {
		struct stat st;
		char *file = NULL;

		if (names[i]->d_name[0] != '.' && rc == 0 &&
		    asprintf(&file, "%s/%s", path, names[i]->d_name) != -1) {
			if (stat(file, &st) == 0 && S_ISREG(st.st_mode))
				rc = call(arg, given, file);
			free(file);
		}
		free(names[i]);
	}
	free(names);
	return (rc);
}

const char *
directories_next_empty(struct directories *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->all[i].n_captures == 0 && !f->all[i].is_told) {
			f->all[i].is_told = true;
			return (f->all[i].path);
		}
	return (NULL);
}

size_t
directories_skipped(const struct directories *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->n; i++)
		if (f->all[i].n_captures > 0)
			n += f->all[i].n_others;
	return (n);
}
