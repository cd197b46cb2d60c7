/* A canvas: clipping, wrapping, and names that want to repaint the screen. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "show/canvas.h"
#include "show/ui.h"

static struct canvas canvas;
static struct snapshot snap;

static const char *
no_vendor(const struct mac *m)
{
	(void)m;
	return ("");
}

/* No cell may hold a control character, no row more than its columns. */
static void
assert_clean(bool ascii)
{
	int row, column;
	char line[CANVAS_COLUMNS * CELL_BYTES];

	for (row = 0; row < canvas.rows; row++) {
		canvas_line(&canvas, row, line, sizeof line);
		assert_true(utf8_columns(line) <= (size_t)canvas.columns);
		for (column = 0; column < canvas.columns; column++) {
			const uint8_t *p = (const uint8_t *)
			    canvas.cells[row][column].text;

			assert_true(p[0] == '\0' || (p[0] >= 0x20 &&
			    p[0] != 0x7f));
			if (ascii)
				assert_true(p[0] < 0x7f);
			/* C1, and marks that turn the direction. */
			assert_false(p[0] == 0xc2 && p[1] < 0xa0);
			assert_false(p[0] == 0xe2 && p[1] == 0x80 &&
			    p[2] >= 0xaa && p[2] <= 0xae);
		}
	}
}

static const char *const hostile[] = {
	"\033[2J\033[1;1Hgone", "a\rb\nc\td\be", "\302\233" "31m",
	"\342\200\256gnp.exe", "\300\257overlong", "\377\376",
	"\355\240\200 surrogate", "e\314\201\314\201\314\201",
	"\346\227\245\346\234\254\350\252\236", "\360\237\222\251",
	"\346\227\245\346\234\254\350\252\236\346\227\245\346\234\254"
	"\350\252\236\346\227\245\346\234\254\350\252\236\346\227\245",
	"\327\251\326\271\327\251\326\271\327\251\326\271",
	"<script>alert(1)</script>", "%s%n%n", ""
};

static void
hostile_names_are_harmless(void **state)
{
	size_t i;
	int ascii;

	(void)state;
	for (ascii = 0; ascii < 2; ascii++)
		for (i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
			canvas_begin(&canvas, 5, 20, ascii);
			canvas_text(&canvas, 1, 3, -1, STYLE_PLAIN,
			    hostile[i]);
			canvas_para(&canvas, 2, 0, 7, 3, STYLE_PLAIN,
			    hostile[i]);
			assert_clean(ascii);
		}
}

/* Every view, every size, with names like these in every field. */
static void
every_view_survives_them(void **state)
{
	struct ui_style style = { .keybar = true, .vendor = no_vendor };
	struct ui_source from = { .name = "\033]0;x\007eth0",
	    .is_live = true, .trouble = "\033c", .now_ns = 1000000000,
	    .steady_ns = 1 };
	static const char keys[] = "23?1ap/x\\y\rnNmtsS<>kjgGf:1\r+-Q";
	static const int sizes[][2] = {
		{ 1, 1 }, { 3, 7 }, { 10, 40 }, { 24, 80 }, { 60, 200 },
		{ 500, 900 }
	};
	struct ui *ui = ui_new(&style);
	struct snap_device *d = &snap.devices[0];
	struct event ev;
	size_t i, k;

	(void)state;
	snap.n_devices = snap.n_devices_seen = 1;
	d->rating = RATING_CULPRIT;
	d->failures = 3;
	d->n_names = d->n_accounts = d->n_servers = 1;
	for (i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
		strcpy(d->names[0], hostile[i]);
		strcpy(d->accounts[0].user, hostile[i]);
		strcpy(d->servers[0].name, hostile[i]);
		memset(&ev, 0, sizeof ev);
		ev.kind = EVENT_LOGIN;
		ev.has_client = ev.has_server = true;
		ev.u.login.attempt.outcome = OUTCOME_FAILED;
		strcpy(ev.who.client_name, hostile[i]);
		strcpy(ev.who.server_name, hostile[i]);
		strcpy(ev.u.login.attempt.reply, hostile[i]);
		ui_event(ui, &ev);
		for (k = 0; k < sizeof keys - 1; k++) {
			const int *size = sizes[(i + k) % 6];

			canvas_begin(&canvas, size[0], size[1], k % 2);
			ui_draw(ui, &snap, &from, &canvas);
			assert_clean(k % 2);
			ui_key(ui, keys[k] == '\r' ? UI_KEY_ENTER : keys[k]);
		}
	}
	ui_free(ui);
}

