/*
 * What a view draws from, and the one thing that all of them say alike: that
 * there is more than fits.
 */

#include "show/scene.h"

void
scene_more(const struct scene *s, const char *words)
{
	int last = s->canvas->rows - 1;
	int row = s->bottom < last ? s->bottom : last;

	/* What is being typed stands there. */
	if (s->ui->asking == ASK_NOTHING)
		canvas_right(s->canvas, row, s->canvas->columns - 1,
		    STYLE_REVERSE, words);
}
