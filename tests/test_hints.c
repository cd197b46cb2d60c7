/*
 * What a refusal asks for: every row of data/hints.h, and words that are near
 * to one and ask for something else, or for nothing.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/hints.h"
#include "talk/hint.h"

/* The shortest refusal that a row is written for. */
static void
said_alone(const struct hint_row *row, enum proto proto, char text[200])
{
	static const char *const refusals[PROTO_COUNT] = {
		[PROTO_IMAP] = "NO", [PROTO_POP] = "-ERR",
		[PROTO_SMTP] = "535 5.7.8", [PROTO_SIEVE] = "NO"
	};

	snprintf(text, 200, "%s %s", row->starts[0] != '\0' ? row->starts :
	    refusals[proto], row->holds);
}

/* A row below one that fits the same words would never be asked. */
static void
every_row_is_reached(void **state)
{
	static const enum hint_table tables[] = { HINTS_SAID, HINTS_GENERIC };
	char text[200];
	size_t t, i, n;
	int p;

	(void)state;
	for (t = 0; t < sizeof tables / sizeof tables[0]; t++) {
		const struct hint_row *rows = hints_all(tables[t], &n);

		for (i = 0; i < n; i++)
			for (p = 1; p < PROTO_COUNT; p++) {
				if (rows[i].proto != PROTO_UNKNOWN &&
				    rows[i].proto != (enum proto)p)
					continue;
				said_alone(&rows[i], (enum proto)p, text);
				if (hint_of((enum proto)p, span_text(text)) !=
				    rows[i].hint)
					fail_msg("\"%s\": %s", text,
					    hint_word(rows[i].hint));
			}
	}
}

static void
every_row_has_a_source_and_says_something(void **state)
{
	int table;
	size_t i, n;

	(void)state;
	for (table = HINTS_SAID; table <= HINTS_GREETINGS; table++) {
		const struct hint_row *rows =
		    hints_all((enum hint_table)table, &n);

		for (i = 0; i < n; i++) {
			assert_true(strlen(rows[i].source) >= 5);
			assert_true(strlen(rows[i].starts) +
			    strlen(rows[i].holds) >= 3);
			assert_true(rows[i].hint < HINT_COUNT);
		}
	}
}

static void
words_are_taken_for_what_they_ask(void **state)
{
	static const struct {
		enum proto proto;
		const char *text;
		enum hint hint;
	} rows[] = {
		{ PROTO_IMAP, "NO [AUTHENTICATIONFAILED] Authentication "
		    "failed.", HINT_UNKNOWN },
		{ PROTO_SMTP, "535-5.7.8 Username and Password not accepted. "
		    "For more information, go to", HINT_UNKNOWN },
		{ PROTO_SMTP, "535 5.7.8 https://support.google.com/mail/"
		    "?p=BadCredentials x - gsmtp", HINT_UNKNOWN },
		{ PROTO_POP, "-ERR Logon failure: unknown user name or bad "
		    "password.", HINT_UNKNOWN },
		{ PROTO_IMAP, "NO unknown user or password incorrect",
		    HINT_UNKNOWN },
		{ PROTO_IMAP, "NO unknown user", HINT_MAILBOX_DISABLED },
		{ PROTO_SMTP, "503 5.5.1 already authenticated",
		    HINT_UNKNOWN },
		{ PROTO_SMTP, "503 5.5.1 Bad sequence of commands",
		    HINT_UNKNOWN },
		{ PROTO_SMTP, "503 5.5.1 Error: authentication not enabled",
		    HINT_NOT_OFFERED },
		{ PROTO_SMTP, "535 5.7.139 user is locked by your "
		    "organization's security defaults policy",
		    HINT_SWITCHED_OFF },
		{ PROTO_SMTP, "535 5.7.139 the user credentials were "
		    "incorrect", HINT_UNKNOWN },
		{ PROTO_POP, "-ERR [IN-USE] mailbox temporarily locked",
		    HINT_MAILBOX_BUSY },
		{ PROTO_IMAP, "NO failed: login disabled", HINT_TLS_FIRST },
		{ PROTO_IMAP, "NO Login disabled for this user",
		    HINT_MAILBOX_DISABLED },
		{ PROTO_POP, "-ERR Anmeldung fehlgeschlagen", HINT_UNKNOWN },
		{ PROTO_IMAP, "NO \xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb"
		    "\xd1\x8c", HINT_UNKNOWN },
		{ PROTO_IMAP, "OK Logged in, license of your country",
		    HINT_UNKNOWN },
		{ PROTO_SMTP, "235 2.7.0 app password accepted",
		    HINT_UNKNOWN },
		{ PROTO_SMTP, "", HINT_UNKNOWN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (hint_of(rows[i].proto, span_text(rows[i].text)) !=
		    rows[i].hint)
			fail_msg("\"%s\"", rows[i].text);
}

static void
a_greeting_that_refuses_says_whether_it_is_a_lock(void **state)
{
	static const struct {
		enum proto proto;
		const char *text;
		enum hint hint;
	} rows[] = {
		{ PROTO_IMAP, "BYE too many auth failures",
		    HINT_ADDRESS_LOCKED },
		{ PROTO_SMTP, "554 5.7.1 Your IP has been temporarily blocked",
		    HINT_ADDRESS_LOCKED },
		{ PROTO_SMTP, "421 4.7.0 mail Error: too many connections "
		    "from 192.0.2.7", HINT_CONNECTIONS },
		{ PROTO_SMTP, "554 5.7.1 Client host [192.0.2.7] blocked using "
		    "zen.example", HINT_UNKNOWN },
		{ PROTO_SMTP, "421 4.3.2 Service not available, closing",
		    HINT_SERVER_TROUBLE },
		{ PROTO_IMAP, "BYE Maintenance in progress",
		    HINT_SERVER_TROUBLE },
		{ PROTO_SMTP, "421 4.3.0 Temporary system problem",
		    HINT_SERVER_TROUBLE },
		{ PROTO_IMAP, "BYE Internal error: the index is locked",
		    HINT_SERVER_TROUBLE },
		{ PROTO_SMTP, "421 4.7.0 Temporarily unavailable: too many "
		    "failed logins from 192.0.2.7", HINT_ADDRESS_LOCKED },
		{ PROTO_SMTP, "421 4.7.0 Trop de tentatives depuis votre "
		    "adresse IP", HINT_ADDRESS_LOCKED },
		{ PROTO_IMAP, "BYE Troppi tentativi dal tuo indirizzo",
		    HINT_ADDRESS_LOCKED },
		{ PROTO_SMTP, "554 no SMTP service here", HINT_UNKNOWN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (hint_of_greeting(rows[i].proto, span_text(rows[i].text)) !=
		    rows[i].hint)
			fail_msg("\"%s\"", rows[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_reached),
		cmocka_unit_test(every_row_has_a_source_and_says_something),
		cmocka_unit_test(words_are_taken_for_what_they_ask),
		cmocka_unit_test(
		    a_greeting_that_refuses_says_whether_it_is_a_lock),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
