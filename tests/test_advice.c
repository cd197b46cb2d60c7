/* The remedies' steps: which are whose, and what is never said. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "show/advice.h"
#include "show/advice_text.h"
#include "show/family.h"

static struct snap_device device;

static struct snap_device *
culprit(enum remedy remedy, const char *name)
{
	struct snap_device *d = &device;

	memset(d, 0, sizeof *d);
	d->rating = RATING_CULPRIT;
	d->remedy = remedy;
	d->n_names = name[0] != '\0';
	text_keep(d->names[0], sizeof d->names[0], span_text(name));
	d->n_servers = 1;
	d->servers[0].proto = PROTO_SMTP;
	d->servers[0].failures = d->failures = 5;
	return (d);
}

/* All steps in one line. */
static const char *
steps_of(const struct snap_device *d, const char *maker, bool show_users)
{
	static char all[4096];
	const struct wording w = { show_users, true };
	const char *steps[ADVICE_MAX];
	struct text t;
	int i, n = advice_for(d, maker, steps);

	assert_in_range(n, 1, ADVICE_MAX);
	text_init(&t, all, sizeof all);
	for (i = 0; i < n; i++) {
		text_add(&t, i > 0 ? " " : "");
		advice_text_add(&t, steps[i], d, w);
	}
	return (all);
}

static bool
says(const char *text, const char *words)
{
	return (span_holds_nocase(span_text(text), words));
}

static void
a_new_password_is_told_of_where_it_mends_and_nowhere_else(void **state)
{
	static const char *const names[] = {
		"", "annas-iphone", "Drucker", "diskstation"
	};
	int remedy;
	size_t i;

	(void)state;
	for (remedy = 0; remedy < REMEDY_COUNT; remedy++)
		for (i = 0; i < sizeof names / sizeof names[0]; i++) {
			bool is_password = remedy == REMEDY_NEW_PASSWORD ||
			    remedy == REMEDY_OUTGOING_PASSWORD;
			const char *text = steps_of(culprit(
			    (enum remedy)remedy, names[i]), "", false);

			if (says(text, "enter the new password") !=
			    is_password)
				fail_msg("%s of \"%s\": %s", remedy_word(
				    (enum remedy)remedy), names[i], text);
			assert_int_equal(says(text, "malware"),
			    remedy == REMEDY_ISOLATE);
		}
}

