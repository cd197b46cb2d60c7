/*
 * What a probe makes of the answers: each verdict beside the one that looks
 * nearly the same.
 */

#include "probe_asked.h"

/* --- verdicts and their neighbours --- */

static void
open_mail_is_not_locked_out(void **state)
{
	static const struct rule all[] = { END(OPENS, 0, NULL, 0) };
	/* A host that offers IMAP and submission alone, and hides the rest. */
	static const struct rule few[] = {
		{ V4, 993, OPENS, 0, NULL, 0 }, { V4, 587, OPENS, 0, NULL, 0 },
		{ REF, 0, OPENS, 0, NULL, 0 }, END(DROPS, 0, NULL, 0)
	};

	(void)state;
	check(all, PROBE_FREE, true);
	assert_null(event_of(ACTION_LOCKOUT_STARTED));
	check(few, PROBE_FREE, true);
}

static void
silent_mail_with_resets_beside_it_is_the_mail_ports_only(void **state)
{
	static const struct rule r[] = {
		MAIL_DOES(DROPS, 0, NULL, 0), PANELS_DO(RESETS, 0),
		END(OPENS, 0, NULL, 0)
	};
	const struct event *ev;

	(void)state;
	check(r, PROBE_LOCKED_MAIL, true);
	assert_int_equal(probe_view(net.probe)->way, OPENING_SILENT);
	ev = event_of(ACTION_LOCKOUT_STARTED);
	assert_non_null(ev);
	assert_int_equal(ev->u.verdict.lock_kind, LOCK_NETWORK);
	assert_int_equal(ev->u.verdict.how, OPENING_SILENT);
	assert_string_equal(ev->who.server_name, "mail.example.test");
}

static void
silent_mail_with_an_open_panel_is_a_captcha(void **state)
{
	static const struct rule panel[] = {
		MAIL_DOES(DROPS, 0, NULL, 0), END(OPENS, 0, NULL, 0)
	};
	static const struct rule web[] = {
		MAIL_DOES(DROPS, 0, NULL, 0), PANELS_DO(DROPS, 0),
		END(OPENS, 0, NULL, 0)
	};

	(void)state;
	check(panel, PROBE_CAPTCHA, false);
	assert_true(HAS(probe_view(net.probe), NO_MAIL));
	check(web, PROBE_CAPTCHA, false);
}

static void
mail_refused_by_icmp_beside_open_panels_is_no_captcha(void **state)
{
	static const struct rule r[] = {
		MAIL_DOES(REJECTS, 3, NULL, 0), END(OPENS, 0, NULL, 0)
	};

	(void)state;
	check(r, PROBE_LOCKED_MAIL, false);
	assert_int_equal(probe_view(net.probe)->way, OPENING_REJECTED);
}

static void
silence_of_all_is_a_lockout_only_where_the_line_is_up(void **state)
{
	static const struct rule up[] = {
		{ REF, 0, OPENS, 0, NULL, 0 }, END(DROPS, 0, NULL, 0)
	};
	static const struct rule down[] = { END(DROPS, 0, NULL, 0) };

	(void)state;
	check(up, PROBE_LOCKED_ALL, false);
	assert_true(HAS(probe_view(net.probe), OFF));
	check(down, PROBE_LINE_DOWN, true);
	assert_null(event_of(ACTION_LOCKOUT_STARTED));
	assert_int_equal(event_of(ACTION_HOST_TROUBLE)->u.verdict.trouble,
	    TROUBLE_LINE_DOWN);
}

static void
silence_of_all_says_nothing_where_nobody_else_was_asked(void **state)
{
	static const struct rule r[] = { END(DROPS, 0, NULL, 0) };
	const struct probe_view *v;

	(void)state;
	net_begin(r, PROBE_PORTS, V4, NULL);
	net_start();
	v = net_round();
	assert_int_equal(v->verdict, PROBE_UNSAID);
	assert_true(HAS(v, LINE));
	events_read(net.probe);
	assert_null(event_of(ACTION_LOCKOUT_STARTED));
}

/* Somebody else's segment to us, in the middle of the questions. */
static const struct probe_view *
asked_beside(const char *from, uint8_t flags)
{
	static const struct rule r[] = { END(DROPS, 0, NULL, 0) };
	struct ip own = ip_of(own_v4), other = ip_of(from);
	uint8_t b[KEPT_BYTES];
	struct probe_syn s;

	net_begin(r, PROBE_PORTS, V4, NULL);
	net_start();
	assert_true(probe_due(net.probe, net.now_ns, &s));
	net_answer(&s);
	net_frame(b, net_tcp(b, &other, 443, &own, 40000, 7, 8, flags, 55));
	net_round();
	check_replay();
	return (probe_view(net.probe));
}

