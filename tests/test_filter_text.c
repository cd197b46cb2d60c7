/* What is asked for in words: of the kernel without Ethernet, of tcpdump. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "data/protocols.h"
#include "data/traffic.h"
#include "edge/filter_text.h"
#include "handed.h"

static void
the_text_for_other_links_is_an_expression(void **state)
{
	static const int links[] = { DLT_RAW, DLT_LINUX_SLL, DLT_LINUX_SLL2,
	    DLT_PPP, DLT_NULL };
	char text[FILTER_TEXT_BYTES + 40];
	struct bpf_program p;
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++) {
		pcap_t *dead = pcap_open_dead(links[i], 65535);

		filter_text(i == 4, links[i] == DLT_LINUX_SLL ||
		    links[i] == DLT_LINUX_SLL2, "host 192.168.77.5", text,
		    sizeof text);
		assert_int_equal(pcap_compile(dead, &p, text, 1,
		    PCAP_NETMASK_UNKNOWN), 0);
		pcap_freecode(&p);
		pcap_close(dead);
	}
}

static bool
text_takes(const struct bpf_program *p, bool is_six, unsigned port,
    uint8_t flags)
{
	struct pcap_pkthdr h = { 0 };
	struct made m = { .n = 0 };

	if (is_six) {
		ipv6(&m, 6);
		ports(&m, 40000, port);
	} else
		ipv4(&m, 0, "4000", 6, 40000, port);
	m.b[m.n - FLAGS_BEFORE_END] = flags;
	h.len = h.caplen = (unsigned)m.n;
	return (pcap_offline_filter(p, &h, m.b) != 0);
}

static void
the_text_takes_what_the_program_does(void **state)
{
	pcap_t *dead = pcap_open_dead(DLT_RAW, 65535);
	char text[FILTER_TEXT_BYTES];
	struct bpf_program p;
	int six;

	(void)state;
	filter_text(false, false, NULL, text, sizeof text);
	assert_int_equal(pcap_compile(dead, &p, text, 1,
	    PCAP_NETMASK_UNKNOWN), 0);
	for (six = 0; six < 2; six++) {
		assert_true(text_takes(&p, six == 1, 993, 0x18));
		assert_true(text_takes(&p, six == 1, 443, 0x02));
		assert_true(text_takes(&p, six == 1, 443, 0x11));
		assert_false(text_takes(&p, six == 1, 443, 0x18));
	}
	pcap_freecode(&p);
	pcap_close(dead);
}

/* As "any" has it: the kernel has taken the first tag off. */
static struct made
cooked(int dlt, const char *before)
{
	struct made m = { .n = 0 };
	char type[5];

	if (strncmp(before, "8100", 4) == 0 ||
	    strncmp(before, "88a8", 4) == 0 || strncmp(before, "9100", 4) == 0)
		before += strlen("81000005 ");
	memcpy(type, before, 4);
	type[4] = '\0';
	if (dlt == DLT_LINUX_SLL2)
		hex(&m, type);
	hex(&m, dlt == DLT_LINUX_SLL ? "0000 0001 0006 02005e1000020000" :
	    "0000 00000001 0001 00 06 02005e1000020000");
	if (dlt == DLT_LINUX_SLL)
		hex(&m, type);
	hex(&m, before + 4);
	return (m);
}

static struct made
cooked4(int dlt, size_t wrap, unsigned port, uint8_t flags)
{
	struct made m = cooked(dlt, wraps[wrap].v4);

	ipv4(&m, 0, "4000", 6, 40000, port);
	m.b[m.n - FLAGS_BEFORE_END] = flags;
	return (m);
}

static struct made
cooked6(int dlt, size_t wrap, unsigned port, uint8_t flags)
{
	struct made m = cooked(dlt, wraps[wrap].v6);

	ipv6(&m, 6);
	ports(&m, 40000, port);
	m.b[m.n - FLAGS_BEFORE_END] = flags;
	return (m);
}

static const int cooks[] = { DLT_LINUX_SLL, DLT_LINUX_SLL2 };

static void
cooked_program(int dlt, bool all_ports, const char *user,
    struct bpf_program *out)
{
	pcap_t *dead = pcap_open_dead(dlt, 65535);
	char text[FILTER_TEXT_BYTES + 80];

	filter_text(all_ports, true, user, text, sizeof text);
	assert_int_equal(pcap_compile(dead, out, text, 1,
	    PCAP_NETMASK_UNKNOWN), 0);
	pcap_close(dead);
}

static void
whatever_is_wrapped_on_any_reaches_the_engine(void **state)
{
	struct defrag *d = defrag_new(4);
	struct bpf_program p;
	size_t i, w;
	int all;

	(void)state;
	for (i = 0; i < 4; i++) {
		int dlt = cooks[i / 2];

		all = i % 2;
		cooked_program(dlt, all == 1, NULL, &p);
		for (w = 0; w < N_WRAPS; w++) {
			struct made m[4] = {
				cooked4(dlt, w, 993, 0x18),
				cooked6(dlt, w, 993, 0x18),
				cooked4(dlt, w, 443, TCP_SYN),
				cooked6(dlt, w, 443, TCP_FIN | TCP_ACK)
			};
			int j;

			for (j = 0; j < 4; j++)
				assert_true(is_seen(d, &p, (uint32_t)dlt,
				    &m[j]));
		}
		pcap_freecode(&p);
	}
	defrag_free(d);
}