static void
each_remedy_says_what_it_is(void **state)
{
	static const struct { enum remedy remedy; const char *words; } rows[] = {
		{ REMEDY_OUTGOING_PASSWORD, "outgoing server (SMTP)" },
		{ REMEDY_OTHER_PROGRAM, "another one" },
		{ REMEDY_FULL_USER_NAME, "the full mail address as user" },
		{ REMEDY_OTHER_METHOD, "authentication method" },
		{ REMEDY_APP_PASSWORD, "app password" },
		{ REMEDY_WEB_LOGIN, "web page" },
		{ REMEDY_SIGN_IN, "sign in again" },
		{ REMEDY_RENEW_PASSWORD, "run out at the mail host" },
		{ REMEDY_SWITCHED_ON, "switched off (disabled)" },
		{ REMEDY_LICENCE, "licence" },
		{ REMEDY_COUNTRY, "country" },
		{ REMEDY_REMOVE_ACCOUNT, "disabled" },
		{ REMEDY_CREDENTIALS, "empty" },
		{ REMEDY_TLS, "TLS" },
		{ REMEDY_FEWER_CONNECTIONS, "connections" },
		{ REMEDY_ASK_PERSON, "forgotten" },
		{ REMEDY_ISOLATE, "off the network" },
		{ REMEDY_SMARTHOST, "smarthost" },
		{ REMEDY_UNTICK_AUTOMATIC,
		    "Automatically manage connection settings" },
		{ REMEDY_WAIT, "change nothing" },
		{ REMEDY_ASK_HOST, "ask the mail host" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *text = steps_of(culprit(rows[i].remedy, ""), "",
		    false);

		if (!says(text, rows[i].words))
			fail_msg("no \"%s\" in %s", rows[i].words, text);
	}
}

static void
what_is_well_or_was_never_wrong_is_left_alone(void **state)
{
	struct snap_device *d = culprit(REMEDY_NEW_PASSWORD, "pc");

	(void)state;
	d->rating = RATING_MENDED;
	assert_true(says(steps_of(d, "", false), "Nothing is left to do"));
	d->rating = RATING_OK;
	assert_true(says(steps_of(d, "", false), "Nothing is left to do"));
	d->rating = RATING_VICTIM;
	d->remedy = REMEDY_UNKNOWN;
	assert_true(says(steps_of(d, "", false), "Change nothing"));
	d->is_by_address = true;
	assert_false(says(steps_of(d, "", false), "Find the computer"));
}

/* Seen at the mail host: nobody there can touch a customer's device. */
static void
whoever_has_a_public_address_is_to_be_told(void **state)
{
	const uint8_t far[4] = { 198, 51, 100, 12 }, here[4] = { 10, 0, 0, 9 };
	struct snap_device *d = culprit(REMEDY_NEW_PASSWORD, "");

	(void)state;
	d->is_by_address = true;
	d->n_ips = 1;
	d->ips[0] = ip_v4(far);
	assert_true(says(steps_of(d, "", false), "Tell whoever has this"));
	assert_false(says(steps_of(d, "", false), "On the device"));
	d->ips[0] = ip_v4(here);
	assert_true(says(steps_of(d, "", false), "Find the computer"));
	assert_false(says(steps_of(d, "", false), "Tell whoever"));
}

static void
the_right_name_stands_in_the_step_masked(void **state)
{
	struct snap_device *d = culprit(REMEDY_FULL_USER_NAME, "pc");

	(void)state;
	strcpy(d->right_user, "anna@example.test");
	assert_true(says(steps_of(d, "", false),
	    "enter the full mail address (a***@example.test) as user name"));
	assert_false(says(steps_of(d, "", false), "anna"));
	assert_true(says(steps_of(d, "", true), "anna@example.test"));
	strcpy(d->right_user, "anna");
	assert_true(says(steps_of(d, "", true), "enter anna as user name"));
}

static void
the_methods_are_named(void **state)
{
	struct snap_device *d = culprit(REMEDY_OTHER_METHOD, "pc");

	(void)state;
	strcpy(d->wrong_mech, "CRAM-MD5");
	strcpy(d->right_mech, "PLAIN");
	assert_true(says(steps_of(d, "", false), "not CRAM-MD5, but PLAIN."));
}

static void
a_phone_has_no_box_but_a_mac_has(void **state)
{
	struct snap_device *d = culprit(REMEDY_UNTICK_AUTOMATIC,
	    "Annas-iPad");

	(void)state;
	assert_true(says(steps_of(d, "", false), "Settings, Apps, Mail"));
	assert_true(says(steps_of(d, "", false), "no box there"));
	assert_true(says(steps_of(d, "", false), "If this is a Mac, or"));
	d = culprit(REMEDY_UNTICK_AUTOMATIC, "annas-mac");
	assert_true(says(steps_of(d, "", false), "untick"));
	assert_false(says(steps_of(d, "", false), "no box there"));
}

static void
printers_are_known_by_their_names(void **state)
{
	static const char *const printers[] = {
		"HP3C2D1E", "HPE4E749AABBCC", "HP-MFP", "NPI0A1B2C",
		"BRN30055CAABBCC", "BRW30055CAABBCC", "EPSON12AB34",
		"RNP002673112233", "XRX9C934E112233", "KM1A2B3C", "kopierer",
		"Drucker-EG", "imprimante-1", "impresora", "stampante",
		"MFC-L2710DW", "scanner-keller", "bizhub-c258"
	};
	static const char *const others[] = {
		"hp-elitebook", "hpserver", "brno-pc", "annas-mac", "km-pc",
		"et-phone", "hp1", "reception-pc", "HPE4E7"
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof printers / sizeof printers[0]; i++)
		if (family_of(culprit(REMEDY_NEW_PASSWORD, printers[i]),
		    "Hewlett Packard") != FAMILY_PRINTER)
			fail_msg("%s is a printer", printers[i]);
	for (i = 0; i < sizeof others / sizeof others[0]; i++)
		if (family_of(culprit(REMEDY_NEW_PASSWORD, others[i]),
		    "Hewlett Packard") == FAMILY_PRINTER)
			fail_msg("%s is no printer", others[i]);
	assert_true(says(steps_of(culprit(REMEDY_NEW_PASSWORD, "Drucker"), "",
	    false), "web page"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_new_password_is_told_of_where_it_mends_and_nowhere_else),
		cmocka_unit_test(each_remedy_says_what_it_is),
		cmocka_unit_test(
		    what_is_well_or_was_never_wrong_is_left_alone),
		cmocka_unit_test(the_right_name_stands_in_the_step_masked),
		cmocka_unit_test(the_methods_are_named),
		cmocka_unit_test(a_phone_has_no_box_but_a_mac_has),
		cmocka_unit_test(printers_are_known_by_their_names),
		cmocka_unit_test(whoever_has_a_public_address_is_to_be_told),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
