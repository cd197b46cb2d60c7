/*
 * The engine fed with frames written by hand: connections that live long,
 * that are seen twice, and that come again.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/when.h"
#include "engine/engine.h"
#include "frames.h"

enum { CLIENT, SERVER };

static const uint8_t lan[4] = { 192, 168, 77, 5 };
static const uint8_t wan[4] = { 198, 51, 100, 23 };
/* A router's own address may be one of these, or its provider's (RFC 6598). */
static const uint8_t wans[][4] = { { 198, 51, 100, 23 }, { 192, 168, 1, 2 },
    { 10, 64, 3, 2 }, { 100, 64, 3, 2 } };

/* A connection as its packets go on; both[1] is its copy behind the NAT. */
struct wire {
	struct engine *e;
	int64_t now_ns;
	uint32_t seq[2];
	int n_copies;
	const uint8_t *both[2];
	uint16_t port;			/* of the server */
	const uint8_t *servers[2];	/* NULL: 203.0.113.42 */
	bool has_one_ttl;		/* the router leaves it alone */
	int n_hops;			/* before the client's packets come */
	int n_failed, n_logins, n_named, n_unfit;
	int64_t told_ns;		/* of the last failure */
	uint8_t who[4];			/* of the last failure */
	struct event lockout;		/* that it began */
};

static void
take(struct wire *w)
{
	struct event ev;

	while (engine_next_event(w->e, &ev)) {
		if (ev.kind == EVENT_VERDICT) {
			w->n_named +=
			    ev.u.verdict.action == ACTION_CULPRIT_NAMED;
			w->n_unfit +=
			    ev.u.verdict.action == ACTION_CAPTURE_UNFIT;
			if (ev.u.verdict.action == ACTION_LOCKOUT_STARTED)
				w->lockout = ev;
		}
		if (ev.kind != EVENT_LOGIN)
			continue;
		w->n_logins++;
		if (ev.u.login.attempt.outcome != OUTCOME_FAILED)
			continue;
		w->n_failed++;
		w->told_ns = ev.when_ns;
		memcpy(w->who, ev.who.client.ip.b + 12, 4);
	}
}

static void
say(struct wire *w, int from, uint8_t flags, const char *text)
{
	size_t n = strlen(text);
	int k;

	for (k = 0; k < w->n_copies; k++) {
		/* What the client sends passes the LAN first. */
		int i = from == CLIENT ? k : w->n_copies - 1 - k;
		struct end server = { { 203, 0, 113, 42 }, w->port, 9 };
		struct end client = { { 0 }, 4000, (uint8_t)(2 + i) };
		uint8_t f[256];
		struct frame frame = { w->now_ns + k * 100 * NS_PER_US, ETHERNET,
		    (uint32_t)(FRAME_HEAD + n), { f, FRAME_HEAD + n } };

		memcpy(client.ip, w->both[i], 4);
		if (w->servers[i] != NULL)
			memcpy(server.ip, w->servers[i], 4);
		if (from == CLIENT)
			frame_head(f, &client, &server, w->seq[CLIENT],
			    w->seq[SERVER], flags, n);
		else
			frame_head(f, &server, &client, w->seq[SERVER],
			    w->seq[CLIENT], flags, n);
		f[22] = w->has_one_ttl ? 64 : (uint8_t)(64 - k);
		if (from == CLIENT)
			f[22] = (uint8_t)(f[22] - w->n_hops);
		memcpy(f + FRAME_HEAD, text, n);
		engine_frame(w->e, &frame);
		take(w);
	}
	w->seq[from] += (uint32_t)n + ((flags & (SYN | FIN)) != 0);
	w->now_ns += NS_PER_MS;
}

static void
greet(struct wire *w)
{
	w->seq[CLIENT] = 1000;
	w->seq[SERVER] = 2000;
	say(w, CLIENT, SYN, "");
	say(w, SERVER, SYN | ACK, "");
	say(w, SERVER, ACK, "* OK ready\r\n");
}

static void
fail_and_close(struct wire *w)
{
	say(w, CLIENT, ACK, "a LOGIN anna wrong\r\n");
	say(w, SERVER, ACK, "a NO [AUTHENTICATIONFAILED] no\r\n");
	say(w, CLIENT, FIN | ACK, "");
	say(w, SERVER, FIN | ACK, "");
}

static struct wire
begin(int n_copies)
{
	struct engine_setup setup = { .memory_bytes = 0, .key = { 5 } };
	struct wire w = { .now_ns = INT64_C(1795000000) * NS_PER_S,
	    .n_copies = n_copies, .both = { lan, wan }, .port = 143 };

	w.e = engine_new(&setup);
	assert_non_null(w.e);
	return (w);
}

