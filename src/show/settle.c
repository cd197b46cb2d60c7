/*
 * What a new snapshot does to the dashboard's state, before anything is drawn:
 * the picture that is held, the rows and their order, and a selection that is
 * never beyond what there is.
 *
 * The order changes at most every two seconds, and not for five after a key,
 * so that nothing jumps from under the finger.
 */

#include "show/settle.h"

#include <string.h>

#include "base/when.h"
#include "show/host_words.h"
#include "show/rows.h"
#include "show/wording.h"

enum { RESORT_S = 2, HOLD_S = 5 };

/*
 * All that a picture is made of stands still, the clock too, so that what is
 * being read stays what it is, in every view.
 */
static void
take_held(struct ui *u, struct scene *s)
{
	struct ui_held *h = &u->held;

	if (!u->has_held) {
		u->paused_ns = s->from->steady_ns;
		h->snap = *s->snap;
		h->from = *s->from;
		h->log = u->log;
		u->has_held = true;
	}
	/* But how long it has, and what is wrong now, is told. */
	h->from.steady_ns = s->from->steady_ns;
	h->from.trouble = s->from->trouble;
	h->from.speed = s->from->speed;
	h->from.hint = s->from->hint;
	s->snap = &h->snap;
	s->from = &h->from;
}

/* Do the rows keep the order they had?  Not in a picture that stands still, or
 * is at its end: there the order asked for is had at once. */
static bool
is_order_held(const struct ui *u, const struct ui_source *from)
{
	if (u->sorted_ns == 0 || u->must_sort || u->is_paused || from->is_over)
		return (false);
	return ((u->key_ns > 0 &&
	    from->steady_ns - u->key_ns < HOLD_S * NS_PER_S) ||
	    from->steady_ns - u->sorted_ns < RESORT_S * NS_PER_S);
}

/* Whom the key b would ask: this server's address, and one of its host by the
 * other family. */
static void
target_fill(const struct snapshot *snap, const struct snap_server *server,
    struct ui_target *out)
{
	const struct snap_host *h = host_of(snap, &server->at.ip);
	uint32_t i;

	memset(out, 0, sizeof *out);
	out->ips[out->n_ips++] = server->at.ip;
	memcpy(out->name, server->name, sizeof out->name);
	out->is_locked = server->status == STATUS_LOCKED ||
	    (h != NULL && h->state == HOST_LOCKED);
	for (i = 0; h != NULL && i < h->n_ips && out->n_ips < 2; i++)
		if (ip_is_v4(&h->ips[i]) != ip_is_v4(&server->at.ip))
			out->ips[out->n_ips++] = h->ips[i];
}

void
settle_rows(struct ui *u, struct scene *s)
{
	bool is_held;
	uint32_t i;

	if (u->is_paused)
		take_held(u, s);
	/* A key does not reorder either: what it is pressed for stands there
	 * now. */
	if (u->key_ns == -1)
		u->key_ns = s->from->steady_ns;
	is_held = is_order_held(u, s->from);
	if (!is_held)
		u->sorted_ns = s->from->steady_ns;
	u->must_sort = false;
	u->now_ns = s->from->now_ns;
	rows_fill(u, s->snap, is_held);
	u->n_servers = (int)s->snap->n_servers;
	for (i = 0; i < s->snap->n_servers; i++) {
		wording_server(&s->snap->servers[i], u->servers[i],
		    sizeof u->servers[i]);
		target_fill(s->snap, &s->snap->servers[i], &u->targets[i]);
	}
	state_clamp(u, u->page_top, LOG_ENTRIES);
}

/* The line that the last page of a text begins with. */
static int
last_page(const struct scene *s, const struct view *v)
{
	struct scene page = *s;
	int n;

	/* All of it is drawn beyond the window. */
	page.bottom = SCENE_TEXT_LINES;
	canvas_scroll(s->canvas, s->top, s->bottom, SCENE_TEXT_LINES);
	v->draw(&page);
	n = s->canvas->deepest + 1 - s->top;
	canvas_still(s->canvas);
	return (n > s->window_rows ? n - s->window_rows : 0);
}

int
settle_page(struct ui *u, const struct scene *s)
{
	const struct view *v = u->view->instead != NULL ?
	    u->view->instead(s) : NULL;
	int last = 0;

	u->shown = v = v != NULL ? v : u->view;
	u->page_rows = v->rows != NULL ? v->rows(s) : s->window_rows;
	if (v->is_text)
		last = last_page(s, v);
	state_clamp(u, v->is_text ? last : u->page_top, v->last != NULL ?
	    v->last(s) : LOG_ENTRIES);
	return (last);
}
