/* One device with many faces, and many devices behind one, told by
 * hand-written sessions, logins and news. */

#include "faces.h"

#include "data/common_names.h"
#include "data/machines.h"

static void
login_by(struct ledger *l, struct mac mac, struct say s)
{
	struct who w = who_of(&s);

	w.has_mac = true;
	w.mac = mac;
	login_from(l, &w, &s);
	ledger_check(l);
}

/* Twice each: a suspect, and together culprits. */
static void
fail_twice(struct ledger *l, struct mac mac, struct say s)
{
	s.outcome = OUTCOME_FAILED;
	s.user = s.user != NULL ? s.user : "anna@example.test";
	login_by(l, mac, s);
	s.at_s += 600;
	login_by(l, mac, s);
}

/* --- one device --- */

static void
a_phone_that_changes_its_mac_is_one_culprit(void **state)
{
	uint8_t i;

	for (i = 0; i < 4; i++) {
		call(*state, made_up(i), FROM_DHCP, "Galaxy-S23");
		fail_twice(*state, made_up(i), (struct say){
		    .host = (uint8_t)(10 + i), .at_s = 3600 * i, .tag = OLD });
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].failures, 8);
	assert_int_equal(snap->devices[0].n_macs, 4);
	assert_int_equal(snap->devices[0].n_names, 1);
	assert_int_equal(snap->devices[0].n_ips, 4);
	assert_int_equal(snap->n_devices_seen, 1);
	/* The last one is the one to be found. */
	assert_int_equal(snap->devices[0].mac.b[5], 3);
	assert_true(mac_equals(&snap->devices[0].macs[0],
	    &snap->devices[0].mac));
	assert_int_equal(snap->devices[0].secrets, 1);
	assert_false(snap->devices[0].is_guessing);
}

static void
it_is_named_once(void **state)
{
	struct event ev;
	uint8_t i;
	int n = 0;

	for (i = 0; i < 4; i++) {
		call(*state, made_up(i), FROM_MDNS, "Lenas-Phone");
		fail_twice(*state, made_up(i), (struct say){
		    .host = (uint8_t)(10 + i), .at_s = 3600 * i, .tag = OLD });
	}
	while (ledger_next_alert(*state, &ev))
		if (ev.u.verdict.action == ACTION_CULPRIT_NAMED)
			n++;
	assert_int_equal(n, 1);
}

static void
a_laptop_on_the_cable_and_in_the_air_is_one(void **state)
{
	int i;

	call(*state, mac_of(1), FROM_DHCP, "anna-laptop");
	call(*state, mac_of(2), FROM_DHCP, "anna-laptop");
	for (i = 0; i < 6; i++)
		login_by(*state, mac_of((uint8_t)(1 + i % 2)), (struct say){
		    .host = (uint8_t)(10 + i % 2), .at_s = 120 * i,
		    .user = "anna", .tag = OLD, FAIL });
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].n_macs, 2);
}

static void
a_laptop_that_was_well_before_is_one_too(void **state)
{
	int i;

	call(*state, mac_of(1), FROM_DHCP, "anna-laptop");
	call(*state, mac_of(2), FROM_DHCP, "anna-laptop");
	for (i = 0; i < 12; i++)
		login_by(*state, mac_of((uint8_t)(1 + i % 2)), (struct say){
		    .host = (uint8_t)(10 + i % 2), .at_s = 200 * i,
		    .user = "anna", .tag = OLD, .outcome = i < 8 ?
		    OUTCOME_OK : OUTCOME_FAILED });
	assert_int_equal(rows(*state), 1);
	assert_int_equal(snap->devices[0].failures, 4);
	assert_int_equal(snap->devices[0].n_macs, 2);
}

static void
a_name_told_late_joins_at_the_next_failure(void **state)
{
	struct say s = { .host = 10, .tag = OLD };

	call(*state, mac_of(1), FROM_DHCP, "anna-laptop");
	fail_twice(*state, mac_of(1), s);
	s.host = 11, s.at_s = 7200;
	fail_twice(*state, mac_of(2), s);
	assert_int_equal(rows(*state), 2);
	call(*state, mac_of(2), FROM_MDNS, "anna-laptop");
	s.at_s = 9000;
	fail_twice(*state, mac_of(2), s);
	assert_int_equal(rows(*state), 1);
	assert_int_equal(snap->devices[0].failures, 6);
}

