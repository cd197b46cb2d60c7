/*
 * Why a device's logins fail: for each explanation of data/explanations.h one
 * story that it explains, and the nearest one that it must not.
 */

#include "says.h"

/* Everybody looks for mail by IMAP; another device of another account shows
 * every so often that the host lets in. */
static void
others_go_on(struct ledger *l, int64_t from_s, int64_t to_s)
{
	for (; from_s <= to_s; from_s += 50)
		login(l, (struct say){ .mac = 60, .host = 60, .at_s = from_s,
		    .user = "zoe@example.test", .tag = 600, OK });
}

/* n of these, so many seconds apart. */
static void
every(struct ledger *l, struct say s, int n, int64_t gap_s)
{
	for (; n > 0; n--, s.at_s += gap_s)
		login(l, s);
}

static void
is_told(struct ledger *l, uint8_t mac, int64_t at_s, enum rating rating,
    enum cause cause, enum remedy remedy)
{
	const struct snap_device *d = row_at(l, mac, at_s);

	assert_string_equal(rating_word(d->rating), rating_word(rating));
	assert_string_equal(cause_word(d->cause), cause_word(cause));
	assert_string_equal(remedy_word(d->remedy), remedy_word(remedy));
}

/* --- a stale password --- */

static void
one_secret_refused_again_and_again_is_stale(void **state)
{
	others_go_on(*state, 0, 400);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", .tag = 7, FAIL }, 6, 60);
	is_told(*state, 1, 400, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
}

static void
one_that_is_accepted_later_was_right(void **state)
{
	struct say s = { .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", .tag = 7, FAIL };

	others_go_on(*state, 0, 400);
	every(*state, s, 6, 60);
	s.at_s = 380;
	s.outcome = OUTCOME_OK;
	login(*state, s);
	is_told(*state, 1, 400, RATING_VICTIM, CAUSE_SERVER_REFUSES_ALL,
	    REMEDY_ASK_HOST);
}

static void
what_sends_in_vain_and_reads_well_has_an_old_outgoing_password(void **state)
{
	others_go_on(*state, 0, 400);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", .tag = 8, OK }, 6, 60);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 2,
	    .user = "anna@example.test", .tag = 7, .proto = PROTO_SMTP,
	    .port = 587, FAIL }, 6, 60);
	is_told(*state, 1, 400, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_OUTGOING_PASSWORD);
}

/* --- the name --- */

static void
the_secret_of_a_fuller_name_tells_the_wrong_name(void **state)
{
	struct say right = { .mac = 2, .host = 11, .at_s = 0,
	    .user = "anna@example.test", .tag = 7, OK };

	login(*state, right);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 10,
	    .user = "anna", .tag = 7, FAIL }, 6, 60);
	right.at_s = 380;
	login(*state, right);
	is_told(*state, 1, 400, RATING_CULPRIT, CAUSE_WRONG_USER_NAME,
	    REMEDY_FULL_USER_NAME);
	assert_string_equal(row_at(*state, 1, 400)->right_user,
	    "anna@example.test");
}

static void
another_secret_of_a_fuller_name_tells_nothing(void **state)
{
	struct say right = { .mac = 2, .host = 11, .at_s = 0,
	    .user = "anna@example.test", .tag = 8, OK };

	login(*state, right);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 10,
	    .user = "anna", .tag = 7, FAIL }, 6, 60);
	right.at_s = 380;
	login(*state, right);
	is_told(*state, 1, 400, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
}

static void
a_name_that_was_put_right_is_mended(void **state)
{
	struct say s = { .mac = 1, .host = 10, .at_s = 1,
	    .user = "ana@example.test", .tag = 7, FAIL };

	others_go_on(*state, 0, 400);
	every(*state, s, 5, 20);
	assert_int_equal(row_at(*state, 1, 100)->rating, RATING_CULPRIT);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 110,
	    .user = "anna@example.test", .tag = 7, OK }, 3, 60);
	is_told(*state, 1, 400, RATING_MENDED, CAUSE_WRONG_USER_NAME,
	    REMEDY_NONE);
}

