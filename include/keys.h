/*
 * The keys that a replay was given: the file is opened while there are rights
 * to, and read when they are given up.
 */

#ifndef KEYS_H
#define KEYS_H

#include <stdint.h>

#include "base/err.h"
#include "data/unsealer.h"

struct unseal;

/* Zeroed: none were given. */
struct keys {
	struct unseal *unseal;
	const char *path;		/* borrowed */
	int fd;				/* good until it is read */
};

/*
 * NULL as path: none are given.  memory_bytes as in struct engine_setup.  A
 * second time nothing is done.  -1 with a sentence.
 */
int	keys_open(struct keys *k, const char *path, uint64_t memory_bytes,
	    struct err *err);
/* -1 with a sentence when the file is no key log. */
int	keys_read(struct keys *k, struct err *err);
/* NULL where none are given; good until keys_close. */
const struct unsealer	*keys_door(const struct keys *k);
/* All are wiped. */
void	keys_close(struct keys *k);

/*
 * One sentence about what could be read with them; false where there is
 * nothing to say.
 */
bool	keys_say(const struct keys *k, const struct unsealed_counts *n,
	    struct err *out);

#endif