/* Its copy after the NAT must stay known for as long as it lives. */
static void
a_long_connection_seen_twice_is_one(void **state)
{
	struct wire w = begin(2);
	int minute;

	(void)state;
	greet(&w);
	for (minute = 0; minute < 20; minute++) {
		w.now_ns += 60 * NS_PER_S;
		say(&w, CLIENT, ACK, "n NOOP\r\n");
		say(&w, SERVER, ACK, "n OK\r\n");
	}
	fail_and_close(&w);
	assert_int_equal(w.n_failed, 1);
	assert_memory_equal(w.who, lan, 4);
	engine_free(w.e);
}

static void
fail_twice_seen(const uint8_t *behind, bool has_syn, bool has_one_ttl)
{
	struct wire w = begin(2);
	struct snapshot *snap = calloc(1, sizeof *snap);

	assert_non_null(snap);
	w.both[1] = behind;
	w.has_one_ttl = has_one_ttl;
	if (has_syn) {
		greet(&w);
	} else {
		w.seq[CLIENT] = 1001;
		w.seq[SERVER] = 2001;
		say(&w, CLIENT, ACK, "n NOOP\r\n");
		say(&w, SERVER, ACK, "n OK\r\n");
	}
	fail_and_close(&w);
	assert_int_equal(w.n_failed, 1);
	assert_memory_equal(w.who, lan, 4);
	engine_snapshot(w.e, snap);
	assert_int_equal(snap->n_devices_seen, 1);
	assert_int_equal(snap->sessions, 1);
	engine_free(w.e);
	free(snap);
}

/* The server greets first, so the copy behind the NAT is heard first. */
static void
of_two_copies_the_lan_side_is_kept(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wans / sizeof wans[0]; i++) {
		fail_twice_seen(wans[i], true, false);
		fail_twice_seen(wans[i], true, true);
		fail_twice_seen(wans[i], false, false);
		fail_twice_seen(wans[i], false, true);
	}
}

/* A device calls the office's own public address, which the router forwards to
 * a server inside, in its own name. */
static void
a_hairpin_counts_once_and_for_the_device(void **state)
{
	static const uint8_t router[4] = { 192, 168, 77, 1 };
	static const uint8_t inside[4] = { 192, 168, 77, 10 };
	static const uint8_t *const names[] = { router, wan };
	struct wire w;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		w = begin(2);
		w.both[1] = names[i];
		w.servers[1] = inside;
		greet(&w);
		fail_and_close(&w);
		assert_int_equal(w.n_failed, 1);
		assert_memory_equal(w.who, lan, 4);
		engine_free(w.e);
	}
}

/* The same numbers at two servers of the internet are two connections. */
static void
two_public_servers_are_no_hairpin(void **state)
{
	static const uint8_t other[4] = { 203, 0, 113, 77 };
	struct wire w = begin(2);

	(void)state;
	w.servers[1] = other;
	greet(&w);
	fail_and_close(&w);
	assert_int_equal(w.n_failed, 2);
	engine_free(w.e);
}

/* From the internet through a forwarded port: no device of here. */
static void
a_forwarded_port_seen_twice_is_of_the_internet_once(void **state)
{
	static const uint8_t inside[4] = { 192, 168, 77, 10 };
	struct wire w = begin(2);
	struct snapshot *snap = calloc(1, sizeof *snap);

	(void)state;
	assert_non_null(snap);
	w.both[0] = w.both[1] = wan;
	w.servers[1] = inside;
	w.n_hops = 12;
	greet(&w);
	fail_and_close(&w);
	assert_int_equal(w.n_failed, 1);
	engine_snapshot(w.e, snap);
	assert_int_equal(snap->n_devices, 1);
	assert_true(snap->devices[0].is_afar);
	assert_int_not_equal(snap->devices[0].rating, RATING_CULPRIT);
	engine_free(w.e);
	free(snap);
}

/* The server's packets have passed no router: it is one of this site. */
static void
a_client_from_afar_is_no_device_here(void **state)
{
	struct wire w = begin(1);
	struct snapshot *snap = calloc(1, sizeof *snap);

	(void)state;
	assert_non_null(snap);
	w.both[0] = wan;
	w.n_hops = 12;
	greet(&w);
	fail_and_close(&w);
	engine_snapshot(w.e, snap);
	assert_int_equal(snap->n_devices, 1);
	assert_true(snap->devices[0].is_afar);
	assert_int_not_equal(snap->devices[0].rating, RATING_CULPRIT);
	engine_free(w.e);
	free(snap);
}

