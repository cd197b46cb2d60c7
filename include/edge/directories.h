/*
 * Directories that were given: their files, and which of these were captures.
 */

#ifndef EDGE_DIRECTORIES_H
#define EDGE_DIRECTORIES_H

#include <stdbool.h>
#include <stddef.h>

struct directory {
	const char *path;		/* borrowed */
	size_t n_captures, n_others;	/* the caller counts */
	bool is_told;			/* that it holds none */
};

struct directories {
	struct directory *all;		/* stays where it is */
	size_t n;
};

/* -1 when there is no memory, here and below. */
int	directories_init(struct directories *f, int most);
void	directories_fini(struct directories *f);
/*
 * One more; call gets each regular file by name, but those that begin with a
 * dot, until it returns -1.
 */
int	directories_add(struct directories *f, const char *path,
	    int (*call)(void *arg, struct directory *in, const char *path),
	    void *arg);
/* The next one without a capture, each once; NULL when there is none. */
const char	*directories_next_empty(struct directories *f);
/* Files that were no captures, beside others that were. */
size_t	directories_skipped(const struct directories *f);

#endif
