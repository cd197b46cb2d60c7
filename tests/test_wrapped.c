/* The user's filter for saved frames, behind tags and in tunnels. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "edge/expression.h"
#include "frames.h"

/* What may stand before an EtherType or PPP's 0x0021. */
static const struct wrap { const char *bytes; size_t n; } wraps[] = {
	{ "\x08\x00", 2 },
	{ "\x81\x00\x00\x05\x08\x00", 6 },
	{ "\x88\xa8\x00\x05\x81\x00\x00\x06\x08\x00", 10 },
	{ "\x88\x64\x11\0\0\1\0\x50\0\x21", 10 },
	{ "\x81\x00\x00\x07\x88\x64\x11\0\0\1\0\x50\0\x21", 14 },
	{ "\x88\x47\x00\x01\x01\x40", 6 },
};

enum { N_WRAPS = sizeof wraps / sizeof wraps[0], TYPE_AT = 12, IP_AT = 14 };

/* From 192.168.77.5 to 203.0.113.42. */
static bool
takes(const char *text, const struct wrap *w)
{
	const struct end from = { { 192, 168, 77, 5 }, 40000, 1 };
	const struct end to = { { 203, 0, 113, 42 }, 993, 2 };
	uint8_t plain[FRAME_HEAD], bytes[FRAME_HEAD + 16];
	struct frame f = { .link = ETHERNET };
	struct expression *x;
	struct err err;
	bool does;

	frame_head(plain, &from, &to, 1, 1, ACK, 0);
	memcpy(bytes, plain, TYPE_AT);
	memcpy(bytes + TYPE_AT, w->bytes, w->n);
	memcpy(bytes + TYPE_AT + w->n, plain + IP_AT, FRAME_HEAD - IP_AT);
	f.bytes.p = bytes;
	f.bytes.len = TYPE_AT + w->n + FRAME_HEAD - IP_AT;
	f.wire_bytes = (uint32_t)f.bytes.len;
	x = expression_new(text, false, &err);
	assert_non_null(x);
	does = expression_takes(x, &f);
	expression_free(x);
	return (does);
}

static void
it_holds_behind_tags_as_it_does_live(void **state)
{
	size_t w;

	(void)state;
	for (w = 0; w < N_WRAPS; w++) {
		assert_true(takes("host 192.168.77.5", &wraps[w]));
		assert_true(takes("tcp port 993", &wraps[w]));
		assert_false(takes("host 192.168.77.6", &wraps[w]));
	}
}

static void
so_does_its_contrary(void **state)
{
	size_t w;

	(void)state;
	for (w = 0; w < N_WRAPS; w++) {
		assert_false(takes("not host 192.168.77.5", &wraps[w]));
		assert_true(takes("not host 192.168.77.6", &wraps[w]));
	}
}

static void
what_means_nothing_in_there_is_asked_of_the_frame(void **state)
{
	size_t w;

	(void)state;
	for (w = 0; w < N_WRAPS; w++) {
		assert_true(takes("ether host 02:00:00:00:00:01", &wraps[w]));
		assert_false(takes("ether host 02:00:00:00:00:03", &wraps[w]));
		assert_true(takes("not arp and not multicast", &wraps[w]));
	}
}

static void
a_tag_is_taken_at_its_word(void **state)
{
	(void)state;
	assert_true(takes("vlan 5 and host 192.168.77.5", &wraps[1]));
	assert_false(takes("vlan 6", &wraps[1]));
	assert_false(takes("vlan 5", &wraps[0]));
	assert_true(takes("not vlan", &wraps[0]));
	assert_false(takes("not vlan", &wraps[1]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_holds_behind_tags_as_it_does_live),
		cmocka_unit_test(so_does_its_contrary),
		cmocka_unit_test(
		    what_means_nothing_in_there_is_asked_of_the_frame),
		cmocka_unit_test(a_tag_is_taken_at_its_word),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
