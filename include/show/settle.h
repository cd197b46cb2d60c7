/*
 * What a new snapshot, or another window, does to the state.
 */

#ifndef SHOW_SETTLE_H
#define SHOW_SETTLE_H

#include "show/scene.h"
#include "show/state.h"
#include "show/view.h"

/*
 * A new snapshot and clock are in the scene: what there is to select is filled
 * in, and the selection comes back to it.  While paused the scene is turned to
 * what is held.
 */
void	settle_rows(struct ui *u, struct scene *s);
/*
 * The scene's rows are known now: which view is drawn, what of it fits, and
 * the selection comes back to that.  Returns the line that the last page of a
 * text begins with, 0 where all fits or it is none.
 */
int	settle_page(struct ui *u, const struct scene *s);

#endif
