/* Whom a sweep asks, in which order, and whom not (engine/sweep.c). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <arpa/inet.h>

#include "engine/sweep.h"

static struct question_bounds bounds;
static struct sweep sweep;
static struct census census;

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
own_add(const char *text, uint32_t bits)
{
	bounds.own[bounds.n_own++] = (struct question_own){ { ip(text),
	    bits }, 1 };
	bounds.prefixes[bounds.n_prefixes++] = (struct question_prefix){
	    ip(text), bits };
}

static void
begin(const char *v4, uint32_t bits)
{
	memset(&bounds, 0, sizeof bounds);
	memset(&census, 0, sizeof census);
	bounds.per_s = 100;
	own_add(v4, bits);
	own_add("fe80::1", 64);
	sweep_init(&sweep, &bounds);
}

static void
heard(const char *address, uint8_t mac)
{
	struct census_device *d = &census.devices[census.n++];

	d->mac.b[0] = 2;
	d->mac.b[5] = mac;
	d->ips[d->n_ips++] = ip(address);
}

/* How many of a kind a round asks; each of them may be asked. */
static unsigned
count(enum question_kind kind)
{
	struct question q;
	unsigned n = 0;

	while (sweep_next(&sweep, &q)) {
		assert_true(question_is_allowed(&q, &bounds));
		n += q.kind == (uint32_t)kind;
	}
	return (n);
}

static bool
is_asked(const char *address)
{
	const struct ip a = ip(address);
	struct question q;
	bool is = false;

	while (sweep_next(&sweep, &q))
		is |= ip_equals(&q.to, &a);
	return (is);
}

static void
all_of_the_network_but_its_ends_and_us(void **state)
{
	(void)state;
	begin("192.168.1.1", 120);
	assert_int_equal(count(QUESTION_ARP), 253);
	begin("192.168.1.1", 120);
	assert_true(is_asked("192.168.1.254"));
	begin("192.168.1.1", 120);
	assert_false(is_asked("192.168.1.0"));
	begin("192.168.1.1", 120);
	assert_false(is_asked("192.168.1.255"));
	begin("192.168.1.1", 120);
	assert_false(is_asked("192.168.1.1"));
}

static void
the_size_is_a_22_at_most(void **state)
{
	(void)state;
	begin("10.0.4.1", 118);
	assert_int_equal(count(QUESTION_ARP), 1021);
	assert_null(sweep_too_large(&sweep, 0));
	begin("10.0.4.1", 117);
	assert_int_equal(count(QUESTION_ARP), 0);
	assert_non_null(sweep_too_large(&sweep, 0));
	assert_null(sweep_too_large(&sweep, 1));
}

static void
small_networks_have_no_ends(void **state)
{
	(void)state;
	begin("192.0.2.4", 127);
	assert_int_equal(count(QUESTION_ARP), 1);
	begin("192.0.2.4", 128);
	assert_int_equal(count(QUESTION_ARP), 0);
	begin("192.0.2.5", 126);
	assert_int_equal(count(QUESTION_ARP), 1);
}

static void
the_echo_comes_first(void **state)
{
	struct question q;

	(void)state;
	begin("192.168.1.1", 120);
	assert_true(sweep_next(&sweep, &q));
	assert_int_equal(q.kind, QUESTION_ALL_NODES);
	assert_int_equal(count(QUESTION_ALL_NODES), 0);
}

static void
only_the_silent_are_asked_again(void **state)
{
	(void)state;
	begin("192.168.1.1", 120);
	count(QUESTION_ARP);
	heard("192.168.1.9", 9);
	heard("192.168.1.200", 10);
	assert_true(sweep_again(&sweep, &census));
	assert_int_equal(count(QUESTION_ARP), 251);
	assert_false(sweep_again(&sweep, &census));
}

static void
what_a_mac_makes_is_guessed(void **state)
{
	(void)state;
	begin("192.168.1.1", 120);
	count(QUESTION_ARP);
	heard("192.168.1.9", 9);
	assert_true(sweep_again(&sweep, &census));
	assert_true(is_asked("fe80::ff:fe00:9"));
	/* One that has it is not asked for it. */
	begin("192.168.1.1", 120);
	count(QUESTION_ARP);
	heard("fe80::ff:fe00:9", 9);
	assert_true(sweep_again(&sweep, &census));
	assert_int_equal(count(QUESTION_NEIGHBOUR), 0);
}

static void
a_small_network_of_ipv6_is_gone_through(void **state)
{
	(void)state;
	begin("192.168.1.1", 128);
	own_add("2001:db8::1", 120);
	sweep_init(&sweep, &bounds);
	assert_int_equal(count(QUESTION_NEIGHBOUR), 255);
}

static void
as_many_are_planned_as_are_asked(void **state)
{
	struct question q;
	uint32_t n = 0, planned;

	(void)state;
	begin("192.168.1.1", 120);
	planned = sweep_planned(&sweep);
	while (sweep_next(&sweep, &q))
		n++;
	assert_int_equal(n, planned);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_the_network_but_its_ends_and_us),
		cmocka_unit_test(the_size_is_a_22_at_most),
		cmocka_unit_test(small_networks_have_no_ends),
		cmocka_unit_test(the_echo_comes_first),
		cmocka_unit_test(only_the_silent_are_asked_again),
		cmocka_unit_test(what_a_mac_makes_is_guessed),
		cmocka_unit_test(a_small_network_of_ipv6_is_gone_through),
		cmocka_unit_test(as_many_are_planned_as_are_asked),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
