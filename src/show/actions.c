/*
 * What keys do.  Which key does what stands in keys.c; what there is to select
 * and to find, the view's list knows.
 */

#include "show/actions.h"

#include <stdio.h>
#include <string.h>

#include "show/columns.h"
#include "show/rows.h"
#include "show/state.h"
#include "show/view_rank.h"
#include "show/view_servers.h"

/* The list that the view is of; where it is none, n still finds devices. */
static const struct list *
list_of(const struct ui *u)
{
	return (u->view->list != NULL ? u->view->list : &rows_list);
}

/* A text moves by lines, in a list the selection does by rows. */
static void
move_by(struct ui *u, int by)
{
	if (u->shown->is_text)
		u->page_top += by;
	else
		list_of(u)->move(u, by);
	/* How long the text is, and how many lines fit, the drawing knows. */
	state_clamp(u, STATE_FAR, LOG_ENTRIES);
}

enum ui_act
act_move(struct ui *u, const struct key *k)
{
	move_by(u, k->arg);
	return (UI_REDRAW);
}

enum ui_act
act_page(struct ui *u, const struct key *k)
{
	move_by(u, k->arg * (u->page_rows > 1 ? u->page_rows : 1));
	return (UI_REDRAW);
}

enum ui_act
act_step(struct ui *u, const struct key *k)
{
	const struct list *steps = u->view->steps;
	int at;

	if (steps == NULL)
		return (UI_NOTHING);
	u->page_top = 0;
	at = steps->at(u) + k->arg;
	if (at >= 0 && at < steps->lines(u))
		steps->select(u, at);
	return (UI_REDRAW);
}

/* A view that goes back to the one below it remembers which that is. */
static void
open_view(struct ui *u, const struct view *v)
{
	if (v->lies_over && !u->view->lies_over)
		u->before = u->view;
	state_open(u, v);
}

enum ui_act
act_open(struct ui *u, const struct key *k)
{
	open_view(u, k->view);
	return (UI_REDRAW);
}

enum ui_act
act_enter(struct ui *u, const struct key *k)
{
	const struct list *list = list_of(u);

	(void)k;
	if (u->view->opens != NULL && list->lines(u) > 0) {
		list->select(u, list->at(u));
		open_view(u, u->view->opens);
	}
	return (UI_REDRAW);
}

enum ui_act
act_back(struct ui *u, const struct key *k)
{
	(void)k;
	if (u->view->lies_over)
		state_open(u, u->before);
	else if (u->view->is_detail)
		state_open(u, &view_rank);
	else if (u->filter[0] != '\0')
		state_filter(u, "");
	else if (u->view != &view_rank)
		state_open(u, &view_rank);
	else
		return (UI_NOTHING);
	return (UI_REDRAW);
}

enum ui_act
act_leave(struct ui *u, const struct key *k)
{
	return (u->view != &view_rank ? act_back(u, k) : UI_QUIT);
}

enum ui_act
act_sort(struct ui *u, const struct key *k)
{
	(void)k;
	u->sort = columns_next_order(u->sort);
	u->must_sort = true;
	return (UI_REDRAW);
}

enum ui_act
act_reverse(struct ui *u, const struct key *k)
{
	(void)k;
	u->is_reversed = !u->is_reversed;
	u->must_sort = true;
	return (UI_REDRAW);
}

enum ui_act
act_all(struct ui *u, const struct key *k)
{
	(void)k;
	u->shows_all = !u->shows_all;
	u->must_sort = true;
	return (UI_REDRAW);
}

enum ui_act
act_span(struct ui *u, const struct key *k)
{
	(void)k;
	u->span = (enum snap_span)((u->span + 1) % SNAP_SPANS);
	return (UI_REDRAW);
}

enum ui_act
act_names(struct ui *u, const struct key *k)
{
	(void)k;
	u->names = (enum ui_names)((u->names + 1) % NAMES_COUNT);
	return (UI_REDRAW);
}

enum ui_act
act_follow(struct ui *u, const struct key *k)
{
	(void)k;
	u->follows = !u->follows;
	u->log_back = 0;
	u->log_found = -1;
	return (UI_REDRAW);
}

enum ui_act
act_pause(struct ui *u, const struct key *k)
{
	(void)k;
	state_hold(u, !u->is_paused);
	return (UI_PAUSE_REPLAY);
}

