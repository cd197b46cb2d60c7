/* What the kernel is asked for, tried on frames of all shapes. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "data/protocols.h"
#include "data/traffic.h"
#include "edge/capture.h"
#include "edge/filter.h"
#include "handed.h"
#include "wire/neighbour.h"

static struct filter filter;
static struct bpf_insn insns[FILTER_STEPS];
static struct bpf_program program = { 0, insns };

static void
filter_make(bool all_ports, const char *user)
{
	char text[400];
	int i, at;

	filter.n = 0;
	for (at = 0; filter_place(user, at, false, text, sizeof text);
	    at++) {
		pcap_t *dead = pcap_open_dead(DLT_EN10MB, 65535);
		struct filter_step steps[FILTER_STEPS];
		struct bpf_program p;

		assert_int_equal(pcap_compile(dead, &p, text, 1,
		    PCAP_NETMASK_UNKNOWN), 0);
		for (i = 0; i < (int)p.bf_len; i++)
			steps[i] = (struct filter_step){ p.bf_insns[i].code,
			    p.bf_insns[i].jt, p.bf_insns[i].jf,
			    p.bf_insns[i].k };
		assert_true(filter_add_user(&filter, steps, (int)p.bf_len));
		pcap_freecode(&p);
		pcap_close(dead);
	}
	filter_add_mail(&filter, all_ports);
	for (i = 0; i < filter.n; i++)
		insns[i] = (struct bpf_insn){ filter.steps[i].code,
		    filter.steps[i].if_true, filter.steps[i].if_false,
		    filter.steps[i].k };
	program.bf_len = (unsigned)filter.n;
	assert_true(bpf_validate(insns, filter.n));
}

static bool
takes(const void *bytes, size_t n)
{
	struct pcap_pkthdr h = { .caplen = (unsigned)n, .len = (unsigned)n };

	return (pcap_offline_filter(&program, &h, bytes) != 0);
}

static void
each_mail_port_is_taken_in_each_wrap(void **state)
{
	const struct mail_port *mail;
	size_t w, i, n;

	(void)state;
	mail = mail_ports(&n);
	filter_make(false, NULL);
	for (w = 0; w < N_WRAPS; w++) {
		for (i = 0; i < n; i++) {
			struct made up = tcp4(w, 40000, mail[i].port);
			struct made down = tcp4(w, mail[i].port, 40000);
			struct made six = tcp6(w, mail[i].port, 40000);

			assert_true(takes(up.b, up.n));
			assert_true(takes(down.b, down.n));
			assert_true(takes(six.b, six.n));
		}
	}
}

static void
what_is_not_mail_is_left(void **state)
{
	size_t w;

	(void)state;
	filter_make(false, NULL);
	for (w = 0; w < N_WRAPS; w++) {
		struct made m = tcp4(w, 40000, 443), six, u, opt;

		assert_false(takes(m.b, m.n));
		six = tcp6(w, 40000, 443);
		assert_false(takes(six.b, six.n));
		u = ethernet(wraps[w].v4);
		ipv4(&u, 0, "4000", 17, 40000, 443);
		assert_false(takes(u.b, u.n));
		opt = ethernet(wraps[w].v4);
		ipv4(&opt, 3, "4000", 6, 40000, 443);
		assert_false(takes(opt.b, opt.n));
	}
}

static void
ends_are_seen(struct defrag *d, size_t wrap, unsigned port)
{
	static const uint8_t flags[] = { TCP_SYN, TCP_SYN | TCP_ACK,
	    TCP_FIN | TCP_ACK, TCP_RST, TCP_RST | TCP_ACK };
	struct made m[2] = { tcp4(wrap, port, 65535 - port),
	    tcp6(wrap, 65535 - port, port) };
	size_t i, j;

	for (i = 0; i < sizeof flags; i++)
		for (j = 0; j < 2; j++) {
			m[j].b[m[j].n - FLAGS_BEFORE_END] = flags[i];
			assert_true(is_seen(d, &program, 1, &m[j]));
		}
}

static void
the_ends_of_all_ports_reach_the_engine(void **state)
{
	struct defrag *d = defrag_new(4);
	unsigned port;
	size_t w;
	int all;

	(void)state;
	for (all = 0; all < 2; all++) {
		filter_make(all == 1, NULL);
		for (w = 0; w < N_WRAPS; w++)
			for (port = 0; port < 65536; port += w == 0 ? 1 : 251)
				ends_are_seen(d, w, port);
	}
	defrag_free(d);
}

static void
all_of_all_ports_reaches_the_engine_if_asked(void **state)
{
	struct defrag *d = defrag_new(4);
	unsigned port;
	size_t w;

	(void)state;
	filter_make(true, NULL);
	for (w = 0; w < N_WRAPS; w++)
		for (port = 0; port < 65536; port += w == 0 ? 1 : 251) {
			struct made four = tcp4(w, port, 65535 - port);
			struct made six = tcp6(w, port, 65535 - port);

			assert_true(is_seen(d, &program, 1, &four));
			assert_true(is_seen(d, &program, 1, &six));
		}
	defrag_free(d);
}

static void
options_and_fragments_are_taken_in_each_wrap(void **state)
{
	size_t w;
	int options;

	(void)state;
	filter_make(false, NULL);
	for (w = 0; w < N_WRAPS; w++) {
		struct made m;

		for (options = 1; options <= 10; options++) {
			m = ethernet(wraps[w].v4);
			ipv4(&m, options, "4000", 6, 993, 40000);
			assert_true(takes(m.b, m.n));
		}
		m = ethernet(wraps[w].v4);	/* a first one has ports */
		ipv4(&m, 0, "2000", 6, 993, 40000);
		assert_true(takes(m.b, m.n));
		m = ethernet(wraps[w].v4);
		ipv4(&m, 0, "00b9", 6, 1, 2);
		assert_true(takes(m.b, m.n));
	}
}

