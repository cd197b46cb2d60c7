/*
 * Who may be asked what: each row is one question, and one thing about it.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <arpa/inet.h>

#include "data/question.h"

static struct ip
ip(const char *text)
{
	uint8_t b[16];

	if (inet_pton(AF_INET, text, b) == 1)
		return (ip_v4(b));
	assert_int_equal(inet_pton(AF_INET6, text, b), 1);
	return (ip_v6(b));
}

static void
own_add(struct question_bounds *b, const char *text, uint32_t bits,
    bool is_here)
{
	b->own[b->n_own++] = (struct question_own){ { ip(text), bits },
	    is_here };
}

/* A gateway: br-lan here, another network behind another interface. */
static struct question_bounds
bounds(void)
{
	struct question_bounds b;

	memset(&b, 0, sizeof b);
	b.per_s = 100;
	own_add(&b, "192.168.1.1", 120, true);
	own_add(&b, "fe80::1", 64, true);
	own_add(&b, "2001:db8:1::1", 64, true);
	own_add(&b, "10.8.0.2", 120, false);
	own_add(&b, "203.0.113.7", 120, false);
	b.prefixes[b.n_prefixes++] = (struct question_prefix){
	    ip("192.168.1.0"), 120 };
	b.prefixes[b.n_prefixes++] = (struct question_prefix){
	    ip("fe80::"), 64 };
	b.targets[b.n_targets++] = (struct question_target){
	    ip("198.51.100.5"), ip("203.0.113.7") };
	b.targets[b.n_targets++] = (struct question_target){
	    ip("2001:db8:9::5"), ip("2001:db8:1::1") };
	b.usual_v4 = ip("203.0.113.7");
	return (b);
}

static struct question
syn(const char *from, const char *to, uint16_t port)
{
	return ((struct question){ QUESTION_SYN, ip(from), ip(to), 40000,
	    port, 1 });
}

static bool
is_allowed(const struct question *q)
{
	const struct question_bounds b = bounds();

	return (question_is_allowed(q, &b));
}

static void
a_named_host_is_asked_at_each_port_of_the_list(void **state)
{
	static const uint16_t listed[] = { 25, 110, 143, 465, 587, 993, 995,
	    2525, 4190, 443, 2083, 2087, 2096 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof listed / sizeof listed[0]; i++) {
		struct question q = syn("203.0.113.7", "198.51.100.5",
		    listed[i]);

		assert_true(is_allowed(&q));
	}
}

static void
no_other_port_is_ever_asked(void **state)
{
	unsigned port, n = 0;

	(void)state;
	for (port = 0; port <= UINT16_MAX; port++) {
		struct question q = syn("203.0.113.7", "198.51.100.5",
		    (uint16_t)port);

		n += is_allowed(&q);
	}
	assert_int_equal(n, 13);
}

static void
nobody_else_is_asked(void **state)
{
	static const char *const others[] = { "198.51.100.4", "198.51.100.6",
	    "8.8.8.8", "192.168.1.20", "10.1.1.1", "224.0.0.1",
	    "255.255.255.255", "0.0.0.0", "127.0.0.1" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof others / sizeof others[0]; i++) {
		struct question q = syn("203.0.113.7", others[i], 993);

		assert_false(is_allowed(&q));
	}
}

static void
private_ones_are_asked_where_that_is_allowed(void **state)
{
	struct question_bounds b = bounds();
	struct question q = syn("192.168.1.1", "192.168.1.20", 993);
	struct question far = syn("203.0.113.7", "198.51.100.6", 993);
	struct question group = syn("192.168.1.1", "224.0.0.1", 993);

	(void)state;
	b.allows_private = 1;
	assert_true(question_is_allowed(&q, &b));
	assert_false(question_is_allowed(&far, &b));
	assert_false(question_is_allowed(&group, &b));
	q.to = ip("10.200.0.9");
	assert_true(question_is_allowed(&q, &b));
}

static void
no_address_but_our_own_asks(void **state)
{
	struct question q = syn("203.0.113.8", "198.51.100.5", 993);
	struct question family = syn("2001:db8:1::1", "198.51.100.5", 993);
	struct question low = syn("203.0.113.7", "198.51.100.5", 993);

	(void)state;
	assert_false(is_allowed(&q));
	assert_false(is_allowed(&family));
	low.from_port = 1023;
	assert_false(is_allowed(&low));
}

static struct question
link_question(enum question_kind kind, const char *from, const char *to)
{
	return ((struct question){ kind, ip(from), ip(to), 1, 0, 1 });
}

