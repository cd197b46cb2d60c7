/*
 * The ranking: who fails, and below it what to do about the selected one.
 */

#ifndef SHOW_VIEW_RANK_H
#define SHOW_VIEW_RANK_H

#include "show/view.h"

extern const struct view view_rank;

#endif