/* What may be all that goes to the Internet is chosen from. */
static void
pppoe_on_any_is_not_taken_whole(void **state)
{
	static const size_t chosen[] = { 0, 1, 4, 5 };
	struct defrag *d = defrag_new(4);
	struct bpf_program p;
	size_t i, j;

	(void)state;
	for (i = 0; i < 2; i++) {
		cooked_program(cooks[i], false, NULL, &p);
		for (j = 0; j < 4; j++) {
			struct made m = cooked4(cooks[i], chosen[j], 443,
			    0x18);

			assert_false(is_seen(d, &p, (uint32_t)cooks[i], &m));
		}
		pcap_freecode(&p);
	}
	defrag_free(d);
}

static void
the_users_own_holds_on_any(void **state)
{
	static const size_t chosen[] = { 0, 1, 4, 5 };
	struct defrag *d = defrag_new(4);
	struct bpf_program his, other;
	size_t i, j;

	(void)state;
	for (i = 0; i < 2; i++) {
		cooked_program(cooks[i], false, "host 192.168.77.5", &his);
		cooked_program(cooks[i], false, "host 192.168.77.6", &other);
		for (j = 0; j < 4; j++) {
			struct made m = cooked4(cooks[i], chosen[j], 993,
			    0x18);

			assert_true(is_seen(d, &his, (uint32_t)cooks[i], &m));
			assert_false(is_seen(d, &other, (uint32_t)cooks[i],
			    &m));
		}
		pcap_freecode(&his);
		pcap_freecode(&other);
	}
	defrag_free(d);
}

static void
tcpdump_program(bool all_ports, struct bpf_program *out)
{
	pcap_t *dead = pcap_open_dead(DLT_EN10MB, 262144);
	char text[FILTER_TEXT_BYTES];

	filter_for_tcpdump(all_ports, text, sizeof text);
	assert_int_equal(text[strlen(text) - 1], '\n');
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	assert_int_equal(pcap_compile(dead, out, text, 1,
	    PCAP_NETMASK_UNKNOWN), 0);
	pcap_close(dead);
}

static void
what_tcpdump_keeps_reaches_the_engine_in_each_wrap(void **state)
{
	struct defrag *d = defrag_new(4);
	const struct mail_port *mail;
	struct bpf_program p;
	size_t w, i, n;

	(void)state;
	mail = mail_ports(&n);
	tcpdump_program(false, &p);
	for (w = 0; w < N_WRAPS; w++)
		for (i = 0; i < n; i++) {
			struct made four = tcp4(w, 40000, mail[i].port);
			struct made six = tcp6(w, mail[i].port, 40000);

			assert_true(is_seen(d, &p, ETHERNET, &four));
			assert_true(is_seen(d, &p, ETHERNET, &six));
		}
	pcap_freecode(&p);
	defrag_free(d);
}

/* The first two wraps: none, and one tag. */
static void
tcpdump_keeps_other_tcp_only_if_asked(void **state)
{
	struct defrag *d = defrag_new(4);
	struct bpf_program mail, all;
	size_t w;

	(void)state;
	tcpdump_program(false, &mail);
	tcpdump_program(true, &all);
	for (w = 0; w < 2; w++) {
		struct made four = tcp4(w, 40000, 443);
		struct made six = tcp6(w, 443, 40000);

		assert_false(is_seen(d, &mail, ETHERNET, &four));
		assert_false(is_seen(d, &mail, ETHERNET, &six));
		assert_true(is_seen(d, &all, ETHERNET, &four));
		assert_true(is_seen(d, &all, ETHERNET, &six));
	}
	pcap_freecode(&mail);
	pcap_freecode(&all);
	defrag_free(d);
}

static void
tcpdump_keeps_the_udp_ports_behind_a_tag_too(void **state)
{
	const struct udp_port *udp;
	struct bpf_program p;
	size_t w, i, n;

	(void)state;
	udp = udp_ports(&n);
	tcpdump_program(false, &p);
	for (w = 0; w < 2; w++)
		for (i = 0; i < n; i++) {
			struct made m = ethernet(wraps[w].v4);
			struct pcap_pkthdr h = { 0 };

			ipv4(&m, 0, "0000", IP_UDP, 40000, udp[i].port);
			h.caplen = h.len = (unsigned)m.n;
			assert_int_not_equal(pcap_offline_filter(&p, &h, m.b),
			    0);
		}
	pcap_freecode(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_for_other_links_is_an_expression),
		cmocka_unit_test(the_text_takes_what_the_program_does),
		cmocka_unit_test(whatever_is_wrapped_on_any_reaches_the_engine),
		cmocka_unit_test(pppoe_on_any_is_not_taken_whole),
		cmocka_unit_test(the_users_own_holds_on_any),
		cmocka_unit_test(
		    what_tcpdump_keeps_reaches_the_engine_in_each_wrap),
		cmocka_unit_test(tcpdump_keeps_other_tcp_only_if_asked),
		cmocka_unit_test(tcpdump_keeps_the_udp_ports_behind_a_tag_too),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
