/* Whose login it was, told by hand-written sessions, logins and news. */

#include "says.h"

/* Who. */

static void
addresses_of_one_mac_go_together(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	struct who w;

	login(*state, s);
	s.at_s = 1;
	w = who_of(&s);
	w.client.ip = ip_v6(six);
	assert_int_equal(login_from(*state, &w, &s), SECRET_REPEATED);
	s.at_s = 2, s.host = 60;
	login(*state, s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].n_ips, 3);
	assert_true(ip_is_v4(&snap->devices[0].ips[1]));
	assert_false(ip_is_v4(&snap->devices[0].ips[2]));
	assert_false(snap->devices[0].is_by_address);
}

static void
an_address_that_moves_does_not_take_failures_along(void **state)
{
	login_times(*state, (struct say){ .mac = 1, .host = 10, .user = "a",
	    FAIL }, 3);
	tell(*state, NEWS_ADDRESS, FROM_DHCP, 2, 10, "");
	login(*state, (struct say){ .mac = 2, .host = 10, .at_s = 99,
	    .user = "b", OK });
	look(*state);
	assert_int_equal(snap->n_devices, 1);
	assert_int_equal(snap->devices[0].mac.b[5], 1);
	assert_true(has_note(NOTE_ADDRESS_MOVED));
	assert_int_equal(snap->n_devices_seen, 2);
}

static void
a_mac_with_five_private_addresses_is_a_router(void **state)
{
	struct say s = { .mac = 1, .user = "x", FAIL };

	for (s.host = 20; s.host < 26; s.host++) {
		s.at_s++;
		login(*state, s);
	}
	s.host = 22;
	s.at_s = 60;
	login_times(*state, s, 3);
	look(*state);
	assert_int_equal(snap->n_devices, 6);
	assert_int_equal(snap->n_devices_seen, 6);
	assert_int_equal(ledger_failing(*state), 6);
	assert_true(snap->devices[0].is_by_address);
	assert_int_equal(snap->devices[0].ips[0].b[15], 22);
	assert_int_equal(snap->devices[0].failures, 4);
	assert_int_equal(snap->devices[1].rating, RATING_SUSPECT);
	assert_true(has_note(NOTE_ROUTER_MAC));
	assert_int_equal(note_of(NOTE_ROUTER_MAC)->count, 6);
	assert_int_equal(snap->capture.point, POINT_BEHIND_ROUTER);
}

static void
a_device_that_dhcp_moves_about_is_no_router(void **state)
{
	struct say s = { .mac = 1, .user = "x", FAIL };

	for (s.host = 20; s.host < 30; s.host++) {
		s.at_s++;
		tell(*state, NEWS_ADDRESS, FROM_DHCP, 1, s.host, "");
		login(*state, s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->devices[0].is_by_address);
	assert_int_equal(snap->devices[0].failures, 10);
}

static void
addresses_an_hour_apart_are_no_router(void **state)
{
	struct say s = { .mac = 1, .user = "x", FAIL };

	for (s.host = 20; s.host < 30; s.host++) {
		s.at_s += 3000;
		login(*state, s);
	}
	look(*state);
	assert_int_equal(snap->n_devices, 1);
}

static void
a_gateways_mac_is_nobody(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", FAIL };

	tell(*state, NEWS_ROUTER, FROM_NDP, 1, 0, "");
	tell(*state, NEWS_NAME, FROM_MDNS, 1, 0, "fritzbox");
	login_times(*state, s, 3);
	s.host = 11, s.at_s = 50;
	login(*state, s);
	look(*state);
	assert_int_equal(snap->n_devices, 2);
	assert_true(snap->devices[0].is_by_address);
	assert_int_equal(snap->devices[0].n_names, 0);
}

static void
a_hop_in_the_ttl_shows_a_second_router(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", FAIL };
	struct who w = who_of(&s);

	tell(*state, NEWS_NAME, FROM_DHCP, 1, 10, "TL-WR841N");
	w.client_ttl = 63;
	login_from(*state, &w, &s);
	login(*state, (struct say){ .mac = 2, .host = 11, .user = "y", OK });
	look(*state);
	assert_true(has_note(NOTE_SECOND_ROUTER));
	assert_string_equal(note_of(NOTE_SECOND_ROUTER)->name, "TL-WR841N");
	assert_int_equal(snap->n_devices, 1);
	assert_true(snap->devices[0].has_mac);
	assert_int_equal(snap->capture.point, POINT_LAN);
}

static void
fail_by_hop(struct ledger *l, struct ip from, uint8_t ttl, int64_t at_s)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", .at_s = at_s, FAIL };
	struct who w = who_of(&s);

	w.client.ip = from;
	w.client_ttl = ttl;
	login_from(l, &w, &s);
}

