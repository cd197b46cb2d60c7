/* Values of options as text, and how near two names are. */

#ifndef EDGE_VALUES_H
#define EDGE_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "64M", "1G", "500000": bytes.  False: it is no size. */
bool	value_bytes(const char *text, uint64_t *out);
/* "90", "30s", "10m", "2h": seconds.  False: it is no time. */
bool	value_seconds(const char *text, int64_t *out);

/* A name that can stand in a hint without quotes, else the bare one. */
const char	*value_program(const char *typed);

/* Edits from a to b (Levenshtein), of names shorter than 32. */
size_t	nearest_edits(const char *a, const char *b);

#endif
