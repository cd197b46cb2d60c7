/*
 * Directories that were given: their files, and which of these were captures.
 */

#ifndef EDGE_FOLDERS_H
#define EDGE_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

struct folder {
	const char *path;		/* borrowed */
	size_t n_captures, n_others;	/* the caller counts */
	bool is_told;			/* that it holds none */
};

struct folders {
	struct folder *all;		/* stays where it is */
	size_t n;
};

/* -1 when there is no memory, here and below. */
int	folders_init(struct folders *f, int most);
void	folders_fini(struct folders *f);
/*
 * One more; call gets each regular file by name, but those that begin with a
 * dot, until it returns -1.
 */
int	folders_add(struct folders *f, const char *path,
	    int (*call)(void *arg, struct folder *folder, const char *path),
	    void *arg);
/* The next one without a capture, each once; NULL when there is none. */
const char	*folders_next_empty(struct folders *f);
/* Files that were no captures, beside others that were. */
size_t	folders_skipped(const struct folders *f);

#endif
