/*
 * The ranking's columns: title, width, cell and order of each come out of its
 * row in the table, and stand where that says.
 */

#include "picture.h"

#include "show/columns.h"
#include "show/keys.h"
#include "show/state.h"

enum { HIGH = 40, WIDE = 200, TITLES = 3 };

static void
fill(void)
{
	struct snap_device *d = add_device("bert", 30, 123456);

	d->confidence_pct = 99;
	add_device("anna", 20, 5);
	maker = "Maker Inc.";
}

/* What has a title is seen from its row's width on, and not before. */
static void
each_title_is_there_from_its_width_on(void **state)
{
	const struct column *k;
	int i;

	(void)state;
	fill();
	for (i = 0; (k = columns_at(i)) != NULL; i++) {
		draw(HIGH, WIDE);
		assert_non_null(strstr(line(TITLES), k->title));
		if (k->from == 0)
			continue;
		draw(HIGH, k->from);
		assert_non_null(strstr(line(TITLES), k->title));
		draw(HIGH, k->from - 1);
		if (strstr(line(TITLES), k->title) != NULL)
			fail_msg("%s at %d columns", k->title, k->from - 1);
	}
	assert_true(i > 5);
}

/* Figures end where their titles end, all else begins where they begin. */
static void
each_cell_stands_below_its_title(void **state)
{
	static char titles[LINE_BYTES], cells[LINE_BYTES];
	const struct column *k;
	const char *at;
	int i, begin, end;

	(void)state;
	fill();
	draw(HIGH, WIDE);
	strcpy(titles, line(TITLES));
	strcpy(cells, line(TITLES + 1));
	for (i = 1; (k = columns_at(i)) != NULL; i++) {
		at = strstr(titles, k->title);
		assert_non_null(at);
		begin = (int)(at - titles);
		end = begin + (int)strlen(k->title);
		/* A sparkline has blanks of its own. */
		if (k->is_right && (cells[end - 1] == ' ' ||
		    (cells[end] != ' ' && cells[end] != '\0')))
			fail_msg("%s: \"%s\"", k->title, cells);
		if (!k->is_right && k->is_measured && (cells[begin] == ' ' ||
		    cells[begin - 1] != ' '))
			fail_msg("%s: \"%s\"", k->title, cells);
	}
}

static void
what_is_measured_is_as_wide_as_its_widest(void **state)
{
	const struct column *k;
	int i;

	(void)state;
	fill();
	draw(HIGH, WIDE);
	for (i = 0; (k = columns_at(i)) != NULL; i++)
		assert_true(k->least >= (int)strlen(k->title) ||
		    k->is_measured || !k->is_right);
	assert_true(row_with(" 123456 ") > 0);
	assert_true(row_with("3c:22:fb:00:00:1e Maker Inc.") > 0);
}

/* The key goes through every column that can order, and back to the ranks. */
static void
each_order_has_its_turn_and_is_in_the_help(void **state)
{
	static char help[LINE_BYTES];
	const struct column *k;
	bool seen[COLUMNS_MOST] = { false };
	int i, n = 0;

	(void)state;
	fill();
	press("?");
	draw(60, WIDE);
	strcpy(help, line(row_with("sort:")));
	press("x");
	do {
		assert_false(seen[ui->sort]);
		seen[ui->sort] = true;
		draw(HIGH, WIDE);
		press("s");
		n++;
	} while (ui->sort != COLUMNS_AS_RANKED);
	for (i = 0; (k = columns_at(i)) != NULL; i++) {
		assert_int_equal(seen[i], k->order != NULL);
		assert_true((k->before != NULL) ==
		    (k->order != NULL && i != COLUMNS_AS_RANKED));
		if (k->order != NULL && strstr(help, k->order) == NULL)
			fail_msg("no %s in the help", k->order);
	}
	assert_true(n >= 7);
}

/* Which column orders shows beside its title, whichever it is. */
static void
each_order_is_marked_at_its_title(void **state)
{
	const struct column *k;
	const char *at;
	char mark;
	int i;

	(void)state;
	fill();
	press("S");
	for (i = 0; (k = columns_at(i)) != NULL; i++) {
		if (k->order == NULL)
			continue;
		ui->sort = i;
		ui->must_sort = true;
		draw(HIGH, WIDE);
		at = strstr(line(TITLES), k->title);
		assert_non_null(at);
		mark = k->is_right || i == COLUMNS_AS_RANKED ? at[-1] :
		    at[strlen(k->title) + 1];
		assert_int_equal(mark, '^');
	}
}

static void
what_a_title_does_not_say_the_help_says(void **state)
{
	const struct column *k;
	int i, n = 0;

	(void)state;
	press("?");
	draw(60, WIDE);
	for (i = 0; (k = columns_at(i)) != NULL; i++)
		if (k->help != NULL) {
			assert_true(row_with(k->help) >= 0);
			assert_non_null(strstr(line(row_with(k->help)),
			    k->title));
			n++;
		}
	assert_true(n >= 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_title_is_there_from_its_width_on),
		T(each_cell_stands_below_its_title),
		T(what_is_measured_is_as_wide_as_its_widest),
		T(each_order_has_its_turn_and_is_in_the_help),
		T(each_order_is_marked_at_its_title),
		T(what_a_title_does_not_say_the_help_says),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
