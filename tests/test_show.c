/* The report: a fixed snapshot, hostile names, any width. */

#include "shown.h"

#include "show/ui.h"
#include "show/user.h"

static void
the_verdict_comes_first(void **state)
{
	char *text;

	(void)state;
	fill("reception-pc", "anna@example.com");
	text = report(80, true, false);
	assert_int_equal(strncmp(text, "CULPRIT: reception-pc", 21), 0);
	assert_non_null(strstr(text, "a***@example.com"));
	assert_null(strstr(text, "anna"));
	free(text);
}

/* A second account, at a second server. */
static void
fill_second(const char *user, uint32_t failures)
{
	struct snap_device *d = &snap.devices[0];

	text_keep(d->accounts[1].user, sizeof d->accounts[1].user,
	    span_text(user));
	d->servers[1].at.ip = d->ips[0];
	d->servers[1].at.port = 587;
	d->servers[1].proto = PROTO_SMTP;
	d->accounts[1].failures = d->servers[1].failures = failures;
	d->accounts[0].failures = d->servers[0].failures = 8 - failures;
	d->accounts[0].failed_at = 1;
	d->accounts[1].failed_at = 2;
	d->n_accounts = d->n_servers = d->users = 2;
	d->accounts[0].is_repeating = d->is_repeating = true;
}

static void
assert_says(const char *words)
{
	char *text = report(80, true, true), *c;

	for (c = text; *c != '\0'; c++)
		if (c[0] == '\n' && c[1] == ' ') {
			size_t n = strspn(c + 1, " ");

			memmove(c + 1, c + 1 + n, strlen(c + 1 + n) + 1);
			*c = ' ';
		}
	if (strstr(text, words) == NULL)
		fail_msg("no \"%s\" in: %s", words, text);
	free(text);
}

static void
each_account_is_told_for_itself(void **state)
{
	(void)state;
	fill("pc", "anna@a.test");
	fill_second("bert@b.test", 3);
	assert_says("8 failed logins since");
	assert_says(": 5 as anna@a.test, the same password each time, IMAP "
	    "to 192.168.1.23:143; 3 as bert@b.test, SMTP to "
	    "192.168.1.23:587. An old");
	assert_says("For each of the accounts anna@a.test and bert@b.test:");
}

static void
one_account_at_two_servers_names_both(void **state)
{
	(void)state;
	fill("pc", "anna@a.test");
	fill_second("", 3);
	snap.devices[0].accounts[0].failures = 8;
	snap.devices[0].n_accounts = snap.devices[0].users = 1;
	assert_says("8 failed logins as anna@a.test, the same password each "
	    "time, IMAP to 192.168.1.23:143 and SMTP to 192.168.1.23:587, "
	    "since");
}

static void
logins_of_an_unknown_account_are_nobodys(void **state)
{
	(void)state;
	fill("pc", "anna@a.test");
	fill_second("", 3);
	snap.devices[0].n_accounts = snap.devices[0].users = 1;
	snap.devices[0].nameless_at = 2;
	assert_says("; 3 whose account is not known, SMTP to "
	    "192.168.1.23:587. An old");
}

static void
a_long_list_of_accounts_is_cut(void **state)
{
	struct snap_device *d = &snap.devices[0];
	uint32_t i;

	(void)state;
	fill("pc", "anna@a.test");
	fill_second("bert@b.test", 1);
	for (i = 0; i < SNAP_ACCOUNTS; i++) {
		snprintf(d->accounts[i].user, USER_BYTES, "user%u", i);
		d->accounts[i].failures = 1;
	}
	d->n_accounts = SNAP_ACCOUNTS;
	d->users = 12;
	d->failures = 12;
	assert_says("; 1 as user2; and 9 more accounts. An old");
	assert_says("user6, user7 and 4 more:");
}

static void
failures_from_the_internet_are_no_slips(void **state)
{
	char *text;

	(void)state;
	fill("reception-pc", "anna@example.com");
	snap.n_devices = 0;
	snap.outside_failures = snap.failures;
	text = report(80, true, false);
	assert_non_null(strstr(text, "NO CULPRIT: No device here failed"));
	free(text);
	snap.outside_failures--;
	text = report(80, true, false);
	assert_non_null(strstr(text, "NO CULPRIT: The failed logins seen"));
	free(text);
}