static void
others_that_answer_show_that_the_line_is_up(void **state)
{
	(void)state;
	assert_int_equal(asked_beside("198.51.100.99", ACK)->verdict,
	    PROBE_LOCKED_ALL);
	/* Who only asks, a reset, a neighbour, and the host itself show not. */
	assert_int_equal(asked_beside("198.51.100.99", SYN)->verdict,
	    PROBE_UNSAID);
	assert_int_equal(asked_beside("198.51.100.99", RST | ACK)->verdict,
	    PROBE_UNSAID);
	assert_int_equal(asked_beside("192.168.55.77", ACK)->verdict,
	    PROBE_UNSAID);
	assert_int_equal(asked_beside(V4, ACK)->verdict, PROBE_UNSAID);
}

static void
a_gateway_that_nobody_hears_is_the_line(void **state)
{
	static const struct rule r[] = { END(DROPS, 0, NULL, 0) };
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		net_begin(r, PROBE_PORTS, V4, NULL);
		net.setup.gateways[0] = ip_of(GATEWAY);
		net_start();
		net_arp(GATEWAY, i == 1);
		net_arp(GATEWAY, i == 1);
		net_arp(GATEWAY, i == 1);
		net_round();
		assert_int_equal(probe_view(net.probe)->verdict, i == 0 ?
		    PROBE_LINE_DOWN : PROBE_UNSAID);
		check_replay();
	}
}

static void
a_neighbour_that_is_silent_is_alive_or_gone_by_arp(void **state)
{
	static const char host[] = "192.168.55.20";
	static const struct rule r[] = { END(DROPS, 0, NULL, 0) };
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		net_begin(r, PROBE_PORTS, host, NULL);
		net_start();
		net_arp(host, i == 1);
		net_arp(host, i == 1);
		net_arp(host, i == 1);
		net_round();
		assert_int_equal(probe_view(net.probe)->verdict, i == 0 ?
		    PROBE_SERVER_DOWN : PROBE_LOCKED_ALL);
		assert_true(probe_view(net.probe)->is_sure);
		check_replay();
	}
}

static void
a_router_that_misses_the_host_is_a_server_down(void **state)
{
	static const struct rule r[] = {
		{ REF, 0, OPENS, 0, NULL, 0 },
		{ V4, 0, UNREACHABLE, 1, ROUTER, 0 }, END(DROPS, 0, NULL, 0)
	};
	/* The same said by the host itself is a firewall's. */
	static const struct rule itself[] = {
		{ REF, 0, OPENS, 0, NULL, 0 }, END(UNREACHABLE, 1, NULL, 0)
	};
	/* And by a router that forbids, too. */
	static const struct rule forbids[] = {
		{ REF, 0, OPENS, 0, NULL, 0 },
		END(UNREACHABLE, 13, ROUTER, 0)
	};

	(void)state;
	check(r, PROBE_SERVER_DOWN, false);
	assert_int_equal(event_of(ACTION_HOST_TROUBLE)->u.verdict.trouble,
	    TROUBLE_GONE);
	check(itself, PROBE_LOCKED_ALL, false);
	check(forbids, PROBE_LOCKED_ALL, false);
	assert_int_equal(probe_view(net.probe)->way, OPENING_REJECTED);
}

static void
a_gateway_without_a_net_is_the_line(void **state)
{
	static const struct rule r[] = { END(UNREACHABLE, 0, GATEWAY, 0) };

	(void)state;
	net_begin(r, PROBE_PORTS, V4, NULL);
	net.setup.gateways[0] = ip_of(GATEWAY);
	net_start();
	net_round();
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_LINE_DOWN);
	check_replay();
}

static void
mail_that_is_reset_beside_the_web_is_a_firewall(void **state)
{
	static const struct rule same[] = {
		MAIL_DOES(RESETS, 0, NULL, 0), END(OPENS, 0, NULL, 0)
	};
	static const struct rule nearer[] = {
		MAIL_DOES(RESETS, 0, NULL, 60), END(OPENS, 0, NULL, 55)
	};

	(void)state;
	check(same, PROBE_LOCKED_MAIL, false);
	assert_true(HAS(probe_view(net.probe), STOPPED));
	assert_int_equal(probe_view(net.probe)->way, OPENING_RESET);
	check(nearer, PROBE_LOCKED_MAIL, true);
	assert_false(HAS(probe_view(net.probe), STOPPED));
}

