/* Which connection a packet belongs to, and whose its ends are. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/flow.h"

static const struct hash_key keyed = { 1, 2 };

static struct packet
packet(uint8_t from, uint16_t from_port, uint8_t to, uint16_t to_port)
{
	const uint8_t src[4] = { 192, 168, 77, from };
	const uint8_t dst[4] = { 203, 0, 113, to };
	struct packet p;

	memset(&p, 0, sizeof p);
	p.src = ip_v4(src);
	p.dst = ip_v4(dst);
	p.src_port = from_port;
	p.dst_port = to_port;
	return (p);
}

static struct packet
answer_to(const struct packet *p)
{
	struct packet back = *p;

	back.src = p->dst;
	back.dst = p->src;
	back.src_port = p->dst_port;
	back.dst_port = p->src_port;
	return (back);
}

static void
both_directions_have_one_address(void **state)
{
	struct packet p = packet(5, 40000, 42, 993), back = answer_to(&p);
	struct flow_address there, here;

	(void)state;
	memset(&there, 0, sizeof there);
	memset(&here, 0, sizeof here);
	flow_address(&keyed, &p, &there);
	flow_address(&keyed, &back, &here);
	assert_memory_equal(&there.key, &here.key, sizeof there.key);
	assert_true(there.id == here.id);
	assert_int_not_equal(there.src_is_low, here.src_is_low);
}

static void
another_end_or_key_is_another_address(void **state)
{
	static const struct hash_key other = { 3, 4 };
	const struct packet p[] = {
		packet(5, 40000, 42, 993), packet(5, 40001, 42, 993),
		packet(6, 40000, 42, 993), packet(5, 40000, 43, 993),
		packet(5, 40000, 42, 143)
	};
	struct flow_address first, next;
	size_t i;

	(void)state;
	flow_address(&keyed, &p[0], &first);
	for (i = 1; i < sizeof p / sizeof p[0]; i++) {
		flow_address(&keyed, &p[i], &next);
		assert_true(first.id != next.id);
	}
	flow_address(&other, &p[0], &next);
	assert_true(first.id != next.id);
}

static void
the_ends_have_their_roles_whichever_is_lower(void **state)
{
	struct packet p = packet(5, 40000, 42, 993), back = answer_to(&p);
	struct packet first[2] = { p, back };
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct flow_address to;
		struct flow f;

		memset(&f, 0, sizeof f);
		flow_address(&keyed, &first[i], &to);
		flow_begin(&f, &first[i], to.src_is_low, i == 0);
		assert_int_equal(flow_client(&to.key, &f).port, 40000);
		assert_int_equal(flow_server(&to.key, &f).port, 993);
	}
}

static void
a_copy_that_a_router_passed_on_is_no_devices(void **state)
{
	struct packet p = packet(5, 40000, 42, 993), copy;
	struct flow f;

	(void)state;
	memset(&f, 0, sizeof f);
	p.has_src_mac = true;
	p.src_mac.b[5] = 1;
	p.ttl = 64;
	copy = p;
	copy.src_mac.b[5] = 2;
	copy.ttl = 63;
	flow_learn(&f, &copy, true);
	assert_int_equal(f.mac.b[5], 2);
	flow_learn(&f, &p, true);
	assert_int_equal(f.mac.b[5], 1);
	flow_learn(&f, &copy, true);
	assert_int_equal(f.mac.b[5], 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_directions_have_one_address),
		cmocka_unit_test(another_end_or_key_is_another_address),
		cmocka_unit_test(the_ends_have_their_roles_whichever_is_lower),
		cmocka_unit_test(a_copy_that_a_router_passed_on_is_no_devices),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
