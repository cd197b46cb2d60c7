/*
 * Directories that were given: their files, and which of these were captures.
 */

#ifndef EDGE_DIRECTORIES_H
#define EDGE_DIRECTORIES_H

#include <stdbool.h>
#include <stddef.h>

struct directory {
	const char *path;		/* borrowed */
	size_t n_captures, n_others;	/* counted by the caller */
	bool is_told;			/* that it holds no capture */
};

struct directories {
	struct directory *all;		/* in one piece that is never moved */
	size_t n;
};

/* Room for `most` directories. -1 when there is no memory, here and below. */
int	directories_init(struct directories *f, int most);
void	directories_fini(struct directories *f);
/* Add a directory.  call gets each of its regular files by path, in the order
 * of names, but not those that begin with a dot, until it returns -1. */
int	directories_add(struct directories *f, const char *path,
	    int (*call)(void *arg, struct directory *in, const char *path),
	    void *arg);
/* The path of the next directory without a capture, each once; NULL when there
 * is none. */
const char	*directories_next_empty(struct directories *f);
/* How many files were no captures, beside others that were. */
size_t	directories_skipped(const struct directories *f);

#endif
