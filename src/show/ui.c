/*
 * The dashboard: events, keys and snapshots in, a picture out.  What they do
 * to it stands in log.c, keys.c and settle.c; here they come together.
 */

#include "show/ui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "show/actions.h"
#include "show/frame.h"
#include "show/keys.h"
#include "show/log.h"
#include "show/settle.h"
#include "show/state.h"
#include "show/view_rank.h"

enum { FRAMED_ROWS = 10 };	/* lower windows have the view alone */

struct ui *
ui_new(const struct ui_style *style)
{
	struct ui *u = calloc(1, sizeof *u);

	if (u != NULL)
		state_init(u, style, &view_rank);
	return (u);
}

void
ui_free(struct ui *u)
{
	free(u);
}

void
ui_say(struct ui *u, const char *words)
{
	state_say(u, words);
}

const char *
ui_goto(const struct ui *u)
{
	return (u->goto_text);
}

bool
ui_target(const struct ui *u, struct ui_target *out)
{
	if (u->server_row >= u->n_servers)
		return (false);
	*out = u->targets[u->server_row];
	return (true);
}

void
ui_confirm(struct ui *u, const char *question, bool takes_again)
{
	u->asking = ASK_CONFIRM;
	u->takes_again = takes_again;
	snprintf(u->question, sizeof u->question, "%s", question);
}

void
ui_tell(struct ui *u, const char *words)
{
	u->asking = ASK_READ;
	snprintf(u->question, sizeof u->question, "%s", words);
}

void
ui_answer(struct ui *u, const struct ui_target *whom, const char *words)
{
	u->answered = *whom;
	snprintf(u->answer, sizeof u->answer, "%s", words);
}

void
ui_hold(struct ui *u, bool is_paused)
{
	state_hold(u, is_paused);
}

void
ui_event(struct ui *u, const struct event *ev)
{
	const struct log_entry *e = log_record(&u->log, ev, &u->style);

	/* Who has gone back in the log stays where he is. */
	if (u->has_held || !log_keeps(u, e))
		return;
	u->log_back += !u->follows;
	u->log_found += u->log_found >= 0;
}

void
ui_clock_set(struct ui *u, int64_t by_ns)
{
	log_move(&u->log, by_ns);
	if (!u->has_held)
		return;
	log_move(&u->held.log, by_ns);
	snapshot_move(&u->held.snap, by_ns);
	u->held.from.now_ns += by_ns;
}

void
ui_forget(struct ui *u)
{
	memset(&u->log, 0, sizeof u->log);
	u->has_held = false;
	u->log_back = 0;
	u->log_found = -1;
	u->follows = true;
}

/* Does this key leave a view that any key leaves?  A key that moves in it, or
 * ends the program, does its own instead. */
static bool
leaves(const struct view *v, const struct key *k)
{
	return (v->is_left_by_any && (k == NULL || (k->act != act_move &&
	    k->act != act_page && !k->is_at_once)));
}

enum ui_act
ui_key(struct ui *u, int key)
{
	const struct key *k;

	if (key == UI_KEY_RESIZED)
		return (UI_REDRAW);
	u->key_ns = -1;			/* the next drawing sets it */
	u->said[0] = '\0';
	if (u->asking != ASK_NOTHING)
		return (act_type(u, key));
	if (key == ' ' && u->view->space != 0)
		key = u->view->space;
	k = keys_find(key);
	if (leaves(u->view, k))
		return (act_back(u, k));
	if (k == NULL)
		return (UI_NOTHING);
	if (k->only == NULL || k->only == u->view)
		return (k->act(u, k));
	state_say(u, k->elsewhere);
	return (UI_REDRAW);
}

/* A text is longer than its window: what stands page_top further down. */
static void
draw_view(const struct scene *s)
{
	const struct view *v = s->ui->shown;
	struct scene page = *s;

	if (!v->is_text) {
		v->draw(s);
		return;
	}
	page.bottom = SCENE_TEXT_LINES;
	canvas_scroll(s->canvas, s->top, s->bottom, s->ui->page_top);
	v->draw(&page);
	canvas_still(s->canvas);
}

/*
 * First the state is settled by what there is and how much of it fits, then
 * all is drawn from it and nothing changes any more.
 */
void
ui_draw(struct ui *u, const struct snapshot *snap,
    const struct ui_source *from, struct canvas *c)
{
	struct scene s = { u, snap, from, c, 0, c->rows, 0 };
	bool is_framed = c->rows >= FRAMED_ROWS;
	char page[FRAME_PAGE_BYTES];

	settle_rows(u, &s);
	if (is_framed) {
		s.top = frame_head(&s);
		s.bottom = frame_bottom(&s);
	}
	s.window_rows = s.bottom - s.top;
	frame_page(&s, settle_page(u, &s), page);
	draw_view(&s);
	if (is_framed)
		frame_foot(&s, page);
	if (page[0] != '\0')
		scene_more(&s, page);
	if (is_framed)
		return;
	frame_paused(&s);
	frame_said(&s);
}
