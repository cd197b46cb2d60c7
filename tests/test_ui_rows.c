/* The ranking: its order and its columns. */

#include "picture.h"

#include "show/columns.h"
#include "show/state.h"

/* The order. */

/* Draws the next order whose title is so marked, or as they are ranked, which
 * marks none; others, of columns that are not there, may come between. */
static void
sort_until(const char *mark)
{
	bool is_ranked = strchr(mark, 'v') == NULL;
	int i;

	for (i = 0; i < COLUMNS_MOST; i++) {
		draw(24, 80);
		if (strstr(line(3), mark) != NULL &&
		    is_ranked == (ui->sort == COLUMNS_AS_RANKED))
			return;
		press("s");
	}
	fail_msg("no order \"%s\"", mark);
}

static void
the_order_is_what_was_asked_for_and_shows(void **state)
{
	static const struct {
		const char *mark, *first;
	} orders[] = {
		{ " FAIL 10min", "bert" }, { "vFAIL", "bert" },
		{ "v10min", "carl" }, { "vSURE", "anna" }, { "vAGO", "carl" },
		{ "DEVICE v", "anna" }, { "ADDRESS v", "carl" },
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
		sort_until(orders[i].mark);
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
	snap.devices[1].failures = 100;
	press("s");
	draw(24, 80);
	assert_int_equal(row_with("> 1 CULPRIT anna"), 4);
	press("\\arl");
	draw(24, 80);
	assert_int_equal(row_with("bert"), -1);
	assert_int_equal(row_with("> 1 CULPRIT carl"), 5);
	ui_key(ui, UI_KEY_ESCAPE);
	draw(24, 80);
	assert_int_equal(row_with("> 1 CULPRIT anna"), 4);
	assert_int_not_equal(row_with("bert"), -1);
}

/* Who has pressed nothing reads of the worst, not of who came first. */
static void
without_a_choice_the_worst_is_told_of(void **state)
{
	struct snap_device first;

	(void)state;
	add_device("slipped", 30, 1);
	draw(24, 80);
	assert_int_equal(row_with("> 1 suspect slipped"), 4);
	add_device("stubborn", 20, 5);
	first = snap.devices[0];
	snap.devices[0] = snap.devices[1];
	snap.devices[1] = first;
	from.steady_ns += 3 * NS_PER_S;
	draw(24, 80);
	assert_int_equal(row_with("> 1 CULPRIT stubborn"), 4);
	assert_int_not_equal(row_with(" stubborn: 5 failed logins"), -1);
	/* Whoever is opened stays the one. */
	ui_key(ui, UI_KEY_ENTER);
	snap.devices[1] = snap.devices[0];
	snap.devices[0] = first;
	from.steady_ns += 9 * NS_PER_S;
	draw(24, 80);
	assert_int_equal(row_with(" stubborn"), 3);
}

/* However low or narrow: each view, and who it is before how often. */
static void
the_smallest_windows_show_what_they_can(void **state)
{
	(void)state;
	add_device("reception-pc", 23, 3);
	login_of(23, OUTCOME_FAILED, T0);
	snap.n_servers = 1;
	text_keep(snap.servers[0].name, NAME_BYTES, span_text("mail.test"));
	draw(1, 40);
	assert_non_null(strstr(line(0), "> 1 CULPRIT reception-pc"));
	draw(9, 40);
	assert_int_equal(row_with("> 1 CULPRIT reception-pc"), 1);
	press("3");
	draw(9, 40);
	assert_int_equal(row_with("EVENT LOG"), 0);
	press("2");
	draw(9, 20);
	assert_string_equal(line(0), "  SERVER");
	assert_string_equal(line(1), "> mail.test:0");
	press("1");
	draw(5, 20);
	assert_string_equal(line(0), "  # VERDICT DEVICE");
	assert_string_equal(line(1), "> 1 CULPRIT rece..");
}

/* Whoever is read of is opened, though another one has become the worst. */
static void
nothing_moves_with_the_key(void **state)
{
	struct snap_device first;

	(void)state;
	add_device("anna", 20, 5);
	add_device("bert", 30, 5);
	draw(24, 80);
	first = snap.devices[0];
	snap.devices[0] = snap.devices[1];
	snap.devices[1] = first;
	from.steady_ns += 60 * NS_PER_S;
	press("!");
	draw(24, 80);
	press("q");
	ui_key(ui, UI_KEY_ENTER);
	draw(24, 80);
	assert_int_equal(row_with(" anna"), 3);
	ui_key(ui, UI_KEY_ESCAPE);
	from.steady_ns += 4 * NS_PER_S;
	draw(24, 80);
	assert_int_equal(row_with("> 1 CULPRIT anna"), 4);
	from.steady_ns += 5 * NS_PER_S;
	draw(24, 80);
	assert_int_equal(row_with("> 2 CULPRIT anna"), 5);
}

/* The log calls devices as the ranking does, and finds them so. */
static void
the_log_calls_them_the_same(void **state)
{
	int i;

	(void)state;
	add_device("reception-pc", 23, 3);
	login_of(23, OUTCOME_FAILED, T0);
	login_of(9, OUTCOME_OK, T0);
	press("3");
	draw(24, 80);
	assert_int_equal(row_with(" FAIL  reception-pc"), 4);
	assert_int_equal(row_with(" ok    192.168.1.9"), 5);
	press("/reception");
	ui_key(ui, UI_KEY_ENTER);
	draw(24, 80);
	assert_int_equal(row_with("Nothing here matches"), -1);
	press("m");
	draw(24, 80);
	assert_int_equal(row_with(" FAIL  192.168.1.23"), 4);
	press("m");
	draw(24, 80);
	assert_int_equal(row_with(" FAIL  3c:22:fb:00:00."), 4);
	for (i = 0; i < 40; i++)
		login_of(9, OUTCOME_OK, T0);
	press("mf");
	draw(24, 80);
	assert_int_equal(row_with("reception-pc"), -1);
	press("g");
	draw(24, 80);
	assert_int_equal(row_with(" FAIL  reception-pc"), 4);
}

/* What took a moment did not take 0.0 s. */
static void
a_short_delay_is_told(void **state)
{
	static const struct {
		int64_t ms;
		const char *words;
	} told[] = {
		{ 4, "90%, 0.004s" }, { 41, "90%, 0.04s" },
		{ 410, "90%, 0.41s" }, { 1640, "90%, 1.6s" }
	};
	struct event ev;
	size_t i;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = T0;
	ev.has_client = true;
	ev.u.login.attempt.evidence = EVIDENCE_LENGTHS;
	ev.u.login.attempt.confidence_pct = 90;
	press("3");
	for (i = 0; i < 4; i++) {
		ev.u.login.attempt.ended_ns = told[i].ms * NS_PER_MS;
		ui_event(ui, &ev);
		draw(24, 80);
		assert_non_null(strstr(line(4 + (int)i), told[i].words));
	}
}

/* Why is said in words, not as in JSON. */
static void
a_reason_is_said_in_words(void **state)
{
	struct event ev;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.when_ns = T0;
	ev.has_client = true;
	ev.u.login.attempt.reason = REASON_NOT_SEEN;
	ui_event(ui, &ev);
	press("3");
	draw(24, 80);
	assert_int_equal(row_with("not-seen"), -1);
	assert_int_not_equal(row_with(" no answer was seen"), -1);
}

static void
what_is_at_its_end_or_paused_stands_as_ranked(void **state)
{
	struct snap_device first;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		snap.n_devices = 0;
		from.is_over = false;
		from.steady_ns += 60 * NS_PER_S;
		add_device("apple", 20, 5);
		add_device("intel", 30, 5);
		draw(24, 80);
		press("m");
		draw(24, 80);
		press("mm");
		first = snap.devices[0];
		snap.devices[0] = snap.devices[1];
		snap.devices[1] = first;
		draw(24, 80);
		assert_int_equal(row_with("1 CULPRIT apple"), 4);
		/* It is read to its end, or stands still. */
		from.is_over = i == 0;
		press(i == 0 ? "" : "p");
		draw(24, 80);
		assert_int_equal(row_with("1 CULPRIT intel"), 4);
		press("p");
		draw(24, 80);
		assert_int_equal(row_with("1 CULPRIT intel"), 4);
		if (i == 0)
			press("p");
		draw(24, 80);
	}
}

