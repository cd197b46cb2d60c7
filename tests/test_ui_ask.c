/* The key b: the question that it puts, and what answers it. */

#include "picture.h"

#include "show/state.h"

static struct ui_target whom;

/* Two servers of one host, the second its address of IPv6, and another. */
static void
servers_make(void)
{
	static const uint8_t six[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 5 };
	struct snap_host *h = &snap.hosts[snap.n_hosts++];

	memset(h, 0, sizeof *h);
	h->n_ips = 2;
	h->ips[0] = v4(5);
	h->ips[1] = ip_v6(six);
	snap.n_servers = snap.n_servers_seen = 2;
	memset(snap.servers, 0, 2 * sizeof snap.servers[0]);
	snap.servers[0].at = (struct endpoint){ v4(5), 993 };
	snap.servers[1].at = (struct endpoint){ v4(9), 993 };
}

static void
servers_show(void)
{
	servers_make();
	press("2");
	draw(24, 80);
}

static void
it_asks_the_server_that_is_selected(void **state)
{
	const struct ip nine = v4(9);

	(void)state;
	servers_show();
	ui_key(ui, UI_KEY_DOWN);
	assert_int_equal(ui_key(ui, 'b'), UI_PROBE);
	assert_true(ui_target(ui, &whom));
	assert_int_equal(whom.n_ips, 1);
	assert_true(ip_equals(&whom.ips[0], &nine));
}

static void
its_hosts_other_family_is_asked_too(void **state)
{
	(void)state;
	servers_show();
	assert_true(ui_target(ui, &whom));
	assert_int_equal(whom.n_ips, 2);
	assert_true(ip_is_v4(&whom.ips[0]));
	assert_false(ip_is_v4(&whom.ips[1]));
	assert_false(whom.is_locked);
	snap.hosts[0].state = HOST_LOCKED;
	draw(24, 80);
	assert_true(ui_target(ui, &whom) && whom.is_locked);
}

static void
elsewhere_it_says_where_and_asks_nobody(void **state)
{
	static const char views[] = "13r!";
	int i;

	(void)state;
	servers_make();
	for (i = 0; views[i] != '\0'; i++) {
		ui_key(ui, views[i]);
		draw(24, 80);
		assert_int_equal(ui_key(ui, 'b'), UI_REDRAW);
		draw(24, 80);
		assert_non_null(strstr(line(23), "2 shows them"));
	}
}

static void
without_a_server_there_is_nobody_to_ask(void **state)
{
	(void)state;
	press("2");
	draw(24, 80);
	assert_int_equal(ui_key(ui, 'b'), UI_REDRAW);
	assert_false(ui_target(ui, &whom));
}

/* Any key that a hand may fall upon. */
static void
only_y_is_yes(void **state)
{
	int key;

	(void)state;
	servers_show();
	for (key = 1; key < UI_KEY_RESIZED; key++) {
		bool is_yes = key == 'y' || key == 'Y';

		ui_confirm(ui, "Sends 12 packets to 192.168.1.5?", false);
		if ((ui_key(ui, key) == UI_PROBE_ONCE) != is_yes)
			fail_msg("key %#x", (unsigned)key);
		assert_int_equal(ui->asking, ASK_NOTHING);
	}
}

static void
a_is_again_where_that_is_offered(void **state)
{
	(void)state;
	servers_show();
	ui_confirm(ui, "?", false);
	assert_int_equal(ui_key(ui, 'a'), UI_REDRAW);
	ui_confirm(ui, "?", true);
	assert_int_equal(ui_key(ui, 'a'), UI_PROBE_AGAIN);
}

static void
the_question_stands_whole_in_a_narrow_window(void **state)
{
	static const char words[] = "Sends 24 packets to 203.0.113.42 and "
	    "2001:db8:1234:5678:9abc:def0:1234:5678: y once, a again from 30 s "
	    "on until it answers, other keys: no";
	char all[2000];
	struct text t;
	int row;

	(void)state;
	servers_show();
	ui_confirm(ui, words, true);
	draw(24, 60);
	text_init(&t, all, sizeof all);
	for (row = 18; row < 24; row++)
		text_add(&t, line(row));
	assert_non_null(strstr(all, "Sends 24 packets"));
	assert_non_null(strstr(all, "def0:1234:5678"));
	assert_non_null(strstr(all, "other keys: no"));
}

static void
what_is_only_to_be_read_goes_by_any_key(void **state)
{
	(void)state;
	servers_show();
	ui_tell(ui, "start with: lockhound --allow-probe=203.0.113.42");
	draw(24, 80);
	assert_non_null(strstr(line(23), "--allow-probe=203.0.113.42"));
	assert_int_equal(ui_key(ui, 'y'), UI_REDRAW);
	draw(24, 80);
	assert_null(strstr(line(23), "--allow-probe"));
}

static void
the_answer_stands_at_its_server_alone(void **state)
{
	bool is_there = false;
	int row;

	(void)state;
	servers_show();
	assert_true(ui_target(ui, &whom));
	ui_answer(ui, &whom, "Asked: NOT LOCKED OUT");
	draw(24, 80);
	for (row = 0; row < 24; row++)
		is_there |= strstr(line(row), "Asked: NOT") != NULL;
	assert_true(is_there);
	ui_key(ui, UI_KEY_DOWN);
	draw(24, 80);
	for (row = 0; row < 24; row++)
		assert_null(strstr(line(row), "Asked: NOT"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(it_asks_the_server_that_is_selected),
		T(its_hosts_other_family_is_asked_too),
		T(elsewhere_it_says_where_and_asks_nobody),
		T(without_a_server_there_is_nobody_to_ask),
		T(only_y_is_yes),
		T(a_is_again_where_that_is_offered),
		T(the_question_stands_whole_in_a_narrow_window),
		T(what_is_only_to_be_read_goes_by_any_key),
		T(the_answer_stands_at_its_server_alone),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
