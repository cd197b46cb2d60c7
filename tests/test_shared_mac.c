/* Many devices behind one MAC, and where hops begin, told by hand-written
 * sessions, logins and news. */

#include "faces.h"

/* --- a MAC of several --- */

/* Both addresses of the MAC, by turns. */
static void
by_turns(struct ledger *l, struct say a, struct say b, int64_t step_s)
{
	int i;

	for (i = 0; i < 4; i++) {
		a.mac = b.mac = 1, a.host = 71, b.host = 72;
		login(l, a);
		b.at_s = a.at_s + step_s / 2;
		login(l, b);
		a.at_s += step_s;
		ledger_check(l);
	}
}

static void
addresses_by_turns_with_accounts_of_their_own_are_two(void **state)
{
	by_turns(*state, (struct say){ .user = "anna", .tag = OLD, FAIL },
	    (struct say){ .user = "bob", .tag = NEW, OK }, 240);
	assert_int_equal(rows(*state), 1);
	assert_true(snap->devices[0].is_by_address);
	assert_int_equal(snap->devices[0].n_ips, 1);
	assert_int_equal(snap->devices[0].ips[0].b[15], 71);
	assert_int_equal(snap->devices[0].n_accounts, 1);
	assert_int_equal(snap->n_devices_seen, 2);
}

static void
one_account_with_two_secrets_is_two_devices_too(void **state)
{
	by_turns(*state, (struct say){ .user = "home", .tag = OLD, FAIL },
	    (struct say){ .user = "home", .tag = NEW, OK }, 240);
	assert_int_equal(rows(*state), 1);
	assert_true(snap->devices[0].is_by_address);
}

static void
hidden_accounts_by_turns_are_two_devices(void **state)
{
	by_turns(*state, (struct say){ .tag = 0, FAIL },
	    (struct say){ .tag = 0, OK }, 240);
	assert_int_equal(rows(*state), 1);
	assert_true(snap->devices[0].is_by_address);
}

static void
two_addresses_with_one_account_are_one_device(void **state)
{
	by_turns(*state, (struct say){ .user = "anna", .tag = OLD, FAIL },
	    (struct say){ .user = "anna", .tag = OLD, FAIL }, 240);
	assert_int_equal(rows(*state), 1);
	assert_false(snap->devices[0].is_by_address);
}

static void
a_lease_that_changed_is_one_device(void **state)
{
	struct say s = { .mac = 1, .host = 71, .user = "anna", .tag = OLD,
	    FAIL };

	login_times(*state, s, 3);
	s.host = 72, s.at_s = 200, s.user = "bob";
	login_times(*state, s, 3);
	assert_int_equal(rows(*state), 1);
	assert_false(snap->devices[0].is_by_address);
	assert_int_equal(snap->devices[0].n_ips, 2);
}

static const char *
name_of_host(uint8_t host)
{
	uint32_t i;

	for (i = 0; i < snap->n_devices; i++)
		if (snap->devices[i].ips[0].b[15] == host)
			return (snap->devices[i].n_names > 0 ?
			    snap->devices[i].names[0] : "");
	fail();
	return ("");
}

static void
behind_a_repeater_each_is_called_as_its_lease(void **state)
{
	lease(*state, mac_of(1), mac_of(1), 71, "Ann-Phone");
	lease(*state, mac_of(1), mac_of(1), 72, "Ben-Phone");
	by_turns(*state, (struct say){ .user = "anna", .tag = OLD, FAIL },
	    (struct say){ .user = "ben", .tag = NEW, FAIL }, 240);
	assert_int_equal(rows(*state), 2);
	assert_string_equal(name_of_host(71), "Ann-Phone");
	assert_string_equal(name_of_host(72), "Ben-Phone");
}

static void
the_true_mac_inside_dhcp_names_the_address(void **state)
{
	lease(*state, made_up(1), mac_of(1), 71, "Ann-Phone");
	lease(*state, made_up(2), mac_of(1), 72, "Ben-Phone");
	by_turns(*state, (struct say){ .user = "anna", .tag = OLD, FAIL },
	    (struct say){ .user = "ben", .tag = NEW, FAIL }, 240);
	assert_int_equal(rows(*state), 2);
	assert_string_equal(name_of_host(71), "Ann-Phone");
	assert_string_equal(name_of_host(72), "Ben-Phone");
}

