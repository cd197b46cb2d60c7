/* Names that say little, for many devices have them. */

#ifndef DATA_COMMON_NAMES_H
#define DATA_COMMON_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* True also for no name at all. */
bool	name_is_common(const char *name);

/* For tests: the rows. */
size_t	common_names_count(void);
const char	*common_name(size_t i, const char **source);

#endif
