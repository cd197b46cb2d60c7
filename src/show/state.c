/*
 * The dashboard's state: how it begins, and the small steps that keys make of
 * it.  What a new snapshot does to it is settle.c's.
 */

#include "show/state.h"

#include <stdio.h>
#include <string.h>

void
state_init(struct ui *u, const struct ui_style *style,
    const struct view *first)
{
	u->style = *style;
	u->view = u->shown = first;
	u->follows = true;
	u->log_found = -1;
}

void
state_hold(struct ui *u, bool is_paused)
{
	u->is_paused = is_paused;
	u->has_held = false;		/* the next drawing holds */
}

void
state_say(struct ui *u, const char *words)
{
	snprintf(u->said, sizeof u->said, "%s", words);
}

void
state_open(struct ui *u, const struct view *v)
{
	u->view = u->shown = v;
	u->page_top = 0;
}

void
state_filter(struct ui *u, const char *what)
{
	snprintf(u->filter, sizeof u->filter, "%s", what);
	u->must_sort = true;
}

/* The place `at` in a list whose last is given; 0 when the list is empty. */
static int
within(int at, int last)
{
	if (at > last)
		at = last;
	return (at > 0 ? at : 0);
}

void
state_clamp(struct ui *u, int text_last, int log_last)
{
	u->row = within(u->row, u->n_rows - 1);
	u->server_row = within(u->server_row, u->n_servers - 1);
	u->page_top = within(u->page_top, text_last);
	u->log_back = within(u->log_back, log_last);
}
