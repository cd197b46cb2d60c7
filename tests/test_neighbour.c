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

static void
blanks_are_no_name(void **state)
{
	(void)state;
	assert_string_equal(name_told(" "), "");
	assert_string_equal(name_told(" . "), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_told_without_what_surrounds_it),
		cmocka_unit_test(blanks_are_no_name),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