static void
a_held_order_keeps_the_verdicts_apart(void **state)
{
	(void)state;
	add_device("anna", 20, 1)->rating = RATING_OK;
	add_device("bert", 30, 1)->rating = RATING_OK;
	login_of(40, OUTCOME_OK, T0);
	press("a");
	draw(24, 80);
	assert_int_equal(row_with("1 ok      anna"), 4);
	snap.devices[1].rating = RATING_SUSPECT;
	add_device("carl", 10, 9);
	press("m");
	draw(24, 80);
	press("mm");
	draw(24, 80);
	assert_int_equal(row_with("1 CULPRIT carl"), 4);
	assert_int_equal(row_with("2 suspect bert"), 5);
	assert_int_equal(row_with("3 ok      anna"), 6);
}

static void
who_is_all_right_is_not_sure_to_be_the_one(void **state)
{
	(void)state;
	add_device("bert", 30, 2)->confidence_pct = 70;
	add_device("anna", 20, 1)->rating = RATING_OK;
	draw(24, 80);
	assert_non_null(strstr(line(row_with("bert")), " 70% "));
	assert_null(strchr(line(row_with("ok      anna")), '%'));
	assert_non_null(strstr(line(row_with("ok      anna")), " - "));
	press("j");
	ui_key(ui, UI_KEY_ENTER);
	draw(24, 80);
	assert_int_equal(row_with("anna"), 3);
	assert_null(strstr(line(3), "sure"));
}

