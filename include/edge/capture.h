/*
 * Saved captures: one file, many, a directory, or a pipe, read in order of
 * time.  libpcap reads what edge/savefile.h does not.
 */

#ifndef EDGE_CAPTURE_H
#define EDGE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "data/frame.h"
#include "edge/expression.h"
#include "edge/unpack.h"

struct capture;

struct capture_progress {
	uint64_t read_bytes, size_bytes;	/* size 0: not known */
};

/* How the worst of the files read so far ended. */
enum capture_state {
	CAPTURE_GOOD,
	CAPTURE_CUT,		/* a file ended or broke in the middle */
	CAPTURE_UNOPENED	/* a file could not be opened at all */
};

/*
 * The paths are borrowed; a directory stands for its files, by name.  A pipe
 * is read only when wait says so (NULL: at once).
 */
struct capture	*capture_new(const char *const *paths, int n_paths,
		    const struct unpack_wait *wait, struct err *err);
/* From now on only frames that the filter takes are given.  It is borrowed, and
 * set before the first frame. */
void	capture_filter(struct capture *c, struct expression *filter);

void	capture_free(struct capture *c);

/*
 * 1: a frame, good until the next call.  0: the end.  -1: something about one
 * file, a sentence in *err; the others go on with the next call.
 */
int	capture_next(struct capture *c, struct frame *out, struct err *err);
/* Up to max frames more that are at hand already, good as long as the last one
 * of capture_next.  Returns how many; 0 where none can be had so. */
int	capture_more(struct capture *c, struct frame *out, int max);

/* How many files of a directory are no captures, beside others that are. */
size_t	capture_skipped(const struct capture *c);
/* The path of a file of which more was read than there is now; else NULL. */
const char	*capture_shortened(const struct capture *before);
/*
 * Of two over the same paths, the first frame of the later one read: a file
 * that gave frames before and gives none now, by its path; else NULL.
 */
const char	*capture_lost(const struct capture *before,
		    const struct capture *now);
enum capture_state	capture_state(const struct capture *c);
struct capture_progress	capture_progress(const struct capture *c);

#endif
