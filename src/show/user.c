/* Account names as they are shown. */

#include "show/user.h"

#include <string.h>

void
user_add(struct text *t, const char *user, bool whole, bool ascii)
{
	const char *name = strrchr(user, '\\');
	const char *at = strchr(user, '@');
	struct span first;

	if (whole || user[0] == '\0') {
		text_add_wire(t, span_text(user[0] != '\0' ? user :
		    "an unknown account"), ascii);
		return;
	}
	name = name != NULL ? name + 1 : user;
	text_add_wire(t, (struct span){ (const uint8_t *)user,
	    (size_t)(name - user) }, ascii);
	first = span_text(name);
	if (first.len > 0 && name != at)
		text_add_wire(t, (struct span){ first.p,
		    utf8_length(first) == 0 ? 1 : utf8_length(first) }, ascii);
	text_add(t, "***");
	if (at != NULL && at >= name)
		text_add_wire(t, span_text(at), ascii);
}
