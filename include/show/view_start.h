/*
 * Before anything failed, and where no device can be told from another.
 */

#ifndef SHOW_VIEW_START_H
#define SHOW_VIEW_START_H

#include "show/view.h"

extern const struct view view_start, view_unfit;

#endif
