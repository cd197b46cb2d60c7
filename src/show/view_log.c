/* The log: what happened, newest at the bottom. */

#include <stdio.h>

#include "base/text.h"
#include "base/when.h"
#include "data/words.h"
#include "show/how.h"
#include "show/view.h"

static const char *
verdict_word(enum action action)
{
	switch (action) {
	case ACTION_LOCKOUT_FORECAST:
		return ("risk");
	case ACTION_LOCKOUT_STARTED:
		return ("LOCK");
	case ACTION_LOCKOUT_ENDED:
		return ("open");
	default:
		return ("alert");
	}
}

static const char *
result_word(const struct ui_entry *e)
{
	return (e->is_verdict ? verdict_word((enum action)e->action) :
	    e->outcome == OUTCOME_FAILED ? "FAIL" :
	    e->outcome == OUTCOME_OK ? "ok" : "?");
}

/* Why a login ended so. */
static void
why_words(const struct ui_entry *e, char *out, size_t size)
{
	char delay[WHEN_SPAN_BYTES];

	ui_delay(e->delay_ns, delay);
	if (e->evidence == EVIDENCE_LENGTHS)
		snprintf(out, size, "inferred %u%%, %s", e->confidence_pct,
		    delay);
	else
		snprintf(out, size, "%s", e->words[0] != '\0' ? e->words :
		    ui_reason_words((enum reason)e->reason));
}

/* By what stands in its row, the protocol, and the address. */
static bool
entry_matches(const struct ui *u, const struct ui_entry *e, const char *what)
{
	char name[NAME_BYTES], address[IP_TEXT_BYTES];
	char words[SENTENCE_BYTES + 64], server[NAME_BYTES + 8];
	const char *texts[6];
	size_t i, n = 0;

	if (what[0] == '\0')
		return (true);
	ui_entry_name(u, e, name);
	ip_print(&e->who.ip, address);
	snprintf(server, sizeof server, "%s:%u", e->server, e->port);
	why_words(e, words, sizeof words);
	texts[n++] = result_word(e);
	texts[n++] = name;
	texts[n++] = address;
	texts[n++] = server;
	texts[n++] = e->is_verdict ? e->words : words;
	if (!e->is_verdict)
		texts[n++] = how_proto((enum proto)e->proto);
	for (i = 0; i < n; i++)
		if (span_holds_nocase(span_text(texts[i]), what))
			return (true);
	return (false);
}

bool
ui_log_keeps(const struct ui *u, const struct ui_entry *e)
{
	return (entry_matches(u, e, u->filter));
}

int
ui_log_lines(const struct ui *u)
{
	const struct ui_entry *e;
	uint64_t i;
	int n = 0;

	for (i = 0; (e = ui_entry_at(u, i)) != NULL; i++)
		n += ui_log_keeps(u, e);
	return (n);
}

bool
ui_log_matches(const struct ui *u, int back)
{
	const struct ui_entry *e;
	uint64_t i;

	for (i = 0; (e = ui_entry_at(u, i)) != NULL; i++)
		if (ui_log_keeps(u, e) && back-- == 0)
			return (entry_matches(u, e, u->find));
	return (false);
}

static void
draw_entry(const struct scene *s, const struct ui_entry *e, int row)
{
	struct canvas *c = s->canvas;
	char clock[16], words[SENTENCE_BYTES + 64];
	char text[NAME_BYTES + 8], name[NAME_BYTES];
	bool is_wide = c->columns >= 60;
	int device = c->columns >= 110 ? 24 : 16;
	int server = c->columns >= 110 ? 32 : 24;

	ui_clock(e->when_ns, clock);
	canvas_text(c, row, 1, 8, STYLE_PLAIN, clock);
	if (e->is_verdict) {
		canvas_text(c, row, 10, 5, e->action ==
		    ACTION_LOCKOUT_STARTED ? STYLE_RED : STYLE_YELLOW,
		    result_word(e));
		canvas_text(c, row, 16, -1, STYLE_PLAIN, e->words);
		return;
	}
	why_words(e, words, sizeof words);
	canvas_text(c, row, 10, 5, e->outcome == OUTCOME_FAILED ? STYLE_RED :
	    STYLE_PLAIN, result_word(e));
	ui_entry_name(s->ui, e, name);
	canvas_text(c, row, 16, is_wide ? device : -1, STYLE_PLAIN, name);
	if (!is_wide)
		return;
	snprintf(text, sizeof text, "%s:%u", e->server, e->port);
	canvas_middle(c, row, 17 + device, server, STYLE_PLAIN, text);
	canvas_text(c, row, 18 + device + server, -1, STYLE_PLAIN, words);
}

int
view_log_rows(const struct scene *s)
{
	return (s->bottom - s->top - 1);	/* its title stands above */
}

void
view_log(const struct scene *s)
{
	const struct ui *u = s->ui;
	const struct ui_entry *e;
	struct canvas *c = s->canvas;
	uint64_t i, skip;
	int room = view_log_rows(s), lines = ui_log_lines(u);
	/* No further back than there is; what fits begins at the top. */
	int most = lines > room ? lines - room : 0, at = u->log_back;
	int row = s->top + (lines < room ? lines : room);

	skip = (uint64_t)(at > most ? most : at);
	canvas_textf(c, s->top, 1, -1, STYLE_BOLD,
	    "EVENT LOG  %s   filter: %s   %llu events",
	    u->follows ? "following" : "held (f follows)",
	    u->filter[0] != '\0' ? u->filter : "none",
	    (unsigned long long)ui_past(u)->n_events);
	for (i = 0; row > s->top && (e = ui_entry_at(u, i)) != NULL; i++) {
		if (!ui_log_keeps(u, e))
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		draw_entry(s, e, row);
		if (u->view == VIEW_LOG && at == u->log_found)
			canvas_mark(c, row, STYLE_REVERSE);
		row--;
		at++;
	}
	if (ui_past(u)->n_events == 0)
		canvas_text(c, s->top + 1, 1, -1, STYLE_PLAIN,
		    "Nothing happened yet.");
	else if (lines == 0)
		canvas_text(c, s->top + 1, 1, -1, STYLE_PLAIN,
		    "No event matches: Esc shows all.");
}
