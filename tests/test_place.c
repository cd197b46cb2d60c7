/* The checks of the capture point, told by counts alone. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "judge/place.h"
#include "show/findings.h"

static struct snapshot *snap;

/* A good place: two devices on a LAN. */
static struct place_facts
good_place(void)
{
	struct place_facts f;

	memset(&f, 0, sizeof f);
	f.packets = 10000;
	f.counts.segments = 5000;
	f.counts.flows_both = 20;
	f.sessions = 20;
	f.sessions_private_v4 = 20;
	f.n_clients = 2;
	f.n_macs = 2;
	return (f);
}

static struct ip
public_ip(void)
{
	static const uint8_t b[4] = { 198, 51, 100, 23 };

	return (ip_v4(b));
}

static const struct snap_note *
judge(const struct place_facts *f, enum note note)
{
	uint32_t i;

	memset(snap, 0, sizeof *snap);
	snap->n_devices = 1;
	snap->devices[0].confidence_pct = 100;
	place_judge(f, snap);
	for (i = 0; i < snap->capture.n_notes; i++)
		if (snap->capture.notes[i].note == note)
			return (&snap->capture.notes[i]);
	return (NULL);
}

/* A finding as it is read; good until the next call. */
static const char *
words_of(const struct snap_note *n)
{
	static char words[SENTENCE_BYTES];

	return (finding_words(n, false, words));
}

static void
a_good_place_is_a_lan_without_notes(void **state)
{
	struct place_facts f = good_place();

	(void)state;
	judge(&f, NOTE_WAN);
	assert_int_equal(snap->capture.point, POINT_LAN);
	assert_int_equal(snap->capture.n_notes, 0);
	assert_int_equal(snap->devices[0].confidence_pct, 100);
}

static void
one_public_address_is_the_wan(void **state)
{
	struct place_facts f = good_place();
	const struct snap_note *n;

	(void)state;
	f.sessions_private_v4 = 1;
	f.sessions_public_v4 = f.sessions_top = 19;
	f.top = public_ip();
	f.n_top_macs = 1;
	n = judge(&f, NOTE_WAN);
	assert_non_null(n);
	assert_true(n->is_unfit);
	assert_non_null(strstr(words_of(n), "198.51.100.23"));
	assert_int_equal(snap->capture.point, POINT_WAN);
	assert_int_equal(snap->devices[0].confidence_pct, 60);
}

static void
a_public_address_on_the_link_or_with_two_macs_is_no_wan(void **state)
{
	struct place_facts f = good_place();

	(void)state;
	f.sessions_private_v4 = 0;
	f.sessions_public_v4 = f.sessions_top = 20;
	f.is_top_on_link = true;
	assert_null(judge(&f, NOTE_WAN));
	f.is_top_on_link = false;
	f.n_top_macs = 2;
	assert_null(judge(&f, NOTE_WAN));
	assert_int_equal(snap->capture.point, POINT_LAN);
}

/* A router behind another one, or behind its provider's NAT. */
static void
one_private_address_behind_a_hop_is_the_wan(void **state)
{
	struct place_facts f = good_place();
	const struct snap_note *n;

	(void)state;
	f.n_clients = f.n_macs = f.n_top_macs = 1;
	f.sessions_top = 20;
	f.top = public_ip();
	f.is_top_private = true;
	n = judge(&f, NOTE_WAN);
	assert_non_null(n);
	assert_null(strstr(words_of(n), "public"));
	assert_int_equal(snap->capture.point, POINT_WAN);
	f.is_top_on_link = true;
	assert_null(judge(&f, NOTE_WAN));
	f.is_top_on_link = false;
	f.n_macs = 2;
	assert_null(judge(&f, NOTE_WAN));
	f.n_macs = 1;
	f.sessions_top = 19;
	assert_null(judge(&f, NOTE_WAN));
}

static void
at_a_server_in_the_internet_no_device_is_told(void **state)
{
	struct place_facts f = good_place();
	const struct snap_note *n;

	(void)state;
	f.n_clients = f.n_macs = 0;
	f.sessions_private_v4 = 0;
	f.sessions_outside = 20;
	n = judge(&f, NOTE_WAN);
	assert_non_null(n);
	assert_non_null(strstr(words_of(n), "at the server"));
	assert_int_equal(snap->capture.point, POINT_WAN);
	f.sessions_outside = 19;
	assert_null(judge(&f, NOTE_WAN));
}

static void
ipv6_alone_is_no_wan(void **state)
{
	struct place_facts f = good_place();

	(void)state;
	f.sessions_private_v4 = 0;
	f.sessions_v6 = 20;
	assert_null(judge(&f, NOTE_WAN));
	assert_int_equal(snap->capture.point, POINT_LAN);
}

static void
one_direction_needs_eight_flows(void **state)
{
	struct place_facts f = good_place();
	const struct snap_note *n;

	(void)state;
	f.counts.flows_both = 0;
	f.counts.flows_out = 7;
	assert_null(judge(&f, NOTE_ONE_WAY));
	f.counts.flows_out = 8;
	n = judge(&f, NOTE_ONE_WAY);
	assert_non_null(n);
	assert_true(n->is_unfit);
	assert_non_null(strstr(words_of(n), "outgoing"));
	assert_int_equal(snap->capture.point, POINT_ONE_WAY);
	assert_int_equal(snap->devices[0].confidence_pct, 40);
	f.counts.flows_both = 1;
	assert_null(judge(&f, NOTE_ONE_WAY));
}

