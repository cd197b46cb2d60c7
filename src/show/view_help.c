/* The keys: this table is the help. */

#include "show/view.h"

static const struct key_row {
	const char *keys, *words;
} rows[] = {
	{ "Up Down k j", "select; in a text: scroll" },
	{ "PgUp PgDn Home End g G", "page, first, last" },
	{ "Enter", "open the device, the server" },
	{ "Esc Backspace", "back" },
	{ "1 2 3 Tab", "ranking, servers, log" },
	{ "Left Right < >", "previous, next device or server" },
	{ "s F6", "sort: rank, fails, 10min, sure, last, name, address" },
	{ "S", "the other way round" },
	{ "/ F3, n N", "find; next, previous" },
	{ "\\ F4", "keep only what matches" },
	{ "a", "all devices, or failing only" },
	{ "t", "time span: 1 h, 6 h, 24 h, all" },
	{ "m", "names, addresses, MACs" },
	{ "f", "log: follow" },
	{ "p Space", "hold the picture (counting goes on), stop a replay" },
	{ "+ -", "replay: faster, slower" },
	{ ":", "replay: go to a time: 14:05:30, -10m, 2026-11-23 14:05" },
	{ "r", "the report, to read here" },
	{ "!", "what is wrong with the capture" },
	{ "c", "copy the selected line (by OSC 52)" },
	{ "o, F9, Ctrl-L", "colours, key bar on or off; redraw" },
	{ "q F10 Ctrl-C", "quit (q in a sub-screen: back)" },
	{ "Q", "quit and leave the report on the terminal" },
	{ "SURE", "how certain; 100% only where the server's words were "
	    "read" },
	{ "10min", "failures of the last ten minutes" },
	{ "LOCKED", "a server that stopped answering after failed logins" },
	{ "no answer", "a server that does not answer: why, is not known" },
	{ "at risk", "failures come near the commonest lockers' limits" },
	{ "TRIES, DEV", "tries in vain; devices with a login or a try" },
	{ "LAST HOUR", "failures over time, few . : - = + # many" },
};

void
view_help(const struct scene *s)
{
	struct canvas *c = s->canvas;
	bool is_wide = c->columns >= 60;
	int row = s->top, at = is_wide ? 26 : 3;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		canvas_text(c, row, 1, -1, STYLE_BOLD, rows[i].keys);
		row += is_wide ? 0 : 1;
		row += canvas_para(c, row, at, c->columns - at - 1,
		    s->bottom - row, STYLE_PLAIN, rows[i].words);
	}
}
