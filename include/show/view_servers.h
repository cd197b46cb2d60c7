/*
 * The mail servers, and how logins fare on each.
 */

#ifndef SHOW_VIEW_SERVERS_H
#define SHOW_VIEW_SERVERS_H

#include "show/view.h"

extern const struct view view_servers, view_server;
/* The list alone, with nothing selected, for a part of another view. */
void	view_servers_part(const struct scene *s);

#endif