static void
leases_of_two_part_addresses_of_one_account(void **state)
{
	lease(*state, mac_of(1), mac_of(1), 71, "Ann-Phone");
	lease(*state, mac_of(1), mac_of(1), 72, "Ben-Phone");
	by_turns(*state, (struct say){ .user = "home", .tag = OLD, FAIL },
	    (struct say){ .user = "home", .tag = OLD, FAIL }, 240);
	assert_int_equal(rows(*state), 2);
}

/* After a power cut all ask at once; the repeater hides their MACs. */
static void
requests_at_once_are_told_apart_by_their_numbers(void **state)
{
	struct news n;
	uint8_t i;

	for (i = 0; i < 2; i++) {
		memset(&n, 0, sizeof n);
		n.kind = NEWS_NAME;
		n.from = FROM_DHCP;
		n.has_mac = true;
		n.mac = mac_of(1);
		n.xid = i;
		strcpy(n.text, i == 0 ? "Ann-Phone" : "Ben-Phone");
		ledger_news(*state, &n);
	}
	for (i = 0; i < 2; i++) {
		n.kind = NEWS_ADDRESS;
		n.has_ip = true;
		n.ip = v4(192, 168, 77, (uint8_t)(71 + i));
		n.xid = i;
		ledger_news(*state, &n);
	}
	by_turns(*state, (struct say){ .user = "anna", .tag = OLD, FAIL },
	    (struct say){ .user = "ben", .tag = NEW, FAIL }, 240);
	assert_string_equal((rows(*state), name_of_host(71)), "");
	assert_string_equal(name_of_host(72), "Ben-Phone");
}

static void
one_session_behind_a_hop_tells_of_no_nat(void **state)
{
	struct say s = { .mac = 1, .host = 10, .user = "anna", .tag = OLD,
	    FAIL };
	struct who w = who_of(&s);

	w.client_ttl = 63;
	login_from(*state, &w, &s);
	look(*state);
	assert_false(has_note(NOTE_WAN));
	for (s.at_s = 60; s.at_s < 180; s.at_s += 60)
		login_from(*state, &w, &s);
	look(*state);
	assert_true(has_note(NOTE_WAN));
}

/* Behind a router: ten failures in the morning, four hours later well as
 * somebody else, who was there before or was not. */
static enum rating
rating_of_address(struct ledger *l, bool was_there)
{
	struct say s = { .mac = 1, .host = 50 };
	int i;

	tell(l, NEWS_ROUTER, FROM_NDP, 1, 0, "");
	for (i = 0; i < 20; i++) {
		s.user = i < 10 ? "anna" : "boss";
		s.tag = i < 10 ? OLD : NEW;
		s.outcome = i < 10 ? OUTCOME_FAILED : OUTCOME_OK;
		s.at_s = i < 10 ? 120 * i : 14400 + 120 * i;
		login(l, s);
		s.user = "boss", s.tag = NEW, s.outcome = OUTCOME_OK;
		s.at_s += 10;
		if (i == 0 && was_there)
			login(l, s);
	}
	return (rating_of(l));
}

static void
an_address_that_passed_on_is_not_mended(void **state)
{
	assert_int_equal(rating_of_address(*state, false), RATING_CULPRIT);
}

static void
an_address_that_kept_its_other_account_is_mended(void **state)
{
	assert_int_equal(rating_of_address(*state, true), RATING_MENDED);
}

static void
an_address_that_goes_to_and_fro_is_two_networks(void **state)
{
	struct say s = { .host = 20, .user = "anna", .tag = OLD, FAIL };
	int i;

	for (i = 0; i < 6; i++) {
		s.mac = (uint8_t)(1 + i % 2), s.at_s = 60 * i;
		login(*state, s);
	}
	look(*state);
	assert_true(has_note(NOTE_MIXED));
	assert_false(has_note(NOTE_ADDRESS_MOVED));
	assert_int_equal(note_of(NOTE_MIXED)->ip.b[15], 20);
}

static void
an_address_that_is_back_once_is_one_network(void **state)
{
	struct say s = { .host = 20, .user = "anna", .tag = OLD, FAIL };
	int i;

	for (i = 0; i < 3; i++) {
		s.mac = (uint8_t)(1 + i % 2), s.at_s = 60 * i;
		login(*state, s);
	}
	look(*state);
	assert_false(has_note(NOTE_MIXED));
	assert_true(has_note(NOTE_ADDRESS_MOVED));
}