static void
extension_headers_are_taken(void **state)
{
	static const unsigned heads[] = { 0, 43, 44, 51, 60 };
	size_t w, i;

	(void)state;
	filter_make(false, NULL);
	for (w = 0; w < N_WRAPS; w++)
		for (i = 0; i < 5; i++) {
			struct made m = ethernet(wraps[w].v6);

			ipv6(&m, heads[i]);
			hex(&m, "0600000000000000");
			ports(&m, 40000, 993);
			assert_true(takes(m.b, m.n));
		}
}

static void
each_udp_port_of_the_table_is_taken_in_each_wrap(void **state)
{
	const struct udp_port *udp;
	size_t w, i, n;

	(void)state;
	udp = udp_ports(&n);
	assert_true(n > 0);
	filter_make(false, NULL);
	for (w = 0; w < N_WRAPS; w++) {
		struct made m;

		for (i = 0; i < n; i++) {
			m = ethernet(wraps[w].v6);
			ipv6(&m, IP_UDP);
			ports(&m, 40000, udp[i].port);
			assert_true(takes(m.b, m.n));
			m = ethernet(wraps[w].v4);
			ipv4(&m, 1, "0000", IP_UDP, udp[i].port, 40000);
			assert_true(takes(m.b, m.n));
		}
	}
}

#define INNER4 "45000018 12344000 40010000 c0a84d05 cb00712a 08000000"
#define INNER6 "60000000 0004 3a 40 20010db8000000000000000000000001" \
	"20010db8000000000000000000000002 80000000"
#define SEGMENT "9c4003e1 00000001 00000001 5018ffff 00000000"

/* Something for each to hold, of which a packet can be read. */
static const struct { uint8_t protocol; const char *bytes; } held[] = {
	{ IP_TCP, SEGMENT }, { IP_UDP, "9c400035 00080000" },
	{ IP_ICMP, "03010000" }, { IP_ICMP6, "87000000" },
	{ IP_GRE, "00000800" INNER4 }, { IP_IPV4, INNER4 },
	{ IP_IPV6, INNER6 }, { IP_HOPOPT, "0600000000000000" SEGMENT },
	{ IP_ROUTING, "0600000000000000" SEGMENT },
	{ IP_FRAGMENT, "0600000000000000" SEGMENT },
	{ IP_AH, "0600000000000000" SEGMENT },
	{ IP_DESTOPT, "0600000000000000" SEGMENT },
};

