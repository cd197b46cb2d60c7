/*
 * The frame around the views: head and capture's health, key bar.
 */

#ifndef SHOW_FRAME_H
#define SHOW_FRAME_H

#include <stdbool.h>

#include "show/scene.h"

/* Head, health and a rule; returns the row below, the view's first. */
int	frame_head(const struct scene *s);
/* A rule where there is room for one; returns the row behind the view's. */
int	frame_bottom(const struct scene *s);
/* Which page of a text it is, of how many: last is the line that its last page
 * begins with.  "" where all of it is seen. */
enum { FRAME_PAGE_BYTES = 48 };
void	frame_page(const struct scene *s, int last,
	    char out[FRAME_PAGE_BYTES]);
/* What is typed, what the last key had to say, or the bar, which leaves the
 * page its room. */
void	frame_foot(const struct scene *s, const char *page);

/* Where there is no frame it still shows that it is paused, and what the last
 * key had to say; false when that is nothing. */
void	frame_paused(const struct scene *s);
bool	frame_said(const struct scene *s);

#endif