static void
neighbours_are_asked_on_the_link_alone(void **state)
{
	const struct {
		enum question_kind kind;
		const char *from, *to;
		bool is_allowed;
	} rows[] = {
		{ QUESTION_ARP, "192.168.1.1", "192.168.1.254", true },
		{ QUESTION_ARP, "192.168.1.1", "192.168.2.1", false },
		{ QUESTION_ARP, "10.8.0.2", "192.168.1.254", false },
		{ QUESTION_ARP, "192.168.1.1", "224.0.0.1", false },
		{ QUESTION_ARP, "fe80::1", "fe80::2", false },
		{ QUESTION_NEIGHBOUR, "fe80::1", "fe80::2", true },
		{ QUESTION_NEIGHBOUR, "fe80::1", "2001:db8:1::2", false },
		{ QUESTION_NEIGHBOUR, "fe80::1", "ff02::1", false },
		{ QUESTION_NEIGHBOUR, "192.168.1.1", "192.168.1.2", false },
		{ QUESTION_ALL_NODES, "fe80::1", "ff02::1", true },
		{ QUESTION_ALL_NODES, "fe80::1", "ff02::2", false },
		{ QUESTION_ALL_NODES, "fe80::1", "fe80::2", false },
		{ QUESTION_UNKNOWN, "192.168.1.1", "192.168.1.254", false },
		{ QUESTION_COUNT, "192.168.1.1", "192.168.1.254", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct question q = link_question(rows[i].kind, rows[i].from,
		    rows[i].to);

		if (is_allowed(&q) != rows[i].is_allowed)
			fail_msg("row %zu: %s to %s", i, rows[i].from,
			    rows[i].to);
	}
}

static void
the_right_address_of_ours_asks(void **state)
{
	static const struct { const char *to, *from; } rows[] = {
		{ "198.51.100.5", "203.0.113.7" },	/* its own route */
		{ "2001:db8:9::5", "2001:db8:1::1" },
		{ "192.168.1.9", "192.168.1.1" },	/* on the link */
		{ "10.8.0.77", "10.8.0.2" },
		{ "172.16.0.1", "203.0.113.7" },	/* the default route */
		{ "fe80::77", "fe80::1" },
		{ "ff02::1", "fe80::1" },
		{ "2001:db8:1::77", "2001:db8:1::1" },
	};
	const struct question_bounds b = bounds();
	struct ip from;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct ip to = ip(rows[i].to), is = ip(rows[i].from);

		assert_true(question_from(&b, &to, &from));
		if (!ip_equals(&from, &is))
			fail_msg("not %s to %s", rows[i].from, rows[i].to);
	}
	const struct ip nowhere = ip("2001:db8:77::1");

	assert_false(question_from(&b, &nowhere, &from));
}

static void
a_prefix_ends_within_a_byte(void **state)
{
	const struct question_prefix p = { ip("192.0.2.64"), 96 + 26 };
	const struct ip in = ip("192.0.2.127"), out = ip("192.0.2.128"),
	    below = ip("192.0.2.63");
	const struct question_prefix all = { ip("::"), 0 };
	const struct question_prefix one = { ip("192.0.2.127"), 128 };

	(void)state;
	assert_true(question_prefix_holds(&p, &in));
	assert_false(question_prefix_holds(&p, &out));
	assert_false(question_prefix_holds(&p, &below));
	assert_true(question_prefix_holds(&all, &out));
	assert_true(question_prefix_holds(&one, &in));
	assert_false(question_prefix_holds(&one, &out));
}

static void
bounds_that_lie_of_their_sizes_are_not_sound(void **state)
{
	struct question_bounds b = bounds();

	(void)state;
	assert_true(question_bounds_are_sound(&b));
	b.n_targets = QUESTION_TARGETS + 1;
	assert_false(question_bounds_are_sound(&b));
	b = bounds();
	b.n_own = QUESTION_OWN + 1;
	assert_false(question_bounds_are_sound(&b));
	b = bounds();
	b.prefixes[0].bits = 129;
	assert_false(question_bounds_are_sound(&b));
	b = bounds();
	b.per_s = 0;
	assert_false(question_bounds_are_sound(&b));
	b.per_s = QUESTION_PER_S + 1;
	assert_false(question_bounds_are_sound(&b));
}

static void
syns_have_a_slower_pace(void **state)
{
	struct question_bounds b = bounds();
	const struct question s = syn("203.0.113.7", "198.51.100.5", 993);
	const struct question arp = link_question(QUESTION_ARP, "192.168.1.1",
	    "192.168.1.2");

	(void)state;
	assert_int_equal(question_gap_ns(&s, &b), 50000000);
	assert_int_equal(question_gap_ns(&arp, &b), 10000000);
	b.per_s = 2;
	assert_int_equal(question_gap_ns(&s, &b), 500000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_named_host_is_asked_at_each_port_of_the_list),
		cmocka_unit_test(no_other_port_is_ever_asked),
		cmocka_unit_test(nobody_else_is_asked),
		cmocka_unit_test(private_ones_are_asked_where_that_is_allowed),
		cmocka_unit_test(no_address_but_our_own_asks),
		cmocka_unit_test(neighbours_are_asked_on_the_link_alone),
		cmocka_unit_test(the_right_address_of_ours_asks),
		cmocka_unit_test(a_prefix_ends_within_a_byte),
		cmocka_unit_test(bounds_that_lie_of_their_sizes_are_not_sound),
		cmocka_unit_test(syns_have_a_slower_pace),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