static void
is_taken_and_read(struct defrag *d, const char *type, const struct made *ip)
{
	struct made m = ethernet(type);
	struct frame f = { .when_ns = 1, .link = ETHERNET };
	struct packet p;

	memcpy(m.b + m.n, ip->b, ip->n);
	m.n += ip->n;
	f.bytes = (struct span){ m.b, m.n };
	f.wire_bytes = (uint32_t)m.n;
	assert_int_not_equal(packet_read(d, &f, &p), PACKET_UNKNOWN);
	assert_true(takes(m.b, m.n));
}

static void
each_protocol_of_the_table_is_read_and_taken(void **state)
{
	struct defrag *d = defrag_new(4);
	const struct ip_protocol *protocols;
	size_t i, j, n;

	(void)state;
	filter_make(true, NULL);
	protocols = ip_protocols(&n);
	for (i = 0; i < n; i++) {
		struct made four = { .n = 0 }, six = { .n = 0 };
		enum ip_versions on = protocols[i].whole_on;

		for (j = 0; j < sizeof held / sizeof held[0]; j++)
			if (held[j].protocol == protocols[i].number)
				break;
		if (j == sizeof held / sizeof held[0])
			fail_msg("nobody reads %s", protocols[i].name);
		if (on == IP_CHOSEN && protocols[i].number == IP_TCP)
			on = IP_BOTH;
		ipv4(&four, 0, "0000", held[j].protocol, 0, 0);
		four.n -= 20;
		hex(&four, held[j].bytes);
		ipv6(&six, held[j].protocol);
		hex(&six, held[j].bytes);
		if ((on & IP_V4) != 0)
			is_taken_and_read(d, "0800", &four);
		if ((on & IP_V6) != 0)
			is_taken_and_read(d, "86dd", &six);
	}
	defrag_free(d);
}

/* Those with a reader are the table's, and no mirror is one of them. */
static void
news_is_wanted_of_the_ports_that_bring_it(void **state)
{
	const struct udp_port *udp;
	size_t i, n, wanted = 0;
	unsigned port;

	(void)state;
	udp = udp_ports(&n);
	for (i = 0; i < n; i++) {
		assert_true(udp[i].what[0] != '\0');
		assert_true(udp[i].source[0] != '\0');
		assert_int_equal(neighbour_wants(udp[i].port),
		    !udp[i].is_tunnel);
		wanted += !udp[i].is_tunnel;
	}
	for (port = 0; port < 65536; port++)
		wanted -= neighbour_wants((uint16_t)port);
	assert_int_equal(wanted, 0);
}

static void
arp_is_taken_behind_tags(void **state)
{
	static const char *const before[] = { "0806", "81000005 0806",
	    "88a80005 81000006 0806", "91000005 81000006 81000007 0806" };
	size_t i;

	(void)state;
	filter_make(false, NULL);
	for (i = 0; i < 4; i++) {
		struct made m = ethernet(before[i]);

		hex(&m, "0001080006040001 02005e100002 c0a84d05");
		assert_true(takes(m.b, m.n));
	}
}

static void
tunnels_are_taken(void **state)
{
	static const unsigned protocols[] = { 47, 4, 41 };
	size_t i;

	(void)state;
	filter_make(false, NULL);
	for (i = 0; i < 3; i++) {
		struct made m = ethernet("0800"), six = ethernet("86dd");

		ipv4(&m, 0, "0000", protocols[i], 1, 2);
		assert_true(takes(m.b, m.n));
		ipv6(&six, protocols[i]);
		ports(&six, 1, 2);
		assert_true(takes(six.b, six.n));
	}
}

static void
all_ports_takes_tcp_and_no_other_udp(void **state)
{
	size_t w;

	(void)state;
	filter_make(true, NULL);
	for (w = 0; w < N_WRAPS; w++) {
		struct made m = tcp4(w, 40000, 31337), u;

		assert_true(takes(m.b, m.n));
		u = ethernet(wraps[w].v4);
		ipv4(&u, 0, "4000", 17, 40000, 31337);
		assert_false(takes(u.b, u.n));
	}
}

