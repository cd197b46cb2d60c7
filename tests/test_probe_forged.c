/*
 * What strangers send while a mail host is asked: it changes no verdict, and
 * fills no file.
 */

#include "probe_asked.h"

static const struct rule locked[] = {
	MAIL_DOES(DROPS, 0, NULL, 0), PANELS_DO(RESETS, 0),
	END(OPENS, 0, NULL, 0)
};
static const struct rule silent[] = { END(DROPS, 0, NULL, 0) };

static bool
tells(const uint8_t *b, size_t n)
{
	struct frame f = { net.now_ns, LINK_ETHERNET, (uint32_t)n, { b, n } };

	return (probe_frame(net.probe, &f));
}

static void
locked_begin(void)
{
	net_begin(locked, PROBE_PORTS_AGAIN, V4, NULL);
	net_start();
	net_round();
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_LOCKED_MAIL);
	events_read(net.probe);
	net.now_ns += 5 * NS_PER_S;
}

static enum probe_verdict
verdict_later(void)
{
	net.now_ns += 2 * NS_PER_S;
	probe_advance(net.probe, net.now_ns);
	return (probe_view(net.probe)->verdict);
}

static void
an_answer_that_nobody_asked_for_is_no_lift(void **state)
{
	struct ip own = ip_of(own_v4), host = ip_of(V4);
	uint8_t b[KEPT_BYTES];
	size_t n;

	(void)state;
	locked_begin();
	n = net_tcp(b, &host, 993, &own, 40000, 9, 8, SYN | ACK, 55);
	assert_false(tells(b, n));
	assert_int_equal(verdict_later(), PROBE_LOCKED_MAIL);
	/* To a program that asks, with another number or port. */
	n = net_tcp(b, &own, 40000, &host, 993, 7, 0, SYN, 64);
	assert_true(tells(b, n));
	n = net_tcp(b, &host, 993, &own, 40000, 9, 9, SYN | ACK, 55);
	assert_false(tells(b, n));
	n = net_tcp(b, &host, 993, &own, 40001, 9, 8, SYN | ACK, 55);
	assert_false(tells(b, n));
	n = net_tcp(b, &host, 587, &own, 40000, 9, 8, SYN | ACK, 55);
	assert_false(tells(b, n));
	assert_int_equal(verdict_later(), PROBE_LOCKED_MAIL);
	n = net_tcp(b, &host, 993, &own, 40000, 9, 8, SYN | ACK, 55);
	assert_true(tells(b, n));
	assert_int_equal(verdict_later(), PROBE_FREE);
}

static void
an_answer_of_an_earlier_round_is_none_of_this_one(void **state)
{
	struct ip own = ip_of(own_v4), host = ip_of(V4);
	uint8_t b[KEPT_BYTES];
	struct probe_syn s;
	size_t n;

	(void)state;
	locked_begin();
	s = probe_cookie(net.setup.key, ROLE_HOST, &host, 993, 0);
	assert_int_equal(probe_again(net.probe)->port, 993);
	net_round();
	n = net_tcp(b, &host, 993, &own, s.from_port, 9, s.seq + 1, SYN | ACK,
	    55);
	assert_false(tells(b, n));
	assert_int_equal(verdict_later(), PROBE_LOCKED_MAIL);
}

/* The host itself knows the label, and may repeat it as fast as it can. */
static void
a_flood_of_answers_fills_no_file(void **state)
{
	struct ip own = ip_of(own_v4), host = ip_of(V4);
	uint8_t b[KEPT_BYTES];
	uint32_t i, n_told = 0;
	struct probe_syn s;
	size_t n;

	(void)state;
	locked_begin();
	s = probe_cookie(net.setup.key, ROLE_HOST, &host, 443, 0);
	n = net_tcp(b, &host, 443, &own, s.from_port, 9, s.seq + 1, SYN | ACK,
	    55);
	for (i = 0; i < 1000; i++)
		n_told += tells(b, n);
	assert_in_range(n_told, 1, 20);
	assert_int_equal(verdict_later(), PROBE_LOCKED_MAIL);
}

