/*
 * A view: one screen of the dashboard, as a struct of functions and flags.
 * What is asked of "the view that is up" is asked of its struct; nothing else
 * tells views apart.  Each view's own header names its struct; a key leads to
 * it (keys.c), or Enter in the view that opens it.
 */

#ifndef SHOW_VIEW_H
#define SHOW_VIEW_H

#include <stdbool.h>

#include "show/scene.h"

/* What can be selected in a view, one line after the other from 0. */
struct list {
	int (*lines)(const struct ui *u);
	int (*at)(const struct ui *u);		/* the one selected */
	/* So many lines down, and to this one; what is not there is not
	 * selected. */
	void (*move)(struct ui *u, int by);
	void (*select)(struct ui *u, int at);
	/* Has this line what is to be found (ui->find)? */
	bool (*matches)(const struct ui *u, int at);
};

/* Views whose key bars are alike. */
enum bar {
	BAR_RANK = 1, BAR_REPLAY = 2, BAR_SERVERS = 4, BAR_LOG = 8,
	BAR_DEVICE = 16, BAR_SERVER = 32, BAR_TEXT = 64,
	BAR_TEXT_MORE = 128
};

struct view {
	const char *name;		/* of its picture in the tests */
	const char *title;		/* in place of the head; or NULL */
	void (*draw)(const struct scene *s);
	enum bar bar;
	bool is_text;			/* scrolled as a whole: no selection */
	bool lies_over;			/* back: the view that was up before */
	bool is_detail;			/* back: the ranking, filter or not */
	bool is_left_by_any;		/* by each key that does not move */
	int space;			/* what the space bar is here, or 0 */
	/* What is found here, and what Left and Right go along; or NULL. */
	const struct list *list, *steps;
	const struct view *opens;	/* by Enter, of what is selected */
	/* Rows of the list that fit at once; NULL: all of the scene's. */
	int (*rows)(const struct scene *s);
	/* How far back its lines go, where they are counted so; or NULL. */
	int (*last)(const struct scene *s);
	/* Shown in its place as things are; NULL, or it gives NULL: itself. */
	const struct view *(*instead)(const struct scene *s);
};

#endif
