/* Account names, masked in words of ours and of a server's. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "show/user.h"

/* In our words a hyphen makes it another name; in a server's it need not. */
static void
a_device_named_after_its_user_keeps_its_name(void **state)
{
	static const char said[] = "anna-pc and pc-anna: anna - no";
	char shown[400];
	struct text t;

	(void)state;
	text_init(&t, shown, sizeof shown);
	user_add_words(&t, said, "anna@example.com", false, true);
	assert_string_equal(shown, "anna-pc and pc-anna: a*** - no");
	text_init(&t, shown, sizeof shown);
	user_add_reply(&t, said, "anna@example.com", false, true);
	assert_null(strstr(shown, "anna"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_named_after_its_user_keeps_its_name),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
