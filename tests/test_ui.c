/* The dashboard: what stands still, what moves, what keys do. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/when.h"
#include "show/moment.h"
#include "show/ui.h"

/* 14:13:20 of a day in 2026. */
#define T0	(INT64_C(1795011200) * NS_PER_S)

enum { LINE_BYTES = CANVAS_COLUMNS * CELL_BYTES };

static struct canvas canvas;
static struct snapshot snap;
static struct ui_source from;
static struct ui *ui;

static const char *
no_vendor(const struct mac *m)
{
	(void)m;
	return ("");
}

static struct ip
v4(uint8_t last)
{
	const uint8_t bytes[4] = { 192, 168, 1, last };

	return (ip_v4(bytes));
}

/* One more device with failures. */
static struct snap_device *
add_device(const char *name, uint8_t last, uint32_t failures)
{
	struct snap_device *d = &snap.culprits[snap.n_culprits++];

	memset(d, 0, sizeof *d);
	d->rating = failures > 2 ? RATING_CULPRIT : RATING_SUSPECT;
	d->has_mac = true;
	d->mac = (struct mac){ { 0x3c, 0x22, 0xfb, 0, 0, last } };
	d->n_ips = 1;
	d->ips[0] = v4(last);
	d->n_names = name[0] != '\0';
	text_keep(d->names[0], NAME_BYTES, span_text(name));
	d->failures = failures;
	d->confidence_pct = 90;
	d->first_ns = d->last_ns = T0;
	bins_init(&d->failed_in[SPAN_HOUR], 60 * NS_PER_S, false);
	bins_add(&d->failed_in[SPAN_HOUR], T0, failures);
	snap.n_devices++;
	return (d);
}

static int
begin(void **state)
{
	struct ui_style style = { .ascii = true, .keybar = true,
	    .vendor = no_vendor };

	(void)state;
	memset(&snap, 0, sizeof snap);
	snap.sessions = 9;
	snap.capture.point = POINT_LAN;
	snap.capture.packets = 9;
	snap.capture.first_ns = T0 - 3600 * NS_PER_S;
	memset(&from, 0, sizeof from);
	from.name = "eth0";
	from.is_live = true;
	from.trouble = "";
	from.now_ns = T0 + 12 * NS_PER_S;
	from.steady_ns = 1;
	ui = ui_new(&style);
	return (ui == NULL ? -1 : 0);
}

static int
end(void **state)
{
	(void)state;
	ui_free(ui);
	return (0);
}

static void
draw(int rows, int columns)
{
	canvas_begin(&canvas, rows, columns, true);
	ui_draw(ui, &snap, &from, &canvas);
}

static const char *
line(int row)
{
	static char text[LINE_BYTES];

	canvas_line(&canvas, row, text, sizeof text);
	return (text);
}

/* The row with these words, or -1. */
static int
row_with(const char *words)
{
	int row;

	for (row = 0; row < canvas.rows; row++)
		if (strstr(line(row), words) != NULL)
			return (row);
	return (-1);
}

static void
press(const char *keys)
{
	for (; *keys != '\0'; keys++)
		ui_key(ui, *keys);
}

static void
login_of(uint8_t last, enum outcome outcome, int64_t when_ns)
{
	struct event ev;

	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = ev.u.login.attempt.ended_ns = when_ns;
	ev.has_client = ev.has_server = true;
	ev.who.has_mac = true;
	ev.who.mac = (struct mac){ { 0x3c, 0x22, 0xfb, 0, 0, last } };
	ev.who.client.ip = v4(last);
	ev.u.login.attempt.outcome = outcome;
	ui_event(ui, &ev);
}

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
		    "PAUSED 0.0s, 0 new" : "PAUSED 8.0s, 2000 new"));
		if (i != (int)sizeof views - 1)
			continue;
		/* Meanwhile ... */
		press("a");
		for (row = 0; row < 2000; row++)
			login_of(24, row % 2 ? OUTCOME_OK : OUTCOME_FAILED,
			    T0 + 60 * NS_PER_S);
		add_device("other", 24, 1000);
		snap.culprits[0].failures = 77;
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
	(void)state;
	add_device("reception-pc", 23, 3);
	draw(60, 80);
	assert_true(row_with("unblock") >= 0);
	assert_int_equal(row_with("Enter: more"), -1);
	draw(18, 60);
	assert_int_equal(row_with("unblock"), -1);
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
the_order_is_what_was_asked_for_and_shows(void **state)
{
	static const struct {
		const char *mark, *first;
	} orders[] = {
		{ " FAIL 10min", "bert" }, { "vFAIL", "bert" },
		{ "v10min", "carl" }, { "vSURE", "anna" }, { "vAGO", "carl" },
		{ "vDEVICE", "anna" }, { "vADDRESS", "carl" },
		{ " FAIL 10min", "bert" }
	};
	struct snap_device *d;
	size_t i;

	(void)state;
	add_device("bert", 30, 9);
	d = add_device("anna", 20, 5);
	d->confidence_pct = 99;
	bins_init(&d->failed_in[SPAN_HOUR], 60 * NS_PER_S, false);
	d = add_device("carl", 10, 4);
	d->last_ns += NS_PER_S;
	bins_add(&d->failed_in[SPAN_HOUR], T0, 100);
	for (i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		draw(24, 80);
		assert_non_null(strstr(line(3), orders[i].mark));
		assert_non_null(strstr(line(4), orders[i].first));
		press("S");
		draw(24, 80);
		assert_non_null(strchr(line(3), '^'));
		assert_non_null(strstr(line(6), orders[i].first));
		press("Ss");
	}
}

