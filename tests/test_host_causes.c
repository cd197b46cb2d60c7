/*
 * Which explanation of a mail host wins: facts written by hand, each with the
 * nearest that must not.
 */

#include "openings.h"

#include "data/host_causes.h"
#include "data/providers.h"
#include "judge/host_explain.h"

enum { NOTHING = HOST_CAUSES_COUNT };
#define C(name)		CAUSE_OF_HOST_##name

/* Two programs get no answer for 8 s, right after a locker's last failure;
 * others of the internet answer. */
static struct host_facts
silent(void)
{
	struct host_facts f = { .first_ns = T0, .last_ns = T0 + 8 * NS_PER_S,
	    .now_ns = T0 + 8 * NS_PER_S, .answered_ns = T0 - 3 * NS_PER_S,
	    .failed_ns = T0 - 3 * NS_PER_S, .failures = 5,
	    .reach = REACH_NOW, .tries = 8, .silent = 8, .conns = 2,
	    .clients = 2, .failing_clients = 1, .after_up = 4, .proven = 2,
	    .up_ns = T0 + 2 * NS_PER_S, .others_known = true,
	    .others_answer = true, .is_v4 = true, .is_line = true };

	return (f);
}

/* The same, refused with resets for so long. */
static struct host_facts
reset(int seconds)
{
	struct host_facts f = silent();

	f.silent = f.after_up = f.proven = 0;
	f.reset = f.tries;
	f.both_services = true;
	f.last_ns = f.now_ns = T0 + seconds * NS_PER_S;
	return (f);
}

/* The same, over IPv6, where the one who failed is alone. */
static struct host_facts
silent_v6(void)
{
	struct host_facts f = silent();

	f.is_v4 = f.is_line = false;
	f.clients = f.failing_clients = 1;
	f.neighbour_answered = true;
	f.other_family_known = f.other_family_answers = true;
	return (f);
}

static void
silence_after_a_lockers_last_failure_is_its(void **state)
{
	struct host_facts f = silent();

	(void)state;
	assert_int_equal(explain(&f), C(locked_silent));
	/* One program alone may have its own trouble. */
	f.conns = 1;
	assert_int_equal(explain(&f), NOTHING);
	f.last_ns = f.now_ns = T0 + 11 * NS_PER_S;
	assert_int_equal(explain(&f), C(locked_silent));
}

/* No policy is used up: a host that is gone is as likely. */
static void
silence_when_no_policy_is_used_up_is_nobodys(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.reach = REACH_NONE;
	f.last_ns = f.now_ns = T0 + 60 * NS_PER_S;
	assert_int_equal(explain(&f), NOTHING);
	f.reach = REACH_EARLIER;
	assert_int_equal(explain(&f), NOTHING);
	f.reach = REACH_NEAR;
	assert_int_equal(explain(&f), C(locked_silent));
}

static void
what_a_router_misses_is_gone(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.is_missed = true;
	f.last_ns = f.now_ns = T0 + 12 * NS_PER_S;
	assert_int_equal(explain(&f), C(gone));
}

/* It is up, so it is not gone; and only connections that begin die. */
static void
where_what_runs_goes_on_it_is_a_lock_or_a_limit(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.goes_on = true;
	assert_int_equal(explain(&f), C(locked_silent));
	f.is_lossy = true;
	assert_int_not_equal(explain(&f), C(locked_silent));
	f.reach = REACH_NONE;
	f.last_ns = f.now_ns = T0 + 12 * NS_PER_S;
	assert_int_equal(explain(&f), C(rate_limit));
}

static void
a_line_that_is_down_reaches_nobody(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.others_answer = false;
	f.others_in_vain = true;
	f.last_ns = f.now_ns = T0 + 12 * NS_PER_S;
	assert_int_equal(explain(&f), C(line_down));
	/* Nobody asks others: the line may be down all the same. */
	f.others_in_vain = false;
	f.after_up = f.proven = 0;
	assert_int_equal(explain(&f), NOTHING);
}

static void
a_goodbye_before_the_resets_is_a_service_that_stops(void **state)
{
	struct host_facts f = reset(12);

	(void)state;
	assert_int_equal(explain(&f), C(locked_reset));
	f.goodbye = true;
	assert_int_equal(explain(&f), C(stopped));
	f.goodbye = false;
	f.reach = REACH_NONE;
	assert_int_equal(explain(&f), C(stopped));
}

/* One of them may be started anew. */
static void
resets_of_one_service_are_waited_for(void **state)
{
	struct host_facts f = reset(30);

	(void)state;
	f.both_services = false;
	assert_int_equal(explain(&f), NOTHING);
	f.last_ns = f.now_ns = T0 + 41 * NS_PER_S;
	assert_int_equal(explain(&f), C(locked_reset));
}