/* The filter. */

static void
a_filter_matches_all_that_is_known(void **state)
{
	static const char *const known[] = { "RECEP", "second", "1.23", "1.77",
	    "fb:00:00:17", "Acme" };
	struct snap_device *d = add_device("reception-pc", 23, 3);
	size_t i, k;

	(void)state;
	maker = "Acme";
	d->n_names = 2;
	strcpy(d->names[1], "second-name");
	d->n_ips = 2;
	d->ips[1] = v4(77);
	for (k = 0; k < 3; k++) {
		for (i = 0; i < sizeof known / sizeof known[0]; i++) {
			press("\\");
			press(known[i]);
			ui_key(ui, UI_KEY_ENTER);
			draw(24, 80);
			if (row_with("1 CULPRIT") == -1)
				fail_msg("%zu: %s", k, known[i]);
			ui_key(ui, UI_KEY_ESCAPE);
		}
		press("m");
	}
}

static void
what_matches_but_never_failed_is_told(void **state)
{
	(void)state;
	add_device("reception-pc", 23, 3);
	login_of(40, OUTCOME_OK, T0);
	login_of(41, OUTCOME_OK, T0);
	press("\\192.168.1.4");
	draw(24, 80);
	assert_true(row_with(" 2 match but never failed: press a") >= 0);
	press("1");
	draw(24, 80);
	assert_true(row_with(" 1 matches but never failed: press a") >= 0);
	ui_key(ui, UI_KEY_ENTER);
	press("a");
	draw(24, 80);
	assert_int_equal(row_with("never failed"), -1);
	assert_true(row_with("1 ok      192.168.1.41") >= 0);
}