static void
what_is_mended_under_one_face_is_mended(void **state)
{
	struct say s = { .host = 10, .tag = OLD };

	call(*state, mac_of(1), FROM_DHCP, "anna-laptop");
	call(*state, mac_of(2), FROM_DHCP, "anna-laptop");
	fail_twice(*state, mac_of(1), s);
	s.host = 11, s.at_s = 2000;
	fail_twice(*state, mac_of(2), s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	s.at_s = 4000, s.tag = NEW, s.outcome = OUTCOME_OK;
	s.user = "anna@example.test";
	login_by(*state, mac_of(2), s);
	look(*state);
	assert_int_not_equal(snap->devices[0].rating, RATING_CULPRIT);
}

/* Alone it would be a culprit that has gone. */
static void
what_is_right_under_a_new_mac_is_mended_too(void **state)
{
	struct say s = { .host = 11, .at_s = 7200, .tag = NEW,
	    .user = "anna@example.test", OK };

	call(*state, made_up(1), FROM_DHCP, "Annas-Phone");
	call(*state, made_up(2), FROM_DHCP, "Annas-Phone");
	fail_twice(*state, made_up(1), (struct say){ .host = 10, .tag = OLD });
	fail_twice(*state, made_up(1), (struct say){ .host = 10, .at_s = 1200,
	    .tag = OLD });
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	login_by(*state, made_up(2), s);
	assert_int_equal(rows(*state), 1);
	assert_int_equal(snap->devices[0].n_macs, 2);
	assert_int_not_equal(snap->devices[0].rating, RATING_CULPRIT);
}

static void
another_iphone_that_is_right_mends_nothing(void **state)
{
	struct say s = { .host = 11, .at_s = 7200, .tag = NEW,
	    .user = "anna@example.test", OK };

	call(*state, made_up(1), FROM_DHCP, "iPhone");
	call(*state, made_up(2), FROM_DHCP, "iPhone");
	fail_twice(*state, made_up(1), (struct say){ .host = 10, .tag = OLD });
	fail_twice(*state, made_up(1), (struct say){ .host = 10, .at_s = 1200,
	    .tag = OLD });
	login_by(*state, made_up(2), s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].n_macs, 1);
}

static void
an_extenders_mac_is_the_phones_own_by_its_lease(void **state)
{
	struct say s = { .host = 10, .tag = OLD };

	lease(*state, mac_of(1), mac_of(1), 10, "Bens-Phone");
	fail_twice(*state, mac_of(1), s);
	lease(*state, mac_of(1), mac_of(9), 11, "Bens-Phone");
	s.host = 11, s.at_s = 7200;
	fail_twice(*state, mac_of(9), s);
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_int_equal(snap->devices[0].n_macs, 2);
	assert_string_equal(snap->devices[0].names[0], "Bens-Phone");
}

/* Inside TLS the program stands for the account, if the name is somebody's. */
static void
fail_hidden(struct ledger *l, struct mac mac, struct say s, uint64_t stack)
{
	struct event ev;
	struct attempt *a = &ev.u.login.attempt;

	memset(&ev, 0, sizeof ev);
	ev.kind = EVENT_LOGIN;
	ev.who = who_of(&s);
	ev.who.has_mac = true;
	ev.who.mac = mac;
	ev.when_ns = a->ended_ns = T0 + s.at_s * NS_PER_S;
	a->proto = PROTO_IMAP;
	a->security = SECURITY_TLS;
	a->outcome = OUTCOME_FAILED;
	a->evidence = EVIDENCE_LENGTHS;
	a->is_inferred = true;
	a->confidence_pct = 95;
	a->stack_tag = stack;
	ledger_session(l, ev.when_ns, &ev.who, a->proto);
	ledger_login(l, &ev);
	ledger_check(l);
}

static uint32_t
rows_when_hidden(struct ledger *l, const char *name, uint64_t other_stack)
{
	struct say s = { .host = 10 };

	call(l, made_up(1), FROM_DHCP, name);
	call(l, made_up(2), FROM_DHCP, name);
	fail_hidden(l, made_up(1), s, 5);
	s.host = 11, s.at_s = 7200;
	fail_hidden(l, made_up(2), s, other_stack);
	return (rows(l));
}

static void
inside_tls_the_program_and_the_name_tell(void **state)
{
	assert_int_equal(rows_when_hidden(*state, "Lenas-Phone", 5), 1);
}

static void
inside_tls_another_program_is_another_device(void **state)
{
	assert_int_equal(rows_when_hidden(*state, "Lenas-Phone", 6), 2);
}

static void
inside_tls_a_common_name_tells_nothing(void **state)
{
	assert_int_equal(rows_when_hidden(*state, "iPhone", 5), 2);
}

