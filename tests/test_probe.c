/*
 * A probe: its labels, what answers them, how often it asks, and how it asks
 * again.
 */

#include "probe_asked.h"

/* --- labels --- */

static void
a_label_is_of_its_key_host_port_and_round(void **state)
{
	uint8_t key[PROBE_KEY_BYTES] = { 1 }, other[PROBE_KEY_BYTES] = { 2 };
	struct ip a = ip_of(V4), b = ip_of(REF);
	struct probe_syn s = probe_cookie(key, ROLE_HOST, &a, 993, 5);
	uint32_t round;

	(void)state;
	assert_true(cookie_read(key, ROLE_HOST, &a, 993, s.from_port, s.seq,
	    &round));
	assert_int_equal(round, 5);
	assert_false(cookie_read(other, ROLE_HOST, &a, 993, s.from_port, s.seq,
	    &round));
	assert_false(cookie_read(key, ROLE_REFERENCE, &a, 993, s.from_port,
	    s.seq, &round));
	assert_false(cookie_read(key, ROLE_HOST, &b, 993, s.from_port, s.seq,
	    &round));
	assert_false(cookie_read(key, ROLE_HOST, &a, 995, s.from_port, s.seq,
	    &round));
	assert_false(cookie_read(key, ROLE_HOST, &a, 993,
	    (uint16_t)(s.from_port + 1), s.seq, &round));
	assert_true(cookie_may_be(s.from_port));
}

static void
a_key_is_32_hexadecimal_digits_and_nothing_else(void **state)
{
	static const char text[] = "00ff10a0b1c2d3e4f5060708090a0b0c";
	uint8_t key[PROBE_KEY_BYTES];
	char out[PROBE_KEY_TEXT_BYTES];

	(void)state;
	assert_true(probe_key_read(text, key));
	assert_int_equal(key[1], 0xff);
	probe_key_print(key, out);
	assert_string_equal(out, text);
	assert_false(probe_key_read("00ff10a0b1c2d3e4f5060708090a0b0", key));
	assert_false(probe_key_read("00ff10a0b1c2d3e4f5060708090a0b0g", key));
	assert_false(probe_key_read("", key));
}

static void
a_first_round_asks_each_port_once_and_no_more_than_20_a_second(void **state)
{
	static const struct rule open[] = { END(OPENS, 0, NULL, 0) };
	const struct probe_view *v = asked(open, V4, NULL);
	uint32_t i;

	(void)state;
	assert_int_equal(v->n_rows, PROBE_PORTS + 1);
	assert_int_equal(net.n_sent, PROBE_PORTS + 1);
	for (i = 0; i < v->n_rows; i++)
		assert_int_equal(v->rows[i].answer.tries, 1);
	for (i = 1; i < v->n_rows; i++)
		assert_true(v->rows[i].asked_ns - v->rows[i - 1].asked_ns >=
		    50 * NS_PER_MS);
}

static void
only_silent_ports_are_asked_three_times(void **state)
{
	static const struct rule one[] = {
		{ V4, 25, DROPS, 0, NULL, 0 }, END(OPENS, 0, NULL, 0)
	};
	const struct probe_view *v = asked(one, V4, NULL);
	uint32_t i;

	(void)state;
	assert_int_equal(net.n_sent, PROBE_PORTS + 1 + 2);
	for (i = 0; i < v->n_rows; i++)
		assert_int_equal(v->rows[i].answer.tries,
		    v->rows[i].port == 25 ? 3 : 1);
	assert_int_equal(v->verdict, PROBE_FREE);
}