static void
another_account_of_the_device_puts_no_name_right(void **state)
{
	others_go_on(*state, 0, 400);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 1,
	    .user = "ana@example.test", .tag = 7, FAIL }, 5, 20);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 110,
	    .user = "bert@example.test", .tag = 8, OK }, 3, 60);
	is_told(*state, 1, 400, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
}

/* --- the method --- */

static void
methods(struct ledger *l, int64_t after_s)
{
	struct say wrong = { .mac = 1, .host = 10, .at_s = 10,
	    .user = "anna@example.test", .mech = "CRAM-MD5", FAIL };
	struct say right = { .mac = 1, .host = 10, .user = wrong.user,
	    .mech = "PLAIN", .tag = 7, OK };
	int i;

	others_go_on(l, 0, 5);
	for (i = 0; i < 5; i++, wrong.at_s += 120) {
		login(l, wrong);
		right.at_s = wrong.at_s + after_s;
		login(l, right);
	}
}

static void
a_method_that_another_makes_good_at_once_is_wrong(void **state)
{
	methods(*state, 1);
	is_told(*state, 1, 620, RATING_CULPRIT, CAUSE_WRONG_METHOD,
	    REMEDY_OTHER_METHOD);
	assert_string_equal(row_at(*state, 1, 620)->wrong_mech, "CRAM-MD5");
	assert_string_equal(row_at(*state, 1, 620)->right_mech, "PLAIN");
}

static void
a_method_that_gets_in_much_later_tells_nothing(void **state)
{
	methods(*state, 60);
	assert_int_not_equal(row_at(*state, 1, 700)->cause,
	    CAUSE_WRONG_METHOD);
}

static void
a_secret_that_reads_and_may_not_send_is_to_be_switched_on(void **state)
{
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", .tag = 7, OK }, 6, 60);
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 2,
	    .user = "anna@example.test", .tag = 7, .proto = PROTO_SMTP,
	    .port = 587, FAIL }, 6, 60);
	is_told(*state, 1, 400, RATING_CULPRIT, CAUSE_WRONG_METHOD,
	    REMEDY_SWITCHED_ON);
}

/* --- who types, and who guesses --- */

