/*
 * The list of servers: what each column shows stands below its title, is the
 * server's own, and is told in words on the server's page.
 */

#include "picture.h"

#include "show/ui.h"

enum { HIGH = 40, TITLES = 3 };

static const int widths[] = { 40, 59, 60, 79, 80, 99, 100, 150, 200 };

enum { N_WIDTHS = sizeof widths / sizeof widths[0] };

/* As wide as a column holds, and none of them twice. */
static const char *const figures[] = {
	"11111", "22222", "33333", "44444", "55555", "66666"
};

enum { N_FIGURES = sizeof figures / sizeof figures[0] };

static void
fill(void)
{
	struct snap_server *h = &snap.servers[0];

	snap.n_servers = snap.n_servers_seen = 1;
	h->at.ip = v4(9);
	h->at.port = 993;
	h->proto = PROTO_IMAP;
	h->status = STATUS_LOCKED;
	h->failures = 11111;
	h->recent_failures = 22222;
	h->successes = 33333;
	h->unknown = 44444;
	h->devices = 55555;
	h->tries = 66666;
	h->since_ns = T0;
}

/* The next word of a line from *at on, which is moved behind it. */
static bool
next_word(const char *words, int *at, int *begin)
{
	*at += (int)strspn(words + *at, " ");
	*begin = *at;
	*at += (int)strcspn(words + *at, " ");
	return (*at > *begin);
}

static void
draw_list(int columns, char titles[LINE_BYTES], char cells[LINE_BYTES])
{
	press("2");
	draw(HIGH, columns);
	strcpy(titles, line(TITLES));
	strcpy(cells, line(TITLES + 1));
	assert_non_null(strstr(titles, "SERVER"));
	assert_int_equal(cells[0], '>');
	cells[0] = ' ';
}

/* A title stands over one cell, that begins or ends where it does. */
static void
each_cell_stands_below_its_title(void **state)
{
	static char titles[LINE_BYTES], cells[LINE_BYTES];
	int i, begin, end, from, to;

	(void)state;
	fill();
	for (i = 0; i < N_WIDTHS; i++) {
		draw_list(widths[i], titles, cells);
		end = to = 0;
		while (next_word(titles, &end, &begin))
			if (!next_word(cells, &to, &from) ||
			    (begin != from && end != to))
				fail_msg("%d:\n%s\n%s", widths[i], titles,
				    cells);
		assert_false(next_word(cells, &to, &from));
	}
}

/* All that is a number in the list is one of the server's figures. */
static void
each_figure_is_a_count_of_the_server(void **state)
{
	static char titles[LINE_BYTES], cells[LINE_BYTES];
	int i, k, from, to, n;

	(void)state;
	fill();
	for (i = 0; i < N_WIDTHS; i++) {
		draw_list(widths[i], titles, cells);
		for (k = n = to = 0; k < N_FIGURES; k++)
			n += strstr(cells, figures[k]) != NULL;
		while (next_word(cells, &to, &from))
			n -= strspn(cells + from, "0123456789") ==
			    (size_t)(to - from);
		if (n != 0)
			fail_msg("%d:\n%s\n%s", widths[i], titles, cells);
	}
}

/* Narrow windows have few columns: the rest is read on the server's page. */
static void
the_page_tells_what_the_list_has(void **state)
{
	static char titles[LINE_BYTES], cells[LINE_BYTES];
	int k, n = 0;

	(void)state;
	fill();
	draw_list(200, titles, cells);
	ui_key(ui, UI_KEY_ENTER);
	draw(HIGH, 40);
	for (k = 0; k < N_FIGURES; k++)
		if (strstr(cells, figures[k]) != NULL) {
			assert_int_not_equal(row_with(figures[k]), -1);
			n++;
		}
	assert_true(n >= 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_cell_stands_below_its_title),
		T(each_figure_is_a_count_of_the_server),
		T(the_page_tells_what_the_list_has),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
