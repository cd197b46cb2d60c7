/*
 * Account names as they are shown: no full mail address unless asked for,
 * also where a server repeats it.
 */

#ifndef SHOW_USER_H
#define SHOW_USER_H

#include <stdbool.h>

#include "base/text.h"

/*
 * "anna@example.com" as "a***@example.com", a domain in front stays; what
 * follows a blank, or cannot belong to a domain, is masked.  whole: all of it.
 * "" is "an unknown account".  Made harmless either way.
 */
void	user_add(struct text *t, const char *user, bool whole, bool ascii);

/*
 * A server's reply, which may name this user: what could be he is masked in it
 * as above, and so is any other mail address.  whole: nothing is.  REPLY_BYTES
 * of a reply are kept, and a cut one is marked.
 */
void	user_add_reply(struct text *t, const char *reply, const char *user,
	    bool whole, bool ascii);

#endif