/* What no good login has followed is not told to be a slip. */
static void
a_lone_failure_is_followed_by_nothing(void **state)
{
	struct snap_device *d = &snap.devices[0];
	char *text;

	(void)state;
	fill("reception-pc", "anna@example.com");
	d->rating = RATING_OK;
	d->failures = d->inferred = d->n_logins = 1;
	d->logins[0].outcome = OUTCOME_FAILED;
	text = report(80, true, false);
	assert_non_null(strstr(text, "NO CULPRIT: One failed login alone"));
	free(text);
	d->inferred = 0;		/* the server's words were read */
	text = report(80, true, false);
	assert_null(strstr(text, "inferred and not"));
	free(text);
	d->inferred = 1;
	d->n_logins = 2;
	d->logins[1] = d->logins[0];
	d->logins[0].outcome = OUTCOME_OK;
	text = report(80, true, false);
	assert_non_null(strstr(text, "NO CULPRIT: The failed logins seen"));
	free(text);
}

static void
no_line_is_wider_than_the_page(void **state)
{
	static const char *const names[] = {
		"x", "averyveryverylonghostnamewithoutanyblankinitatallxxxxxx",
		"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe5\x90\x8d"
		"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe5\x90\x8d"
		"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe5\x90\x8d",
		"\xe6\x97\xa5 x \xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe5\x90"
		"\x8d\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe5\x90",
		"two words and more words and still more of them, really"
	};
	size_t i;
	int columns;

	(void)state;
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		for (columns = 40; columns <= 80; columns += 5) {
			char *text, *line, *save = NULL;

			fill(names[i], "a-long-user-name-without-a-domain-and-"
			    "even-longer-than-that-by-a-good-deal");
			text = report(columns, false, true);
			for (line = strtok_r(text, "\n", &save); line != NULL;
			    line = strtok_r(NULL, "\n", &save))
				if (utf8_columns(line) > (size_t)columns)
					fail_msg("%d columns: %s", columns,
					    line);
			free(text);
		}
}