static void
a_client_that_says_no_name_gets_no_others(void **state)
{
	lease(*state, mac_of(1), mac_of(1), 71, "Ann-Phone");
	lease(*state, mac_of(1), mac_of(1), 72, "");
	by_turns(*state, (struct say){ .user = "anna", .tag = OLD, FAIL },
	    (struct say){ .user = "ben", .tag = NEW, FAIL }, 240);
	assert_string_equal((rows(*state), name_of_host(72)), "");
}

static void
an_address_that_passed_on_does_not_keep_its_lease(void **state)
{
	lease(*state, made_up(1), mac_of(1), 71, "Ann-Phone");
	login_times(*state, (struct say){ .mac = 2, .host = 71, .user = "boss",
	    .tag = NEW, FAIL }, 3);
	assert_int_equal(rows(*state), 1);
	assert_int_equal(snap->devices[0].n_names, 0);
}

/* --- where hops begin --- */

static void
login_v6(struct ledger *l, uint8_t ttl, uint8_t mac)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8 };
	struct say s = { .mac = mac, .user = "anna", .tag = OLD, FAIL };
	struct who w = who_of(&s);

	w.client.ip = ip_v6(six);
	w.client.ip.b[15] = mac;
	w.client_ttl = ttl;
	login_from(l, &w, &s);
}

static void
a_hop_limit_that_a_router_announces_is_no_hop(void **state)
{
	struct news n;

	memset(&n, 0, sizeof n);
	n.kind = NEWS_ROUTER;
	n.from = FROM_NDP;
	n.has_mac = true;
	n.mac = mac_of(9);
	n.hop_limit = 63;
	ledger_news(*state, &n);
	login_v6(*state, 63, 1);
	login_v6(*state, 64, 2);
	look(*state);
	assert_false(has_note(NOTE_SECOND_ROUTER));
}

static void
the_same_hop_limit_unannounced_is_a_hop(void **state)
{
	login_v6(*state, 63, 1);
	login_v6(*state, 64, 2);
	look(*state);
	assert_true(has_note(NOTE_SECOND_ROUTER));
}

/* At the mail host: each address is a customer's, with devices behind it. */
static void
customers_of_one_router_are_known_by_address_and_no_culprits(void **state)
{
	struct say s = { .mac = 1, .host = 10 };
	struct event ev;
	struct who w;
	int i;

	for (i = 0; i < 12; i++) {
		s.user = i % 2 == 0 ? "anna@one.test" : "bob@two.test";
		s.outcome = i % 2 == 0 ? OUTCOME_FAILED : OUTCOME_OK;
		s.at_s = 60 * i;
		w = who_of(&s);
		w.client.ip = v4(198, 51, 100, (uint8_t)(10 + i % 2));
		w.client_ttl = 53;
		w.server_ttl = 52;
		login_from(*state, &w, &s);
	}
	assert_int_equal(rows(*state), 1);
	assert_int_equal(snap->devices[0].n_ips, 1);
	assert_true(snap->devices[0].is_afar);
	assert_int_equal(snap->devices[0].rating, RATING_SUSPECT);
	while (ledger_next_alert(*state, &ev))
		assert_int_not_equal(ev.u.verdict.action,
		    ACTION_CULPRIT_NAMED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(addresses_by_turns_with_accounts_of_their_own_are_two),
		T(one_account_with_two_secrets_is_two_devices_too),
		T(hidden_accounts_by_turns_are_two_devices),
		T(two_addresses_with_one_account_are_one_device),
		T(a_lease_that_changed_is_one_device),
		T(behind_a_repeater_each_is_called_as_its_lease),
		T(the_true_mac_inside_dhcp_names_the_address),
		T(leases_of_two_part_addresses_of_one_account),
		T(requests_at_once_are_told_apart_by_their_numbers),
		T(one_session_behind_a_hop_tells_of_no_nat),
		T(an_address_that_passed_on_is_not_mended),
		T(an_address_that_kept_its_other_account_is_mended),
		T(an_address_that_goes_to_and_fro_is_two_networks),
		T(an_address_that_is_back_once_is_one_network),
		T(a_client_that_says_no_name_gets_no_others),
		T(an_address_that_passed_on_does_not_keep_its_lease),
		T(a_hop_limit_that_a_router_announces_is_no_hop),
		T(the_same_hop_limit_unannounced_is_a_hop),
		T(customers_of_one_router_are_known_by_address_and_no_culprits),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
