/*
 * The log: what happened, newest at the bottom.
 */

#ifndef SHOW_VIEW_LOG_H
#define SHOW_VIEW_LOG_H

#include "show/view.h"

extern const struct view view_log;
/* The log's newest lines, for a part of another view. */
void	view_log_part(const struct scene *s);

#endif
