/*
 * What a run is told beforehand: keys that a replay was given, and what is
 * known of mail hosts.  The files are opened while there are rights to, and
 * read when they are given up.
 */

#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "data/taught.h"
#include "data/unsealer.h"

struct unseal;

/* A file that is opened and read later; path is borrowed, NULL: none. */
struct told_file {
	const char *path;
	int fd;				/* -1: read, or never opened */
};

/* Zeroed: none were given. */
struct keys {
	struct told_file keylog, servers;
	struct unseal *unseal;
	struct taught *taught;
};

/*
 * The paths are NULL where there is none.  memory_bytes as in struct
 * engine_setup.  A second time nothing is done.  -1 with a sentence.
 */
int	keys_open(struct keys *k, const char *keylog, const char *servers,
	    uint64_t memory_bytes, struct err *err);
/* -1 with a sentence when one of them is not what it should be. */
int	keys_read(struct keys *k, struct err *err);
/* NULL where none are given; good until keys_close. */
const struct unsealer	*keys_door(const struct keys *k);
/* Keys are wiped. */
void	keys_close(struct keys *k);

/*
 * One sentence about what could be read with the keys; false where there are
 * none.
 */
bool	keys_say(const struct keys *k, const struct unsealed_counts *n,
	    struct err *out);

#endif