static void
one_port_of_a_service_that_is_shut_is_closed(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.sibling_answers = f.other_answers = true;
	f.last_ns = f.now_ns = T0 + 12 * NS_PER_S;
	assert_int_equal(explain(&f), C(port_closed));
	/* A jail shuts all ports of its service. */
	f.sibling_answers = false;
	f.silent = f.tries = f.after_up = f.proven = 20;
	assert_int_equal(explain(&f), C(locked_silent));
}

static void
a_firewalls_no_is_believed_at_once_when_a_policy_is_used_up(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.silent = 0;
	f.rejected = f.tries = f.conns = 1;
	f.last_ns = f.first_ns;
	assert_int_equal(explain(&f), C(locked_rejected));
	f.reach = REACH_NONE;
	assert_int_equal(explain(&f), NOTHING);
	f.rejected = f.tries = 2;
	f.last_ns = T0 + 2 * NS_PER_S;
	assert_int_equal(explain(&f), C(locked_rejected));
	f.failures = 0;
	assert_int_equal(explain(&f), NOTHING);
}

static void
let_in_and_told_nothing_is_a_tarpit(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.silent = f.tries = f.conns = f.clients = 0;
	f.mute = 3;
	f.mute_ns = f.first_ns;
	f.now_ns = f.last_ns = T0 + 11 * NS_PER_S;
	assert_int_equal(explain(&f), C(locked_tarpit));
	/* A greeting takes its time. */
	f.now_ns = T0 + 8 * NS_PER_S;
	assert_int_equal(explain(&f), NOTHING);
	f.now_ns = T0 + 30 * NS_PER_S;
	f.reach = REACH_NONE;
	assert_int_equal(explain(&f), NOTHING);
}

static void
what_is_sent_there_and_lost_is_the_lines_mtu(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.silent = f.tries = f.conns = f.clients = 0;
	f.mute = f.stuck = 3;
	f.stuck_ns = f.mute_ns = f.first_ns;
	f.lets_in = f.goes_on = true;
	f.now_ns = f.last_ns = T0 + 11 * NS_PER_S;
	assert_int_equal(explain(&f), C(mtu));
	f.stuck = 1;
	assert_int_equal(explain(&f), NOTHING);
}

static void
words_that_say_so_are_believed(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.silent = 0;
	f.told = f.tries = 1;
	f.said_locked = true;
	f.reach = REACH_NONE;
	assert_int_equal(explain(&f), C(locked_told));
	f.said_locked = false;
	assert_int_equal(explain(&f), NOTHING);
	f.reach = REACH_NOW;
	f.told = f.tries = 2;
	assert_int_equal(explain(&f), C(locked_told));
	f.said_busy = true;
	assert_int_equal(explain(&f), C(rate_limit));
	f.said_busy = false;
	f.said_trouble = true;
	assert_int_equal(explain(&f), C(said_trouble));
}

static void
over_ipv6_one_address_is_locked_alone(void **state)
{
	struct host_facts f = silent_v6();

	(void)state;
	assert_int_equal(explain(&f), C(locked_silent));
	/* Who did not fail is not locked. */
	f.failing_clients = 0;
	assert_int_equal(explain(&f), NOTHING);
}

static void
silence_for_all_of_one_family_is_a_broken_one(void **state)
{
	struct host_facts f = silent_v6();

	(void)state;
	f.neighbour_answered = f.others_answer = f.others_known = false;
	f.is_prefix = true;
	f.clients = 3;
	f.last_ns = f.now_ns = T0 + 12 * NS_PER_S;
	assert_int_equal(explain(&f), C(family_broken));
	/* The failing one alone, and its neighbours do not ask: later. */
	f.is_prefix = false;
	f.clients = 1;
	assert_int_equal(explain(&f), NOTHING);
	f.last_ns = f.now_ns = T0 + 31 * NS_PER_S;
	assert_int_equal(explain(&f), C(locked_silent));
}

/* All of it may be locked, where IPv6 goes on elsewhere and the host is there
 * for IPv4; not by a rare locker, which takes addresses one by one. */
static void
a_prefix_is_locked_by_a_common_locker(void **state)
{
	struct host_facts f = silent_v6();

	(void)state;
	f.neighbour_answered = false;
	f.is_prefix = true;
	f.clients = 3;
	f.last_ns = f.now_ns = T0 + 31 * NS_PER_S;
	assert_int_equal(explain(&f), C(locked_silent));
	f.reach = REACH_RARE;
	assert_int_equal(explain(&f), NOTHING);
}