static void
an_old_secret_at_a_new_address_is_no_new_one(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8 };
	struct say s = { .mac = 1, .user = "hugo", .tag = OLD, FAIL };
	struct who w;

	for (s.at_s = 0; s.at_s < 6 * 86400; s.at_s += 86400) {
		w = who_of(&s);
		w.client.ip = ip_v6(six);
		w.client.ip.b[15] = (uint8_t)(s.at_s / 86400);
		login_from(*state, &w, &s);
	}
	assert_int_equal(rating_of(*state), RATING_CULPRIT);
	assert_false(snap->devices[0].is_guessing);
}

/* --- two devices --- */

/* Two phones of a name fail twice each. */
static uint32_t
rows_of_two(struct ledger *l, const char *name, struct say first,
    struct say second)
{
	call(l, made_up(1), FROM_DHCP, name);
	call(l, made_up(2), FROM_DHCP, name);
	first.host = 10, second.host = 11;
	fail_twice(l, made_up(1), first);
	fail_twice(l, made_up(2), second);
	return (rows(l));
}

static void
another_secret_is_another_device(void **state)
{
	assert_int_equal(rows_of_two(*state, "anna-laptop",
	    (struct say){ .tag = OLD },
	    (struct say){ .tag = NEW, .at_s = 7200 }), 2);
}

static void
another_account_is_another_device(void **state)
{
	assert_int_equal(rows_of_two(*state, "iPhone",
	    (struct say){ .tag = OLD },
	    (struct say){ .tag = OLD, .user = "bob", .at_s = 7200 }), 2);
}

static void
two_phones_of_a_common_name_by_turns_are_two(void **state)
{
	assert_int_equal(rows_of_two(*state, "iPhone",
	    (struct say){ .tag = OLD },
	    (struct say){ .tag = OLD, .at_s = 300 }), 2);
}

static void
one_after_the_other_they_are_one(void **state)
{
	assert_int_equal(rows_of_two(*state, "iPhone",
	    (struct say){ .tag = OLD },
	    (struct say){ .tag = OLD, .at_s = 700 }), 1);
}

/* Both begin as the password is changed, and look for mail every ten minutes:
 * for a moment the one seems to have come after the other. */
static void
whoever_may_still_be_back_is_not_joined(void **state)
{
	struct say s = { .host = 10, .user = "anna", .tag = OLD, FAIL };
	struct event ev;

	call(*state, made_up(1), FROM_DHCP, "iPhone");
	call(*state, made_up(2), FROM_DHCP, "iPhone");
	login_by(*state, made_up(1), s);
	s.at_s = 3;
	login_by(*state, made_up(1), s);
	s.host = 11, s.at_s = 90;
	login_by(*state, made_up(2), s);
	while (ledger_next_alert(*state, &ev))
		assert_int_not_equal(ev.u.verdict.action,
		    ACTION_CULPRIT_NAMED);
	assert_int_equal(rows(*state), 2);
	s.at_s = 690;
	login_by(*state, made_up(2), s);
	assert_int_equal(rows(*state), 1);
}

static void
who_leaves_a_named_device_is_named_for_itself(void **state)
{
	struct say s = { .host = 10, .at_s = 20000, .tag = OLD,
	    .user = "anna@example.test", FAIL };
	struct event ev;
	int i, n = 0;

	assert_int_equal(rows_of_two(*state, "anna-laptop",
	    (struct say){ .tag = OLD },
	    (struct say){ .tag = OLD, .at_s = 7200 }), 1);
	for (i = 0; i < 3; i++) {
		s.host = 10, s.at_s += 20;
		login_by(*state, made_up(1), s);
		s.host = 11, s.at_s += 20;
		login_by(*state, made_up(2), s);
	}
	assert_int_equal(rows(*state), 2);
	while (ledger_next_alert(*state, &ev))
		n += ev.u.verdict.action == ACTION_CULPRIT_NAMED;
	assert_int_equal(n, 2);
}

static void
makers_macs_of_a_common_name_are_two(void **state)
{
	struct say s = { .host = 10, .tag = OLD };

	call(*state, mac_of(1), FROM_DHCP, "iPad");
	call(*state, mac_of(2), FROM_DHCP, "iPad");
	fail_twice(*state, mac_of(1), s);
	s.host = 11, s.at_s = 7200;
	fail_twice(*state, mac_of(2), s);
	assert_int_equal(rows(*state), 2);
}

