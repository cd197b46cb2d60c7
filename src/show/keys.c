/*
 * The keys.  A new one is a row of the table below (and the function of its
 * act, in actions.c): the help screen, the bars at the bottom and the man
 * page's list come out of the same row.
 */

#include "show/keys.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "show/actions.h"
#include "show/columns.h"
#include "show/view_capture.h"
#include "show/view_log.h"
#include "show/view_rank.h"
#include "show/view_report.h"
#include "show/view_servers.h"

enum {
	RANKS = BAR_RANK | BAR_REPLAY,
	LISTS = RANKS | BAR_SERVERS | BAR_LOG,
	DETAILS = BAR_DEVICE | BAR_SERVER
};

static key_act act_next_list;

static const struct key keys[] = {
	{ .keys = { { '?', "?" }, { 'h', "h" }, { UI_KEY_F1, "F1" } },
	    .act = act_open, .view = &view_help,
	    .help = "this help",
	    .bars = { { LISTS | DETAILS, 0, "?Help", NULL, NULL } } },
	{ .keys = { { UI_KEY_UP, "Up" }, { 'k', "k" } },
	    .act = act_move, .arg = -1,
	    .help = "select; in a text: scroll",
	    .bars = { { BAR_LOG, 6, "Up Down Scroll", NULL, NULL } } },
	{ .keys = { { UI_KEY_DOWN, "Down" }, { 'j', "j" } },
	    .act = act_move, .arg = 1 },
	{ .keys = { { UI_KEY_PAGE_UP, "PgUp" } },
	    .act = act_page, .arg = -1,
	    .help = "page, first, last",
	    .bars = { { BAR_TEXT_MORE, 1, "PgDn More", NULL, NULL } } },
	{ .keys = { { UI_KEY_PAGE_DOWN, "PgDn" } },
	    .act = act_page, .arg = 1 },
	{ .keys = { { UI_KEY_HOME, "Home" }, { 'g', "g" } },
	    .act = act_move, .arg = -STATE_FAR },
	{ .keys = { { UI_KEY_END, "End" }, { 'G', "G" } },
	    .act = act_move, .arg = STATE_FAR },
	{ .keys = { { UI_KEY_ENTER, "Enter" } },
	    .act = act_enter,
	    .help = "open the device, the server",
	    .bars = { { RANKS | BAR_SERVERS, 2, "Enter Open", NULL, NULL } } },
	{ .keys = { { UI_KEY_ESCAPE, "Esc" },
	      { UI_KEY_BACKSPACE, "Backspace" } },
	    .act = act_back, .help = "back",
	    .bars = { { DETAILS | BAR_TEXT | BAR_TEXT_MORE, 0, "Esc Back",
	      NULL, NULL } } },
	{ .keys = { { '1', "1" } },
	    .act = act_open, .view = &view_rank,
	    .help = "ranking, servers, log",
	    .bars = { { LISTS, 1, "1 Rank", NULL, "1" } } },
	{ .keys = { { '2', "2" } },
	    .act = act_open, .view = &view_servers,
	    .bars = { { LISTS, 1, "2 Servers", "2 Srv", "2" } } },
	{ .keys = { { '3', "3" } },
	    .act = act_open, .view = &view_log,
	    .bars = { { LISTS, 1, "3 Log", NULL, "3" } } },
	{ .keys = { { UI_KEY_TAB, "Tab" } }, .act = act_next_list },
	{ .keys = { { UI_KEY_LEFT, "Left" }, { '<', "<" } },
	    .act = act_step, .arg = -1,
	    .help = "previous, next device or server",
	    .bars = {
	      { BAR_DEVICE, 1, "Left Right Device", NULL, "Left Right" },
	      { BAR_SERVER, 1, "Left Right Server", NULL, "Left Right" } } },
	{ .keys = { { UI_KEY_RIGHT, "Right" }, { '>', ">" } },
	    .act = act_step, .arg = 1 },
	{ .keys = { { 's', "s" }, { UI_KEY_F6, "F6" } },
	    .act = act_sort, .only = &view_rank,
	    .elsewhere = "s sorts the ranking: 1 shows it",
	    .help = "sort: ", .help_more = columns_add_orders,
	    .bars = { { RANKS, 3, "s Sort", NULL, NULL } } },
	{ .keys = { { 'S', "S" } },
	    .act = act_reverse, .only = &view_rank,
	    .elsewhere = "s sorts the ranking: 1 shows it",
	    .help = "the other way round" },
	{ .keys = { { '/', "/" }, { UI_KEY_F3, "F3" } },
	    .act = act_ask, .arg = ASK_FIND,
	    .help = "find; next, previous",
	    .bars = { { LISTS, 4, "/ Find", NULL, NULL } } },
	{ .keys = { { 'n', "n" } },
	    .act = act_find_next, .arg = 1, .is_apart = true },
	{ .keys = { { 'N', "N" } }, .act = act_find_next, .arg = -1 },
	{ .keys = { { '\\', "\\" }, { UI_KEY_F4, "F4" } },
	    .act = act_ask, .arg = ASK_FILTER,
	    .help = "keep only what matches",
	    .bars = { { BAR_RANK | BAR_LOG, 6, "\\ Filter", NULL, NULL } } },
	{ .keys = { { 'a', "a" } },
	    .act = act_all, .only = &view_rank,
	    .elsewhere = "a is for the ranking: 1 shows it",
	    .help = "all devices, or failing only",
	    .bars = { { BAR_RANK, 8, "a All", NULL, NULL } } },
	{ .keys = { { 't', "t" } },
	    .act = act_span, .help = "time span: 1 h, 6 h, 24 h, all",
	    .bars = { { BAR_DEVICE, 4, "t Time span", "t Span", NULL } } },
	{ .keys = { { 'm', "m" } },
	    .act = act_names, .help = "names, addresses, MACs",
	    .bars = { { BAR_RANK | BAR_LOG | BAR_DEVICE, 7, "m Names", NULL,
	      NULL } } },
	{ .keys = { { 'f', "f" } },
	    .act = act_follow, .help = "log: follow",
	    .bars = { { BAR_LOG, 3, "f Follow", NULL, "f" } } },
	{ .keys = { { 'p', "p" }, { ' ', "Space" }, { 'P', NULL },
	      { 'Z', NULL } },
	    .act = act_pause,
	    .help = "hold the picture (counting goes on), stop a replay",
	    .bars = { { LISTS | DETAILS, 1, "p Pause", NULL, NULL } } },
	{ .keys = { { '+', "+" } },
	    .act = act_tell, .arg = UI_FASTER,
	    .help = "replay: faster, slower",
	    .bars = { { BAR_REPLAY, 3, "+- Speed", NULL, NULL } } },
	{ .keys = { { '-', "-" } }, .act = act_tell, .arg = UI_SLOWER },
	{ .keys = { { ':', ":" } },
	    .act = act_ask, .arg = ASK_GOTO,
	    .help = "replay: go to a time: 14:05:30, -10m, 2026-11-23 14:05",
	    .bars = { { BAR_REPLAY, 2, ": Go to", NULL, NULL } } },
	{ .keys = { { 'b', "b" } },
	    .act = act_probe,
	    .help = "ask the server: are we locked out? (--allow-probe)",
	    .bars = { { BAR_SERVERS | BAR_SERVER, 3, "b Ask", NULL, "b" } } },
	{ .keys = { { 'r', "r" } },
	    .act = act_open, .view = &view_report,
	    .help = "the report, to read here",
	    .bars = { { LISTS | DETAILS, 5, "r Report", NULL, NULL } } },
	{ .keys = { { '!', "!" } },
	    .act = act_open, .view = &view_capture,
	    .help = "what is wrong with the capture" },
	{ .keys = { { 'c', "c" } },
	    .act = act_copy, .help = "copy the selected line (by OSC 52)" },
	{ .keys = { { 'o', "o" } },
	    .act = act_tell, .arg = UI_COLORS,
	    .help = "colours, key bar on or off; redraw" },
	{ .keys = { { UI_KEY_F9, "F9" } }, .act = act_bar, .is_apart = true },
	{ .keys = { { CTRL_L, "Ctrl-L" } },
	    .act = act_tell, .arg = UI_REDRAW_ALL, .is_apart = true },
	{ .keys = { { 'q', "q" } },
	    .act = act_leave, .help = "quit (q in a sub-screen: back)",
	    .bars = { { RANKS, 0, "q Quit", NULL, NULL },
	      { BAR_SERVERS | BAR_LOG, 0, "q Back", NULL, NULL } } },
	{ .keys = { { UI_KEY_F10, "F10" }, { CTRL_C, "Ctrl-C" },
	      { CTRL_D, NULL } },
	    .act = act_tell, .arg = UI_QUIT, .is_at_once = true },
	{ .keys = { { 'Q', "Q" } },
	    .act = act_tell, .arg = UI_QUIT_PRINT, .is_at_once = true,
	    .help = "quit and leave the report on the terminal" },
};