static void
the_log_is_filtered_by_what_it_shows(void **state)
{
	static const char *const words[] = { "fail", "no such", "imap" };
	struct event ev;
	size_t i;

	(void)state;
	login_of(40, OUTCOME_OK, T0);
	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.has_client = true;
	ev.u.login.attempt.proto = PROTO_IMAP;
	ev.u.login.attempt.outcome = OUTCOME_FAILED;
	strcpy(ev.u.login.attempt.reply, "No such user");
	ui_event(ui, &ev);
	press("3");
	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		press("\\");
		press(words[i]);
		ui_key(ui, UI_KEY_ENTER);
		draw(24, 80);
		assert_true(row_with("No such user") >= 0);
		assert_int_equal(row_with(" ok "), -1);
		ui_key(ui, UI_KEY_ESCAPE);
	}
	/* What is not there to be found moves nothing. */
	press("/xyz");
	ui_key(ui, UI_KEY_ENTER);
	draw(24, 80);
	assert_true(row_with("Nothing here matches \"xyz\"") >= 0);
	assert_true(row_with("EVENT LOG  following") >= 0);
}

/* Columns. */

static void
all_are_called_by_name_else_by_maker(void **state)
{
	int i;

	(void)state;
	add_device("", 23, 3);
	login_of(40, OUTCOME_OK, T0);
	press("a");
	for (i = 0; i < 2; i++) {
		maker = i == 0 ? "Acme" : "";
		draw(24, 80);
		assert_int_equal(row_with("1 CULPRIT Acme            192.168."
		    "1.23 "), i == 0 ? 4 : -1);
		assert_int_equal(row_with("2 ok      Acme            192.168."
		    "1.40 "), i == 0 ? 5 : -1);
	}
	assert_int_equal(row_with("2 ok      192.168.1.40    192.168.1.40 "),
	    5);
}

static void
a_routers_maker_is_not_that_of_who_sits_behind_it(void **state)
{
	struct snap_device *d = add_device("", 23, 3);

	(void)state;
	maker = "Acme";
	d->mac.b[5] = 40;
	d->is_by_address = true;
	login_of(40, OUTCOME_OK, T0);
	press("a");
	draw(24, 80);
	assert_int_equal(row_with("Acme"), -1);
	assert_int_equal(row_with("2 ok      192.168.1.40 "), 5);
}

static void
room_to_spare_is_the_spark_lines(void **state)
{
	struct snap_device *d = add_device("reception-pc", 23, 3);
	int columns, wide = 0, spark, was_at;
	const char *title, *hour;

	(void)state;
	bins_add(&d->failed_in[SPAN_HOUR], T0 - 1760 * NS_PER_S, 3);
	for (columns = 80; columns <= 200; columns++) {
		draw(24, columns);
		title = line(3);
		hour = strstr(title, "LAST HOUR");
		assert_non_null(strstr(title, "SURE AGO"));
		spark = (int)(strstr(title, "SURE") - hour) - 1;
		was_at = (int)(hour - title) + spark / 2;
		if (spark < 12 || 60 % spark != 0)
			fail_msg("%d: %s", columns, title);
		wide += spark > 12;
		/* Half an hour ago is in its middle, now at its end. */
		assert_int_equal(line(4)[was_at], '-');
		assert_int_equal(line(4)[was_at + (spark - 1) - spark / 2], '-');
	}
	assert_int_equal(spark, 60);
	assert_true(wide > 100);
}

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_order_is_what_was_asked_for_and_shows),
		T(the_selection_stays_with_its_device),
		T(without_a_choice_the_worst_is_told_of),
		T(nothing_moves_with_the_key),
		T(the_log_calls_them_the_same),
		T(a_reason_is_said_in_words),
		T(a_short_delay_is_told),
		T(the_smallest_windows_show_what_they_can),
		T(what_is_at_its_end_or_paused_stands_as_ranked),
		T(a_held_order_keeps_the_verdicts_apart),
		T(who_is_all_right_is_not_sure_to_be_the_one),
		T(a_filter_matches_all_that_is_known),
		T(what_matches_but_never_failed_is_told),
		T(the_log_is_filtered_by_what_it_shows),
		T(all_are_called_by_name_else_by_maker),
		T(a_routers_maker_is_not_that_of_who_sits_behind_it),
		T(room_to_spare_is_the_spark_lines),
		T(addresses_that_are_asked_for_are_whole),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