static void
without_a_name_nobody_is_another(void **state)
{
	struct say s = { .host = 10, .tag = OLD };

	fail_twice(*state, made_up(1), s);
	s.host = 11, s.at_s = 7200;
	fail_twice(*state, made_up(2), s);
	assert_int_equal(rows(*state), 2);
}

static void
who_is_seen_at_once_later_was_never_one(void **state)
{
	struct say s = { .host = 10, .at_s = 9000, .tag = OLD,
	    .user = "anna@example.test", FAIL };

	assert_int_equal(rows_of_two(*state, "anna-laptop",
	    (struct say){ .tag = OLD },
	    (struct say){ .tag = OLD, .at_s = 7200 }), 1);
	login_by(*state, made_up(1), s);
	s.host = 11, s.at_s += 20;
	login_by(*state, made_up(2), s);
	s.host = 10, s.at_s += 20;
	login_by(*state, made_up(1), s);
	assert_int_equal(rows(*state), 2);
	assert_int_equal(snap->devices[0].n_macs, 1);
	/* Nor will they be. */
	s.at_s += 86400;
	login_by(*state, made_up(1), s);
	assert_int_equal(rows(*state), 2);
	assert_int_equal(snap->devices[0].failures +
	    snap->devices[1].failures, 8);
}

static void
a_ring_outlives_a_mac_that_turns_out_a_routers(void **state)
{
	struct news n;

	assert_int_equal(rows_of_two(*state, "anna-laptop",
	    (struct say){ .tag = OLD },
	    (struct say){ .tag = OLD, .at_s = 7200 }), 1);
	memset(&n, 0, sizeof n);
	n.kind = NEWS_ROUTER;
	n.has_mac = true;
	n.mac = made_up(2);
	ledger_news(*state, &n);
	ledger_check(*state);
	assert_int_equal(rows(*state), 2);
}

/* --- the tables --- */

static void
common_names_are_known_whole_or_by_their_beginning(void **state)
{
	const char *source;
	size_t i;

	(void)state;
	for (i = 0; i < common_names_count(); i++) {
		assert_true(name_is_common(common_name(i, &source)));
		assert_true(source[0] != '\0');
	}
	assert_true(name_is_common("iPhone"));
	assert_true(name_is_common("Galaxy-S23"));
	assert_true(name_is_common(""));
	assert_false(name_is_common("Lenas-iPhone"));
	assert_false(name_is_common("DESKTOP-4K7Q2VX"));
	assert_false(name_is_common("anna-laptop"));
}

static void
machines_are_known_by_their_macs(void **state)
{
	static const struct mac docker = { { 2, 0x42, 0xac, 17, 0, 2 } };
	static const struct mac qemu = { { 0x52, 0x54, 0, 1, 2, 3 } };
	static const struct mac phone = { { 0xda, 1, 0x5e, 0, 0, 1 } };
	const char *name;
	size_t i;

	(void)state;
	for (i = 0; i < machines_count(); i++)
		assert_true(machine_source(i, &name)[0] != '\0' &&
		    name[0] != '\0');
	assert_string_equal(machine_name(&docker), "container (Docker)");
	assert_string_equal(machine_name(&qemu),
	    "virtual machine (QEMU or KVM)");
	assert_string_equal(machine_name(&phone), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_phone_that_changes_its_mac_is_one_culprit),
		T(it_is_named_once),
		T(a_laptop_on_the_cable_and_in_the_air_is_one),
		T(a_laptop_that_was_well_before_is_one_too),
		T(a_name_told_late_joins_at_the_next_failure),
		T(what_is_mended_under_one_face_is_mended),
		T(what_is_right_under_a_new_mac_is_mended_too),
		T(another_iphone_that_is_right_mends_nothing),
		T(an_extenders_mac_is_the_phones_own_by_its_lease),
		T(inside_tls_the_program_and_the_name_tell),
		T(inside_tls_another_program_is_another_device),
		T(inside_tls_a_common_name_tells_nothing),
		T(an_old_secret_at_a_new_address_is_no_new_one),
		T(another_secret_is_another_device),
		T(another_account_is_another_device),
		T(two_phones_of_a_common_name_by_turns_are_two),
		T(one_after_the_other_they_are_one),
		T(whoever_may_still_be_back_is_not_joined),
		T(who_leaves_a_named_device_is_named_for_itself),
		T(makers_macs_of_a_common_name_are_two),
		T(without_a_name_nobody_is_another),
		T(who_is_seen_at_once_later_was_never_one),
		T(a_ring_outlives_a_mac_that_turns_out_a_routers),
		T(common_names_are_known_whole_or_by_their_beginning),
		T(machines_are_known_by_their_macs),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