enum { N_KEYS = sizeof keys / sizeof keys[0] };

const struct key *
keys_at(int i)
{
	return (i >= 0 && i < N_KEYS ? &keys[i] : NULL);
}

const struct key *
keys_find(int code)
{
	int i, k;

	for (i = 0; i < N_KEYS; i++)
		for (k = 0; k < KEY_CODES && keys[i].keys[k].code != 0; k++)
			if (keys[i].keys[k].code == code)
				return (&keys[i]);
	return (NULL);
}

/* Tab opens one list after the other, in the order of their keys. */
static enum ui_act
act_next_list(struct ui *u, const struct key *k)
{
	const struct view *first = NULL, *next = NULL;
	bool is_past = false;
	int i;

	(void)k;
	for (i = 0; i < N_KEYS && next == NULL; i++) {
		const struct view *v = keys[i].view;

		if (v == NULL || v->lies_over)
			continue;
		if (first == NULL)
			first = v;
		if (is_past)
			next = v;
		is_past |= v == u->view;
	}
	state_open(u, next != NULL ? next : first);
	return (UI_REDRAW);
}

/* --- the help --- */

/* The row behind the last of those that one line of the help tells of. */
static int
help_line_end(int i)
{
	do
		i++;
	while (i < N_KEYS && keys[i].help == NULL);
	return (i);
}

