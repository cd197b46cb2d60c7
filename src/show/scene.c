/*
 * What all views do alike with what they draw from: how names are written, and
 * the word that there is more than fits.
 */

#include "show/scene.h"

struct wording
scene_wording(const struct scene *s)
{
	struct wording w = { s->ui->style.show_users, s->canvas->ascii };

	return (w);
}

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
