/*
 * A step of the advice, with what is known of the device in it.
 */

#ifndef SHOW_STEPS_H
#define SHOW_STEPS_H

#include "base/text.h"
#include "data/snapshot.h"

/* "Open its web page (http://192.168.1.40)", "Remove fetchmail: mutt ..." */
void	steps_add(struct text *t, const char *step,
	    const struct snap_device *d, bool ascii);

#endif
