/* What a device says of itself. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "wire/neighbour.h"

enum { MDNS = 5353, HEAD_BYTES = 12 };

/* An mDNS answer: this name's address is 192.168.77.5.  The name it is news
 * of, "" when none. */
static const char *
name_told(const char *label)
{
	static const uint8_t head[HEAD_BYTES] = { [2] = 0x84, [7] = 1 };
	static const uint8_t tail[] = "\5local\0\0\1\x80\1\0\0\0\x78\0\4"
	    "\xc0\xa8\x4d\5";
	static struct news news[NEWS_MAX];
	uint8_t bytes[200];
	struct packet p;
	size_t n = strlen(label);
	int i, count;

	memset(&p, 0, sizeof p);
	memcpy(bytes, head, HEAD_BYTES);
	bytes[HEAD_BYTES] = (uint8_t)n;
	memcpy(bytes + HEAD_BYTES + 1, label, n);
	memcpy(bytes + HEAD_BYTES + 1 + n, tail, sizeof tail - 1);
	p.kind = PACKET_UDP;
	p.src_port = p.dst_port = MDNS;
	p.src = ip_v4((const uint8_t *)"\xc0\xa8\x4d\5");
	p.has_src_mac = true;
	p.payload.p = bytes;
	p.payload.len = HEAD_BYTES + 1 + n + sizeof tail - 1;
	count = neighbour_read(&p, news);
	for (i = 0; i < count; i++)
		if (news[i].kind == NEWS_NAME)
			return (news[i].text);
	return ("");
}

static void
a_name_is_told_without_what_surrounds_it(void **state)
{
	(void)state;
	assert_string_equal(name_told("printer"), "printer");
	assert_string_equal(name_told("  Anna's iPhone "), "Anna's iPhone");
}

static size_t
put_record(uint8_t *b, const char *label, uint8_t type, const uint8_t *ip)
{
	size_t n = strlen(label), bytes = type == 1 ? 4 : 16, at = 0;

	b[at++] = (uint8_t)n;
	memcpy(b + at, label, n);
	at += n;
	memcpy(b + at, "\5local\0\0\0\x80\1\0\0\0\x78\0", 17);
	b[at + 8] = type;
	b[at + 16] = (uint8_t)bytes;
	memcpy(b + at + 17, ip, bytes);
	return (at + 17 + bytes);
}

/* From 192.168.77.5: these two names' addresses of both families.  How many
 * are told of the sender's MAC? */
static int
told_of_sender(const uint8_t *v4, const char *name)
{
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	uint8_t bytes[200] = { [2] = 0x84, [7] = 2 };
	struct news news[NEWS_MAX];
	size_t at = HEAD_BYTES;
	struct packet p;
	int i, count, n = 0;

	memset(&p, 0, sizeof p);
	at += put_record(bytes + at, "anna-mac", 1, v4);
	at += put_record(bytes + at, name, 28, v6);
	p.kind = PACKET_UDP;
	p.src_port = p.dst_port = MDNS;
	p.src = ip_v4((const uint8_t *)"\xc0\xa8\x4d\5");
	p.has_src_mac = true;
	p.payload.p = bytes;
	p.payload.len = at;
	count = neighbour_read(&p, news);
	assert_int_equal(count, 2);
	for (i = 0; i < count; i++)
		n += news[i].has_mac;
	return (n);
}

static void
what_a_proxy_tells_of_others_is_not_its_name(void **state)
{
	static const uint8_t own[4] = { 192, 168, 77, 5 };
	static const uint8_t other[4] = { 192, 168, 77, 6 };

	(void)state;
	assert_int_equal(told_of_sender(own, "anna-mac"), 2);
	assert_int_equal(told_of_sender(own, "bob-mac"), 1);
	assert_int_equal(told_of_sender(other, "anna-mac"), 0);
}

static void
blanks_are_no_name(void **state)
{
	(void)state;
	assert_string_equal(name_told(" "), "");
	assert_string_equal(name_told(" . "), "");
}

/* An answer to an echo: how many addresses it is news of. */
static int
echo_told(uint8_t type, uint8_t first, uint8_t second, bool has_mac)
{
	static const uint8_t source[16] = { [15] = 7 };
	static struct news news[NEWS_MAX];
	uint8_t bytes[8] = { type };
	struct packet p;
	int n;

	memset(&p, 0, sizeof p);
	p.kind = PACKET_ICMP;
	p.ttl = 64;
	p.src = ip_v6(source);
	p.src.b[0] = first;
	p.src.b[1] = second;
	p.has_src_mac = has_mac;
	p.src_mac = (struct mac){ { 2, 0, 0, 0, 0, 9 } };
	p.payload = (struct span){ bytes, sizeof bytes };
	n = neighbour_read(&p, news);
	if (n == 1)
		assert_true(news[0].kind == NEWS_ADDRESS &&
		    mac_equals(&news[0].mac, &p.src_mac) &&
		    ip_equals(&news[0].ip, &p.src));
	return (n);
}

/* From elsewhere it may have come by a router, whose MAC it then wears. */
static void
who_answers_an_echo_on_the_link_has_that_mac(void **state)
{
	(void)state;
	assert_int_equal(echo_told(129, 0xfe, 0x80, true), 1);
	assert_int_equal(echo_told(129, 0x20, 0x01, true), 0);
	assert_int_equal(echo_told(129, 0xfe, 0xc0, true), 0);
	assert_int_equal(echo_told(129, 0xfe, 0x80, false), 0);
	assert_int_equal(echo_told(128, 0xfe, 0x80, true), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_answers_an_echo_on_the_link_has_that_mac),
		cmocka_unit_test(a_name_is_told_without_what_surrounds_it),
		cmocka_unit_test(what_a_proxy_tells_of_others_is_not_its_name),
		cmocka_unit_test(blanks_are_no_name),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
