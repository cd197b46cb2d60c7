/*
 * What keys do to the dashboard's state.
 */

#ifndef SHOW_ACTIONS_H
#define SHOW_ACTIONS_H

#include "show/keys.h"

typedef enum ui_act key_act(struct ui *u, const struct key *k);

/* Up and down, in whatever is shown: so many lines, or pages, as k->arg. */
key_act act_move, act_page;
/* The device, or server, before or after. */
key_act act_step;
/* Opens k->view, or what is selected; goes back, or quits where there is
 * nothing to go back to. */
key_act act_open, act_enter, act_back, act_leave;
key_act act_sort, act_reverse, act_all, act_span, act_names, act_follow;
/* A line is typed: for k->arg, an enum ui_asking.  The next that is found, or
 * the one before. */
key_act act_ask, act_find_next;
key_act act_pause, act_bar, act_copy;
/* The server that is selected is to be asked. */
key_act act_probe;
/* A key that the dashboard leaves to its caller: k->arg, an enum ui_act. */
key_act act_tell;

/* A key of the line that is being typed (u->asking). */
enum ui_act	act_type(struct ui *u, int key);

#endif