/* An office that has IPv6 alone is one client, as behind NAT. */
static void
a_prefix_that_nobody_leaves_by_ipv4_is_locked_like_a_line(void **state)
{
	struct host_facts f = silent_v6();

	(void)state;
	f.neighbour_answered = false;
	f.other_family_known = f.other_family_answers = false;
	f.is_prefix = true;
	f.clients = 3;
	f.reach = REACH_NEAR;
	f.last_ns = f.now_ns = T0 + 31 * NS_PER_S;
	assert_int_equal(explain(&f), C(locked_silent));
	/* The line's IPv6 may be gone. */
	f.others_answer = false;
	assert_int_equal(explain(&f), NOTHING);
	f.others_answer = true;
	f.other_family_known = true;
	assert_int_equal(explain(&f), NOTHING);
}

static void
resets_of_both_services_for_minutes_are_a_firewalls(void **state)
{
	struct host_facts f = reset(301), g;

	(void)state;
	f.reach = REACH_EARLIER;
	assert_int_equal(explain(&f), C(locked_reset));
	g = f;
	g.last_ns = g.now_ns = T0 + 299 * NS_PER_S;
	assert_int_not_equal(explain(&g), C(locked_reset));
	g = f;
	g.goodbye = true;
	assert_int_equal(explain(&g), C(stopped));
	g = f;
	g.both_services = false;
	assert_int_not_equal(explain(&g), C(locked_reset));
	g = f;
	g.failures = 4;
	assert_int_not_equal(explain(&g), C(locked_reset));
}

static void
a_name_with_a_new_address_has_moved(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.new_kin_answers = f.kin_answers = true;
	f.last_ns = f.now_ns = T0 + 12 * NS_PER_S;
	assert_int_equal(explain(&f), C(moved));
	/* A second address of a name that was there before tells less. */
	f.new_kin_answers = false;
	assert_int_equal(explain(&f), C(locked_silent));
}

static void
a_server_here_needs_more(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.is_private = true;
	f.other_answers = true;
	assert_int_equal(explain(&f), NOTHING);
}

static void
answered_for_long_after_the_last_failure_it_is_no_lock(void **state)
{
	struct host_facts f = silent();

	(void)state;
	f.failed_ns = f.answered_ns - 91 * NS_PER_S;
	f.last_ns = f.now_ns = T0 + 60 * NS_PER_S;
	assert_int_equal(explain(&f), NOTHING);
}

static void
every_row_says_what_it_expects_and_why(void **state)
{
	enum host_cause c, o;

	(void)state;
	for (c = 0; c < HOST_CAUSES_COUNT; c++) {
		const struct host_cause_row *r = host_cause(c);

		assert_true(strlen(r->name) > 2 && strlen(r->expects) > 10);
		assert_true(strlen(r->source) > 4);
		assert_true((r->kind == LOCK_UNKNOWN) ==
		    (r->trouble != TROUBLE_UNKNOWN));
		for (o = 0; r->kind != LOCK_UNKNOWN && o < c; o++)
			assert_false(host_cause(o)->kind == r->kind &&
			    host_cause(o)->how == r->how);
	}
}

static void
a_provider_is_known_by_its_domain(void **state)
{
	(void)state;
	assert_non_null(provider_of("imap.gmail.com"));
	assert_non_null(provider_of("SMTP.Office365.com."));
	assert_non_null(provider_of("p42-imap.mail.me.com"));
	assert_null(provider_of("mail.notgmail.com"));
	assert_null(provider_of("gmail.com.example.test"));
	assert_null(provider_of(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(silence_after_a_lockers_last_failure_is_its),
		T(silence_when_no_policy_is_used_up_is_nobodys),
		T(what_a_router_misses_is_gone),
		T(where_what_runs_goes_on_it_is_a_lock_or_a_limit),
		T(a_line_that_is_down_reaches_nobody),
		T(a_goodbye_before_the_resets_is_a_service_that_stops),
		T(resets_of_one_service_are_waited_for),
		T(one_port_of_a_service_that_is_shut_is_closed),
		T(a_firewalls_no_is_believed_at_once_when_a_policy_is_used_up),
		T(let_in_and_told_nothing_is_a_tarpit),
		T(what_is_sent_there_and_lost_is_the_lines_mtu),
		T(words_that_say_so_are_believed),
		T(over_ipv6_one_address_is_locked_alone),
		T(silence_for_all_of_one_family_is_a_broken_one),
		T(a_prefix_is_locked_by_a_common_locker),
		T(a_prefix_that_nobody_leaves_by_ipv4_is_locked_like_a_line),
		T(resets_of_both_services_for_minutes_are_a_firewalls),
		T(a_name_with_a_new_address_has_moved),
		T(a_server_here_needs_more),
		T(answered_for_long_after_the_last_failure_it_is_no_lock),
		T(every_row_says_what_it_expects_and_why),
		T(a_provider_is_known_by_its_domain),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
