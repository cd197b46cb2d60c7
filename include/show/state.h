/*
 * The dashboard's state: which view is up, what is selected, what is asked
 * for.  Keys and snapshots change it, in state.c and the rooms above it; views
 * only read it.
 *
 * Always true once it is settled: 0 <= row < n_rows (or 0 where there is
 * none), the same of server_row; page_top and log_back show no line beyond the
 * end.  selected is of the row's device when has_selected.
 */

#ifndef SHOW_STATE_H
#define SHOW_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/snapshot.h"
#include "show/log.h"
#include "show/row.h"
#include "show/ui.h"
#include "show/who.h"

struct view;

enum {
	UI_ROWS = 128,			/* of the ranking */
	UI_INPUT = 64,
	UI_SAID = UI_INPUT + 32,
	UI_QUESTION = 400
};

enum { STATE_FAR = 1 << 20 };		/* more lines than anything has */

enum ui_names { NAMES_NAME, NAMES_ADDRESS, NAMES_MAC, NAMES_COUNT };
enum ui_asking {
	ASK_NOTHING, ASK_FIND, ASK_FILTER, ASK_GOTO, ASK_CONFIRM, ASK_READ
};

/* All that a picture is made of, while it is held. */
struct ui_held {
	struct snapshot snap;
	struct ui_source from;
	struct log log;
};

struct ui {
	struct ui_style style;
	/* What is up, what comes back when it lies over another, and which of
	 * them was drawn last (maybe another in its place). */
	const struct view *view, *before, *shown;
	int sort;			/* a column's (columns.h) */
	bool is_reversed, shows_all, is_paused, follows, must_sort;
	enum ui_names names;
	enum snap_span span;
	enum ui_asking asking;
	char input[UI_INPUT], find[UI_INPUT], filter[UI_INPUT];
	char goto_text[UI_INPUT];
	bool has_selected;
	struct who_key selected;
	int row, server_row;		/* selection */
	int log_back, log_found;	/* lines from the end; -1 = none */
	int page_top;			/* first line shown of a long text */
	int page_rows;			/* what fits at once */
	char said[UI_SAID];		/* of the last key; "" = nothing */
	int n_servers;			/* of the snapshot, and their names */
	char servers[SNAP_MAIL_SERVERS][NAME_BYTES];
	struct ui_target targets[SNAP_MAIL_SERVERS];
	char question[UI_QUESTION];	/* of ASK_CONFIRM, or to be read */
	struct ui_target answered;	/* who was asked last */
	char answer[UI_QUESTION];	/* and what came of it; "" = nobody */
	bool takes_again;
	int64_t key_ns, sorted_ns, paused_ns;
	int64_t now_ns;			/* the clock shown last */
	struct log log;
	struct row rows[UI_ROWS];
	int n_rows;
	struct who_key order[UI_ROWS];	/* as last sorted */
	int n_order;
	uint32_t n_hidden;		/* devices without a failure */
	uint32_t n_unfailed;		/* of them, what the filter matches */
	bool has_held;			/* while paused */
	struct ui_held held;
};

/* The state before the first key; the style is copied. */
void	state_init(struct ui *u, const struct ui_style *style,
	    const struct view *first);
/*
 * The one place where a selection comes back to what there is: after a key,
 * which may have asked for more, and after a new snapshot, which may hold
 * less.  A long text and the log go as far down, or back, as given.
 */
void	state_clamp(struct ui *u, int text_last, int log_last);
/* Pauses or goes on, as by the key: the next picture stands still, or moves. */
void	state_hold(struct ui *u, bool is_paused);
/* Says what a key did, where nothing else shows it. */
void	state_say(struct ui *u, const char *words);
/* Opens another view, at its beginning. */
void	state_open(struct ui *u, const struct view *v);
/* Sets another filter: its rows are others, so their order is not held. */
void	state_filter(struct ui *u, const char *what);

#endif
