/* Why a device's logins fail, in words. */

#ifndef SHOW_CAUSES_H
#define SHOW_CAUSES_H

#include <stdbool.h>

#include "base/text.h"
#include "data/snapshot.h"
#include "show/wording.h"

/* "old password", "wrong user name"; "" where nothing is known. */
const char	*cause_brief(enum cause v);
/* What a server's refusal asks for, as a sentence; "" for none. */
const char	*hint_sentence(enum hint v);
/* Adds " " and why, in whole sentences; or nothing. */
void	cause_add(struct text *t, const struct snap_device *d,
	    struct wording w);
/* Adds " Good again since 12:00:00.", for a screen; or nothing. */
void	cause_add_good(struct text *t, const struct snap_device *d);
/* The only cause that is ever called malware. */
bool	cause_is_guessing(const struct snap_device *d);
/* Adds " " and what was turned away without a verdict, and with what words;
 * or nothing. */
void	cause_add_turned(struct text *t, const struct snap_device *d,
	    struct wording w);
/* Adds " " and that several MACs are one device; or nothing. */
void	cause_add_faces(struct text *t, const struct snap_device *d);

#endif