static void
the_selection_stays_with_its_device(void **state)
{
	(void)state;
	add_device("bert", 30, 9);
	add_device("anna", 20, 5);
	add_device("carl", 10, 4);
	draw(24, 80);
	press("j");
	draw(24, 80);
	assert_int_equal(row_with("> 2 CULPRIT anna"), 5);
	snap.culprits[1].failures = 100;
	press("s");
	draw(24, 80);
	assert_int_equal(row_with("> 1 CULPRIT anna"), 4);
	press("\\arl");
	draw(24, 80);
	assert_int_equal(row_with("bert"), -1);
	assert_int_equal(row_with("> 1 CULPRIT carl"), 5);
	ui_key(ui, UI_KEY_ESCAPE);
	draw(24, 80);
	assert_int_not_equal(row_with("bert"), -1);
}

/* Columns. */

static void
addresses_that_are_asked_for_are_whole(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	static const int sizes[][2] = { { 10, 40 }, { 15, 60 }, { 24, 80 },
	    { 40, 120 } };
	struct snap_device *d;
	bool is_wide;
	size_t i;
	int row;

	(void)state;
	add_device("reception-pc-of-the-whole-office", 255, 123456);
	add_device("x", 254, 3);
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		is_wide = sizes[i][1] >= 60;
		draw(sizes[i][0], sizes[i][1]);
		assert_true(row_with("reception-pc-of-the-whole-office") >= 0
		    || row_with("recep") == row_with(".."));
		press("m");
		draw(sizes[i][0], sizes[i][1]);
		assert_true(row_with("192.168.1.255 ") >= 0);
		press("m");
		draw(sizes[i][0], sizes[i][1]);
		assert_int_equal(row_with("3c:22:fb:00:00:ff "),
		    row_with("123456"));
		if (is_wide)
			assert_int_equal(row_with("192.168.1.255 "),
			    row_with("123456"));
		press("m");
	}
	/* The longest there is. */
	d = add_device("six", 9, 4);
	d->ips[0] = ip_v6(six);
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		is_wide = sizes[i][1] >= 80;
		press("m");
		draw(sizes[i][0], sizes[i][1]);
		assert_int_equal(row_with("2001:db8:ffff:ffff:ffff:ffff:ffff:"
		    "ffff ") >= 0, is_wide);
		assert_true(is_wide || row_with("..") >= 0);
		press("mm");
	}
	draw(24, 80);
	row = row_with(" six ");
	if (row == -1 || strstr(line(row), " 2001:d") == NULL ||
	    strstr(line(row), "..") == NULL ||
	    strstr(line(row), "ffff ") == NULL)
		fail_msg("%d: %s", row, line(row == -1 ? 0 : row));
}

/* Going to a time. */

static void
times_are_read_as_people_type_them(void **state)
{
	static const struct {
		const char *text;
		int64_t s;		/* after T0, that is 14:13:20 */
	} said[] = {
		{ "14:13:20", 0 }, { "14:13", -20 }, { "15", 2800 },
		{ " 14:14:00", 40 }, { "+10m", 600 }, { "-90s", -90 },
		{ "-2h", -7200 }, { "-5", -300 }, { "+1d", 86400 },
		{ "2026-11-18 14:13:20", 0 }, { "2026-11-18T14", -800 },
		{ "2026-11-17 23:00", -54800 },
		/* Before midnight is yesterday, if that was recorded. */
		{ "23:00", -54800 },
		/* Else it is today, whatever there is. */
		{ "01:00", -47600 }
	};
	static const char *const wrong[] = { "", "x", "25:00", "14:60",
	    "14:13:20x", "14:", "10m", "+", "-3w", "2026-11-18",
	    "2026-13-18 14:00", "14:13:20:01", "-99999999999999999999s" };
	struct moment_range r = { T0 - 60000 * NS_PER_S, T0,
	    T0 + 20000 * NS_PER_S };
	int64_t at_ns;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof said / sizeof said[0]; i++)
		if (!moment_read(said[i].text, &r, &at_ns) ||
		    at_ns != T0 + said[i].s * NS_PER_S)
			fail_msg("%s: %lld", said[i].text,
			    (long long)((at_ns - T0) / NS_PER_S));
	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (moment_read(wrong[i], &r, &at_ns))
			fail_msg("%s is a time", wrong[i]);
}

static void
the_speed_of_a_replay_shows(void **state)
{
	(void)state;
	add_device("reception-pc", 23, 3);
	from.is_live = false;
	from.name = "a-capture-with-quite-a-long-name-of-its-own.pcapng";
	from.speed = "x8";
	draw(24, 80);
	assert_non_null(strstr(line(0), "14:13:32  x8"));
	assert_non_null(strstr(line(0), "1 failing"));
	press("p");
	draw(24, 80);
	from.speed = "x1";
	draw(10, 40);
	assert_non_null(strstr(line(0), "PAUSED"));
	assert_non_null(strstr(line(0), "x1"));
}

#define T(f)	cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_paused_picture_stands_still),
		T(that_it_is_paused_shows_at_any_size),
		T(every_key_is_found_in_the_help),
		T(all_of_a_device_is_found_at_any_size),
		T(a_high_window_has_a_chart),
		T(advice_that_is_cut_says_where_the_rest_is),
		T(find_looks_through_what_is_shown),
		T(the_order_is_what_was_asked_for_and_shows),
		T(the_selection_stays_with_its_device),
		T(addresses_that_are_asked_for_are_whole),
		T(times_are_read_as_people_type_them),
		T(the_speed_of_a_replay_shows),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
