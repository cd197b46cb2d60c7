/*
 * The dashboard's keys: which are offered, and what they say.  Each is one row
 * of a table; what these rows promise is looked for on the screens.
 */

#include "picture.h"

#include "show/keys.h"
#include "show/state.h"
#include "show/view_device.h"
#include "show/view_rank.h"
#include "show/view_servers.h"

enum { WIDE = 400, HIGH = 100 };	/* a window that has room for all */

/* A key is offered where it does something, and says so where it does not. */
static void
each_view_offers_its_own_keys(void **state)
{
	(void)state;
	add_device("reception-pc", 23, 3);
	press("2");
	draw(24, 80);
	assert_null(strstr(line(23), "Sort"));
	assert_non_null(strstr(line(23), "Enter Open"));
	assert_non_null(strstr(line(23), "q Back"));
	press("s");
	draw(24, 80);
	assert_string_equal(line(23), " s sorts the ranking: 1 shows it");
	press("3");
	draw(24, 80);
	assert_non_null(strstr(line(23), "f Follow"));
	assert_non_null(strstr(line(23), "q Back"));
	press("1");
	draw(24, 80);
	assert_non_null(strstr(line(3), " FAIL 10min"));
	assert_non_null(strstr(line(23), "s Sort"));
}

/* How to leave is read in every bar, and none ends in a letter alone. */
static void
each_bar_says_how_to_leave(void **state)
{
	static const int columns[] = { 40, 60, 80, 100, 120 };
	static const char views[] = "123\n";
	const char *bar;
	int i, k, n;

	(void)state;
	add_device("reception-pc", 23, 3);
	for (i = 0; i < 4 * 5 * 4; i++) {
		k = i % 4;
		n = columns[i / 4 % 5];
		from.is_live = i / 20 % 2 == 0;
		ui_hold(ui, i >= 40);
		press("1");
		draw(24, n);
		ui_key(ui, views[k] == '\n' ? UI_KEY_ENTER : views[k]);
		draw(24, n);
		bar = line(23);
		if (strstr(bar, k == 0 ? "q Quit" : k < 3 ? "q Back" :
		    "Esc Back") == NULL || bar[strlen(bar) - 2] == ' ' ||
		    strstr(bar, "..") != NULL || (n >= 60 && i < 40 &&
		    strstr(bar, "p Pause") == NULL))
			fail_msg("%d: %s", n, bar);
	}
}

/* There is nothing in it. */
static void
nothing_is_copied_of_an_empty_list(void **state)
{
	static const char views[] = "123";
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		ui_key(ui, views[i]);
		draw(24, 80);
		assert_int_equal(ui_key(ui, 'c'), UI_REDRAW);
		draw(24, 80);
		assert_string_equal(line(23), " Nothing here to copy");
	}
	add_device("reception-pc", 23, 3);
	press("1");
	draw(24, 80);
	assert_int_equal(ui_key(ui, 'c'), UI_COPY);
}

/* The bar's view with more than fits below it, or another window. */
static void
draw_bar(unsigned in)
{
	static const struct { unsigned bar; const char *keys; int rows; } at[] = {
		{ BAR_RANK, "1", 24 }, { BAR_REPLAY, "1", 24 },
		{ BAR_SERVERS, "2", 24 }, { BAR_LOG, "3", 24 },
		{ BAR_DEVICE, "1\r", 24 }, { BAR_SERVER, "2\r", 24 },
		{ BAR_TEXT, "!", HIGH }, { BAR_TEXT_MORE, "?", 12 }
	};
	const char *key;
	size_t i;

	for (i = 0; i < sizeof at / sizeof at[0] && at[i].bar != in; i++)
		continue;
	assert_true(i < sizeof at / sizeof at[0]);
	from.is_live = in != BAR_REPLAY;
	ui_key(ui, UI_KEY_ESCAPE);
	for (key = at[i].keys; *key != '\0'; key++) {
		ui_key(ui, *key == '\r' ? UI_KEY_ENTER : *key);
		draw(at[i].rows, WIDE);
	}
}

/* In the bars of the views that its row names, and of no other. */
static void
each_key_is_in_the_bars_that_its_row_names(void **state)
{
	const struct key *k;
	unsigned in;
	int i, b, n = 0;

	(void)state;
	add_device("reception-pc", 23, 3);
	snap.n_servers = 1;
	for (in = BAR_RANK; in <= BAR_TEXT_MORE; in <<= 1)
		for (i = 0; (k = keys_at(i)) != NULL; i++)
			for (b = 0; b < KEY_BARS && k->bars[b].in != 0; b++) {
				bool has = (k->bars[b].in & in) != 0;

				draw_bar(in);
				if ((strstr(line(canvas.rows - 1),
				    k->bars[b].words) != NULL) != has)
					fail_msg("\"%s\" in bar %u: \"%s\"",
					    k->bars[b].words, in,
					    line(canvas.rows - 1));
				n += has;
			}
	assert_true(n >= 40);
}