static void
the_users_own_holds_in_each_wrap(void **state)
{
	size_t w;

	(void)state;
	for (w = 0; w < N_WRAPS; w++) {
		struct made m = tcp4(w, 40000, 993), web = tcp4(w, 40000, 80);

		/* Three tags or labels are not looked behind for it. */
		if (w == 3 || w >= 7)
			continue;
		filter_make(false, "host 192.168.77.5");
		assert_true(takes(m.b, m.n));
		assert_false(takes(web.b, web.n));
		filter_make(false, "host 192.168.77.6");
		assert_false(takes(m.b, m.n));
		filter_make(false, "not host 192.168.77.6");
		assert_true(takes(m.b, m.n));
		filter_make(false, "not host 192.168.77.5");
		assert_false(takes(m.b, m.n));
	}
}

static void
a_users_tag_is_taken_at_its_word(void **state)
{
	struct made in = tcp4(1, 40000, 993), out = tcp4(0, 40000, 993);

	(void)state;
	filter_make(false, "vlan 5");
	assert_true(takes(in.b, in.n));
	assert_false(takes(out.b, out.n));
	filter_make(false, "not vlan");
	assert_false(takes(in.b, in.n));
	assert_true(takes(out.b, out.n));
}

static void
what_does_not_fit_is_refused(void **state)
{
	static struct filter_step long_one[FILTER_STEPS];

	(void)state;
	filter.n = 0;
	assert_false(filter_add_user(&filter, long_one, FILTER_STEPS));
	assert_int_equal(filter.n, 0);
}

static void
no_cut_is_read_beyond(void **state)
{
	size_t w, n;

	(void)state;
	filter_make(false, NULL);
	for (w = 0; w < N_WRAPS; w++) {
		struct made m = tcp4(w, 40000, 993);

		for (n = 0; n < m.n; n++) {
			uint8_t *exact = malloc(n + 1);

			memcpy(exact, m.b, n);
			takes(exact, n);
			free(exact);
		}
	}
}

/* Whatever the engine would read out of these captures is handed over. */
static void
what_the_engine_reads_is_taken(void **state)
{
	struct dirent **names;
	int i, n = scandir("pcaps", &names, NULL, alphasort), read = 0;

	(void)state;
	filter_make(false, NULL);
	assert_true(n > 0);
	for (i = 0; i < n; i++) {
		struct defrag *d = defrag_new(16);
		struct capture *c;
		const char *path;
		char buffer[300];
		struct packet p;
		struct frame f;
		struct err err;

		snprintf(buffer, sizeof buffer, "pcaps/%s", names[i]->d_name);
		path = buffer;
		c = capture_new(&path, 1, NULL, &err);
		while (capture_next(c, &f, &err) == 1) {
			enum packet_kind kind = packet_read(d, &f, &p);
			bool is_ours = kind == PACKET_ARP ||
			    kind == PACKET_ICMP || kind == PACKET_FRAGMENT ||
			    (kind == PACKET_TCP &&
			    (mail_port_find(p.src_port) != NULL ||
			    mail_port_find(p.dst_port) != NULL)) ||
			    (kind == PACKET_UDP &&
			    (neighbour_wants(p.src_port) ||
			    neighbour_wants(p.dst_port)));

			if (!is_ours || f.link != 1)
				continue;
			read++;
			assert_true(takes(f.bytes.p, f.bytes.len));
		}
		capture_free(c);
		defrag_free(d);
		free(names[i]);
	}
	free(names);
	assert_true(read > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mail_port_is_taken_in_each_wrap),
		cmocka_unit_test(what_is_not_mail_is_left),
		cmocka_unit_test(the_ends_of_all_ports_reach_the_engine),
		cmocka_unit_test(all_of_all_ports_reaches_the_engine_if_asked),
		cmocka_unit_test(options_and_fragments_are_taken_in_each_wrap),
		cmocka_unit_test(extension_headers_are_taken),
		cmocka_unit_test(
		    each_udp_port_of_the_table_is_taken_in_each_wrap),
		cmocka_unit_test(each_protocol_of_the_table_is_read_and_taken),
		cmocka_unit_test(news_is_wanted_of_the_ports_that_bring_it),
		cmocka_unit_test(arp_is_taken_behind_tags),
		cmocka_unit_test(tunnels_are_taken),
		cmocka_unit_test(all_ports_takes_tcp_and_no_other_udp),
		cmocka_unit_test(the_users_own_holds_in_each_wrap),
		cmocka_unit_test(a_users_tag_is_taken_at_its_word),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(no_cut_is_read_beyond),
		cmocka_unit_test(what_the_engine_reads_is_taken),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
