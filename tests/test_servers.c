/* Server software by its greeting. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "data/servers.h"

static void
greetings_tell_the_software(void **state)
{
	static const struct {
		enum proto proto;
		const char *line, *name;
	} cases[] = {
		{ PROTO_IMAP, "* OK [CAPABILITY IMAP4rev1 SASL-IR] Dovecot "
		    "(Debian) ready.", "Dovecot" },
		{ PROTO_POP, "+OK Dovecot ready.", "Dovecot" },
		{ PROTO_SIEVE, "\"IMPLEMENTATION\" \"Dovecot (Debian) "
		    "Pigeonhole\"", "Dovecot Pigeonhole" },
		{ PROTO_SMTP, "220 cp-kil-m-042.example.test ESMTP Exim 4.96 "
		    "Mon, 23 Nov 2026 23:15:54 +0000", "Exim" },
		{ PROTO_SMTP, "220 mail2.example.test ESMTP Postfix",
		    "Postfix" },
		{ PROTO_SMTP, "220 mx.example.test ESMTP abc123 - gsmtp",
		    "Gmail" },
		{ PROTO_POP, "+OK Hello there.", "Courier" },
		{ PROTO_SMTP, "220 mail.example.test ESMTP", "" },
		{ PROTO_IMAP, "* OK ready", "" },
		{ PROTO_IMAP, "", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(server_software(server_by_greeting(
		    cases[i].proto, span_text(cases[i].line))), cases[i].name);
	assert_string_equal(server_software(UINT16_MAX), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(greetings_tell_the_software),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