static void
secrets(struct ledger *l, int n, int64_t gap_s)
{
	struct say s = { .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", FAIL };

	others_go_on(l, 0, 300);
	for (; n > 0; n--, s.at_s += gap_s) {
		s.tag++;
		login(l, s);
	}
}

static void
several_secrets_at_a_persons_pace_are_forgotten(void **state)
{
	secrets(*state, 6, 20);
	is_told(*state, 1, 300, RATING_CULPRIT, CAUSE_FORGOTTEN_PASSWORD,
	    REMEDY_ASK_PERSON);
}

static void
several_secrets_within_seconds_are_guessed(void **state)
{
	secrets(*state, 6, 1);
	is_told(*state, 1, 300, RATING_CULPRIT, CAUSE_GUESSING,
	    REMEDY_ISOLATE);
}

/* The old one n times, and each of two others so often. */
static void
kept(struct ledger *l, int n, int n_second, int n_third)
{
	struct say s = { .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", .tag = 7, FAIL };

	others_go_on(l, 0, 900);
	every(l, s, n, 50);
	s.at_s += 50 * n;
	s.tag = 8;
	every(l, s, n_second, 50);
	s.at_s += 50 * n_second;
	s.tag = 9;
	every(l, s, n_third, 50);
	is_told(l, 1, 900, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
}

static void
one_that_is_kept_beside_two_that_were_typed_is_stale(void **state)
{
	kept(*state, 9, 1, 1);
}

static void
two_that_are_both_kept_are_no_forgotten_one(void **state)
{
	kept(*state, 5, 5, 0);
}

/* Ten mailboxes, each with a secret of its own, so many times. */
static void
mailboxes(struct ledger *l, int times)
{
	char user[] = "a@example.test";
	struct say s = { .mac = 1, .host = 10, .user = user, FAIL };
	int i;

	others_go_on(l, 0, 900);
	for (; times > 0; times--)
		for (i = 0; i < 10; i++) {
			user[0] = (char)('a' + i);
			s.tag = (uint64_t)i + 1;
			s.at_s += 5;
			login(l, s);
		}
}

static void
ten_accounts_tried_once_are_guessed(void **state)
{
	mailboxes(*state, 1);
	is_told(*state, 1, 900, RATING_CULPRIT, CAUSE_GUESSING,
	    REMEDY_ISOLATE);
}

static void
a_gateway_of_many_mailboxes_guesses_nothing(void **state)
{
	mailboxes(*state, 6);
	is_told(*state, 1, 900, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
}

/* --- what the server's words ask for --- */

static void
refused_with(struct ledger *l, enum hint hint, int n, int n_plain)
{
	struct say s = { .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", .tag = 7, .hint = hint, FAIL };

	others_go_on(l, 0, 900);
	every(l, s, n, 60);
	s.hint = HINT_UNKNOWN;
	s.at_s += 60 * n;
	every(l, s, n_plain, 60);
}

static void
what_the_server_asks_for_is_the_remedy(void **state)
{
	refused_with(*state, HINT_APP_PASSWORD, 5, 0);
	is_told(*state, 1, 900, RATING_CULPRIT, CAUSE_OTHER_REMEDY,
	    REMEDY_APP_PASSWORD);
}

static void
what_it_said_once_of_many_is_not(void **state)
{
	refused_with(*state, HINT_APP_PASSWORD, 1, 5);
	is_told(*state, 1, 900, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
}

static void
tls_that_is_asked_for_is_not_allowed_without(void **state)
{
	refused_with(*state, HINT_TLS_FIRST, 5, 0);
	is_told(*state, 1, 900, RATING_CULPRIT, CAUSE_NOT_ALLOWED,
	    REMEDY_TLS);
}

static void
whoever_is_turned_away_without_a_verdict_is_accused_of_nothing(void **state)
{
	every(*state, (struct say){ .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", .hint = HINT_TLS_FIRST,
	    .reason = REASON_POLICY, .outcome = OUTCOME_UNKNOWN }, 8, 60);
	assert_int_equal(row_at(*state, 1, 900)->rating, RATING_OK);
	assert_int_equal(snap->devices[0].cause, CAUSE_NOT_ALLOWED);
	assert_int_equal(snap->devices[0].turned_away, 8);
}

/* --- tokens --- */

static void
tokens(struct ledger *l, bool is_renewed)
{
	struct say s = { .mac = 1, .host = 10, .at_s = 1,
	    .user = "anna@example.test", .mech = "XOAUTH2",
	    .hint = HINT_TOKEN, FAIL };
	struct say good = s;
	int i;

	others_go_on(l, 0, 900);
	good.hint = HINT_UNKNOWN;
	good.outcome = OUTCOME_OK;
	for (i = 0; i < 5; i++, s.at_s += 100) {
		login(l, s);
		good.at_s = s.at_s + 4;
		if (is_renewed)
			login(l, good);
	}
}

static void
a_token_that_is_never_renewed_has_expired(void **state)
{
	tokens(*state, false);
	is_told(*state, 1, 900, RATING_CULPRIT, CAUSE_EXPIRED_TOKEN,
	    REMEDY_SIGN_IN);
}

static void
a_token_that_is_renewed_each_time_is_nobodys_fault(void **state)
{
	tokens(*state, true);
	is_told(*state, 1, 900, RATING_OK, CAUSE_UNKNOWN, REMEDY_NONE);
}

/* --- automatic settings --- */

static void
settings(struct ledger *l, int64_t gap_s)
{
	static const uint16_t ports[] = { 143, 993 };
	static const char *const users[] = { "anna", "anna@example.test" };
	struct say s = { .mac = 1, .host = 10, .at_s = 1, .tag = 7, FAIL };
	int i;

	others_go_on(l, 0, 900);
	for (i = 0; i < 4; i++, s.at_s += gap_s) {
		s.port = ports[i & 1];
		s.user = users[i >> 1];
		login(l, s);
	}
}

static void
ports_and_names_within_a_minute_are_automatic(void **state)
{
	settings(*state, 10);
	is_told(*state, 1, 900, RATING_CULPRIT, CAUSE_AUTOMATIC_SETTINGS,
	    REMEDY_UNTICK_AUTOMATIC);
}

static void
ports_and_names_within_an_hour_are_not(void **state)
{
	settings(*state, 200);
	is_told(*state, 1, 900, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
}

/* --- an account that was changed --- */

/* Three devices send the old secret of one account, each four times. */
static void
send_the_old_one(struct ledger *l)
{
	struct say s = { .user = "office@example.test", .tag = 7, FAIL };
	uint8_t i;

	others_go_on(l, 0, 900);
	for (i = 1; i <= 3; i++) {
		s.mac = i;
		s.host = 10 + i;
		s.at_s = 100 + i;
		every(l, s, 6, 60);
	}
}

static void
one_old_secret_of_several_devices_was_changed(void **state)
{
	uint8_t i;

	send_the_old_one(*state);
	for (i = 1; i <= 3; i++) {
		is_told(*state, i, 500, RATING_CULPRIT,
		    CAUSE_ACCOUNT_CHANGED, REMEDY_NEW_PASSWORD);
		assert_int_not_equal(snap->devices[0].group, 0);
		assert_int_equal(snap->devices[0].group,
		    row_at(*state, i, 500)->group);
	}
}

static void
one_of_three_that_follows_is_good_and_two_are_not(void **state)
{
	send_the_old_one(*state);
	every(*state, (struct say){ .mac = 1, .host = 11, .at_s = 480,
	    .user = "office@example.test", .tag = 8, OK }, 4, 60);
	is_told(*state, 2, 700, RATING_CULPRIT, CAUSE_ACCOUNT_CHANGED,
	    REMEDY_NEW_PASSWORD);
	is_told(*state, 3, 700, RATING_CULPRIT, CAUSE_ACCOUNT_CHANGED,
	    REMEDY_NEW_PASSWORD);
	assert_int_equal(row_at(*state, 1, 700)->rating, RATING_MENDED);
	assert_int_equal(row_at(*state, 1, 700)->remedy, REMEDY_NONE);
}

static void
four_accounts_of_one_night_are_each_stale(void **state)
{
	static const char *const users[] = { "anna@example.test",
	    "bert@example.test", "carl@example.test", "dora@example.test" };
	struct say s = { OK };
	uint8_t i;

	for (i = 0; i < 4; i++) {
		s.mac = 1 + i;
		s.host = 11 + i;
		s.user = users[i];
		s.tag = 70 + i;
		s.at_s = i;
		s.outcome = OUTCOME_OK;
		login(*state, s);
	}
	others_go_on(*state, 36000, 36900);
	s.outcome = OUTCOME_FAILED;
	for (i = 0; i < 4; i++) {
		s.mac = 1 + i;
		s.host = 11 + i;
		s.user = users[i];
		s.tag = 70 + i;
		s.at_s = 36001 + 10 * i;
		every(*state, s, 8, 60);
	}
	for (i = 1; i <= 4; i++)
		is_told(*state, i, 36900, RATING_CULPRIT,
		    CAUSE_STALE_PASSWORD, REMEDY_NEW_PASSWORD);
	assert_int_equal(snap->n_lockouts, 0);
	assert_int_equal(snap->n_troubles, 0);
}

/* --- an account that was removed --- */

static void
removed(struct ledger *l, int64_t until_s)
{
	struct say s = { .mac = 1, .host = 10, .at_s = 1,
	    .user = "old@example.test", .tag = 7, FAIL };

	others_go_on(l, 0, 5000);
	every(l, s, (int)(until_s / 120), 120);
	every(l, (struct say){ .mac = 1, .host = 10, .at_s = 3,
	    .user = "anna@example.test", .tag = 8, OK }, 40, 120);
}

static void
an_account_that_was_taken_off_is_mended(void **state)
{
	removed(*state, 1200);
	is_told(*state, 1, 5000, RATING_MENDED, CAUSE_STALE_PASSWORD,
	    REMEDY_NONE);
}

static void
one_that_is_tried_still_is_not(void **state)
{
	removed(*state, 4800);
	assert_int_equal(row_at(*state, 1, 5000)->rating, RATING_CULPRIT);
}

/* Two accounts, one password: of the one it was changed. */
static void
the_name_of_another_account_is_not_wrong(void **state)
{
	struct say s = { .mac = 1, .host = 11, .user = "lena@example.test",
	    .tag = 7, OK };

	login(*state, s);
	s.user = "info@example.test", s.outcome = OUTCOME_FAILED;
	s.at_s = 60;
	login_times(*state, s, 5);
	is_told(*state, 1, 400, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
	/* One that is nearly spelled so is meant. */
	s.mac = 2, s.host = 12, s.at_s = 500;
	s.user = "anna@example.test", s.tag = 9, s.outcome = OUTCOME_OK;
	login(*state, s);
	s.user = "ana@example.test", s.outcome = OUTCOME_FAILED;
	s.at_s = 560;
	login_times(*state, s, 5);
	is_told(*state, 2, 900, RATING_CULPRIT, CAUSE_WRONG_USER_NAME,
	    REMEDY_FULL_USER_NAME);
	/* Unless somebody is let in by that very name. */
	login(*state, (struct say){ .mac = 3, .host = 13, .at_s = 910,
	    .user = "ana@example.test", .tag = 44, OK });
	is_told(*state, 2, 950, RATING_CULPRIT, CAUSE_STALE_PASSWORD,
	    REMEDY_NEW_PASSWORD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_secret_refused_again_and_again_is_stale),
		T(one_that_is_accepted_later_was_right),
		T(what_sends_in_vain_and_reads_well_has_an_old_outgoing_password),
		T(the_secret_of_a_fuller_name_tells_the_wrong_name),
		T(another_secret_of_a_fuller_name_tells_nothing),
		T(a_name_that_was_put_right_is_mended),
		T(another_account_of_the_device_puts_no_name_right),
		T(a_method_that_another_makes_good_at_once_is_wrong),
		T(a_method_that_gets_in_much_later_tells_nothing),
		T(a_secret_that_reads_and_may_not_send_is_to_be_switched_on),
		T(several_secrets_at_a_persons_pace_are_forgotten),
		T(several_secrets_within_seconds_are_guessed),
		T(one_that_is_kept_beside_two_that_were_typed_is_stale),
		T(two_that_are_both_kept_are_no_forgotten_one),
		T(ten_accounts_tried_once_are_guessed),
		T(a_gateway_of_many_mailboxes_guesses_nothing),
		T(what_the_server_asks_for_is_the_remedy),
		T(what_it_said_once_of_many_is_not),
		T(tls_that_is_asked_for_is_not_allowed_without),
		T(whoever_is_turned_away_without_a_verdict_is_accused_of_nothing),
		T(a_token_that_is_never_renewed_has_expired),
		T(a_token_that_is_renewed_each_time_is_nobodys_fault),
		T(ports_and_names_within_a_minute_are_automatic),
		T(ports_and_names_within_an_hour_are_not),
		T(one_old_secret_of_several_devices_was_changed),
		T(one_of_three_that_follows_is_good_and_two_are_not),
		T(four_accounts_of_one_night_are_each_stale),
		T(an_account_that_was_taken_off_is_mended),
		T(one_that_is_tried_still_is_not),
		T(the_name_of_another_account_is_not_wrong),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
