/* What the dashboard says of the capture itself. */

#include "picture.h"

static void
add_note(enum note note, bool is_unfit)
{
	struct snap_note *n = &snap.capture.notes[snap.capture.n_notes++];

	n->note = note;
	n->is_unfit = is_unfit;
}

static void
add_wan(void)
{
	snap.capture.point = POINT_WAN;
	add_note(NOTE_WAN, true);
}

/* From an unfit place a cable that is out is told all the same. */
static void
trouble_and_the_place_are_both_told(void **state)
{
	static const int sizes[][2] = { { 10, 40 }, { 15, 60 }, { 24, 80 },
	    { 40, 120 } };
	static const char views[] = "123";
	size_t i, k;

	(void)state;
	add_device("reception-pc", 23, 3);
	add_wan();
	from.trouble = "eth0 is down";
	for (i = 0; i < 4; i++)
		for (k = 0; k < 3; k++) {
			ui_key(ui, views[k]);
			draw(sizes[i][0], sizes[i][1]);
			assert_int_equal(row_with("eth0 is down"), 1);
			assert_int_equal(row_with("WAN side"), 2);
			assert_null(strstr(line(2), ".."));
		}
}

static void
progress_is_not_hidden(void **state)
{
	(void)state;
	add_wan();
	from.is_live = false;
	from.read_bytes = 3000000;
	from.size_bytes = 10000000;
	from.bytes_per_s = 1000000;
	from.trouble = "a.pcap: cut short";
	draw(24, 80);
	assert_int_equal(row_with("a.pcap: cut short"), 1);
	assert_int_equal(row_with("Read: 30%  3.0 MB  1 MB/s  7 s left"), 2);
	assert_int_equal(row_with("WAN side"), 3);
}

static void
what_is_the_matter_is_not_called_well(void **state)
{
	enum note note;
	bool is_mild;

	(void)state;
	for (note = NOTE_ROUTER_MAC; note < NOTE_COUNT; note++) {
		if (note == NOTE_ONE_WAY)
			continue;
		snap.capture.n_notes = 0;
		add_note(note, false);
		draw(24, 80);
		is_mild = note == NOTE_ADDRESS_MOVED ||
		    note == NOTE_OUTSIDE || note == NOTE_DOUBLES;
		assert_int_equal(row_with(is_mild ? "Capture OK: LAN side; " :
		    "Capture: LAN side, but "), 1);
		assert_non_null(strstr(line(1), "!)"));
		assert_non_null(strstr(line(1), "drops 0 (0.0%)"));
		draw(10, 40);
		assert_null(strstr(line(1), ".."));
	}
}

/* That there is no mail is a finding after five minutes, not at once. */
static void
silence_is_told_when_it_has_lasted(void **state)
{
	(void)state;
	snap.sessions = 0;
	snap.capture.point = POINT_UNKNOWN;
	add_note(NOTE_NO_MAIL, false);
	from.up_ns = 299 * NS_PER_S;
	draw(24, 80);
	assert_int_equal(row_with("Checking the capture point"), 1);
	from.up_ns = 300 * NS_PER_S;
	draw(24, 80);
	assert_int_equal(row_with("no mail: is it the right VLAN"), 1);
	from.is_live = false;
	from.is_over = true;
	draw(24, 80);
	assert_int_equal(row_with("no mail: is it the right VLAN"), 1);
}

/* "!" begins with what is wrong, and goes back to where one was. */
static void
what_is_wrong_has_a_view(void **state)
{
	(void)state;
	add_device("reception-pc", 23, 3);
	press("2!");
	draw(24, 80);
	assert_int_equal(row_with("THE CAPTURE, eth0"), 3);
	assert_int_equal(row_with("Nothing is wrong with it"), 4);
	assert_string_equal(line(23), " Esc Back");
	draw(12, 80);
	assert_int_equal(row_with("PgDn More"), 11);
	draw(24, 80);
	add_wan();
	add_note(NOTE_CLOCK, false);
	snap.capture.notes[1].back_ns = 3 * 3600 * NS_PER_S;
	from.trouble = "eth0 is down";
	draw(24, 80);
	assert_int_equal(row_with("!! eth0 is down"), 5);
	assert_int_equal(row_with("!! All mail comes from"), 6);
	assert_int_equal(row_with("!! The clock jumped back by 3h"), 8);
	assert_int_equal(row_with("MOVE THE CAPTURE"), 9);
	assert_int_not_equal(row_with("Taken      after the NAT"), -1);
	ui_key(ui, UI_KEY_ESCAPE);
	draw(24, 80);
	assert_int_not_equal(row_with("SERVER"), -1);
}

/* One direction is enough to know who tries, and not how sure it is. */
static void
one_direction_still_ranks(void **state)
{
	(void)state;
	snap.capture.point = POINT_ONE_WAY;
	add_note(NOTE_ONE_WAY, true);
	draw(24, 80);
	assert_int_not_equal(row_with("What was tried, by server"), -1);
	assert_int_equal(row_with("Which device it is"), -1);
	add_device("reception-pc", 23, 3)->rating = RATING_SUSPECT;
	draw(24, 80);
	assert_int_equal(row_with("!! CAPTURE POINT: one direction"), 1);
	assert_int_equal(row_with("> 1 suspect reception-pc"), 4);
	ui_key(ui, UI_KEY_ENTER);
	draw(40, 80);
	assert_int_not_equal(row_with("WHAT TO DO"), -1);
}