/* Linux answers one address once a second; faster, the others look silent. */
static void
beside_a_refusal_silent_ports_are_asked_slowly(void **state)
{
	static const struct rule r[] = {
		{ V4, 993, REJECTS, 3, NULL, 0 }, END(DROPS, 0, NULL, 0)
	};
	const struct probe_view *v;
	uint32_t i, j;

	(void)state;
	v = asked(r, V4, NULL);
	for (i = 0; i < v->n_rows; i++)
		for (j = 0; j < v->n_rows; j++)
			if (i != j && v->rows[i].answer.tries == 3 &&
			    v->rows[j].answer.tries == 3 &&
			    v->rows[i].role == ROLE_HOST &&
			    v->rows[j].role == ROLE_HOST &&
			    v->rows[i].last_ns >= v->rows[j].last_ns)
				assert_true(v->rows[i].last_ns -
				    v->rows[j].last_ns >= NS_PER_S);
	assert_int_equal(net.n_sent, 1 + 3 + 3 * (PROBE_PORTS - 1));
}

static void
only_what_has_the_label_is_an_answer(void **state)
{
	static const struct rule none[] = { END(DROPS, 0, NULL, 0) };
	struct ip own = ip_of(own_v4), host = ip_of(V4);
	struct probe_syn s;
	uint8_t b[KEPT_BYTES];
	uint32_t i;
	size_t n;

	(void)state;
	net_begin(none, PROBE_PORTS, V4, NULL);
	net_start();
	while (!probe_due(net.probe, net.now_ns, &s) || s.to_port != 993)
		net.now_ns += 50 * NS_PER_MS;
	net_answer(&s);
	/* Of another port of ours, of another number, of another host. */
	n = net_tcp(b, &host, 993, &own, (uint16_t)(s.from_port + 1), 1,
	    s.seq + 1, SYN | ACK, 60);
	net_frame(b, n);
	n = net_tcp(b, &host, 993, &own, s.from_port, 1, s.seq, SYN | ACK, 60);
	net_frame(b, n);
	n = net_tcp(b, &own, 993, &own, s.from_port, 1, s.seq + 1, SYN | ACK,
	    60);
	net_frame(b, n);
	for (i = 0; i < probe_view(net.probe)->n_rows; i++)
		assert_int_equal(probe_view(net.probe)->rows[i].answer.answer,
		    ANSWER_UNKNOWN);
	n = net_tcp(b, &host, 993, &own, s.from_port, 1, s.seq + 1, SYN | ACK,
	    60);
	net_frame(b, n);
	assert_int_equal(probe_view(net.probe)->rows[0].answer.answer,
	    ANSWER_OPEN);
	assert_int_equal(probe_view(net.probe)->rows[0].answer.ttl, 60);
}

static void
another_key_reads_nothing_in_the_capture(void **state)
{
	static const struct rule open[] = { END(OPENS, 0, NULL, 0) };
	uint8_t wrong[PROBE_KEY_BYTES] = { 9 };
	struct probe *p;

	(void)state;
	asked(open, V4, NULL);
	p = net_replay(wrong);
	assert_int_equal(probe_view(p)->n_rows, 0);
	assert_int_equal(probe_view(p)->verdict, PROBE_UNSAID);
	assert_false(probe_is_seen(p));
	probe_free(p);
}

static void
icmp_says_with_which_code_and_who(void **state)
{
	static const struct rule r[] = {
		{ V4, 993, REJECTS, 13, ROUTER, 0 },
		{ V4, 587, REJECTS, 4, NULL, 0 },	/* it refuses nothing */
		END(OPENS, 0, NULL, 0)
	};
	const struct probe_view *v = asked(r, V4, NULL);
	struct ip router = ip_of(ROUTER);
	uint32_t i;

	(void)state;
	for (i = 0; i < v->n_rows; i++) {
		const struct probe_answer *a = &v->rows[i].answer;

		if (v->rows[i].port == 993) {
			assert_int_equal(a->answer, ANSWER_REFUSED);
			assert_int_equal(a->code, 13);
			assert_true(ip_equals(&a->by, &router));
		}
		if (v->rows[i].port == 587)
			assert_int_equal(a->answer, ANSWER_FILTERED);
	}
}

/* --- again --- */

static const struct rule locked[] = {
	MAIL_DOES(DROPS, 0, NULL, 0), PANELS_DO(RESETS, 0),
	END(OPENS, 0, NULL, 0)
};
static const struct rule lifted[] = { END(OPENS, 0, NULL, 0) };