/* After a login nothing is listened to, a second one behind it included. */
static void
a_connection_that_got_in_is_left_alone(void **state)
{
	struct wire w = begin(1);
	int minute;

	(void)state;
	greet(&w);
	say(&w, CLIENT, ACK, "a LOGIN anna right\r\n");
	say(&w, SERVER, ACK, "a OK Logged in\r\n");
	for (minute = 0; minute < 90; minute += 29) {
		w.now_ns += 29 * 60 * NS_PER_S;
		say(&w, CLIENT, ACK, "n LOGIN anna wrong\r\n");
		say(&w, SERVER, ACK, "n NO [AUTHENTICATIONFAILED] no\r\n");
	}
	assert_int_equal(w.n_logins, 1);
	assert_int_equal(w.n_failed, 0);
	engine_free(w.e);
}

/* Late copies are known; the same numbers ten minutes on are another. */
static void
the_same_ports_again_are_a_new_connection(void **state)
{
	struct wire w = begin(1);

	(void)state;
	greet(&w);
	fail_and_close(&w);
	greet(&w);
	fail_and_close(&w);
	assert_int_equal(w.n_failed, 1);
	w.now_ns += 600 * NS_PER_S;
	greet(&w);
	fail_and_close(&w);
	assert_int_equal(w.n_failed, 2);
	engine_free(w.e);
}

static void
fail_later(struct wire *w)
{
	w->now_ns += 600 * NS_PER_S;
	greet(w);
	fail_and_close(w);
}

/* One client, a router away: it may be that router, for all of a site. */
static struct wire
begin_unfit(void)
{
	struct wire w = begin(1);
	int i;

	w.n_hops = 1;
	for (i = 0; i < 3; i++)
		fail_later(&w);
	assert_int_equal(w.n_failed, 3);
	assert_int_equal(w.n_named, 0);
	return (w);
}

static void
a_place_that_names_nobody_says_so_instead(void **state)
{
	struct wire w = begin_unfit();

	(void)state;
	assert_int_equal(w.n_unfit, 1);
	fail_later(&w);
	while (engine_finish(w.e))
		take(&w);
	take(&w);
	assert_int_equal(w.n_unfit, 1);
	engine_free(w.e);
}

static void
a_lockout_is_told_there_without_a_name(void **state)
{
	struct wire w = begin_unfit();
	int i;

	(void)state;
	w.now_ns += 600 * NS_PER_S;
	for (i = 0; i < 20; i++) {
		w.seq[CLIENT] = 7000;
		say(&w, CLIENT, SYN, "");
		w.now_ns += NS_PER_S;
	}
	assert_int_equal(w.lockout.u.verdict.action, ACTION_LOCKOUT_STARTED);
	assert_false(w.lockout.has_client);
	assert_int_equal(w.lockout.u.verdict.trigger_failures, 0);
	engine_free(w.e);
}

/* A second device shows that the first was no router. */
static void
a_culprit_kept_back_is_named_when_it_can_be(void **state)
{
	static const uint8_t second[4] = { 192, 168, 77, 6 };
	struct wire w = begin_unfit();

	(void)state;
	w.both[0] = second;
	fail_later(&w);
	assert_int_equal(w.n_named, 0);
	w.both[0] = lan;
	fail_later(&w);
	assert_int_equal(w.n_named, 1);
	fail_later(&w);
	assert_int_equal(w.n_named, 1);
	engine_free(w.e);
}

/* Live, it is known how late it is before anything was seen. */
static void
time_passes_before_the_first_frame(void **state)
{
	struct wire w = begin(1);
	struct snapshot *snap = calloc(1, sizeof *snap);

	(void)state;
	assert_non_null(snap);
	engine_advance(w.e, w.now_ns + NS_PER_S);
	engine_snapshot(w.e, snap);
	assert_int_equal(snap->as_of_ns, w.now_ns + NS_PER_S);
	greet(&w);
	engine_snapshot(w.e, snap);
	assert_int_equal(snap->as_of_ns, w.now_ns - NS_PER_MS);
	assert_int_equal(snap->capture.late, 0);
	free(snap);
	engine_free(w.e);
}

