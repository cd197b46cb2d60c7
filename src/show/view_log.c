/* The log: what happened, newest at the bottom. */

#include "show/view_log.h"

#include <stdio.h>

#include "base/when.h"
#include "show/log.h"
#include "show/wording.h"

/* Where the columns of the log stand, and how wide they are. */
enum {
	AT_RESULT = 10, RESULT = 5, AT_DEVICE = 16,
	DEVICE = 16, DEVICE_WIDE = 24, SERVER = 24, SERVER_WIDE = 32
};

static void
draw_entry(const struct scene *s, const struct log_entry *e, int row)
{
	struct canvas *c = s->canvas;
	char clock[16], words[SENTENCE_BYTES + 64];
	char text[NAME_BYTES + 8], name[NAME_BYTES];
	int device = c->columns >= SCENE_WIDEST ? DEVICE_WIDE : DEVICE;
	int server = c->columns >= SCENE_WIDEST ? SERVER_WIDE : SERVER;

	wording_clock(e->when_ns, clock);
	canvas_text(c, row, 1, 8, STYLE_PLAIN, clock);
	if (e->is_verdict) {
		canvas_text(c, row, AT_RESULT, RESULT, e->action ==
		    ACTION_LOCKOUT_STARTED ? STYLE_RED : STYLE_YELLOW,
		    log_result(e));
		canvas_text(c, row, AT_DEVICE, -1, STYLE_PLAIN, e->words);
		return;
	}
	log_why(e, words, sizeof words);
	canvas_text(c, row, AT_RESULT, RESULT,
	    e->outcome == OUTCOME_FAILED ? STYLE_RED : STYLE_PLAIN,
	    log_result(e));
	log_name(s->ui, e, name);
	canvas_text(c, row, AT_DEVICE, c->columns >= SCENE_WIDE ? device : -1,
	    STYLE_PLAIN, name);
	if (c->columns < SCENE_WIDE)
		return;
	snprintf(text, sizeof text, "%s:%u", e->server, e->port);
	device += AT_DEVICE + 1;
	canvas_middle(c, row, device, server, STYLE_PLAIN, text);
	canvas_text(c, row, device + server + 1, -1, STYLE_PLAIN, words);
}

static int
log_rows(const struct scene *s)
{
	return (s->bottom - s->top - 1);	/* its title stands above */
}

/* is_own: it is not a part of another view, which shows the newest. */
static void
draw_lines(const struct scene *s, bool is_own)
{
	const struct ui *u = s->ui;
	const struct log_entry *e;
	struct canvas *c = s->canvas;
	uint64_t i, skip;
	int room = log_rows(s), lines = log_lines(u);
	/* No further back than there is; what fits begins at the top. */
	int most = lines > room ? lines - room : 0, at = u->log_back;
	int row = s->top + (lines < room ? lines : room);

	skip = (uint64_t)(at > most ? most : at);
	canvas_textf(c, s->top, 1, -1, STYLE_BOLD,
	    "EVENT LOG  %s   filter: %s   %llu events",
	    u->follows ? "following" : "held (f follows)",
	    u->filter[0] != '\0' ? u->filter : "none",
	    (unsigned long long)log_shown(u)->n_events);
	for (i = 0; row > s->top && (e = log_at(u, i)) != NULL; i++) {
		if (!log_keeps(u, e))
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		draw_entry(s, e, row);
		if (is_own && at == u->log_found)
			canvas_mark(c, row, STYLE_REVERSE);
		row--;
		at++;
	}
	if (log_shown(u)->n_events == 0)
		canvas_text(c, s->top + 1, 1, -1, STYLE_PLAIN,
		    "Nothing happened yet.");
	else if (lines == 0)
		canvas_text(c, s->top + 1, 1, -1, STYLE_PLAIN,
		    "No event matches: Esc shows all.");
}

static void
draw_log(const struct scene *s)
{
	draw_lines(s, true);
}

void
view_log_part(const struct scene *s)
{
	draw_lines(s, false);
}

/* What fits begins at the top: no further back than that. */
static int
last_back(const struct scene *s)
{
	return (log_lines(s->ui) - log_rows(s));
}

const struct view view_log = {
	.name = "log", .draw = draw_log, .bar = BAR_LOG, .list = &log_list,
	.last = last_back
};