static void
an_empty_capture_says_so(void **state)
{
	struct place_facts f;

	(void)state;
	memset(&f, 0, sizeof f);
	assert_non_null(judge(&f, NOTE_NO_PACKETS));
	assert_null(judge(&f, NOTE_NO_MAIL));
	assert_int_equal(snap->capture.point, POINT_UNKNOWN);
	f.packets = 5;
	assert_null(judge(&f, NOTE_NO_PACKETS));
	assert_non_null(judge(&f, NOTE_NO_MAIL));
	/* Sessions that began before it are mail, too. */
	f.counts.from_middle = 1;
	assert_null(judge(&f, NOTE_NO_MAIL));
	f.counts.from_middle = 0;
}

static void
what_is_asked_in_vain_may_be_a_lockout(void **state)
{
	struct place_facts f;
	const struct snap_note *n;

	(void)state;
	memset(&f, 0, sizeof f);
	f.packets = 5;
	f.unanswered_tries = 12;
	f.unanswered_devices = 2;
	strcpy(f.unanswered_server, "mail.example.com");
	assert_null(judge(&f, NOTE_NO_MAIL));
	n = judge(&f, NOTE_NO_ANSWER);
	assert_non_null(n);
	assert_false(n->is_unfit);
	assert_non_null(strstr(words_of(n), "12 tries of 2 devices to "
	    "mail.example.com"));
	assert_non_null(strstr(words_of(n), "may have locked"));
	f.sessions = 1;
	assert_null(judge(&f, NOTE_NO_ANSWER));
}

static void
losses_lower_the_confidence(void **state)
{
	struct place_facts f = good_place();

	(void)state;
	f.holes = 49;
	assert_null(judge(&f, NOTE_GAPS));
	f.holes = 50;
	assert_non_null(judge(&f, NOTE_GAPS));
	assert_int_equal(snap->devices[0].confidence_pct, 90);
	f.holes = 0;
	f.dropped = 9;
	assert_null(judge(&f, NOTE_GAPS));
	f.dropped = 10;
	assert_non_null(judge(&f, NOTE_GAPS));
	f.dropped = f.packets / 4;
	assert_non_null(strstr(words_of(judge(&f, NOTE_GAPS)),
	    "20.0% of all packets"));
}

static void
doubles_and_cuts_are_said_and_forgiven(void **state)
{
	struct place_facts f = good_place();

	(void)state;
	f.counts.doubles = 1500;
	f.counts.cut_mail = 3;
	f.counts.clock_steps = 1;
	f.counts.clock_back_ns = INT64_C(3000000000);
	assert_non_null(judge(&f, NOTE_DOUBLES));
	assert_non_null(judge(&f, NOTE_SNAPLEN));
	assert_non_null(judge(&f, NOTE_CLOCK));
	assert_int_equal(snap->devices[0].confidence_pct, 100);
	f.counts.doubles = 1499;
	assert_null(judge(&f, NOTE_DOUBLES));
}

static void
a_local_server_for_all_may_be_a_proxy(void **state)
{
	struct place_facts f = good_place();

	(void)state;
	f.sessions_to_proxy = 20;
	assert_non_null(judge(&f, NOTE_PROXY));
	f.sessions_to_proxy = 19;
	assert_null(judge(&f, NOTE_PROXY));
	/* Nobody comes from the internet to a proxy. */
	f.sessions_to_proxy = 20;
	f.sessions_outside = f.outside_logins = 1;
	assert_null(judge(&f, NOTE_PROXY));
	assert_non_null(judge(&f, NOTE_OUTSIDE));
}

static void
own_sessions_alone_are_one_host(void **state)
{
	struct place_facts f = good_place();

	(void)state;
	f.counts.mac_sessions = 1000;
	f.counts.own_sessions = 950;
	assert_non_null(judge(&f, NOTE_ONE_HOST));
	f.counts.own_sessions = 949;
	assert_null(judge(&f, NOTE_ONE_HOST));
}

static void
everything_at_once_fits(void **state)
{
	struct place_facts f;
	uint32_t i;

	(void)state;
	memset(&f, 0xff, sizeof f);
	memset(f.second_router, 'x', sizeof f.second_router);
	f.second_router[sizeof f.second_router - 1] = '\0';
	f.n_top_macs = 1;
	f.is_top_on_link = f.is_top_private = false;
	f.counts.flows_both = f.counts.flows_in = 0;
	f.counts.flows_out = 1000;
	judge(&f, NOTE_UNKNOWN);
	assert_true(snap->capture.n_notes <= SNAP_NOTES);
	for (i = 0; i < snap->capture.n_notes; i++) {
		char words[SENTENCE_BYTES];
		struct text t;

		text_init(&t, words, sizeof words);
		finding_add(&t, &snap->capture.notes[i], SPELLING_RAW);
		assert_false(t.is_cut);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_place_is_a_lan_without_notes),
		cmocka_unit_test(one_public_address_is_the_wan),
		cmocka_unit_test(
		    a_public_address_on_the_link_or_with_two_macs_is_no_wan),
		cmocka_unit_test(one_private_address_behind_a_hop_is_the_wan),
		cmocka_unit_test(
		    at_a_server_in_the_internet_no_device_is_told),
		cmocka_unit_test(ipv6_alone_is_no_wan),
		cmocka_unit_test(one_direction_needs_eight_flows),
		cmocka_unit_test(an_empty_capture_says_so),
		cmocka_unit_test(what_is_asked_in_vain_may_be_a_lockout),
		cmocka_unit_test(losses_lower_the_confidence),
		cmocka_unit_test(doubles_and_cuts_are_said_and_forgiven),
		cmocka_unit_test(a_local_server_for_all_may_be_a_proxy),
		cmocka_unit_test(own_sessions_alone_are_one_host),
		cmocka_unit_test(everything_at_once_fits),
	};
	int failed;

	snap = calloc(1, sizeof *snap);
	if (snap == NULL)
		return (1);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(snap);
	return (failed);
}