/* A scan that looks as if it were a mail server's. */
static void
what_a_mail_port_asks_for_is_no_mail_server(void **state)
{
	struct wire w = begin(1);
	const struct end from = { { 192, 168, 77, 5 }, 993, 2 };
	const struct end to = { { 203, 0, 113, 42 }, 50123, 9 };
	struct snapshot *snap = calloc(1, sizeof *snap);
	uint8_t f[FRAME_HEAD];
	int i;

	(void)state;
	assert_non_null(snap);
	frame_head(f, &from, &to, 1000, 0, SYN, 0);
	for (i = 0; i < 5; i++) {
		struct frame frame = { w.now_ns + i * NS_PER_S, ETHERNET,
		    sizeof f, { f, sizeof f } };

		engine_frame(w.e, &frame);
	}
	engine_snapshot(w.e, snap);
	assert_int_equal(snap->n_servers, 0);
	free(snap);
	engine_free(w.e);
}

/* A program that is let in, sends a message and logs in again. */
static void
a_second_login_of_one_connection_is_read(void **state)
{
	struct wire w = begin(1);
	struct snapshot *snap = calloc(1, sizeof *snap);

	(void)state;
	assert_non_null(snap);
	w.port = 587;
	w.seq[CLIENT] = 1000;
	w.seq[SERVER] = 2000;
	say(&w, CLIENT, SYN, "");
	say(&w, SERVER, SYN | ACK, "");
	say(&w, SERVER, ACK, "220 mail ESMTP\r\n");
	say(&w, CLIENT, ACK, "EHLO x\r\n");
	say(&w, SERVER, ACK, "250 AUTH PLAIN\r\n");
	say(&w, CLIENT, ACK, "AUTH PLAIN AGFubmEAeA==\r\n");
	say(&w, SERVER, ACK, "235 2.7.0 good\r\n");
	assert_int_equal(w.n_logins, 1);
	say(&w, CLIENT, ACK, "DATA\r\n");
	say(&w, SERVER, ACK, "354 go\r\n");
	/* A line of the message, at the beginning of a packet. */
	say(&w, CLIENT, ACK, "AUTH PLAIN AGJlcnQAeQ==\r\n");
	say(&w, CLIENT, ACK, "535 5.7.8 refused\r\n.\r\n");
	say(&w, SERVER, ACK, "250 2.0.0 queued\r\n");
	assert_int_equal(w.n_logins, 1);
	say(&w, CLIENT, ACK, "AUTH PLAIN AGFubmEAeQ==\r\n");
	say(&w, SERVER, ACK, "535 5.7.8 refused\r\n");
	assert_int_equal(w.n_logins, 2);
	assert_int_equal(w.n_failed, 1);
	engine_snapshot(w.e, snap);
	assert_int_equal(snap->sessions, 1);
	engine_check(w.e);
	free(snap);
	engine_free(w.e);
}

/* 0 stands for none: of such a login the judge would think it never was. */
static void
a_clock_that_stands_at_0_has_moments(void **state)
{
	static const char *const said[] = { "* OK ready\r\n",
	    "a LOGIN anna wrong\r\n", "a NO [AUTHENTICATIONFAILED] no\r\n" };
	struct wire w = begin(1);
	int i;

	(void)state;
	w.seq[CLIENT] = 1000;
	w.seq[SERVER] = 2000;
	for (i = 0; i < 3; i++) {
		w.now_ns = 0;
		say(&w, i == 1 ? CLIENT : SERVER, ACK, said[i]);
	}
	assert_int_equal(w.n_failed, 1);
	assert_true(w.told_ns > 0);
	engine_free(w.e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_connection_seen_twice_is_one),
		cmocka_unit_test(of_two_copies_the_lan_side_is_kept),
		cmocka_unit_test(a_hairpin_counts_once_and_for_the_device),
		cmocka_unit_test(two_public_servers_are_no_hairpin),
		cmocka_unit_test(
		    a_forwarded_port_seen_twice_is_of_the_internet_once),
		cmocka_unit_test(a_client_from_afar_is_no_device_here),
		cmocka_unit_test(a_connection_that_got_in_is_left_alone),
		cmocka_unit_test(the_same_ports_again_are_a_new_connection),
		cmocka_unit_test(a_place_that_names_nobody_says_so_instead),
		cmocka_unit_test(a_lockout_is_told_there_without_a_name),
		cmocka_unit_test(a_culprit_kept_back_is_named_when_it_can_be),
		cmocka_unit_test(time_passes_before_the_first_frame),
		cmocka_unit_test(what_a_mail_port_asks_for_is_no_mail_server),
		cmocka_unit_test(a_second_login_of_one_connection_is_read),
		cmocka_unit_test(a_clock_that_stands_at_0_has_moments),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
