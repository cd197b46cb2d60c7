/* The dashboard: what stands still, what moves, what keys do. */

#include "picture.h"

/* Pausing. */

static void
a_paused_picture_stands_still(void **state)
{
	static const char views[] = "13\n2a";
	static char before[sizeof views][24][LINE_BYTES];
	int i, row;

	(void)state;
	add_device("reception-pc", 23, 3);
	login_of(23, OUTCOME_FAILED, T0);
	login_of(9, OUTCOME_OK, T0);
	draw(24, 80);
	ui_key(ui, ' ');
	for (i = 0; i < 2 * (int)sizeof views; i++) {
		int k = i % (int)sizeof views;

		ui_key(ui, views[k] == '\n' ? UI_KEY_ENTER : views[k]);
		draw(24, 80);
		for (row = 1; row < 24; row++)
			if (i < (int)sizeof views)
				strcpy(before[k][row], line(row));
			else
				assert_string_equal(before[k][row], line(row));
		assert_non_null(strstr(line(0), i < (int)sizeof views ?
		    "PAUSED 00:00, 0 new " : "PAUSED 00:08, 2000 new "));
		if (i != (int)sizeof views - 1)
			continue;
		/* Meanwhile ... */
		press("a");
		for (row = 0; row < 2000; row++)
			login_of(24, row % 2 ? OUTCOME_OK : OUTCOME_FAILED,
			    T0 + 60 * NS_PER_S);
		add_device("other", 24, 1000);
		snap.devices[0].failures = 77;
		snap.sessions = 2009;
		from.now_ns += 3600 * NS_PER_S;
		from.steady_ns += 8 * NS_PER_S;
	}
	press("1p");
	draw(24, 80);
	assert_null(strstr(line(0), "PAUSED"));
	assert_int_not_equal(row_with("other"), -1);
	assert_int_not_equal(row_with(" 77 "), -1);
}

static void
what_is_paused_says_how_it_goes_on(void **state)
{
	static const int sizes[][2] = { { 10, 40 }, { 15, 60 }, { 24, 80 },
	    { 60, 200 } };
	static const char views[] = "1\n23r";
	size_t i, k;

	(void)state;
	add_device("reception-pc", 23, 3);
	for (i = 0; i < 2 * sizeof sizes / sizeof sizes[0]; i++) {
		int rows = sizes[i / 2][0];

		from.is_live = i % 2 == 0;
		for (k = 0; k < sizeof views - 1; k++) {
			ui_key(ui, views[k] == '\n' ? UI_KEY_ENTER : views[k]);
			draw(rows, sizes[i / 2][1]);
			assert_int_equal(row_with("Space: on"), -1);
			press(" ");
			draw(rows, sizes[i / 2][1]);
			assert_int_equal(row_with(" Space: on  "), rows - 1);
			assert_null(strstr(line(rows - 1), "Pause"));
			assert_null(strstr(line(rows - 1), ".."));
			assert_true(row_with("Esc Back") == rows - 1 ||
			    row_with("?Help") == rows - 1);
			press(" ");
			ui_key(ui, UI_KEY_ESCAPE);
			draw(rows, sizes[i / 2][1]);
		}
	}
}

static void
a_paused_picture_is_told_in_the_new_time(void **state)
{
	static const char *const words[] = { "LIVE 15:13:32", "15:13:20" };
	int i;

	(void)state;
	add_device("reception-pc", 23, 3);
	login_of(23, OUTCOME_FAILED, T0);
	login_of(40, OUTCOME_OK, T0);
	snap.devices[0].n_logins = 1;
	snap.devices[0].logins[0].when_ns = T0;
	press("ap");
	draw(24, 80);
	ui_clock_set(ui, 3600 * NS_PER_S);
	draw(24, 80);
	assert_non_null(strstr(line(0), words[0]));
	assert_non_null(strstr(line(row_with("CULPRIT rec")), "12s"));
	assert_non_null(strstr(line(row_with("CULPRIT rec")), " -  90%"));
	assert_non_null(strstr(line(row_with("ok      192")), "12s"));
	for (i = 0; i < 2; i++) {
		ui_key(ui, i == 0 ? '3' : '1');
		draw(24, 80);
		ui_key(ui, UI_KEY_ENTER);
		draw(24, 80);
		assert_true(row_with(words[1]) >= 0);
		assert_int_equal(row_with("14:13"), -1);
	}
}