static void
one_service_that_is_reset_is_closed(void **state)
{
	static const struct rule r[] = {
		{ V4, 993, RESETS, 0, NULL, 0 }, { V4, 143, RESETS, 0, NULL, 0 },
		{ V4, 995, RESETS, 0, NULL, 0 }, { V4, 110, RESETS, 0, NULL, 0 },
		END(OPENS, 0, NULL, 0)
	};

	(void)state;
	check(r, PROBE_FREE, true);
	assert_true(HAS(probe_view(net.probe), ONE_CLOSED));
}

static void
one_service_that_is_silent_is_locked_only_in_contrast(void **state)
{
	static const struct rule contrast[] = {
		{ V4, 993, DROPS, 0, NULL, 0 }, { V4, 143, DROPS, 0, NULL, 0 },
		{ V4, 995, DROPS, 0, NULL, 0 }, { V4, 110, DROPS, 0, NULL, 0 },
		{ V4, 4190, RESETS, 0, NULL, 0 }, END(OPENS, 0, NULL, 0)
	};
	/* smtp.example.test sends, and that is all it does. */
	static const struct rule sends[] = {
		{ V4, 587, OPENS, 0, NULL, 0 }, { V4, 465, OPENS, 0, NULL, 0 },
		{ V4, 25, OPENS, 0, NULL, 0 }, { REF, 0, OPENS, 0, NULL, 0 },
		END(DROPS, 0, NULL, 0)
	};

	(void)state;
	check(contrast, PROBE_LOCKED_MAIL, false);
	check(sends, PROBE_UNSAID, false);
	assert_true(HAS(probe_view(net.probe), PART));
}

static void
a_host_that_takes_mail_in_alone_says_nothing(void **state)
{
	static const struct rule mx[] = {
		{ V4, 25, OPENS, 0, NULL, 0 }, { REF, 0, OPENS, 0, NULL, 0 },
		END(DROPS, 0, NULL, 0)
	};

	(void)state;
	check(mx, PROBE_UNSAID, false);
}

static void
resets_of_all_ports_may_be_a_firewall_or_nothing_there(void **state)
{
	static const struct rule r[] = {
		{ REF, 0, OPENS, 0, NULL, 0 }, END(RESETS, 0, NULL, 0)
	};

	(void)state;
	check(r, PROBE_LOCKED_ALL, false);
	assert_true(HAS(probe_view(net.probe), STOPPED));
}

static void
closed_mail_behind_a_hidden_web_is_a_server_down(void **state)
{
	static const struct rule r[] = {
		MAIL_DOES(RESETS, 0, NULL, 0), { REF, 0, OPENS, 0, NULL, 0 },
		END(DROPS, 0, NULL, 0)
	};

	(void)state;
	check(r, PROBE_SERVER_DOWN, false);
	assert_int_equal(event_of(ACTION_HOST_TROUBLE)->u.verdict.trouble,
	    TROUBLE_STOPPED);
}

/* --- families --- */

static void
one_family_alone_may_be_locked_out(void **state)
{
	static const struct rule v6[] = {
		{ V6, 443, OPENS, 0, NULL, 0 }, { V6, 2096, RESETS, 0, NULL, 0 },
		{ V6, 0, DROPS, 0, NULL, 0 }, END(OPENS, 0, NULL, 0)
	};
	static const struct rule v4[] = {
		{ V4, 443, OPENS, 0, NULL, 0 }, { V4, 2096, RESETS, 0, NULL, 0 },
		{ V4, 0, DROPS, 0, NULL, 0 }, END(OPENS, 0, NULL, 0)
	};

	(void)state;
	assert_int_equal(asked(v6, V4, V6)->verdict, PROBE_LOCKED_V6);
	assert_int_equal(event_of(ACTION_LOCKOUT_STARTED)->u.verdict.scope,
	    SCOPE_ONE_ADDRESS);
	assert_false(ip_is_v4(&event_of(ACTION_LOCKOUT_STARTED)->
	    who.server.ip));
	assert_int_equal(asked(v4, V4, V6)->verdict, PROBE_LOCKED_V4);
}

static void
ipv6_that_is_silent_beside_ipv4_is_only_a_doubt(void **state)
{
	static const struct rule r[] = {
		{ V6, 0, DROPS, 0, NULL, 0 }, END(OPENS, 0, NULL, 0)
	};
	const struct probe_view *v = asked(r, V4, V6);

	(void)state;
	assert_int_equal(v->verdict, PROBE_FREE);
	assert_true(HAS(v, V6));
}

static void
both_families_locked_alike_are_one_lockout(void **state)
{
	static const struct rule r[] = {
		{ NULL, 443, OPENS, 0, NULL, 0 },
		{ NULL, 2096, RESETS, 0, NULL, 0 }, END(DROPS, 0, NULL, 0)
	};

	(void)state;
	assert_int_equal(asked(r, V4, V6)->verdict, PROBE_LOCKED_MAIL);
}