/* Of one kind: a device has an IPv4 and an IPv6 address, as a rule. */
static void
hosts_behind_a_hop_answer_each_for_itself(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	static const uint8_t other[16] = { 0x20, 1, 0xd, 0xb8, [15] = 7 };

	fail_by_hop(*state, v4(192, 168, 77, 10), 63, 0);
	fail_by_hop(*state, ip_v6(six), 127, 1);
	look(*state);
	assert_int_equal(snap->n_devices, 1);
	fail_by_hop(*state, ip_v6(other), 62, 2);
	look(*state);
	assert_int_equal(snap->n_devices, 3);
	assert_true(snap->devices[0].is_by_address);
	assert_int_equal(snap->devices[0].rating, RATING_SUSPECT);
	fail_by_hop(*state, v4(192, 168, 77, 11), 63, 3);
	look(*state);
	assert_int_equal(snap->n_devices, 4);
	assert_true(has_note(NOTE_ROUTER_MAC));
	assert_int_equal(snap->capture.point, POINT_BEHIND_ROUTER);
}

static void
addresses_without_a_hop_are_one_device(void **state)
{
	fail_by_hop(*state, v4(192, 168, 77, 10), 64, 0);
	fail_by_hop(*state, v4(192, 168, 77, 11), 63, 1);
	fail_by_hop(*state, v4(192, 168, 77, 12), 60, 2);
	look(*state);
	assert_int_equal(snap->n_devices, 1);
	assert_int_equal(snap->devices[0].n_ips, 3);
}

/* Double NAT, or the provider's: the router's own address is private. */
static void
a_private_address_behind_a_hop_alone_is_the_wan(void **state)
{
	static const uint8_t ttls[] = { 63, 62, 127, 254 };
	size_t i;

	for (i = 0; i < sizeof ttls; i++)
		fail_by_hop(*state, v4(100, 64, 3, 2), ttls[i], (int64_t)i);
	look(*state);
	assert_int_equal(snap->capture.point, POINT_WAN);
	assert_int_equal(snap->devices[0].rating, RATING_SUSPECT);
	fail_by_hop(*state, v4(100, 64, 3, 2), 64, 9);
	look(*state);
	assert_int_equal(snap->capture.point, POINT_LAN);
	assert_int_equal(snap->devices[0].rating, RATING_CULPRIT);
}

/* The address that failed, as its row has it, not the one heard last. */
static void
a_second_router_is_called_what_its_row_is_called(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	struct say s = { .mac = 1, .host = 10, .user = "x", .at_s = 1, OK };
	struct who w = who_of(&s);

	fail_by_hop(*state, v4(192, 168, 77, 10), 63, 0);
	w.client.ip = ip_v6(six);
	w.client_ttl = 63;
	login_from(*state, &w, &s);
	login(*state, (struct say){ .mac = 2, .host = 11, .user = "y", OK });
	look(*state);
	assert_true(has_note(NOTE_SECOND_ROUTER));
	assert_int_equal(snap->devices[0].ips[0].b[15], 10);
	assert_string_equal(note_of(NOTE_SECOND_ROUTER)->name,
	    "192.168.77.10");
}

static void
without_a_mac_the_address_is_the_device(void **state)
{
	login_times(*state, (struct say){ .host = 10, .user = "x", FAIL }, 3);
	login(*state, (struct say){ .host = 11, .user = "x", OK });
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->devices[0].has_mac);
	assert_int_equal(snap->devices[0].n_ips, 1);
	assert_int_equal(snap->n_devices_seen, 2);
}

static void
all_mail_from_one_public_address_is_the_wan(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "x", FAIL };
	struct who w;

	for (; s.at_s < 4; s.at_s++) {
		w = who_of(&s);
		w.client.ip = v4(198, 51, 100, 23);
		w.client_ttl = 63;
		login_from(*state, &w, &s);
	}
	look(*state);
	assert_int_equal(snap->capture.point, POINT_WAN);
	assert_true(snap->capture.notes[0].is_unfit);
	assert_true(snap->devices[0].confidence_pct <= 60);
}

/* Names. */

