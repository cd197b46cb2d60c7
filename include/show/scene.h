/*
 * What a view draws from, and where.
 */

#ifndef SHOW_SCENE_H
#define SHOW_SCENE_H

#include "data/snapshot.h"
#include "show/canvas.h"
#include "show/state.h"
#include "show/ui.h"
#include "show/wording.h"

/*
 * Sizes of windows from which on there is room for more: words beside figures
 * and not below them, all that a common terminal shows, a second thing beside
 * the first; and what is selected told of below the list.
 */
enum {
	SCENE_WIDE = 60, SCENE_WIDER = 80, SCENE_WIDEST = 110,
	SCENE_HIGH = 18, SCENE_HIGHER = 32
};

enum { SCENE_TEXT_LINES = 1 << 14 };	/* more than any text has */

/*
 * A view changes nothing of this but the canvas, so that drawing twice is
 * drawing once: settle.c has brought the state up to date before.
 */
struct scene {
	const struct ui *ui;
	const struct snapshot *snap;
	const struct ui_source *from;
	struct canvas *canvas;
	int top, bottom;		/* rows for the view: top..bottom-1 */
	int window_rows;		/* of them in sight: a text has more */
};

/* How names are written in this picture. */
struct wording	scene_wording(const struct scene *s);
/* A word at the right end of the row below the view: there is more. */
void	scene_more(const struct scene *s, const char *words);

#endif