static void
text_is_clipped(void **state)
{
	(void)state;
	canvas_begin(&canvas, 3, 10, true);
	canvas_text(&canvas, 0, 8, -1, STYLE_PLAIN, "abcdef");
	canvas_text(&canvas, 0, -2, -1, STYLE_PLAIN, "xyz");
	canvas_text(&canvas, 7, 0, -1, STYLE_PLAIN, "below");
	assert_string_equal(canvas.cells[0][9].text, "b");
	assert_string_equal(canvas.cells[0][0].text, "z");
	assert_int_equal(canvas_para(&canvas, 1, 0, 5, 2, STYLE_PLAIN,
	    "one two three"), 2);
}

static void
assert_row(int row, const char *want);

static void
what_is_cut_is_marked(void **state)
{
	(void)state;
	canvas_begin(&canvas, 6, 20, true);
	canvas_text(&canvas, 0, 0, 9, STYLE_PLAIN, "reception-pc");
	assert_row(0, "recepti..");
	canvas_text(&canvas, 1, 8, -1, STYLE_PLAIN, "reception-pc");
	assert_row(1, "        reception-pc");
	canvas_text(&canvas, 2, 9, -1, STYLE_PLAIN, "reception-pc");
	assert_row(2, "         reception..");
	canvas_middle(&canvas, 3, 0, 14, STYLE_PLAIN,
	    "mail.example.test:993");
	assert_row(3, "mail.e..st:993");
	canvas_para(&canvas, 4, 0, 13, 2, STYLE_PLAIN,
	    "one two three four five six seven");
	assert_row(4, "one two three");
	assert_row(5, "four five s..");
	canvas_begin(&canvas, 1, 20, false);
	canvas_text(&canvas, 0, 0, 9, STYLE_PLAIN, "reception-pc");
	assert_row(0, "receptio\342\200\246");
}

static void
assert_row(int row, const char *want)
{
	char line[CANVAS_COLUMNS * CELL_BYTES];

	canvas_line(&canvas, row, line, sizeof line);
	assert_string_equal(line, want);
}

#define NICHI	"\346\227\245"
#define HON	"\346\234\254"

static void
wide_characters_take_two_columns(void **state)
{
	(void)state;
	canvas_begin(&canvas, 7, 6, false);
	canvas_text(&canvas, 0, 0, 3, STYLE_PLAIN, NICHI HON);
	canvas_text(&canvas, 0, 4, -1, STYLE_PLAIN, "|");
	assert_row(0, NICHI "  |");
	canvas_right(&canvas, 1, 6, STYLE_PLAIN, NICHI HON);
	assert_row(1, "  " NICHI HON);
	/* Half of one at an edge, half of one drawn over: blanks. */
	canvas_text(&canvas, 2, 3, -1, STYLE_PLAIN, NICHI HON);
	assert_row(2, "   " NICHI);
	canvas_text(&canvas, 3, 0, -1, STYLE_PLAIN, NICHI HON "|");
	canvas_text(&canvas, 3, 1, 2, STYLE_PLAIN, "xy");
	assert_row(3, " xy |");
	assert_int_equal(canvas_para(&canvas, 4, 0, 5, 3, STYLE_PLAIN,
	    NICHI HON NICHI " a"), 2);
	assert_row(4, NICHI HON);
	assert_row(5, NICHI " a");
	/* A mark takes no column; alone it has nothing to stand on. */
	canvas_text(&canvas, 6, 0, -1, STYLE_PLAIN,
	    "\326\271\327\251\326\271|");
	assert_row(6, "\327\251\326\271|");
}

/* A pane's views cannot draw outside it, whatever they are given. */
static void
a_pane_keeps_what_is_in_it(void **state)
{
	static struct canvas c;
	char line[64] = "";
	int i;

	(void)state;
	canvas_begin(&c, 3, 20, true);
	canvas_bar(&c, 9, 0, 3);
	canvas_pane(&c, 10, 5);
	canvas_text(&c, 1, 0, -1, STYLE_PLAIN, "far too long for it");
	canvas_text(&c, 1, -3, -1, STYLE_PLAIN, "abc");
	canvas_mark(&c, 1, STYLE_REVERSE);
	canvas_rule(&c, 2);
	canvas_pane(&c, 0, 20);
	for (i = 0; i < 20; i++)
		strcat(line, c.cells[1][i].text[0] == '\0' ? " " :
		    c.cells[1][i].text);
	assert_string_equal(line, "         |far..     ");
	assert_int_equal(c.cells[1][9].style, STYLE_PLAIN);
	assert_int_equal(c.cells[1][14].style, STYLE_REVERSE);
	assert_int_equal(c.cells[1][15].style, STYLE_PLAIN);
	assert_string_equal(c.cells[2][9].text, "|");
	assert_string_equal(c.cells[2][10].text, "-");
	assert_string_equal(c.cells[2][15].text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_names_are_harmless),
		cmocka_unit_test(every_view_survives_them),
		cmocka_unit_test(a_pane_keeps_what_is_in_it),
		cmocka_unit_test(wide_characters_take_two_columns),
		cmocka_unit_test(text_is_clipped),
		cmocka_unit_test(what_is_cut_is_marked),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