static void
that_it_is_paused_shows_at_any_size(void **state)
{
	static const int sizes[][2] = { { 4, 30 }, { 10, 40 }, { 15, 60 },
	    { 24, 80 }, { 60, 200 } };
	size_t i;

	(void)state;
	add_device("reception-pc", 23, 3);
	press("p");
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		draw(sizes[i][0], sizes[i][1]);
		assert_non_null(strstr(line(0), "PAUSED"));
		press("?");
		draw(sizes[i][0], sizes[i][1]);
		assert_non_null(strstr(line(0), "PAUSED"));
		press("?");
	}
}

/* Texts longer than the window. */

/* Pages on until nothing new comes: every one of them must have been seen. */
static void
assert_all_seen(int rows, int columns, int key, const char *const *words, int n)
{
	static char last[CANVAS_ROWS][LINE_BYTES];
	bool seen[64] = { false }, is_new = true;
	int i, row;

	memset(last, 0, sizeof last);
	while (is_new) {
		draw(rows, columns);
		is_new = false;
		for (row = 0; row < rows; row++) {
			is_new |= strcmp(last[row], line(row)) != 0;
			strcpy(last[row], line(row));
		}
		for (i = 0; i < n; i++)
			seen[i] |= row_with(words[i]) >= 0;
		ui_key(ui, key);
	}
	for (i = 0; i < n; i++)
		if (!seen[i])
			fail_msg("no \"%s\" at %dx%d", words[i], rows,
			    columns);
}

static void
every_key_is_found_in_the_help(void **state)
{
	static const char *const words[] = { "Up Down k j", "Home End g G",
	    "Enter", "Backspace", "1 2 3 Tab", "Left Right < >", "s F6", "other way",
	    "/ F3, n N", "F4", "failing only", "time span", "MACs", "follow",
	    "p Space", "faster", "go to a time", "the report", "!", "copy the",
	    "Ctrl-L", "F10", "leave the", "SURE", "LAST HOUR" };
	static const int sizes[][2] = { { 10, 40 }, { 15, 60 }, { 24, 80 } };
	static const int keys[] = { ' ', UI_KEY_PAGE_DOWN, UI_KEY_DOWN, 'j' };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (k = 0; k < sizeof keys / sizeof keys[0]; k++) {
			press("?");
			assert_all_seen(sizes[i][0], sizes[i][1], keys[k],
			    words, sizeof words / sizeof words[0]);
			press("x");
			draw(24, 80);
			assert_int_equal(row_with("- keys"), -1);
		}
	press("?");
	assert_all_seen(6, 40, UI_KEY_PAGE_DOWN, words, sizeof words /
	    sizeof words[0]);
	ui_key(ui, UI_KEY_HOME);
	draw(10, 40);
	assert_true(row_with(" 1/") >= 0);
	ui_key(ui, UI_KEY_PAGE_DOWN);
	draw(10, 40);
	assert_true(row_with(" 2/") >= 0);
	ui_key(ui, UI_KEY_HOME);
	draw(10, 40);
	assert_true(row_with(" 1/") >= 0);
}

