/* Spellings of one account. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "judge/mailbox.h"

static const struct hash_key key = { 3, 4 };

static struct mailbox
parse(const char *user)
{
	struct mailbox m;

	mailbox_parse(&key, user, &m);
	return (m);
}

static bool
may_join(const char *a, const char *b)
{
	struct mailbox x = parse(a), y = parse(b);

	assert_int_equal(mailbox_may_join(&x, &y), mailbox_may_join(&y, &x));
	return (mailbox_may_join(&x, &y));
}

static void
spellings_of_one_user_may_join(void **state)
{
	(void)state;
	assert_true(may_join("anna", "ANNA"));
	assert_true(may_join("anna", "anna@example.test"));
	assert_true(may_join("anna@Example.TEST.", "anna@example.test"));
	assert_true(may_join("anna%example.test", "anna@example.test"));
	assert_true(may_join("EXAMPLE\\anna", "anna@example.test"));
	assert_true(may_join("EXAMPLE\\anna", "anna"));
}

static void
different_users_do_not(void **state)
{
	(void)state;
	assert_false(may_join("anna", "bert"));
	assert_false(may_join("anna@a.test", "anna@b.test"));
	assert_false(may_join("A\\anna", "B\\anna"));
	assert_false(may_join("anna@a.test", "bert"));
}

static void
lone_signs_separate_nothing(void **state)
{
	static const char *const users[] = {
		"@", "a@", "@a", "\\", "a\\", "\\a", "%", "@@", ""
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof users / sizeof users[0]; i++) {
		struct mailbox m = parse(users[i]);

		assert_int_equal(m.local == 0, users[i][0] == '\0');
		assert_int_equal(mailbox_tag(&m) == 0, users[i][0] == '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings_of_one_user_may_join),
		cmocka_unit_test(different_users_do_not),
		cmocka_unit_test(lone_signs_separate_nothing),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
