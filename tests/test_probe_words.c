/*
 * A probe in words: each verdict and doubt has its own, and what a stranger
 * named is harmless.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/question.h"
#include "show/probe_report.h"
#include "show/probe_words.h"

static struct probe_view view;
static char *page;

static const char *
no_vendor(const struct mac *m)
{
	(void)m;
	return ("");
}

static const char *
report(const struct probe_told *told)
{
	const struct report_style style = { .vendor = no_vendor,
	    .columns = 80, .ascii = true };
	size_t n = 0;
	FILE *f;

	free(page);
	f = open_memstream(&page, &n);
	assert_int_equal(probe_report_print(f, &view, told, &style), 0);
	fclose(f);
	return (page);
}

static void
view_begin(enum probe_verdict verdict)
{
	static const uint8_t ip[4] = { 203, 0, 113, 10 };
	static const uint8_t own[4] = { 198, 51, 100, 9 };

	memset(&view, 0, sizeof view);
	strcpy(view.host, "mail.example.test");
	view.addresses[0].ip = view.rows[0].ip = ip_v4(ip);
	view.own[0] = ip_v4(own);
	view.n_addresses = view.n_rows = 1;
	view.rows[0].port = 993;
	view.rows[0].answer.answer = ANSWER_FILTERED;
	view.rows[0].answer.tries = 3;
	view.verdict = verdict;
}

static void
each_verdict_has_a_word_and_a_sentence_of_its_own(void **state)
{
	static struct probe_view one, other;
	int i, j;

	(void)state;
	for (i = 0; i < PROBE_VERDICTS; i++) {
		one.verdict = (enum probe_verdict)i;
		assert_true(strlen(probe_sentence(&one)) > 10);
		assert_true(probe_title(&one)[0] != '\0');
		for (j = 0; j < i; j++) {
			other.verdict = (enum probe_verdict)j;
			assert_string_not_equal(probe_verdict_word(i),
			    probe_verdict_word(j));
			assert_string_not_equal(probe_sentence(&one),
			    probe_sentence(&other));
		}
	}
}

/* The doubt stands in the first sentence, not behind it. */
static void
resets_of_all_ports_begin_with_both_that_they_may_be(void **state)
{
	static const char begins[] = "LOCKED OUT, OR STOPPED: ";
	const struct probe_told told = { .times = 0 };

	(void)state;
	view_begin(PROBE_LOCKED_ALL);
	view.way = OPENING_RESET;
	view.doubts = 1U << DOUBT_STOPPED;
	assert_memory_equal(report(&told), begins, sizeof begins - 1);
	view.doubts = 0;
	assert_null(strstr(report(&told), "STOPPED"));
}

static void
each_doubt_has_a_word_and_a_sentence_of_its_own(void **state)
{
	int i, j;

	(void)state;
	for (i = 0; i < DOUBT_COUNT; i++) {
		assert_true(strlen(probe_doubt_words(i)) > 20);
		for (j = 0; j < i; j++) {
			assert_string_not_equal(probe_doubt_words(i),
			    probe_doubt_words(j));
			assert_string_not_equal(probe_doubt_word(i),
			    probe_doubt_word(j));
		}
	}
}

/* Whoever is locked out gets a letter, whoever is not gets none. */
static void
a_letter_is_for_those_who_are_locked_out(void **state)
{
	const struct probe_told told = { .times = 0 };
	int i;

	(void)state;
	for (i = 0; i < PROBE_VERDICTS; i++) {
		const char *said;

		view_begin((enum probe_verdict)i);
		said = report(&told);
		assert_non_null(strstr(said, "993 IMAP"));
		if ((strstr(said, "Please unblock") != NULL) !=
		    probe_is_locked((enum probe_verdict)i))
			fail_msg("%s: %s", probe_verdict_word(i), said);
		assert_int_equal(strstr(said, "captcha is shown") != NULL,
		    i == PROBE_CAPTCHA);
	}
}

/* Joins the lines of a paragraph. */
static bool
letter_has(const char *words)
{
	const struct probe_told told = { .times = 0 };
	static char flat[8192];
	const char *at = report(&told);
	size_t n = 0;

	for (; *at != '\0' && n < sizeof flat - 1; at++)
		if (*at != '\n' && (*at != ' ' || n == 0 ||
		    flat[n - 1] != ' '))
			flat[n++] = *at;
		else if (n > 0 && flat[n - 1] != ' ')
			flat[n++] = ' ';
	flat[n] = '\0';
	return (strstr(flat, words) != NULL);
}

static void
the_letter_names_the_address_that_the_host_sees(void **state)
{
	static const uint8_t private[4] = { 192, 168, 1, 2 };
	const struct probe_told told = { .times = 0 };

	(void)state;
	view_begin(PROBE_LOCKED_ALL);
	assert_non_null(strstr(report(&told), "(198.51.100.9)"));
	view.own[0] = ip_v4(private);
	assert_null(strstr(report(&told), "192.168.1.2"));
	assert_true(letter_has("'what is my IP'"));
}