static void
all_of_a_device_is_found_at_any_size(void **state)
{
	static const char *const words[] = { "reception-pc", "192.168.1.23",
	    "3c:22:fb:00:00:17", "3 failed", "FAILED LOGINS", "WHAT TO DO",
	    "unblock", "EARLIER", "14:12:49", "answer-19" };
	static const int sizes[][2] = { { 10, 40 }, { 15, 60 }, { 24, 80 },
	    { 20, 120 } };
	struct snap_device *d = add_device("reception-pc", 23, 3);
	size_t i;

	(void)state;
	d->n_logins = SNAP_LOGINS;
	for (i = 0; i < SNAP_LOGINS; i++) {
		d->logins[i].when_ns = T0 - (int64_t)(16 + i) * NS_PER_S;
		d->logins[i].outcome = OUTCOME_FAILED;
		snprintf(d->logins[i].reply, REPLY_BYTES, "a rather long "
		    "reply that goes on for more than one line, answer-%d",
		    (int)i + 4);
	}
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		draw(sizes[i][0], sizes[i][1]);
		ui_key(ui, UI_KEY_ENTER);
		assert_all_seen(sizes[i][0], sizes[i][1],
		    UI_KEY_PAGE_DOWN, words, sizeof words / sizeof words[0]);
		ui_key(ui, UI_KEY_ESCAPE);
	}
}

static void
a_reply_that_was_cut_is_marked(void **state)
{
	/* A letter of two bytes found no room behind another one. */
	static const struct {
		int len;
		const char *end, *shown;
	} said[] = {
		{ 95, " end", " end.." }, { 94, " end", " end" },
		{ 94, " end\xc3\xbc", " end?.." },
		{ 91, " end\xc3\xbc", " end?" }
	};
	struct snap_device *d = add_device("reception-pc", 23, 3);
	char reply[REPLY_BYTES], *shown;
	struct event ev;
	size_t i, n;

	(void)state;
	d->n_logins = 1;
	d->logins[0].when_ns = T0;
	draw(24, 200);
	ui_key(ui, UI_KEY_ENTER);
	for (i = 0; i < sizeof said / sizeof said[0]; i++) {
		n = (size_t)said[i].len - strlen(said[i].end);
		memset(reply, 'x', n);
		strcpy(reply + n, said[i].end);
		strcpy(d->logins[0].reply, reply);
		draw(24, 200);
		shown = strstr(line(row_with("xxx")), " end");
		assert_string_equal(shown, said[i].shown);
		memset(&ev, 0, sizeof ev);
		ev.kind = EVENT_LOGIN;
		strcpy(ev.u.login.attempt.reply, reply);
		ui_event(ui, &ev);
		press("3");
		draw(24, 200);
		shown = strstr(line(4 + (int)i), " end");
		assert_string_equal(shown, said[i].shown);
		press("1");
		draw(24, 200);
		ui_key(ui, UI_KEY_ENTER);
	}
}

static void
a_high_window_has_a_chart(void **state)
{
	(void)state;
	add_device("reception-pc", 23, 3);
	draw(24, 80);
	ui_key(ui, UI_KEY_ENTER);
	draw(24, 80);
	assert_true(row_with("-]") >= 0);
	draw(40, 80);
	assert_int_equal(row_with("-]"), -1);
	assert_true(row_with("#| 3") >= 0);
}

static void
advice_that_is_cut_says_where_the_rest_is(void **state)
{
	int i;

	(void)state;
	add_device("reception-pc", 23, 3);
	draw(60, 80);
	assert_true(row_with("unblock") >= 0);
	assert_int_equal(row_with("Enter: more"), -1);
	for (i = 0; i < 6; i++)
		add_device("scanner", (uint8_t)(40 + i), 3);
	draw(18, 60);
	assert_int_equal(row_with("unblock"), -1);
	assert_true(row_with("Enter: more") >= 0);
}

/* Rows that the list does not fill are its; the list keeps those it does. */
static void
advice_has_the_rows_that_the_list_leaves(void **state)
{
	struct snap_device *d = add_device("laserjet", 23, 3);
	int i;

	(void)state;
	d->n_servers = 1;
	snprintf(d->servers[0].name, NAME_BYTES,
	    "a-mail-host-with-a-long-name.example.com");
	draw(24, 80);
	assert_true(row_with("unblock") >= 0);
	assert_int_equal(row_with("Enter: more"), -1);
	assert_true(row_with("http://192.168.1.23") >= 0);
	ui_key(ui, UI_KEY_ENTER);
	draw(60, 80);
	assert_true(row_with("http://192.168.1.23") >= 0);
	ui_key(ui, UI_KEY_ESCAPE);
	for (i = 0; i < 3; i++)
		add_device("scanner", (uint8_t)(40 + i), 3);
	draw(18, 60);
	assert_true(row_with(" 4 CULPRIT scanner") >= 0);
	assert_true(row_with("Enter: more") >= 0);
}

