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
 * Words of a server's, or of ours, that may name this user: he is masked in
 * them as above, and so is any other mail address.  "anna-pc" is a device's
 * name, and not masked.  whole: nothing is.
 */
void	user_add_words(struct text *t, const char *words, const char *user,
	    bool whole, bool ascii);
/*
 * The same of a reply, where all that could be he is masked; REPLY_BYTES of it
 * are kept, and a cut one is marked.
 */
void	user_add_reply(struct text *t, const char *reply, const char *user,
	    bool whole, bool ascii);

#endif