static void
the_most_trusted_name_comes_first(void **state)
{
	const struct snap_device *d = &snap->devices[0];

	tell(*state, NEWS_NAME, FROM_NBNS, 1, 10, "RECEPTION");
	tell(*state, NEWS_NAME, FROM_MDNS, 1, 10, "reception-pc.local");
	tell(*state, NEWS_NAME, FROM_DHCP, 1, 0, "RECEPTION-PC");
	tell(*state, NEWS_NAME, FROM_LLMNR, 1, 10, "reception");
	tell(*state, NEWS_CLASS, FROM_DHCP, 1, 0, "MSFT 5.0");
	login(*state, (struct say){ .mac = 1, .host = 10, .user = "x", FAIL });
	look(*state);
	assert_int_equal(d->n_names, 2);
	assert_string_equal(d->names[0], "RECEPTION-PC");
	assert_string_equal(d->names[1], "RECEPTION");
	assert_string_equal(d->class, "MSFT 5.0");
}

static void
a_name_told_for_the_address_alone_is_kept(void **state)
{
	tell(*state, NEWS_NAME, FROM_NBNS, 0, 10, "DiskStation");
	login(*state, (struct say){ .mac = 1, .host = 10, .user = "x", FAIL });
	tell(*state, NEWS_NAME, FROM_MDNS, 0, 10, "nas");
	look(*state);
	assert_int_equal(snap->devices[0].n_names, 2);
	assert_string_equal(snap->devices[0].names[0], "nas");
	assert_string_equal(snap->devices[0].names[1], "DiskStation");
}

static void
a_dns_answer_names_the_server(void **state)
{
	struct news n;

	memset(&n, 0, sizeof n);
	n.kind = NEWS_SERVER;
	n.from = FROM_DNS;
	n.has_ip = true;
	n.ip = v4(203, 0, 113, 42);
	strcpy(n.text, "mail.example.test");
	ledger_news(*state, &n);
	login(*state, (struct say){ .mac = 1, .host = 10, .user = "x", FAIL });
	look(*state);
	assert_string_equal(snap->servers[0].name, "mail.example.test");
	assert_string_equal(snap->devices[0].servers[0].name,
	    "mail.example.test");
}

/* A login at 203.0.113.last, which has this name (NULL: none). */
static void
login_at(struct ledger *l, struct ip at, const char *name, struct say s)
{
	struct who w = who_of(&s);

	w.server.ip = at;
	if (name != NULL)
		strcpy(w.server_name, name);
	login_from(l, &w, &s);
}

static enum rating
slip_and_get_in(struct ledger *l, struct ip from, const char *name,
    struct ip to, const char *other)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", FAIL };

	for (; s.at_s < 2; s.at_s++) {
		s.tag++;
		login_at(l, from, name, s);
	}
	s.tag = 9;
	s.outcome = OUTCOME_OK;
	login_at(l, to, other, s);
	look(l);
	return (snap->devices[0].rating);
}

static void
a_success_at_another_address_of_the_name_makes_good(void **state)
{
	assert_int_equal(slip_and_get_in(*state, v4(203, 0, 113, 10),
	    "Mail.example.test", v4(203, 0, 113, 11), "mail.example.test"),
	    RATING_OK);
	assert_int_equal(snap->devices[0].n_clients, 1);
}

static void
a_success_at_another_server_makes_nothing_good(void **state)
{
	assert_int_equal(slip_and_get_in(*state, v4(203, 0, 113, 10),
	    "a.example.test", v4(203, 0, 113, 11), "b.example.test"),
	    RATING_SUSPECT);
	assert_int_equal(snap->devices[0].n_clients, 2);
}

static void
a_name_of_many_is_none(void **state)
{
	assert_int_equal(slip_and_get_in(*state, v4(203, 0, 113, 10),
	    "*.example.test", v4(203, 0, 113, 11), "*.example.test"),
	    RATING_SUSPECT);
}

static void
the_other_family_of_a_server_need_not_have_a_name(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };

	assert_int_equal(slip_and_get_in(*state, v4(203, 0, 113, 10), NULL,
	    ip_v6(six), NULL), RATING_OK);
}

static void
another_name_in_the_other_family_is_another_server(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };

	assert_int_equal(slip_and_get_in(*state, v4(203, 0, 113, 10),
	    "a.example.test", ip_v6(six), "b.example.test"), RATING_SUSPECT);
}

static void
a_spelling_and_a_secret_hold_at_all_addresses_of_a_name(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 3, FAIL };
	const char *name = "mail.example.test";
	struct who w;

	login_at(*state, v4(203, 0, 113, 10), name, s);
	s.user = "anna@example.test";
	s.at_s = 1;
	w = who_of(&s);
	w.server.ip = v4(203, 0, 113, 11);
	strcpy(w.server_name, name);
	assert_int_equal(login_from(*state, &w, &s), SECRET_REPEATED);
	look(*state);
	assert_int_equal(snap->devices[0].n_accounts, 1);
	assert_int_equal(snap->devices[0].users, 1);
}

