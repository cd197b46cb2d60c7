/*
 * Logins inside TLS that nobody can tell, in words: a suspect's, and those that
 * accuse nobody.
 */

#ifndef SHOW_UNTOLD_H
#define SHOW_UNTOLD_H

#include <stdbool.h>

#include "base/text.h"
#include "data/snapshot.h"
#include "show/layout.h"

/* Is that all there is against the device? */
bool	untold_is_all(const struct snap_device *d);
/* Adds "5 of 5 logins, SMTP to mail.example.test (203.0.113.7:465)". */
void	untold_add(struct text *t, const struct snap_device *d, bool ascii);
/* A line for each device that nobody accuses, and what it may be; returns how
 * many logins are told of so. */
uint64_t	untold_say(const struct layout *p, const struct snapshot *s);

#endif
