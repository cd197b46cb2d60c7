/*
 * Account names as they are shown: no full mail address unless asked for.
 */

#ifndef SHOW_USER_H
#define SHOW_USER_H

#include <stdbool.h>

#include "base/text.h"

/*
 * "anna@example.com" as "a***@example.com", a domain in front stays; whole:
 * all of it.  "" is "an unknown account".  Made harmless either way.
 */
void	user_add(struct text *t, const char *user, bool whole, bool ascii);

#endif