/* The names of the rows from i on, up to end or the next comma: of each row
 * the first, then of each the second.  Returns where it stopped. */
static int
add_names(struct text *t, int i, int end)
{
	const char *name;
	int last = i + 1, k, row, n = 0;

	while (last < end && !keys[last].is_apart)
		last++;
	for (k = 0; k < KEY_CODES; k++)
		for (row = i; row < last; row++) {
			name = keys[row].keys[k].name;
			if (name != NULL)
				text_addf(t, "%s%s", n++ > 0 ? " " : "", name);
		}
	return (last);
}

void
keys_add_names(struct text *t, int i)
{
	int end = help_line_end(i);

	i = add_names(t, i, end);
	while (i < end) {
		text_add(t, ", ");
		i = add_names(t, i, end);
	}
}

void
keys_add_help(struct text *t, int i)
{
	text_add(t, keys[i].help);
	if (keys[i].help_more != NULL)
		keys[i].help_more(t);
}

/* Words of the screens that want explaining, beside the ranking's titles. */
static const struct {
	const char *word, *means;
} glossary[] = {
	{ "LOCKED", "a host that locks you out: silent, or refusing what is "
	    "right" },
	{ "refuses, trouble", "it fails for another reason: no lockout" },
	{ "no answer", "a server that does not answer: why, is not known" },
	{ "at risk", "failures come near the commonest lockers' limits" },
	{ "TRIES, DEV", "tries in vain; devices with a login or a try" },
};

/* One line of the help, its words below the keys in narrow windows; returns
 * the row below. */