/* The help's line that ends in these words, below its title. */
static int
help_row(const char *words)
{
	size_t n = strlen(words), all;
	int row;

	for (row = 2; row < canvas.rows; row++) {
		all = strlen(line(row));
		if (all > n && strcmp(line(row) + all - n, words) == 0 &&
		    line(row)[all - n - 1] == ' ')
			return (row);
	}
	return (-1);
}

/* A row without words of its own is told of with the row above. */
static void
each_key_is_told_of_in_the_help(void **state)
{
	const struct key *k;
	char words[200];
	struct text t;
	int i, j, at = -1;

	(void)state;
	press("?");
	draw(HIGH, WIDE);
	for (i = 0; (k = keys_at(i)) != NULL; i++) {
		if (k->help != NULL) {
			text_init(&t, words, sizeof words);
			keys_add_help(&t, i);
			at = help_row(words);
		}
		assert_true(at >= 0);
		for (j = 0; j < KEY_CODES; j++)
			if (k->keys[j].name != NULL &&
			    strstr(line(at), k->keys[j].name) == NULL)
				fail_msg("no %s in \"%s\"",
				    k->keys[j].name, line(at));
		assert_non_null(k->keys[0].name);
	}
}

static void
no_key_stands_in_two_rows(void **state)
{
	const struct key *k;
	int i, j;

	(void)state;
	assert_true(keys_at(-1) == NULL);
	for (i = 0; (k = keys_at(i)) != NULL; i++) {
		assert_non_null(k->act);
		assert_true((k->only == NULL) == (k->elsewhere == NULL));
		for (j = 0; j < KEY_CODES && k->keys[j].code != 0; j++)
			if (keys_find(k->keys[j].code) != k)
				fail_msg("%s stands in another row as well",
				    k->keys[j].name);
	}
}

static void
assert_is_drawn(const struct view *v, const char *script)
{
	char words[64];

	assert_non_null(v->name);
	snprintf(words, sizeof words, "\ndraw %s ", v->name);
	if (strstr(script, words) == NULL)
		fail_msg("check_screens.sh does not draw \"%s\"", v->name);
}

/* A view is reached by its key, from wherever, and its picture is kept. */
static void
each_view_has_a_key_and_a_picture(void **state)
{
	static char script[1 << 14];
	FILE *f = fopen("tests/check_screens.sh", "r");
	const struct key *k;
	int i, n = 0;

	(void)state;
	assert_non_null(f);
	script[fread(script, 1, sizeof script - 1, f)] = '\0';
	fclose(f);
	add_device("reception-pc", 23, 3);
	snap.n_servers = 1;
	draw(24, 80);
	for (i = 0; (k = keys_at(i)) != NULL; i++) {
		if (k->view == NULL)
			continue;
		ui_key(ui, UI_KEY_ESCAPE);
		ui_key(ui, k->keys[0].code);
		assert_ptr_equal(ui->view, k->view);
		assert_is_drawn(k->view, script);
		n++;
		if (k->view->opens == NULL)
			continue;
		ui_key(ui, UI_KEY_ENTER);
		assert_ptr_equal(ui->view, k->view->opens);
		assert_is_drawn(k->view->opens, script);
		n++;
	}
	assert_true(n >= 8);
}

/* Tab goes through the lists, and from each other view to the first. */
static void
tab_goes_round(void **state)
{
	static const char words[] = "231231";
	const struct view *was;
	int i;

	(void)state;
	for (i = 0; words[i] != '\0'; i++) {
		ui_key(ui, UI_KEY_TAB);
		was = ui->view;
		ui_key(ui, words[i]);
		assert_ptr_equal(ui->view, was);
	}
	press("!");
	ui_key(ui, UI_KEY_TAB);
	assert_ptr_equal(ui->view, &view_rank);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_view_offers_its_own_keys),
		T(each_bar_says_how_to_leave),
		T(nothing_is_copied_of_an_empty_list),
		T(each_key_is_in_the_bars_that_its_row_names),
		T(each_key_is_told_of_in_the_help),
		T(no_key_stands_in_two_rows),
		T(each_view_has_a_key_and_a_picture),
		T(tab_goes_round),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