enum ui_act
act_bar(struct ui *u, const struct key *k)
{
	(void)k;
	u->style.keybar = !u->style.keybar;
	return (UI_REDRAW);
}

enum ui_act
act_copy(struct ui *u, const struct key *k)
{
	(void)k;
	if (u->view->list == NULL || u->view->list->lines(u) > 0)
		return (UI_COPY);
	state_say(u, "Nothing here to copy");
	return (UI_REDRAW);
}

enum ui_act
act_probe(struct ui *u, const struct key *k)
{
	(void)k;
	if (u->view != &view_servers && u->view != &view_server)
		state_say(u, "b asks a mail server: 2 shows them");
	else if (u->n_servers == 0)
		state_say(u, "No mail server was seen yet");
	else
		return (UI_PROBE);
	return (UI_REDRAW);
}

enum ui_act
act_tell(struct ui *u, const struct key *k)
{
	(void)u;
	return ((enum ui_act)k->arg);
}

/* --- finding, and lines that are typed --- */

/* Selects the next line that matches, from the selected one on or from the
 * one behind it. */
static void
find_from(struct ui *u, int step, bool from_here)
{
	const struct list *list = list_of(u);
	int n = list->lines(u), at = list->at(u), i;
	bool is_missed = true;

	if (u->find[0] == '\0')
		return;
	for (i = 0; i < n && is_missed; i++) {
		at = i == 0 && from_here ? at : (at + step + n) % n;
		is_missed = at >= n || !list->matches(u, at);
	}
	if (is_missed)
		snprintf(u->said, sizeof u->said,
		    "Nothing here matches \"%s\"", u->find);
	else
		list->select(u, at);
}

enum ui_act
act_find_next(struct ui *u, const struct key *k)
{
	find_from(u, k->arg, false);
	return (UI_REDRAW);
}

enum ui_act
act_ask(struct ui *u, const struct key *k)
{
	u->asking = (enum ui_asking)k->arg;
	u->input[0] = '\0';
	u->log_found = -1;
	return (UI_REDRAW);
}

/* Enter ends the line that was typed: does what it was asked for. */
static enum ui_act
typed(struct ui *u, enum ui_asking what)
{
	u->asking = ASK_NOTHING;
	if (what == ASK_GOTO) {
		memcpy(u->goto_text, u->input, sizeof u->goto_text);
		return (UI_GOTO);
	}
	if (what == ASK_FIND) {
		memcpy(u->find, u->input, sizeof u->find);
		find_from(u, 1, true);
	} else
		state_filter(u, u->input);
	return (UI_REDRAW);
}

/* Any key but these says no, so that none does by chance; what is only to be
 * read goes away. */
static enum ui_act
confirmed(struct ui *u, int key)
{
	bool is_read = u->asking == ASK_READ;

	u->asking = ASK_NOTHING;
	if (is_read)
		return (UI_REDRAW);
	if (key == 'y' || key == 'Y')
		return (UI_PROBE_ONCE);
	if (u->takes_again && (key == 'a' || key == 'A'))
		return (UI_PROBE_AGAIN);
	state_say(u, "Nobody is asked");
	return (UI_REDRAW);
}

/* The line takes printable ASCII as far as it has room, and Backspace. */
enum ui_act
act_type(struct ui *u, int key)
{
	size_t n = strlen(u->input);
	enum ui_asking what = u->asking;

	if (what == ASK_CONFIRM || what == ASK_READ)
		return (confirmed(u, key));
	/* As a shell has it: the end, but not of what has been typed. */
	if (key == CTRL_D && n == 0)
		return (UI_QUIT);
	if (key == UI_KEY_ESCAPE || key == CTRL_C) {
		u->asking = ASK_NOTHING;
		if (what == ASK_FILTER)
			state_filter(u, "");
		return (UI_REDRAW);
	}
	if (key == UI_KEY_ENTER)
		return (typed(u, what));
	if (key == UI_KEY_BACKSPACE && n > 0)
		u->input[n - 1] = '\0';
	else if (key >= ' ' && key < 0x7f && n + 1 < sizeof u->input) {
		u->input[n] = (char)key;
		u->input[n + 1] = '\0';
	}
	/* A filter works while it is typed. */
	if (what == ASK_FILTER)
		state_filter(u, u->input);
	return (UI_REDRAW);
}