/* Every row's figures stand below their titles, whatever the name. */
static void
a_wide_name_shifts_no_column(void **state)
{
	char *text, *row;

	(void)state;
	fill("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "anna");
	text = report(80, false, false);
	row = strstr(text, "  1 CULPRIT");
	assert_non_null(row);
	*strstr(row, "192.168.1.23") = '\0';
	assert_int_equal(utf8_columns(row), 36);
	free(text);
}

static void
hostile_names_are_inert(void **state)
{
	char *text, *c;

	(void)state;
	fill("evil\033[2J\xc2\x9b\xe2\x80\xae", "x\033]0;\a");
	text = report(80, true, true);
	for (c = text; *c != '\0'; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
	free(text);
}

static void
masks_keep_the_domain_and_nothing_else(void **state)
{
	static const struct {
		const char *user, *shown;
	} users[] = {
		{ "anna@example.com", "a***@example.com" },
		{ "anna", "a***" },
		{ "OFFICE\\anna", "OFFICE\\a***" },
		{ "@example.com", "***@example.com" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof users / sizeof users[0]; i++) {
		char *text;

		fill("pc", users[i].user);
		text = report(80, true, false);
		if (strstr(text, users[i].shown) == NULL)
			fail_msg("%s: %s", users[i].user, text);
		assert_null(strstr(text, "anna"));
		free(text);
	}
}

static void
a_servers_words_are_masked_too(void **state)
{
	static const struct {
		const char *user, *words, *shown;
	} said[] = {
		{ "anna@example.com", "login failed for anna@example.com: no",
		    "login failed for a***@example.com: no" },
		{ "anna@example.com", "user=<ANNA@Example.Com>, rip",
		    "user=<A***@Example.Com>, rip" },
		{ "anna@example.com", "no such user 'anna'",
		    "no such user 'a***'" },
		{ "anna@example.com", "anna%40example.com at host",
		    "a***%40example.com at host" },
		{ "anna", "Anna: ask bert.b@example.com",
		    "A***: ask b***@example.com" },
		{ "OFFICE\\anna", "OFFICE\\anna or anna",
		    "OFFICE\\a*** or a***" },
		{ "ann", "annual report for ann", "annual report for a***" },
		{ "", "mail to <x@y.test>", "mail to <x***@y.test>" },
		{ "anna", "NO [AUTHENTICATIONFAILED] no", "NO [AUTHENTICATION"
		    "FAILED] no" },
		/* Kept to 95 bytes: the beginning of a name is the name. */
		{ "anna", "123456789 123456789 123456789 123456789 123456789 "
		    "123456789 123456789 123456789 123456789 12 ann",
		    " 12 a***" },
	};
	char shown[400], *text;
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof said / sizeof said[0]; i++) {
		text_init(&t, shown, sizeof shown);
		user_add_reply(&t, said[i].words, said[i].user, false, true);
		if (strstr(shown, said[i].shown) == NULL)
			fail_msg("%s: %s", said[i].words, shown);
		text_init(&t, shown, sizeof shown);
		user_add_reply(&t, said[i].words, said[i].user, true, true);
		assert_memory_equal(shown, said[i].words,
		    strlen(said[i].words));
	}
	fill("pc", "anna@example.com");
	strcpy(snap.devices[0].accounts[0].reply, "NO anna@example.com");
	text = report(80, true, false);
	assert_null(strstr(text, "anna"));
	free(text);
}

/* The log and the evidence, of a login and of the verdict on it. */
static void
the_dashboard_masks_them_as_well(void **state)
{
	static struct canvas c;
	static char screen[CANVAS_ROWS * CANVAS_COLUMNS];
	struct ui_style style = { .ascii = true, .vendor = no_vendor };
	struct ui_source from = { .name = "x", .trouble = "" };
	struct event ev;
	int users, row;

	(void)state;
	for (users = 0; users < 2; users++) {
		struct ui *ui;

		style.show_users = users == 1;
		ui = ui_new(&style);
		memset(&ev, 0, sizeof ev);
		ev.kind = EVENT_LOGIN;
		ev.u.login.attempt.outcome = OUTCOME_FAILED;
		strcpy(ev.u.login.attempt.user, "anna");
		strcpy(ev.u.login.attempt.reply, "NO anna");
		ui_event(ui, &ev);
		memset(&ev, 0, sizeof ev);
		ev.kind = EVENT_VERDICT;
		ev.u.verdict.action = ACTION_CULPRIT_NAMED;
		strcpy(ev.u.verdict.user, "anna");
		ui_event(ui, &ev);
		ui_key(ui, '3');
		canvas_begin(&c, 24, 100, true);
		ui_draw(ui, &snap, &from, &c);
		screen[0] = '\0';
		for (row = 0; row < 24; row++)
			canvas_line(&c, row, screen + strlen(screen), 500);
		assert_non_null(strstr(screen, users ? "NO anna" : "NO a***"));
		assert_non_null(strstr(screen, users ? "as anna" : "as a***"));
		assert_int_equal(strstr(screen, "anna") != NULL, users);
		ui_free(ui);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_verdict_comes_first),
		cmocka_unit_test(each_account_is_told_for_itself),
		cmocka_unit_test(one_account_at_two_servers_names_both),
		cmocka_unit_test(logins_of_an_unknown_account_are_nobodys),
		cmocka_unit_test(a_long_list_of_accounts_is_cut),
		cmocka_unit_test(failures_from_the_internet_are_no_slips),
		cmocka_unit_test(a_lone_failure_is_followed_by_nothing),
		cmocka_unit_test(no_line_is_wider_than_the_page),
		cmocka_unit_test(a_wide_name_shifts_no_column),
		cmocka_unit_test(hostile_names_are_inert),
		cmocka_unit_test(masks_keep_the_domain_and_nothing_else),
		cmocka_unit_test(a_servers_words_are_masked_too),
		cmocka_unit_test(the_dashboard_masks_them_as_well),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
