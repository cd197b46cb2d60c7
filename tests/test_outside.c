/* Who comes from the internet, told by hand-written logins. */

#include "says.h"

static void
fail_at_home(struct ledger *l, struct ip from, struct ip at, uint8_t ttl)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", FAIL };
	struct who w = who_of(&s);

	w.client.ip = from;
	w.server.ip = at;
	w.client_ttl = ttl;
	login_from(l, &w, &s);
}

/* Their frames wear the gateway's MAC. */
static void
a_guess_from_the_internet_accuses_nobody_here(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	static const uint8_t ula[16] = { 0xfd, [15] = 2 };
	uint8_t i;

	for (i = 1; i < 6; i++)
		fail_at_home(*state, v4(185, 10, 20, i),
		    v4(192, 168, 77, 2), 50);
	fail_at_home(*state, ip_v6(six), ip_v6(ula), 50);
	login(*state, (struct say){ .mac = 2, .host = 11, .user = "z", OK });
	look(*state);
	assert_int_equal(snap->n_devices, 0);
	assert_int_equal(snap->n_devices_seen, 1);
	assert_int_equal(snap->failures, 6);
	assert_int_equal(snap->outside_failures, 6);
	assert_true(has_note(NOTE_OUTSIDE));
	assert_int_equal(note_of(NOTE_OUTSIDE)->count, 6);
	assert_int_equal(snap->servers[0].failures, 5);
	login_times(*state, (struct say){ .mac = 2, .host = 11, .user = "y",
	    FAIL }, 3);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].share_pct, 100);
}

/* Nobody else is there: it is the mail host, and these are its customers. */
static void
customers_alone_are_listed_by_address_and_accused_of_nothing(void **state)
{
	struct event ev;
	uint8_t i, j;

	for (i = 1; i < 4; i++)
		for (j = 0; j < 4; j++)
			fail_at_home(*state, v4(185, 10, 20, i),
			    v4(192, 168, 77, 2), 50);
	look(*state);
	ledger_check(*state);
	assert_int_equal(snap->n_devices, 3);
	assert_int_equal(snap->n_devices_seen, 3);
	assert_int_equal(snap->outside_failures, 0);
	assert_true(has_note(NOTE_WAN));
	assert_false(has_note(NOTE_OUTSIDE));
	for (i = 0; i < 3; i++) {
		assert_int_equal(snap->devices[i].rating, RATING_SUSPECT);
		assert_true(snap->devices[i].is_afar);
		assert_false(snap->devices[i].has_mac);
		assert_int_equal(snap->devices[i].failures, 4);
	}
	while (ledger_next_alert(*state, &ev))
		assert_int_equal(ev.u.verdict.action, ACTION_CAPTURE_UNFIT);
	/* One of the site, and they are the internet again. */
	login(*state, (struct say){ .mac = 2, .host = 11, .at_s = 50,
	    .user = "y", OK });
	look(*state);
	ledger_check(*state);
	assert_int_equal(snap->n_devices, 0);
	assert_int_equal(snap->outside_failures, 12);
	assert_int_equal(note_of(NOTE_OUTSIDE)->count, 12);
}

/* As on a mail host: its own packets have passed no router. */
static void
a_server_of_ones_own_may_have_a_public_address(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", FAIL };
	struct who w = who_of(&s);

	w.client.ip = v4(185, 10, 20, 1);
	w.client_ttl = 50;
	w.server_ttl = 50;
	login_from(*state, &w, &s);
	look(*state);
	assert_int_equal(snap->n_devices, 1);
	w.server_ttl = 64;
	w.client_ttl = 63;
	login_from(*state, &w, &s);
	look(*state);
	assert_int_equal(snap->outside_failures, 0);
	w.client_ttl = 50;
	login_from(*state, &w, &s);
	look(*state);
	assert_int_equal(snap->outside_failures, 1);
	assert_int_equal(snap->devices[0].failures, 2);
}

/* A LAN may have public addresses, or reach a server behind a router. */
static void
a_public_address_is_not_yet_the_internet(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	static const uint8_t ula[16] = { 0xfd, [15] = 2 };
	struct ip home = v4(192, 168, 77, 2);

	fail_at_home(*state, v4(198, 51, 100, 7), home, 128);
	fail_at_home(*state, v4(192, 168, 78, 7), home, 63);
	fail_at_home(*state, v4(198, 51, 100, 8), v4(203, 0, 113, 9), 50);
	fail_at_home(*state, ip_v6(six), ip_v6(ula), 63);
	look(*state);
	assert_int_equal(snap->outside_failures, 0);
	assert_false(has_note(NOTE_OUTSIDE));
	assert_int_equal(snap->devices[0].failures, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_guess_from_the_internet_accuses_nobody_here),
		T(customers_alone_are_listed_by_address_and_accused_of_nothing),
		T(a_server_of_ones_own_may_have_a_public_address),
		T(a_public_address_is_not_yet_the_internet),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
