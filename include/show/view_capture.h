/*
 * What is wrong with the capture, and how good it is in figures.
 */

#ifndef SHOW_VIEW_CAPTURE_H
#define SHOW_VIEW_CAPTURE_H

#include "show/view.h"

extern const struct view view_capture;
/* Where to capture instead; returns the row below. */
int	way_out_draw(const struct scene *s, int row);

#endif
