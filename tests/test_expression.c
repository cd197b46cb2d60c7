/* The user's filter on every link that the engine reads. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <pcap.h>

#include "data/links.h"
#include "edge/capture.h"
#include "edge/expression.h"
#include "frames.h"
#include "wire/packet.h"

/* What stands before IP on one link or another. */
#define DATA_80211 "08000000 02005e100001 02005e100002 02005e100003 0000" \
	"aaaa03 000000 0800"
static const char *const heads[] = {
	"02005e100001 02005e100002 0800",
	"",
	"02000000",				/* NULL, as a PC writes it */
	"00000002",				/* LOOP */
	"0f000800",				/* C_HDLC */
	"ff030021",				/* PPP */
	"110000010050 0021",			/* PPPoE */
	"00450000 00000000 00000000 00000000",	/* SLIP */
	"1841 03 cc",				/* FRELAY */
	DATA_80211,
	"00000800 00000000" DATA_80211,		/* radiotap */
	"00000800 69000000" DATA_80211,		/* PPI */
	"0000 0001 0006 02005e1000020000 0800",	/* SLL */
	"0800 0000 00000001 0001 00 06 02005e1000020000",	/* SLL2 */
	"02000000 4400 0900",			/* NFLOG */
	"0c000000 01000000 01000000"		/* PKTAP */
	    "02005e100001 02005e100002 0800",
};

enum { N_HEADS = sizeof heads / sizeof heads[0], LINKS = 400, USER2 = 149,
    NFLOG = 239, PKTAP = 258 };

static struct made
on_link(int head)
{
	struct made m = { .n = 0 };

	if (head == N_HEADS) {			/* IPv6 alone */
		ipv6(&m, 6);
		ports(&m, 40000, 993);
	} else {
		hex(&m, heads[head]);
		ipv4(&m, 0, "4000", 6, 40000, 993);
	}
	return (m);
}

static struct frame
frame_of(const struct made *m, uint32_t link)
{
	return ((struct frame){ .when_ns = 1, .link = link,
	    .bytes = { m->b, m->n }, .wire_bytes = (uint32_t)m->n });
}

static bool
is_read(struct defrag *d, const struct frame *f)
{
	struct packet p;

	return (packet_read(d, f, &p) == PACKET_TCP && p.dst_port == 993);
}

/* Read by the engine, taken by the filter: which heads, as bits. */
static void
tried(struct expression *x, uint32_t link, unsigned *read, unsigned *taken)
{
	struct defrag *d = defrag_new(4);
	int i;

	*read = *taken = 0;
	for (i = 0; i <= N_HEADS; i++) {
		struct made m = on_link(i);
		struct frame f = frame_of(&m, link);

		*read |= (unsigned)is_read(d, &f) << i;
		*taken |= (unsigned)expression_takes(x, &f) << i;
	}
	defrag_free(d);
}

static struct expression *
expression(const char *text)
{
	struct err err;
	struct expression *x = expression_new(text, false, &err);

	assert_non_null(x);
	return (x);
}

/* Frames of each are read, and of no other: heads[] has one for each. */
static void
the_links_of_the_table_are_those_that_are_read(void **state)
{
	struct expression *x = expression("tcp port 993");
	unsigned read, taken;
	uint32_t link;

	(void)state;
	for (link = 0; link < LINKS; link++) {
		tried(x, link, &read, &taken);
		if ((read != 0) != (link_type_find(link) != NULL))
			fail_msg("link %u stands in one place only", link);
	}
	expression_free(x);
}

static void
each_link_has_the_number_and_the_name_that_libpcap_has(void **state)
{
	const struct link_type *links;
	size_t i, n;

	(void)state;
	links = link_types(&n);
	assert_int_equal(links[0].linktype, LINK_ETHERNET);
	for (i = 0; i < n; i++) {
		const char *name = pcap_datalink_val_to_name(links[i].dlt);

		assert_ptr_equal(link_type_find(links[i].linktype), &links[i]);
		if (name != NULL)	/* an older libpcap knows fewer */
			assert_string_equal(links[i].name, name);
	}
	assert_null(link_type_find(LINKS));
}

