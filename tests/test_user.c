/* Account names, masked in words of ours and of a server's. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "show/user.h"

/* A server joins words as it likes: what a hyphen joins may be the user. */
static void
in_a_reply_a_name_is_masked_wherever_it_stands(void **state)
{
	static const char said[] = "anna-pc and pc-anna: anna - no";
	char shown[400];
	struct text t;

	(void)state;
	text_init(&t, shown, sizeof shown);
	user_add_reply(&t, said, "anna@example.com", false, true);
	assert_null(strstr(shown, "anna"));
}

static void
shown_as(const char *user, const char *expected)
{
	char shown[400];
	struct text t;

	text_init(&t, shown, sizeof shown);
	user_add(&t, user, false, true);
	assert_string_equal(shown, expected);
}

/* Somebody typed the password into the name's field. */
static void
what_follows_a_blank_in_a_name_is_masked(void **state)
{
	(void)state;
	shown_as("anna@example.com", "a***@example.com");
	shown_as("OFFICE\\anna", "OFFICE\\a***");
	shown_as("anna@example.com Geheim77", "a***@example.com ***");
	shown_as("anna@example.com\tGeheim77", "a***@example.com ***");
	shown_as("anna@example.com\xc2\xa0Geheim77", "a***@example.com ***");
	shown_as("anna@example.com\xe3\x80\x80Geheim77",
	    "a***@example.com ***");
	shown_as("anna Geheim77", "a*** ***");
	shown_as("anna Geheim77@example.com", "a*** ***");
	shown_as("anna Geheim\\77", "a*** ***");
	shown_as("OFFICE\\anna Geheim77", "OFFICE\\a*** ***");
	shown_as(" anna Geheim77", "a*** ***");
	shown_as("  ", "***");
}

/* Nor is shown what is joined to it by what no domain can hold. */
static void
only_a_domain_is_shown_of_a_name(void **state)
{
	(void)state;
	shown_as("anna@example.com:Geheim77", "a***@example.com***");
	shown_as("anna@example.com/Geheim77", "a***@example.com***");
	shown_as("anna:Geheim77\\x", "a***");
	shown_as("anna:Geheim77", "a***");
	shown_as("@example.com", "***@example.com");
	shown_as("anna@", "a***@");
}

static void
a_name_with_a_blank_is_masked_in_words(void **state)
{
	char shown[400];
	struct text t;

	(void)state;
	text_init(&t, shown, sizeof shown);
	user_add_reply(&t, "4 failed logins as anna@example.com Geheim77, no",
	    "anna@example.com Geheim77", false, true);
	assert_string_equal(shown,
	    "4 failed logins as a***@example.com ***, no");
	text_init(&t, shown, sizeof shown);
	user_add_reply(&t, "NO user anna Geheim77 is unknown",
	    "anna Geheim77", false, true);
	assert_string_equal(shown, "NO user a*** *** is unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_a_reply_a_name_is_masked_wherever_it_stands),
		cmocka_unit_test(what_follows_a_blank_in_a_name_is_masked),
		cmocka_unit_test(only_a_domain_is_shown_of_a_name),
		cmocka_unit_test(a_name_with_a_blank_is_masked_in_words),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
