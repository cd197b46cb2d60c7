/* The keys: this table is the help. */

#include "show/view.h"

static const struct key_row {
	const char *keys, *words;
} rows[] = {
	{ "Up Down k j", "select" },
	{ "PgUp PgDn Home End g G", "page, first, last" },
	{ "Enter", "open the device" },
	{ "Esc Backspace", "back" },
	{ "1 2 3 Tab", "ranking, servers, log" },
	{ "Left Right < >", "previous, next device" },
	{ "s F6, S", "sort: rank, fails, last, name; reverse" },
	{ "/ F3, n N", "find; next, previous" },
	{ "\\ F4", "keep only what matches" },
	{ "a", "all devices, or failing only" },
	{ "t", "time span: 1 h, 6 h, 24 h, all" },
	{ "m", "names, addresses, MACs" },
	{ "f", "log: follow" },
	{ "p Space", "pause the picture; counting goes on" },
	{ "+ - :", "replay: faster, slower, go to a time" },
	{ "r", "the report, to read here" },
	{ "!", "what is wrong with the capture" },
	{ "c", "copy the selected line (by OSC 52)" },
	{ "o, F9, Ctrl-L", "colours, key bar on or off; redraw" },
	{ "q F10 Ctrl-C", "quit (q in a sub-screen: back)" },
	{ "Q", "quit and leave the ranking on the terminal" },
};

void
view_help(const struct scene *s)
{
	struct canvas *c = s->canvas;
	int row = s->top, at = c->columns < 60 ? 14 : 26;
	size_t i;

	canvas_text(c, row++, 1, -1, STYLE_BOLD,
	    "lockhound - keys          any key: back");
	canvas_rule(c, row++);
	for (i = 0; i < sizeof rows / sizeof rows[0] && row < s->bottom;
	    i++) {
		canvas_text(c, row, 1, at - 2, STYLE_BOLD, rows[i].keys);
		canvas_text(c, row++, at, -1, STYLE_PLAIN, rows[i].words);
	}
	if (row < s->bottom)
		canvas_text(c, row++, 1, -1, STYLE_PLAIN, "SURE: how certain; "
		    "100% only where the server's words were read");
	if (row < s->bottom)
		canvas_text(c, row, 1, -1, STYLE_PLAIN,
		    "LAST HOUR: one character per 5 min, few .:-=+# many");
}