/* What a capture gets for a frame of libpcap's: the number in files. */
static void
libpcaps_numbers_become_those_in_files(void **state)
{
	static const struct { int dlt; uint32_t linktype; } known[] = {
		{ DLT_EN10MB, LINK_ETHERNET }, { DLT_RAW, LINK_RAW },
		{ DLT_PPP, LINK_PPP }, { DLT_IEEE802_11, LINK_80211 },
		{ DLT_PPP_SERIAL, 50 }, { DLT_PPP_ETHER, 51 },
		{ DLT_NULL, 0 }, { DLT_LOOP, 108 }, { DLT_SLIP, 8 },
		{ DLT_LINUX_SLL, 113 }, { DLT_LINUX_SLL2, 276 },
		{ DLT_IPV4, 228 }, { DLT_IPV6, 229 }, { DLT_C_HDLC, 104 },
		{ DLT_FRELAY, 107 }, { DLT_IEEE802_11_RADIO, 127 },
		{ DLT_PPI, 192 }, { DLT_NFLOG, NFLOG }, { DLT_PKTAP, PKTAP },
		{ DLT_USER2, USER2 }, { DLT_CAN_SOCKETCAN, 227 }
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		assert_int_equal(link_of_dlt(known[i].dlt), known[i].linktype);
}

static void
what_the_engine_reads_can_be_filtered_or_is_said_not_to(void **state)
{
	struct expression *x = expression("tcp port 993");
	unsigned read, taken;
	uint32_t link;

	(void)state;
	for (link = 0; link < LINKS; link++) {
		tried(x, link, &read, &taken);
		if (read != 0 && (read & taken) == 0 &&
		    expression_fits(x, link))
			fail_msg("of link %u all is dropped in silence", link);
	}
	expression_free(x);
}

/* It has no names for the numbers that are anybody's (USER2). */
static void
every_link_is_called_as_libpcap_calls_it(void **state)
{
	const struct link_type *rows;
	const char *name;
	size_t i, n;

	(void)state;
	rows = link_types(&n);
	for (i = 0; i < n; i++) {
		name = pcap_datalink_val_to_name(rows[i].dlt);
		if (name != NULL && strcmp(rows[i].name, name) != 0)
			fail_msg("%u: %s is %s", rows[i].linktype,
			    rows[i].name, name);
	}
}

static void
only_what_libpcap_cannot_filter_is_said_not_to_be(void **state)
{
	struct expression *x = expression("tcp port 993");
	uint32_t link;

	(void)state;
	for (link = 0; link < LINKS; link++)
		assert_true(expression_fits(x, link) || link == USER2 ||
		    link == NFLOG || link == PKTAP);
	expression_free(x);
}

/* Each system has its own number for IPv6. */
static void
a_loopback_is_filtered_whoever_wrote_it(void **state)
{
	static const char *const families[] = { "0a000000", "1e000000",
	    "1c000000", "0000001e", "00000018" };
	struct expression *x = expression("tcp port 993");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof families / sizeof families[0]; i++) {
		struct made m = { .n = 0 };
		struct frame f;

		hex(&m, families[i]);
		ipv6(&m, 6);
		ports(&m, 40000, 993);
		f = frame_of(&m, i < 3 ? 0 : 108);
		assert_true(expression_takes(x, &f));
	}
	expression_free(x);
}

/* "vlan" has no meaning without Ethernet: nothing is chosen, and that is it. */
static void
words_without_meaning_on_a_link_are_no_fault(void **state)
{
	struct expression *x = expression("vlan 5");
	struct made m = on_link(1);
	struct frame f = frame_of(&m, 101);

	(void)state;
	assert_true(expression_fits(x, 101));
	assert_false(expression_takes(x, &f));
	expression_free(x);
}

static void
capture_write(const char *path, uint32_t link)
{
	const uint32_t header[6] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535,
	    link };
	struct made m = on_link(14);
	const uint32_t record[4] = { 1, 0, (uint32_t)m.n, (uint32_t)m.n };
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	fwrite(header, 1, sizeof header, f);
	fwrite(record, 1, sizeof record, f);
	fwrite(m.b, 1, m.n, f);
	assert_int_equal(fclose(f), 0);
}

static void
a_capture_that_cannot_be_filtered_is_told(void **state)
{
	char path[] = "/tmp/test_expression.XXXXXX";
	const char *const paths[] = { path };
	struct expression *x = expression("tcp port 993");
	struct capture *c;
	struct frame f;
	struct err err;

	(void)state;
	close(mkstemp(path));
	capture_write(path, NFLOG);
	c = capture_new(paths, 1, NULL, &err);
	assert_int_equal(capture_next(c, &f, &err), 1);
	capture_free(c);
	if (!expression_fits(x, NFLOG)) {
		c = capture_new(paths, 1, NULL, &err);
		capture_filter(c, x);
		assert_int_equal(capture_next(c, &f, &err), -1);
		assert_non_null(strstr(err.text, "(NFLOG) of which -f can"));
		assert_int_equal(capture_next(c, &f, &err), 0);
		assert_int_equal(capture_state(c), CAPTURE_UNOPENED);
		capture_free(c);
	}
	expression_free(x);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_links_of_the_table_are_those_that_are_read),
		cmocka_unit_test(
		    each_link_has_the_number_and_the_name_that_libpcap_has),
		cmocka_unit_test(libpcaps_numbers_become_those_in_files),
		cmocka_unit_test(
		    what_the_engine_reads_can_be_filtered_or_is_said_not_to),
		cmocka_unit_test(every_link_is_called_as_libpcap_calls_it),
		cmocka_unit_test(
		    only_what_libpcap_cannot_filter_is_said_not_to_be),
		cmocka_unit_test(a_loopback_is_filtered_whoever_wrote_it),
		cmocka_unit_test(words_without_meaning_on_a_link_are_no_fault),
		cmocka_unit_test(a_capture_that_cannot_be_filtered_is_told),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
