/* The dashboard's keys: which are offered, and what they say. */

#include "picture.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_view_offers_its_own_keys),
		T(each_bar_says_how_to_leave),
		T(nothing_is_copied_of_an_empty_list),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
