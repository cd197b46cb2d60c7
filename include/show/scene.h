/*
 * What a view draws from, and where.
 */

#ifndef SHOW_SCENE_H
#define SHOW_SCENE_H

#include "data/snapshot.h"
#include "show/canvas.h"
#include "show/state.h"
#include "show/ui.h"

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

/* A word at the right end of the row below the view: there is more. */
void	scene_more(const struct scene *s, const char *words);

#endif