/* A router's address is opened: no advice for "the device". */
static void
nobody_is_advised_from_an_unfit_place(void **state)
{
	(void)state;
	add_device("", 23, 3)->rating = RATING_SUSPECT;
	add_wan();
	draw(40, 80);
	ui_key(ui, UI_KEY_ENTER);
	draw(40, 80);
	assert_int_not_equal(row_with("failing  sure 90%"), -1);
	assert_int_equal(row_with("suspect"), -1);
	assert_int_equal(row_with("WHAT TO DO"), -1);
	assert_int_not_equal(row_with("! tells where to capture"), -1);
}

/* What has not come when it should have is no longer waited for. */
static void
the_first_checks_turn(void **state)
{
	(void)state;
	snap.sessions = 0;
	snap.capture.packets = 0;
	snap.capture.point = POINT_UNKNOWN;
	from.up_ns = 4 * NS_PER_S + 999;
	/* The ports are listed in front of it, on one line. */
	draw(24, 200);
	assert_int_not_equal(row_with("up 4s"), -1);
	assert_int_equal(row_with("[!!]"), -1);
	assert_int_not_equal(row_with("none yet (4s)"), -1);
	from.up_ns = 10 * NS_PER_S;
	draw(24, 80);
	assert_int_not_equal(row_with("[!!]   eth0 is silent"), -1);
	snap.capture.packets = 1;
	draw(24, 80);
	assert_int_not_equal(row_with("[ok]   eth0 is up; 1 packet,"), -1);
	assert_int_equal(row_with("[!!]"), -1);
	from.up_ns = 300 * NS_PER_S;
	draw(24, 80);
	assert_int_not_equal(row_with("[!!]   no mail passes here in 5m00s"),
	    -1);
	draw(24, 40);
	assert_int_not_equal(row_with("[!!] no mail passes here in"), -1);
	assert_int_equal(row_with("here.."), -1);
}

/* The figures stand below each other, and one is no "logins". */
static void
what_was_watched_is_summed_up(void **state)
{
	(void)state;
	from.up_ns = 15 * NS_PER_S;
	snap.sessions = 53;
	snap.successes = 1;
	snap.unknown = 4;
	snap.n_devices_seen = 9;
	snap.n_servers_seen = 1;
	snap.n_servers = 1;
	draw(24, 80);
	assert_int_not_equal(row_with("NOTHING WRONG SEEN YET"), -1);
	assert_int_not_equal(row_with("       53 mail sessions watched   of 9 "
	    "devices with 1 server"), -1);
	assert_int_not_equal(row_with("        1 login ok"), -1);
	assert_int_not_equal(row_with("        4 unknown                 "
	    "neither ok nor a wrong password"), -1);
	snap.encrypted = 3;
	draw(24, 80);
	assert_int_not_equal(row_with("3 encrypted and not to be told"), -1);
	press("!");
	draw(24, 80);
	assert_int_not_equal(row_with("password); 3 of"), -1);
	press("q");
	snap.sessions = 0;
	from.is_live = false;
	from.is_over = true;
	draw(24, 80);
	assert_int_not_equal(row_with("NO MAIL IN THIS CAPTURE"), -1);
}

/* Two servers, one locked: each has a page, with the way back. */
static void
a_server_has_a_page_of_its_own(void **state)
{
	(void)state;
	snap.n_servers = 2;
	snap.servers[0].at.ip = v4(1);
	snap.servers[1].at.ip = v4(2);
	snap.servers[0].at.port = snap.servers[1].at.port = 993;
	snap.servers[1].status = STATUS_LOCKED;
	snap.servers[1].tries = 7;
	snap.servers[1].since_ns = T0;
	snap.n_locked = snap.n_lockouts = 1;
	snap.lockouts[0].at = snap.servers[1].at;
	snap.lockouts[0].how = OPENING_REJECTED;
	snap.lockouts[0].since_ns = T0;
	draw(10, 40);
	assert_non_null(strstr(line(0), "1 LOCKED"));
	press("2");
	draw(10, 40);
	ui_key(ui, UI_KEY_ENTER);
	draw(24, 80);
	assert_int_not_equal(row_with("192.168.1.1:993"), -1);
	assert_int_equal(row_with("firewall that rejects"), -1);
	ui_key(ui, UI_KEY_RIGHT);
	draw(24, 80);
	assert_int_not_equal(row_with("192.168.1.2:993"), -1);
	assert_int_not_equal(row_with("7 tries in vain"), -1);
	assert_int_not_equal(row_with("firewall that rejects"), -1);
	ui_key(ui, UI_KEY_RIGHT);
	draw(24, 80);
	assert_int_not_equal(row_with("192.168.1.2:993"), -1);
	ui_key(ui, UI_KEY_ESCAPE);
	draw(24, 80);
	assert_int_not_equal(row_with("> LOCKED"), -1);
	/* What is over is told for a while, and then no more. */
	snap.n_locked = 0;
	snap.lockouts[0].until_ns = T0;
	press("1");
	draw(24, 80);
	assert_int_not_equal(row_with("Was locked out: 192.168.1.2"), -1);
	from.now_ns = T0 + 3601 * NS_PER_S;
	draw(24, 80);
	assert_int_equal(row_with("Was locked out"), -1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(trouble_and_the_place_are_both_told),
		T(progress_is_not_hidden),
		T(what_is_the_matter_is_not_called_well),
		T(silence_is_told_when_it_has_lasted),
		T(what_is_wrong_has_a_view),
		T(one_direction_still_ranks),
		T(nobody_is_advised_from_an_unfit_place),
		T(the_first_checks_turn),
		T(what_was_watched_is_summed_up),
		T(a_server_has_a_page_of_its_own)
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
