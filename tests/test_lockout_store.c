/* Lockouts, where the store is full, or their clock is at its beginning. */

#include "openings.h"

#include "judge/forecast.h"
#include "judge/mailhost.h"
#include "judge/window.h"

/* Behind two NATs the router's own address is a private one. */
static void
fails_behind_a_router(struct ledger *l, int n)
{
	struct say s = { .mac = 10, .host = 10, .user = "anna", FAIL };
	struct who w = who_of(&s);

	opens(l, 0, (struct try)TRY(10, 143, OPENING_ANSWERED));
	tell(l, NEWS_NAME, FROM_DHCP, 10, 10, "reception-pc");
	w.client_ttl = 63;
	for (; n > 0; n--, s.at_s += 10)
		login_from(l, &w, &s);
}

static void
where_no_device_can_be_named_it_names_none(void **state)
{
	struct event ev;

	fails_behind_a_router(*state, 5);
	assert_true(ledger_next_alert(*state, &ev));
	assert_int_equal(ev.u.verdict.action, ACTION_CAPTURE_UNFIT);
	assert_false(ev.has_client);
	ev = next(*state, ACTION_LOCKOUT_FORECAST);
	assert_false(ev.has_client);
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 10));
	ev = next(*state, ACTION_LOCKOUT_STARTED);
	assert_false(ev.has_client);
	assert_non_null(strstr(alert_words(&ev), "5 failed logins"));
	assert_null(strstr(alert_words(&ev), "reception-pc"));
	snap_at(*state, 64 * S);
	assert_false(snap->lockouts[0].has_trigger);
	assert_false(ledger_next_alert(*state, &ev));
}

/* Whether a server answers is not seen there. */
static void
where_one_direction_is_seen_no_lockout_is_told(void **state)
{
	struct event ev;

	ledger_counts(*state)->flows_out = 20;
	fails(*state, 5);
	web_answers(*state, 62 * S);
	assert_false(in_silence(*state, 60 * S, 10));
	assert_false(ledger_next_alert(*state, &ev));
	ledger_finish(*state, T0 + 70 * NS_PER_S);
	assert_false(ledger_next_alert(*state, &ev));
}

/* A second device on the link shows that the first was no router. */
static void
a_culprit_kept_back_is_named_when_the_place_is_fit(void **state)
{
	struct say s = { .mac = 10, .host = 10, .user = "anna", .at_s = 90,
	    FAIL };
	struct event ev;

	fails_behind_a_router(*state, 5);
	drain(*state);
	login(*state, (struct say){ .mac = 11, .host = 11, .user = "bert",
	    .at_s = 80, OK });
	login(*state, s);
	assert_true(ledger_next_alert(*state, &ev));
	assert_int_equal(ev.u.verdict.action, ACTION_CULPRIT_NAMED);
	s.at_s = 95;
	login(*state, s);
	assert_false(ledger_next_alert(*state, &ev));
}

/* So many other mail hosts answer. */
static void
others_answer(struct ledger *l, int64_t at_ms, int n)
{
	static int hosts;
	struct opening k;

	memset(&k, 0, sizeof k);
	k.when_ns = k.asked_ns = T0 + at_ms * NS_PER_MS;
	k.who.client.ip = v4(192, 168, 77, 12);
	k.who.server.port = 993;
	k.end = OPENING_ANSWERED;
	for (; n > 0; n--, hosts++) {
		k.who.server.ip = v4(198, 18, (uint8_t)(hosts / 250),
		    (uint8_t)(hosts % 250 + 1));
		ledger_opening(l, &k);
	}
}

static void
locked_and_tried_it_is_not_forgotten(void **state)
{
	struct try t = TRY(11, 143, OPENING_SILENT);
	int i;

	fails(*state, 5);
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 11));
	for (i = 0; i < 20; i++) {
		others_answer(*state, (70 + i) * S, (int)limits.mailhosts / 2);
		opens(*state, (70 + i) * S, t);
	}
	snap_at(*state, 95 * S);
	assert_int_equal(snap->lockouts[0].tries, 24);
}

static void
forgotten_meanwhile_its_end_is_told(void **state)
{
	fails(*state, 5);
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 11));
	drain(*state);
	others_answer(*state, 70 * S, (int)limits.mailhosts * 3);
	assert_true(opens(*state, 900 * S, (struct try)TRY(12, 143,
	    OPENING_ANSWERED)));
	next(*state, ACTION_LOCKOUT_ENDED);
	snap_at(*state, 901 * S);
	assert_int_equal(snap->n_locked, 0);
	assert_int_equal(snap->lockouts[0].until_ns, T0 + 900 * NS_PER_S);
}

/* A router without a clock of its own. */

static void
a_minute_of_1970_counts_once(void **state)
{
	struct window w;

	(void)state;
	memset(&w, 0, sizeof w);
	window_add(&w, NS_PER_S, 1);
	assert_int_equal(window_sum(&w, 2 * NS_PER_S), 1);
}

static void
taken_back_in_1970_it_is_no_risk(void **state)
{
	static struct mailhost site;
	const struct kin k = { 1, { &site } };
	struct side line = { .is_line = true };
	struct forecast f;
	struct event ev;
	int i;

	(void)state;
	memset(&ev, 0, sizeof ev);
	ev.who.client.ip = v4(192, 168, 77, 10);
	ev.u.login.attempt.proto = PROTO_IMAP;
	for (i = 1; i <= 3; i++) {
		ev.u.login.attempt.ended_ns = i * NS_PER_S;
		mailhost_failed(&site, &ev);
	}
	forecast(&k, &line, 5 * NS_PER_S, &f);
	assert_non_null(f.policy);
	for (i = 1; i <= 3; i++) {
		ev.u.login.attempt.ended_ns = i * NS_PER_S;
		mailhost_unfailed(&site, &ev);
	}
	forecast(&k, &line, 5 * NS_PER_S, &f);
	assert_null(f.policy);
	assert_int_equal(site.n_ports, 1);
}

/* A port that is never open is asked by others, for ever. */
static void
those_who_try_a_closed_port_are_not_locked_out(void **state)
{
	uint8_t host;

	fails(*state, 5);
	for (host = 20; host < 26; host++)
		opens(*state, 55 * S, (struct try)TRY(host, 25,
		    OPENING_SILENT));
	web_answers(*state, 62 * S);
	assert_true(in_silence(*state, 60 * S, 11));
	snap_at(*state, 80 * S);
	assert_int_equal(snap->lockouts[0].tries, 4);
	assert_int_equal(snap->lockouts[0].devices, 1);
	assert_true(opens(*state, 90 * S, (struct try)TRY(11, 143,
	    OPENING_ANSWERED)));
	opens(*state, 95 * S, (struct try)TRY(12, 143, OPENING_SILENT));
	snap_at(*state, 96 * S);
	assert_int_equal(snap->servers[0].devices, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(where_no_device_can_be_named_it_names_none),
		T(where_one_direction_is_seen_no_lockout_is_told),
		T(a_culprit_kept_back_is_named_when_the_place_is_fit),
		T(locked_and_tried_it_is_not_forgotten),
		T(forgotten_meanwhile_its_end_is_told),
		T(those_who_try_a_closed_port_are_not_locked_out),
		T(a_minute_of_1970_counts_once),
		T(taken_back_in_1970_it_is_no_risk),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