static void
a_group_address_is_no_device(void **state)
{
	struct news n;

	memset(&n, 0, sizeof n);
	n.kind = NEWS_NAME;
	n.from = FROM_MDNS;
	n.has_mac = true;
	memset(&n.mac, 0xff, sizeof n.mac);
	strcpy(n.text, "everyone");
	ledger_news(*state, &n);
	look(*state);
	assert_int_equal(snap->n_devices_seen, 0);
}

/* Room. */

static void
a_flood_of_passers_by_does_not_push_the_culprit_out(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	struct who w;
	uint32_t i;

	login_times(*state, s, 3);
	s.outcome = OUTCOME_OK;
	for (i = 0; i < 3 * limits.clients; i++) {
		s.at_s = 100 + i / 1000;
		w = who_of(&s);
		w.mac.b[2] = (uint8_t)(i >> 16);
		w.mac.b[3] = (uint8_t)(i >> 8);
		w.mac.b[4] = (uint8_t)i;
		w.mac.b[5] = 0xee;
		w.client.ip.b[13] = (uint8_t)(i >> 16);
		w.client.ip.b[14] = (uint8_t)(i >> 8);
		w.client.ip.b[15] = (uint8_t)i;
		login_from(*state, &w, &s);
	}
	look(*state);
	assert_int_equal(snap->n_devices, 1);
	assert_int_equal(snap->devices[0].failures, 3);
	assert_string_equal(snap->devices[0].accounts[0].user, "anna");
	assert_true(ledger_evicted(*state) > limits.clients);
}

static void
when_all_fail_the_stalest_goes_and_the_newest_comes(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	struct who w;
	uint32_t i;

	for (i = 0; i < 3 * limits.devices; i++) {
		s.at_s = i;
		w = who_of(&s);
		w.mac.b[3] = (uint8_t)(i >> 16);
		w.mac.b[4] = (uint8_t)(i >> 8);
		w.mac.b[5] = (uint8_t)i;
		w.client.ip.b[14] = (uint8_t)(i >> 8);
		w.client.ip.b[15] = (uint8_t)i;
		login_from(*state, &w, &s);
	}
	look(*state);
	assert_int_equal(snap->n_devices, SNAP_DEVICES);
	assert_int_equal(snap->n_devices_seen, limits.devices);
	assert_int_equal(ledger_failing(*state), limits.devices);
	assert_int_equal(snap->devices[0].mac.b[5], (uint8_t)(i - 1));
}

static void
a_device_with_countless_addresses_stays_one(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8 };
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = 7, FAIL };
	struct who w;
	uint32_t i;

	for (i = 0; i < 1000; i++) {
		s.at_s = i;
		w = who_of(&s);
		w.client.ip = ip_v6(six);
		w.client.ip.b[14] = (uint8_t)(i >> 8);
		w.client.ip.b[15] = (uint8_t)i;
		login_from(*state, &w, &s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].n_ips, SNAP_IPS);
	assert_int_equal(snap->devices[0].failures, 1000);
	assert_int_equal(snap->devices[0].failed_connections, 1000);
	assert_int_equal(snap->devices[0].first_ns, T0);
	assert_int_equal(ledger_failing(*state), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(addresses_of_one_mac_go_together),
		T(an_address_that_moves_does_not_take_failures_along),
		T(a_mac_with_five_private_addresses_is_a_router),
		T(a_device_that_dhcp_moves_about_is_no_router),
		T(addresses_an_hour_apart_are_no_router),
		T(a_gateways_mac_is_nobody),
		T(a_hop_in_the_ttl_shows_a_second_router),
		T(hosts_behind_a_hop_answer_each_for_itself),
		T(addresses_without_a_hop_are_one_device),
		T(a_private_address_behind_a_hop_alone_is_the_wan),
		T(a_second_router_is_called_what_its_row_is_called),
		T(without_a_mac_the_address_is_the_device),
		T(all_mail_from_one_public_address_is_the_wan),
		T(the_most_trusted_name_comes_first),
		T(a_name_told_for_the_address_alone_is_kept),
		T(a_dns_answer_names_the_server),
		T(a_success_at_another_address_of_the_name_makes_good),
		T(a_success_at_another_server_makes_nothing_good),
		T(a_name_of_many_is_none),
		T(the_other_family_of_a_server_need_not_have_a_name),
		T(another_name_in_the_other_family_is_another_server),
		T(a_spelling_and_a_secret_hold_at_all_addresses_of_a_name),
		T(a_group_address_is_no_device),
		T(a_flood_of_passers_by_does_not_push_the_culprit_out),
		T(when_all_fail_the_stalest_goes_and_the_newest_comes),
		T(a_device_with_countless_addresses_stays_one),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
