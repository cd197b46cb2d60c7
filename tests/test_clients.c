/* Mail programs by their lines. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "data/clients.h"

struct line_case {
	enum proto proto;
	const char *line, *name;
};

static void
lines_tell_the_program(void **state)
{
	static const struct line_case cases[] = {
		{ PROTO_IMAP, "A001 CAPABILITY", "curl" },
		{ PROTO_IMAP, "B002 LOGIN anna", "curl" },
		{ PROTO_IMAP, "A0001 LOGIN \"anna\"", "fetchmail" },
		{ PROTO_IMAP, "a0000 AUTHENTICATE LOGIN", "mutt" },
		{ PROTO_IMAP, "ABCD1 LOGIN anna", "Python imaplib" },
		{ PROTO_IMAP, "1.854 CAPABILITY", "Apple Mail" },
		{ PROTO_IMAP, "12.854 LOGIN anna x", "Apple Mail" },
		{ PROTO_IMAP, "7 capability", "Thunderbird" },
		{ PROTO_IMAP, "1 CAPABILITY", "K-9 Mail or mbsync?" },
		{ PROTO_IMAP, "A0 CAPABILITY", "JavaMail or FairEmail?" },
		{ PROTO_IMAP, "TAG1 LOGIN x", "RainLoop" },
		{ PROTO_IMAP, "ABCD2 ID (\"name\" \"OfflineIMAP\" "
		    "\"version\" \"8.0.0\")", "OfflineIMAP" },
		{ PROTO_IMAP, "2.854 ID (\"name\" \"com.apple.email.maild\" "
		    "\"version\" \"3826\")", "Apple Mail (iOS)" },
		{ PROTO_SMTP, "EHLO smtpclient.apple", "Apple Mail" },
		{ PROTO_SMTP, "EHLO [192.168.1.23]",
		    "Thunderbird or MailKit?" },
		{ PROTO_SMTP, "EHLO NPIF65E56", "HP printer" },
		{ PROTO_SMTP, "ehlo client.lan", "Python smtplib" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(client_name(client_by_line(cases[i].proto,
		    span_text(cases[i].line))), cases[i].name);
}

static void
other_lines_tell_nothing(void **state)
{
	static const struct line_case cases[] = {
		{ PROTO_IMAP, "", NULL },
		{ PROTO_IMAP, "A001", NULL },
		{ PROTO_IMAP, "YW5uYQBzZWNyZXQ=", NULL },
		{ PROTO_IMAP, "x001y LOGIN", NULL },
		{ PROTO_IMAP, "A001 L*GIN", NULL },
		{ PROTO_SMTP, "EHLO", NULL },
		{ PROTO_SMTP, "MAIL FROM:<smtpclient.apple>", NULL },
		{ PROTO_POP, "USER 1.854", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(client_by_line(cases[i].proto,
		    span_text(cases[i].line)), 0);
	assert_string_equal(client_name(0), "");
	assert_string_equal(client_name(UINT16_MAX), "");
}

static void
an_id_says_more_than_a_tag(void **state)
{
	uint16_t tag = client_by_line(PROTO_IMAP, span_text("1.8 LOGIN x"));
	uint16_t id = client_by_line(PROTO_IMAP,
	    span_text("1.8 ID (\"name\" \"iPhone Mail\")"));

	(void)state;
	assert_true(client_weight(id) > client_weight(tag));
	assert_true(client_weight(tag) > client_weight(0));
}

static void
an_id_is_read_only_in_an_id_line(void **state)
{
	(void)state;
	assert_string_equal(client_name(client_by_line(PROTO_IMAP,
	    span_text("A001 LOGIN \"name\" \"Thunderbird\""))), "curl");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_tell_the_program),
		cmocka_unit_test(other_lines_tell_nothing),
		cmocka_unit_test(an_id_says_more_than_a_tag),
		cmocka_unit_test(an_id_is_read_only_in_an_id_line),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