static void
again_begin(void)
{
	net_begin(locked, PROBE_PORTS_AGAIN, V4, NULL);
	net_start();
	net_round();
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_LOCKED_MAIL);
	events_read(net.probe);
}

static void
again_asks_one_port_by_one_syn(void **state)
{
	uint32_t before, i;

	(void)state;
	again_begin();
	for (i = 0; i < 5; i++) {
		before = net.n_sent;
		net.now_ns += 30 * NS_PER_S;
		/* By turns: it may only read, or only send. */
		assert_int_equal(probe_again(net.probe)->port,
		    i % 2 == 0 ? 993 : 587);
		net_round();
		assert_int_equal(net.n_sent, before + 1);
		assert_int_equal(probe_view(net.probe)->verdict,
		    PROBE_LOCKED_MAIL);
	}
	check_replay();
}

static void
again_never_asks_more_than_six_ports_of_a_host(void **state)
{
	uint16_t seen[PROBE_PORTS];
	uint32_t i, j, n = 0;

	(void)state;
	again_begin();
	for (i = 0; i < 20; i++) {
		net.now_ns += 30 * NS_PER_S;
		probe_again(net.probe);
		net_round();
	}
	for (i = 0; i < net.n_sent; i++) {
		for (j = 0; j < n && seen[j] != net.sent[i].to_port; j++)
			;
		if (j == n)
			seen[n++] = net.sent[i].to_port;
	}
	assert_int_equal(n, PROBE_PORTS_AGAIN);
}

/* It offers no IMAP, and says so once it is asked: sending tells the lift. */
static void
a_port_that_turns_out_closed_is_not_asked_again(void **state)
{
	static const struct rule sends[] = {
		{ V4, 993, RESETS, 0, NULL, 0 }, { V4, 143, RESETS, 0, NULL, 0 },
		MAIL_DOES(DROPS, 0, NULL, 0), PANELS_DO(RESETS, 0),
		END(OPENS, 0, NULL, 0)
	};
	uint32_t i;

	(void)state;
	again_begin();
	net.rules = sends;
	for (i = 0; i < 6; i++) {
		net.now_ns += 30 * NS_PER_S;
		assert_non_null(probe_again(net.probe));
		net_round();
	}
	assert_int_equal(net.sent[net.n_sent - 1].to_port, 587);
	assert_int_equal(net.sent[net.n_sent - 2].to_port, 587);
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_LOCKED_MAIL);
	net.rules = lifted;
	net.now_ns += 30 * NS_PER_S;
	probe_again(net.probe);
	assert_int_equal(net_round()->verdict, PROBE_FREE);
}

/* A web page that is opened says nothing of mail. */
static void
a_program_at_a_port_that_was_closed_is_no_lift(void **state)
{
	struct ip own = ip_of(own_v4), host = ip_of(V4);
	uint8_t b[KEPT_BYTES];
	size_t n;

	(void)state;
	again_begin();
	net.now_ns += 5 * NS_PER_S;
	n = net_tcp(b, &host, 2096, &own, 40000, 9, 8, SYN | ACK, 55);
	net_frame(b, n);
	net.now_ns += NS_PER_S;
	probe_advance(net.probe, net.now_ns);
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_LOCKED_MAIL);
}

static void
a_lift_is_told_with_its_time_and_replays(void **state)
{
	const struct probe_view *v = probe_view(net.probe);
	int64_t asked_ns;

	(void)state;
	again_begin();
	net.now_ns += 30 * NS_PER_S;
	probe_again(net.probe);
	net_round();
	events_read(net.probe);
	assert_null(event_of(ACTION_LOCKOUT_ENDED));
	net.rules = lifted;
	net.now_ns += 45 * NS_PER_S;
	asked_ns = net.now_ns;
	probe_again(net.probe);
	net_round();
	v = probe_view(net.probe);
	assert_int_equal(v->verdict, PROBE_FREE);
	assert_true(v->lifted_ns >= asked_ns &&
	    v->lifted_ns < asked_ns + NS_PER_S);
	assert_true(v->vain_ns < asked_ns - 30 * NS_PER_S);
	events_read(net.probe);
	assert_int_equal(event_of(ACTION_LOCKOUT_ENDED)->when_ns,
	    v->lifted_ns);
	check_replay();
}

