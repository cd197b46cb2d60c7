/*
 * One device: who it is, when it failed, the evidence, what to do.
 */

#ifndef SHOW_VIEW_DEVICE_H
#define SHOW_VIEW_DEVICE_H

#include "show/view.h"

extern const struct view view_device;
/* Parts of it, for wide windows: who, when, what to do; and the evidence. */
void	view_device_person(const struct scene *s);
void	view_device_evidence(const struct scene *s);

#endif