/* Finding. */

static void
find_looks_through_what_is_shown(void **state)
{
	int i;

	(void)state;
	add_device("reception-pc", 23, 3);
	add_device("scanner", 24, 3);
	for (i = 0; i < 300; i++)
		login_of(i == 40 ? 99 : 23, OUTCOME_FAILED, T0 + i * NS_PER_S);
	draw(24, 80);
	press("/scan");
	ui_key(ui, UI_KEY_ENTER);
	draw(24, 80);
	assert_non_null(strstr(line(row_with("scanner")), ">"));
	press("3n");
	draw(24, 80);
	assert_true(row_with("Nothing here matches \"scan\"") >= 0);
	/* Not for long. */
	from.steady_ns += 2 * NS_PER_S;
	draw(24, 80);
	assert_true(row_with("Nothing here") == 23);
	from.steady_ns += NS_PER_S;
	draw(24, 80);
	assert_int_equal(row_with("Nothing here"), -1);
	assert_int_equal(row_with(" ?Help"), 23);
	press("/1.99");
	ui_key(ui, UI_KEY_ENTER);
	draw(24, 80);
	i = row_with("14:14:00");
	assert_true(i >= 0);
	assert_int_equal(canvas.cells[i][0].style, STYLE_REVERSE);
	/* What comes now does not push it away. */
	for (i = 0; i < 100; i++)
		login_of(23, OUTCOME_FAILED, T0 + 1000 * NS_PER_S);
	draw(24, 80);
	i = row_with("14:14:00");
	assert_true(i >= 0);
	assert_int_equal(canvas.cells[i][0].style, STYLE_REVERSE);
	press("g");
	draw(24, 80);
	assert_int_equal(row_with("14:13:20"), 4);
	press("G");
	draw(24, 80);
	assert_int_equal(row_with("14:14:00"), -1);
}

static void
what_a_key_says_is_gone_with_the_next(void **state)
{
	static const int sizes[][2] = { { 6, 40 }, { 10, 40 }, { 24, 80 } };
	int i;

	(void)state;
	add_device("reception-pc", 23, 3);
	for (i = 0; i < 3; i++) {
		ui_key(ui, 'c');
		ui_say(ui, "Copied");
		draw(sizes[i][0], sizes[i][1]);
		assert_int_equal(row_with(" Copied"), sizes[i][0] - 1);
		press("j");
		draw(sizes[i][0], sizes[i][1]);
		assert_int_equal(row_with(" Copied"), -1);
	}
}

/* Going to a time. */

/* A window that is drawn wider is no key: it closes nothing. */
static void
a_new_size_is_no_key(void **state)
{
	(void)state;
	add_device("reception-pc", 23, 3);
	press("?");
	draw(24, 80);
	ui_key(ui, UI_KEY_RESIZED);
	draw(30, 100);
	assert_non_null(strstr(line(0), "lockhound - keys"));
	press("q/xyz");
	ui_key(ui, UI_KEY_ENTER);
	ui_key(ui, UI_KEY_RESIZED);
	draw(24, 80);
	assert_non_null(strstr(line(23), "Nothing here matches"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_paused_picture_stands_still),
		T(what_is_paused_says_how_it_goes_on),
		T(a_paused_picture_is_told_in_the_new_time),
		T(that_it_is_paused_shows_at_any_size),
		T(every_key_is_found_in_the_help),
		T(all_of_a_device_is_found_at_any_size),
		T(a_reply_that_was_cut_is_marked),
		T(a_high_window_has_a_chart),
		T(advice_that_is_cut_says_where_the_rest_is),
		T(advice_has_the_rows_that_the_list_leaves),
		T(find_looks_through_what_is_shown),
		T(what_a_key_says_is_gone_with_the_next),
		T(a_new_size_is_no_key),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