static int
draw_help_line(const struct scene *s, int row, const char *left,
    const char *right)
{
	struct canvas *c = s->canvas;
	bool is_wide = c->columns >= SCENE_WIDE;
	int at = is_wide ? 26 : 3;

	canvas_text(c, row, 1, -1, STYLE_BOLD, left);
	row += is_wide ? 0 : 1;
	return (row + canvas_para(c, row, at, c->columns - at - 1,
	    s->bottom - row, STYLE_PLAIN, right));
}

/* The text of the i-th line, counted from those behind the keys. */
static bool
word_help(int i, struct text *names, struct text *words)
{
	const struct column *k;
	int n, glosses = (int)(sizeof glossary / sizeof glossary[0]);

	for (n = 0; (k = columns_at(n)) != NULL; n++)
		if (k->help != NULL && i-- == 0) {
			text_add(names, k->title);
			text_add(words, k->help);
			return (true);
		}
	if (i >= glosses)
		return (false);
	text_add(names, glossary[i].word);
	text_add(words, glossary[i].means);
	return (true);
}

bool
keys_help(int line, struct text *names, struct text *words)
{
	int i;

	for (i = 0; i < N_KEYS; i = help_line_end(i))
		if (line-- == 0) {
			keys_add_names(names, i);
			keys_add_help(words, i);
			return (true);
		}
	return (word_help(line, names, words));
}

static void
draw_help(const struct scene *s)
{
	char names[KEYS_NAMES_BYTES], words[KEYS_HELP_BYTES];
	struct text left, right;
	int row = s->top, i;

	for (i = 0;; i++) {
		text_init(&left, names, sizeof names);
		text_init(&right, words, sizeof words);
		if (!keys_help(i, &left, &right))
			break;
		row = draw_help_line(s, row, names, words);
	}
}

const struct view view_help = {
	.name = "help", .title = "lockhound - keys       other keys: back",
	.draw = draw_help, .bar = BAR_TEXT, .is_text = true,
	.lies_over = true, .is_left_by_any = true, .space = UI_KEY_PAGE_DOWN
};

/* --- the bars --- */

/* How a bar's words are written, from the longest form to the shortest; bare
 * words are for narrow windows alone. */
enum form { FORM_WIDE, FORM_CLOSE, FORM_BRIEF, FORM_BARE, FORM_COUNT };

static const struct key_bar *
bar_of(const struct key *k, enum bar bar)
{
	int i;

	for (i = 0; i < KEY_BARS; i++)
		if ((k->bars[i].in & bar) != 0)
			return (&k->bars[i]);
	return (NULL);
}

static const char *
words_of(const struct key_bar *b, enum form form)
{
	if (form == FORM_BARE && b->bare != NULL)
		return (b->bare);
	return (form >= FORM_BRIEF && b->brief != NULL ? b->brief : b->words);
}

/* The bar of those keys that are not left out, in the order of the table. */
static void
bar_fill(enum bar bar, enum form form, int keep, bool has_pause,
    struct text *t)
{
	int i;

	for (i = 0; i < N_KEYS; i++) {
		const struct key_bar *b = bar_of(&keys[i], bar);

		if (b == NULL || b->drop > keep ||
		    (!has_pause && keys[i].act == act_pause))
			continue;
		text_addf(t, "%s%s", t->len > 0 && form == FORM_WIDE ? "  " :
		    " ", words_of(b, form));
	}
}

/* A key is left out only where no shorter words make room for it. */
void
keys_bar(enum bar bar, int columns, bool has_pause, char out[KEYS_BAR_BYTES])
{
	enum { DROP_MOST = 9 };
	int forms = columns < SCENE_WIDE ? FORM_COUNT : FORM_BARE, keep, form;
	struct text t;

	for (keep = DROP_MOST; keep >= 0; keep--)
		for (form = 0; form < forms; form++) {
			text_init(&t, out, KEYS_BAR_BYTES);
			bar_fill(bar, (enum form)form, keep, has_pause, &t);
			if (t.len < (size_t)columns)
				return;
		}
}
