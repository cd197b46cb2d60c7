/* A small set of keyed tags; beyond its room it only says "many". */

#ifndef JUDGE_TAGS_H
#define JUDGE_TAGS_H

#include <stdbool.h>
#include <stdint.h>

enum { TAGS_MAX = 64 };

/* A set that is zeroed is empty. */
struct tags {
	uint32_t n;
	uint64_t at[TAGS_MAX];
};

/* True if the tag was not there; 0 is none. */
bool	tags_add(struct tags *s, uint64_t tag);

#endif