/* What stops mail on its way out of this machine is no lockout. */
static void
what_never_went_out_is_no_silence(void **state)
{
	static const struct rule r[] = {
		MAIL_DOES(STAYS, 0, NULL, 0), END(OPENS, 0, NULL, 0)
	};
	static const struct rule reference[] = {
		{ REF, 0, STAYS, 0, NULL, 0 }, END(DROPS, 0, NULL, 0)
	};
	const struct probe_view *v;
	struct probe *again;

	(void)state;
	net_begin(r, PROBE_PORTS, V4, NULL);
	net_start();
	v = net_round();
	events_read(net.probe);
	assert_true(probe_is_over(net.probe));
	assert_int_equal(v->verdict, PROBE_UNSAID);
	assert_true(HAS(v, UNSEEN));
	assert_null(event_of(ACTION_LOCKOUT_STARTED));
	assert_int_equal(n_events, 4);
	again = net_replay(net.setup.key);
	assert_int_equal(probe_view(again)->verdict, v->verdict);
	probe_free(again);
	net_begin(reference, PROBE_PORTS, V4, NULL);
	net.setup.references[0] = ip_of(REF);
	net_start();
	assert_int_equal(net_round()->verdict, PROBE_UNSAID);
}

/* Whoever is impatient is not told that he is locked out, by one port. */
static void
what_is_ended_early_says_only_what_is_open(void **state)
{
	static const struct rule shut[] = {
		{ REF, 0, OPENS, 0, NULL, 0 }, END(DROPS, 0, NULL, 0)
	};
	static const struct rule open[] = { END(OPENS, 0, NULL, 0) };
	const struct probe_view *v;

	(void)state;
	net_begin(shut, PROBE_PORTS, V4, NULL);
	net.setup.references[0] = ip_of(REF);
	net_start();
	net_turns(3100 * NS_PER_MS);
	probe_leave(net.probe);
	v = probe_view(net.probe);
	assert_int_equal(v->verdict, PROBE_UNSAID);
	assert_true(HAS(v, EARLY));
	assert_int_equal(v->vain_ns, 0);
	net_begin(open, PROBE_PORTS, V4, NULL);
	net_start();
	net_turns(20 * NS_PER_MS);
	probe_leave(net.probe);
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_UNSAID);
	net_begin(open, PROBE_PORTS, V4, NULL);
	net_start();
	net_turns(300 * NS_PER_MS);
	probe_leave(net.probe);
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_FREE);
}

int
main(void)
{
	int rc;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_mail_is_not_locked_out),
		cmocka_unit_test(
	silent_mail_with_resets_beside_it_is_the_mail_ports_only),
		cmocka_unit_test(silent_mail_with_an_open_panel_is_a_captcha),
		cmocka_unit_test(
	mail_refused_by_icmp_beside_open_panels_is_no_captcha),
		cmocka_unit_test(
	silence_of_all_is_a_lockout_only_where_the_line_is_up),
		cmocka_unit_test(
	silence_of_all_says_nothing_where_nobody_else_was_asked),
		cmocka_unit_test(others_that_answer_show_that_the_line_is_up),
		cmocka_unit_test(a_gateway_that_nobody_hears_is_the_line),
		cmocka_unit_test(
		    a_neighbour_that_is_silent_is_alive_or_gone_by_arp),
		cmocka_unit_test(
		    a_router_that_misses_the_host_is_a_server_down),
		cmocka_unit_test(a_gateway_without_a_net_is_the_line),
		cmocka_unit_test(
		    mail_that_is_reset_beside_the_web_is_a_firewall),
		cmocka_unit_test(one_service_that_is_reset_is_closed),
		cmocka_unit_test(
	one_service_that_is_silent_is_locked_only_in_contrast),
		cmocka_unit_test(a_host_that_takes_mail_in_alone_says_nothing),
		cmocka_unit_test(
	resets_of_all_ports_may_be_a_firewall_or_nothing_there),
		cmocka_unit_test(
		    closed_mail_behind_a_hidden_web_is_a_server_down),
		cmocka_unit_test(one_family_alone_may_be_locked_out),
		cmocka_unit_test(
		    ipv6_that_is_silent_beside_ipv4_is_only_a_doubt),
		cmocka_unit_test(both_families_locked_alike_are_one_lockout),
		cmocka_unit_test(what_never_went_out_is_no_silence),
		cmocka_unit_test(what_is_ended_early_says_only_what_is_open),
	};

	rc = cmocka_run_group_tests(tests, NULL, NULL);
	net_end();
	return (rc);
}