static void
a_program_that_is_answered_is_a_lift_too(void **state)
{
	struct ip own = ip_of(own_v4), host = ip_of(V4);
	uint8_t b[KEPT_BYTES];
	size_t n;

	(void)state;
	again_begin();
	net.now_ns += 5 * NS_PER_S;
	/* Its own SYN says nothing yet. */
	n = net_tcp(b, &own, 40000, &host, 993, 7, 0, SYN, 64);
	net_frame(b, n);
	probe_advance(net.probe, net.now_ns);
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_LOCKED_MAIL);
	n = net_tcp(b, &host, 993, &own, 40000, 9, 8, SYN | ACK, 55);
	net_frame(b, n);
	net.now_ns += NS_PER_S;
	probe_advance(net.probe, net.now_ns);
	assert_int_equal(probe_view(net.probe)->verdict, PROBE_FREE);
	events_read(net.probe);
	assert_non_null(event_of(ACTION_LOCKOUT_ENDED));
	check_replay();
}

/* --- events --- */

static void
each_port_is_told_once_and_in_order(void **state)
{
	const struct probe_view *v = asked(locked, V4, NULL);
	int i;

	(void)state;
	assert_int_equal(n_events, PROBE_PORTS + 2);
	for (i = 0; i < PROBE_PORTS + 1; i++) {
		assert_int_equal(events[i].u.verdict.action,
		    ACTION_PROBE_ANSWERED);
		assert_int_equal(events[i].who.server.port, v->rows[i].port);
		assert_true(events[i].u.verdict.answer.answer !=
		    ANSWER_UNKNOWN);
	}
	events_read(net.probe);
	assert_int_equal(n_events, 0);
}

static void
questions_that_never_left_are_silent_all_the_same(void **state)
{
	static const struct rule r[] = { END(DROPS, 0, NULL, 0) };

	(void)state;
	net_begin(r, PROBE_PORTS, V4, NULL);
	net.keeps_nothing_out = true;
	net_start();
	net_round();
	assert_true(probe_is_over(net.probe));
	assert_false(probe_is_seen(net.probe));
}

int
main(void)
{
	int rc;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_label_is_of_its_key_host_port_and_round),
		cmocka_unit_test(
		    a_key_is_32_hexadecimal_digits_and_nothing_else),
		cmocka_unit_test(
	a_first_round_asks_each_port_once_and_no_more_than_20_a_second),
		cmocka_unit_test(only_silent_ports_are_asked_three_times),
		cmocka_unit_test(
		    beside_a_refusal_silent_ports_are_asked_slowly),
		cmocka_unit_test(only_what_has_the_label_is_an_answer),
		cmocka_unit_test(another_key_reads_nothing_in_the_capture),
		cmocka_unit_test(icmp_says_with_which_code_and_who),
		cmocka_unit_test(again_asks_one_port_by_one_syn),
		cmocka_unit_test(
		    again_never_asks_more_than_six_ports_of_a_host),
		cmocka_unit_test(a_lift_is_told_with_its_time_and_replays),
		cmocka_unit_test(
		    a_port_that_turns_out_closed_is_not_asked_again),
		cmocka_unit_test(
		    a_program_at_a_port_that_was_closed_is_no_lift),
		cmocka_unit_test(a_program_that_is_answered_is_a_lift_too),
		cmocka_unit_test(each_port_is_told_once_and_in_order),
		cmocka_unit_test(
		    questions_that_never_left_are_silent_all_the_same),
	};

	rc = cmocka_run_group_tests(tests, NULL, NULL);
	net_end();
	return (rc);
}
