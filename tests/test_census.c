/* Who is on this network, by what neighbours have told (judge/census.c). */

#include "says.h"

static struct census census;

static const struct census_device *
row_of(uint8_t mac)
{
	const struct mac m = mac_of(mac);
	uint32_t i;

	for (i = 0; i < census.n; i++)
		if (mac_equals(&census.devices[i].mac, &m))
			return (&census.devices[i]);
	return (NULL);
}

static void
each_mac_is_a_row_by_address(void **state)
{
	(void)state;
	tell(*state, NEWS_ADDRESS, FROM_ARP, 9, 30, "");
	tell(*state, NEWS_ADDRESS, FROM_ARP, 8, 20, "");
	tell(*state, NEWS_ADDRESS, FROM_ARP, 8, 21, "");
	ledger_census(*state, &census);
	assert_int_equal(census.n, 2);
	assert_int_equal(census.devices[0].n_ips, 2);
	assert_int_equal(census.devices[0].ips[0].b[15], 20);
	assert_int_equal(census.devices[1].ips[0].b[15], 30);
	assert_false(census.devices[0].has_mail);
}

static void
an_address_that_moved_is_the_new_ones(void **state)
{
	tell(*state, NEWS_ADDRESS, FROM_ARP, 8, 20, "");
	tell(*state, NEWS_ADDRESS, FROM_ARP, 9, 20, "");
	ledger_census(*state, &census);
	assert_int_equal(row_of(8)->n_ips, 0);
	assert_int_equal(row_of(9)->n_ips, 1);
	/* Who has none stands last. */
	assert_ptr_equal(row_of(8), &census.devices[1]);
}

static void
the_most_trusted_name_comes_first_and_none_twice(void **state)
{
	tell(*state, NEWS_ADDRESS, FROM_ARP, 8, 20, "");
	tell(*state, NEWS_NAME, FROM_NBNS, 8, 20, "BUERO");
	tell(*state, NEWS_NAME, FROM_MDNS, 8, 20, "buero-pc");
	tell(*state, NEWS_NAME, FROM_MDNS, 8, 20, "buero-pc");
	ledger_census(*state, &census);
	assert_int_equal(row_of(8)->n_names, 2);
	assert_string_equal(row_of(8)->names[0], "buero-pc");
}

static void
who_logs_in_has_mail_and_nobody_else(void **state)
{
	struct say s = { .mac = 8, .host = 20, .user = "anna", OK };
	struct who w = who_of(&s);

	tell(*state, NEWS_ADDRESS, FROM_ARP, 9, 30, "");
	ledger_session(*state, T0, &w, PROTO_IMAP);
	ledger_census(*state, &census);
	assert_true(row_of(8)->has_mail);
	assert_false(row_of(9)->has_mail);
}

static void
a_router_is_one(void **state)
{
	tell(*state, NEWS_ROUTER, FROM_NDP, 8, 1, "");
	tell(*state, NEWS_ADDRESS, FROM_ARP, 9, 30, "");
	ledger_census(*state, &census);
	assert_true(row_of(8)->is_router);
	assert_false(row_of(9)->is_router);
}

static void
more_addresses_than_there_is_room_for_are_counted(void **state)
{
	uint8_t host;

	for (host = 10; host < 10 + SNAP_IPS + 3; host++)
		tell(*state, NEWS_ADDRESS, FROM_ARP, 8, host, "");
	ledger_census(*state, &census);
	assert_int_equal(row_of(8)->n_ips, SNAP_IPS);
	assert_int_equal(row_of(8)->n_more_ips, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_mac_is_a_row_by_address),
		T(an_address_that_moved_is_the_new_ones),
		T(the_most_trusted_name_comes_first_and_none_twice),
		T(who_logs_in_has_mail_and_nobody_else),
		T(a_router_is_one),
		T(more_addresses_than_there_is_room_for_are_counted),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
