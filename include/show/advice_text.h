/*
 * A step of the advice, with what is known of the device in it.
 */

#ifndef SHOW_ADVICE_TEXT_H
#define SHOW_ADVICE_TEXT_H

#include "base/text.h"
#include "data/snapshot.h"
#include "show/wording.h"

/* Adds a step: "Open its web page (http://192.168.1.40)", "Remove fetchmail:
 * mutt ...". */
void	advice_text_add(struct text *t, const char *step,
	    const struct snap_device *d, struct wording w);

#endif
