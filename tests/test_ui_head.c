/* The dashboard's head, its clock, and how a time to go to is typed. */

#include "picture.h"

#include "show/typed_time.h"

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
		{ "01:00", -47600 }
	};
	static const char *const wrong[] = { "", "x", "25:00", "14:60",
	    "14:13:20x", "14:", "10m", "+", "-3w", "2026-11-18",
	    "2026-13-18 14:00", "14:13:20:01", "-99999999999999999999s" };
	struct typed_time_range r = { T0 - 60000 * NS_PER_S, T0,
	    T0 + 20000 * NS_PER_S };
	int64_t at_ns;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof said / sizeof said[0]; i++)
		if (!typed_time_read(said[i].text, &r, &at_ns) ||
		    at_ns != T0 + said[i].s * NS_PER_S)
			fail_msg("%s: %lld", said[i].text,
			    (long long)((at_ns - T0) / NS_PER_S));
	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		if (typed_time_read(wrong[i], &r, &at_ns))
			fail_msg("%s is a time", wrong[i]);
}

/* While it is read nobody knows whether it goes on to tomorrow. */
static void
a_time_before_the_beginning_is_not_tomorrow(void **state)
{
	struct typed_time_range reading = { T0 - 20 * NS_PER_S, T0, 0 };
	struct typed_time_range done = { T0 - 20 * NS_PER_S, T0, T0 };
	int64_t at_ns;

	(void)state;
	assert_true(typed_time_read("14:12:50", &reading, &at_ns));
	assert_int_equal(at_ns, T0 - 30 * NS_PER_S);
	assert_true(typed_time_read("14:12:50", &done, &at_ns));
	assert_int_equal(at_ns, T0 - 30 * NS_PER_S);
	/* What is nearer tomorrow may be. */
	assert_true(typed_time_read("01:00", &reading, &at_ns));
	assert_int_equal(at_ns, T0 + 38800 * NS_PER_S);
}

static void
a_hint_takes_nobodys_room(void **state)
{
	int columns, n = 0;

	(void)state;
	add_device("reception-pc", 23, 3);
	from.is_live = false;
	from.is_over = true;
	from.name = "two-programs.pcap";
	from.speed = "done";
	from.hint = " - : goes back";
	for (columns = 40; columns <= 100; columns++) {
		draw(24, columns);
		assert_non_null(strstr(line(0), "REPLAY 14:13:32"));
		assert_non_null(strstr(line(0), "  done"));
		if (strstr(line(0), " - :") == NULL)
			continue;
		n++;
		assert_non_null(strstr(line(0), " two-programs.pcap  REPLAY "
		    "14:13:32"));
		assert_non_null(strstr(line(0), "  done - : goes back  "));
		assert_non_null(strstr(line(0), "1 failing"));
	}
	assert_true(n >= 10);
	assert_non_null(strstr(line(0), "goes back"));
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
	assert_non_null(strstr(line(0), "14:13:32 UTC  x8"));
	assert_non_null(strstr(line(0), "1 failing"));
	press("p");
	draw(24, 80);
	from.speed = "x1";
	draw(10, 40);
	assert_non_null(strstr(line(0), "PAUSED"));
	assert_non_null(strstr(line(0), "x1"));
}

/* Where it leaves room for all else. */
static void
the_clock_has_its_zone(void **state)
{
	(void)state;
	add_device("reception-pc", 23, 3);
	draw(24, 80);
	assert_non_null(strstr(line(0), " eth0  LIVE 14:13:32 UTC  up "));
	from.name = "br-lan, br-guests, br-office, wlan0";
	from.up_ns = 3600 * NS_PER_S;
	press("p");
	from.steady_ns += 3600 * NS_PER_S;
	draw(24, 80);
	assert_null(strstr(line(0), "UTC"));
	assert_non_null(strstr(line(0), "1 failing"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(times_are_read_as_people_type_them),
		T(a_hint_takes_nobodys_room),
		T(a_time_before_the_beginning_is_not_tomorrow),
		T(the_speed_of_a_replay_shows),
		T(the_clock_has_its_zone),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