/* Another computer asks for our host, and is answered where we do not see. */
static void
what_others_ask_by_arp_says_nothing(void **state)
{
	static const char host[] = "192.168.55.20";
	int i, is_us;

	(void)state;
	for (is_us = 0; is_us < 2; is_us++) {
		net_begin(silent, PROBE_PORTS, host, NULL);
		net.setup.own[0] = ip_of(is_us ? own_v4 : "192.168.55.77");
		net_start();
		for (i = 0; i < 5; i++)
			net_arp(host, false);
		net_round();
		assert_int_equal(probe_view(net.probe)->verdict, is_us ?
		    PROBE_SERVER_DOWN : PROBE_UNSAID);
	}
}

/* ARP of another link, in a VXLAN that anybody in the internet can send. */
static void
what_a_tunnel_holds_is_not_of_this_link(void **state)
{
	struct ip own = ip_of(own_v4), far = ip_of(REF), gone = ip_of(GATEWAY);
	static const uint8_t arp[42] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2,
	    0, 0, 0, 0, 2, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2 };
	uint8_t b[KEPT_BYTES];
	size_t at;
	int i;

	(void)state;
	net_begin(silent, PROBE_PORTS, V4, NULL);
	net.setup.gateways[0] = gone;
	net.setup.own[0] = own;
	net_start();
	for (i = 0; i < 5; i++) {
		at = net_ip(b, &far, &own, 17, 60, 16 + sizeof arp);
		memset(b + at, 0, 16);
		put(b + at, 4789, 2);
		put(b + at + 2, 4789, 2);
		put(b + at + 4, 16 + sizeof arp, 2);
		b[at + 8] = 8;
		memcpy(b + at + 16, arp, sizeof arp);
		memcpy(b + at + 16 + 28, own.b + 12, 4);
		memcpy(b + at + 16 + 38, gone.b + 12, 4);
		assert_false(tells(b, at + 16 + sizeof arp));
	}
	net_round();
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_UNSAID);
}

/* A firewall of this machine lets web questions out, and no mail ones. */
static void
what_was_not_let_out_is_no_silence(void **state)
{
	static const struct rule open[] = { END(OPENS, 0, NULL, 0) };
	const struct probe_view *v;
	struct probe_syn s;
	uint32_t i;

	(void)state;
	net_begin(open, PROBE_PORTS, V4, NULL);
	net_start();
	for (i = 0; i < 3000 && !probe_is_over(net.probe); i++) {
		if (probe_due(net.probe, net.now_ns, &s) &&
		    (port_group(s.to_port) == GROUP_WEB ||
		    port_group(s.to_port) == GROUP_PANEL))
			net_answer(&s);
		net.now_ns += 10 * NS_PER_MS;
		probe_advance(net.probe, net.now_ns);
	}
	v = probe_view(net.probe);
	assert_int_equal(v->verdict, PROBE_UNSAID);
	assert_true(HAS(v, UNSEEN));
	assert_true(HAS(v, NOT_ASKED));
	events_read(net.probe);
	assert_int_equal(n_events, 4);
	assert_null(event_of(ACTION_LOCKOUT_STARTED));
}

int
main(void)
{
	int rc;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_that_nobody_asked_for_is_no_lift),
		cmocka_unit_test(
		    an_answer_of_an_earlier_round_is_none_of_this_one),
		cmocka_unit_test(a_flood_of_answers_fills_no_file),
		cmocka_unit_test(what_others_ask_by_arp_says_nothing),
		cmocka_unit_test(what_a_tunnel_holds_is_not_of_this_link),
		cmocka_unit_test(what_was_not_let_out_is_no_silence),
	};

	rc = cmocka_run_group_tests(tests, NULL, NULL);
	net_end();
	return (rc);
}