/* Most offices have NAT by IPv4 alone: the IPv6 address is not all. */
static void
the_letter_names_both_families_where_both_are_locked_out(void **state)
{
	static const uint8_t private[4] = { 192, 168, 1, 2 };
	static const uint8_t v6[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 9 };
	static const uint8_t host[16] = { 0x20, 1, 0x0d, 0xb8, 7, [15] = 1 };

	(void)state;
	view_begin(PROBE_LOCKED_MAIL);
	view.own[0] = ip_v4(private);
	view.own[1] = ip_v6(v6);
	view.addresses[0].verdict = PROBE_LOCKED_MAIL;
	view.addresses[1].verdict = PROBE_LOCKED_MAIL;
	view.rows[1] = view.rows[0];
	view.rows[1].ip = view.addresses[1].ip = ip_v6(host);
	view.rows[1].port = 587;
	view.n_rows = view.n_addresses = 2;
	assert_true(letter_has("(the IPv4 address that a page like 'what is "
	    "my IP' shows and 2001:db8::9)"));
	assert_true(letter_has("ports 993 587, did not"));
	assert_true(letter_has("other ports do, so it is up."));
	view.verdict = PROBE_LOCKED_V6;
	view.addresses[0].verdict = PROBE_FREE;
	assert_true(letter_has("(2001:db8::9)"));
	assert_true(letter_has("ports 587, did not"));
	assert_true(letter_has("by IPv4 it does, so it is up."));
}

/* Nothing shows that anything was found, or mended. */
static void
the_letter_claims_only_what_is_true(void **state)
{
	(void)state;
	view_begin(PROBE_LOCKED_MAIL);
	assert_true(letter_has("We are looking for the device"));
	assert_false(letter_has("mended"));
	/* A port that is closed is not offered, where others are silent. */
	view.way = OPENING_SILENT;
	view.rows[1] = view.rows[0];
	view.rows[1].port = 4190;
	view.rows[1].answer.answer = ANSWER_CLOSED;
	view.n_rows = 2;
	assert_true(letter_has("ports 993, did not"));
}

static void
a_reset_from_nearer_than_open_ports_is_pointed_at(void **state)
{
	const struct probe_told told = { .times = 0 };

	(void)state;
	view_begin(PROBE_LOCKED_MAIL);
	view.rows[1] = view.rows[0];
	view.n_rows = 2;
	view.rows[0].answer = (struct probe_answer){ ANSWER_CLOSED, 1, 60, 0,
	    { { 0 } } };
	view.rows[1].port = 443;
	view.rows[1].answer = (struct probe_answer){ ANSWER_OPEN, 1, 55, 0,
	    { { 0 } } };
	assert_non_null(strstr(report(&told), "TTL 60 where open ports have "
	    "55: a firewall in front?"));
	view.rows[1].answer.ttl = 60;
	assert_null(strstr(report(&told), "in front"));
}

/* Asked by connecting, the kernel does not say who refuses. */
static void
what_is_not_known_of_a_port_is_not_told(void **state)
{
	const struct probe_told told = { .by_connecting = true };

	(void)state;
	view_begin(PROBE_UNSAID);
	view.rows[0].answer = (struct probe_answer){ ANSWER_REFUSED, 1, 0, 1,
	    { { 0 } } };
	assert_non_null(strstr(report(&told), "is refused by ICMP\n"));
	view.rows[0].answer.answer = ANSWER_UNKNOWN;
	assert_non_null(strstr(report(&told), "was not asked\n"));
	view.rows[0].asked_ns = 1;
	assert_non_null(strstr(report(&told), "has not answered yet\n"));
}

static void
who_was_not_asked_again_was_not_asked_0_times(void **state)
{
	const struct probe_told told = { .is_sum = true };

	(void)state;
	view_begin(PROBE_LOCKED_MAIL);
	assert_non_null(strstr(report(&told), "not asked again yet"));
}

static void
a_hostile_name_is_harmless(void **state)
{
	const struct probe_told told = { .times = 0 };
	const char *at;

	(void)state;
	view_begin(PROBE_LOCKED_ALL);
	strcpy(view.host, "a\033[2J\nb\302\233m\342\200\256x");
	for (at = report(&told); *at != '\0'; at++)
		assert_true(*at == '\n' || (*at >= ' ' && *at < 0x7f));
}

static void
all_that_is_asked_may_be_asked(void **state)
{
	const struct probe_port *ports;
	size_t i, n;

	(void)state;
	ports = probe_ports(&n);
	assert_int_equal(n, PROBE_PORTS);
	for (i = 0; i < n; i++) {
		assert_true(question_port_is_listed(ports[i].port));
		assert_true(ports[i].group != GROUP_NONE);
		assert_int_equal(port_group(ports[i].port), ports[i].group);
	}
	assert_true(question_port_is_listed(PROBE_REFERENCE_PORT));
	assert_int_equal(port_group(2525), GROUP_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    each_verdict_has_a_word_and_a_sentence_of_its_own),
		cmocka_unit_test(
		    resets_of_all_ports_begin_with_both_that_they_may_be),
		cmocka_unit_test(
		    each_doubt_has_a_word_and_a_sentence_of_its_own),
		cmocka_unit_test(a_letter_is_for_those_who_are_locked_out),
		cmocka_unit_test(
		    the_letter_names_the_address_that_the_host_sees),
		cmocka_unit_test(
	the_letter_names_both_families_where_both_are_locked_out),
		cmocka_unit_test(the_letter_claims_only_what_is_true),
		cmocka_unit_test(
		    a_reset_from_nearer_than_open_ports_is_pointed_at),
		cmocka_unit_test(what_is_not_known_of_a_port_is_not_told),
		cmocka_unit_test(
		    who_was_not_asked_again_was_not_asked_0_times),
		cmocka_unit_test(a_hostile_name_is_harmless),
		cmocka_unit_test(all_that_is_asked_may_be_asked),
	};
	int rc = cmocka_run_group_tests(tests, NULL, NULL);

	free(page);
	return (rc);
}
