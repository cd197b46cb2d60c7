/*
 * The schema of the tables: no duplicate keys, every row reachable, every
 * sentence within its bounds, every word spelled.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "show/advice.h"
#include "data/clients.h"
#include "data/protocols.h"
#include "data/explanations.h"
#include "data/host_causes.h"
#include "data/policies.h"
#include "data/replies.h"
#include "data/servers.h"
#include "data/rounds.h"
#include "data/shapes.h"
#include "data/words.h"
#include "judge/mailhost.h"
#include "talk/reply.h"

static void
every_port_stands_once_and_has_a_source(void **state)
{
	const struct mail_port *rows;
	size_t i, j, n;

	(void)state;
	rows = mail_ports(&n);
	for (i = 0; i < n; i++) {
		assert_true(rows[i].source[0] != '\0');
		assert_true(rows[i].proto != PROTO_UNKNOWN);
		assert_ptr_equal(mail_port_find(rows[i].port), &rows[i]);
		for (j = i + 1; j < n; j++)
			assert_int_not_equal(rows[i].port, rows[j].port);
	}
	assert_null(mail_port_find(80));
}

/* What a host's ring holds, and the hour before, must be enough for each. */
static void
every_policy_can_be_foretold(void **state)
{
	const struct policy *rows;
	size_t i, n;

	(void)state;
	rows = policies_all(&n);
	assert_true(n > 0);
	for (i = 0; i < n; i++) {
		assert_true(rows[i].locker[0] != '\0');
		assert_true(rows[i].source[0] != '\0');
		assert_int_not_equal(rows[i].protos, 0);
		assert_int_equal(rows[i].protos &
		    ~((1 << PROTO_COUNT) - 1), 0);
		assert_in_range(rows[i].failures, 1, MAILHOST_FAILED);
		assert_in_range(rows[i].window_s, 1, 3600);
	}
}

static void
the_readme_names_every_locker(void **state)
{
	static char text[1 << 16];
	FILE *f = fopen("README.md", "r");
	const struct policy *rows;
	const char *named, *end;
	char list[200];
	size_t i, n;

	(void)state;
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	named = strstr(text, "the commonest lockers (");
	assert_non_null(named);
	end = strchr(named, ')');
	assert_non_null(end);
	snprintf(list, sizeof list, "%.*s", (int)(end - named), named);
	rows = policies_all(&n);
	for (i = 0; i < n; i++)
		if (rows[i].is_foretold &&
		    strstr(list, rows[i].locker) == NULL)
			fail_msg("not %s", rows[i].locker);
}

static void
every_word_is_spelled(void **state)
{
	int i;

	(void)state;
	for (i = 1; i < PROTO_COUNT; i++)
		assert_true(proto_word((enum proto)i)[0] != '\0');
	for (i = 1; i < REASON_COUNT; i++)
		assert_true(reason_word((enum reason)i)[0] != '\0');
	for (i = 0; i < OUTCOME_COUNT; i++)
		assert_true(outcome_word((enum outcome)i)[0] != '\0');
	for (i = 0; i < POINT_COUNT; i++)
		assert_true(point_word((enum point)i)[0] != '\0');
	for (i = 1; i < RATING_COUNT; i++)
		assert_true(rating_word((enum rating)i)[0] != '\0');
	for (i = 1; i < ACTION_COUNT; i++)
		assert_true(action_word((enum action)i)[0] != '\0');
	for (i = 1; i < OPENING_COUNT; i++)
		assert_true(opening_word((enum opening_end)i)[0] != '\0');
	for (i = 1; i < ANSWER_COUNT; i++)
		assert_true(port_answer_word((enum port_answer)i)[0] != '\0');
	assert_string_equal(reason_word((enum reason)99), "");
}

/* Every reply of DOMAIN.md A that must not be mixed up with another. */
static const struct wording {
	enum proto proto;
	enum asked asked;
	const char *text;
	enum outcome outcome;
	enum reason reason;
} wordings[] = {
#define F OUTCOME_FAILED
#define U OUTCOME_UNKNOWN
	{ PROTO_IMAP, ASKED_LOGIN, "NO [AUTHENTICATIONFAILED] Authentication "
	    "failed.", F, REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO Login failed: authentication failure",
	    F, REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO Login failed.", F, REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO LOGIN failed", F, REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO Invalid user name or password. Please "
	    "use full email address as user name.", F, REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "no [authenticationfailed] x", F,
	    REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [AUTHENTICATIONFAILED] LOGIN invalid "
	    "credentials or IMAP is disabled", F, REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO LOGIN failed. Invalid credentials.", F,
	    REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO Login only available under a layer", U,
	    REASON_POLICY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO STARTTLS required", U, REASON_POLICY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO cleartext logins disabled", U,
	    REASON_POLICY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO LOGIN failed. Plain login / "
	    "authentication are disabled.", U, REASON_POLICY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [PRIVACYREQUIRED] Cleartext "
	    "authentication disallowed", U, REASON_POLICY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [UNAVAILABLE] Temporary authentication "
	    "failure. [host:2026-11-23 22:10:03]", U, REASON_TEMPORARY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [UNAVAILABLE] Maximum number of "
	    "connections from user+IP exceeded", U, REASON_RATE_LIMIT },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [LIMIT] too many", U,
	    REASON_RATE_LIMIT },
	{ PROTO_IMAP, ASKED_LOGIN, "NO remote authentication server "
	    "unavailable", U, REASON_TEMPORARY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [CONTACTADMIN] Login disabled for this "
	    "user", F, REASON_DISABLED },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [ALERT] Application-specific password "
	    "required", F, REASON_DISABLED },
	{ PROTO_IMAP, ASKED_LOGIN, "BAD Goodbye", U, REASON_RATE_LIMIT },
	{ PROTO_IMAP, ASKED_AUTH, "BAD invalid base64", U, REASON_PROTOCOL },
	{ PROTO_POP, ASKED_PASS, "-ERR [AUTH] Authentication failed.", F,
	    REASON_CREDENTIALS },
	{ PROTO_POP, ASKED_PASS, "-ERR authorization failed", F,
	    REASON_CREDENTIALS },
	{ PROTO_POP, ASKED_PASS, "-ERR Logon failure: unknown user name or "
	    "bad password.", F, REASON_CREDENTIALS },
	{ PROTO_POP, ASKED_PASS, "-ERR", F, REASON_CREDENTIALS },
	{ PROTO_POP, ASKED_PASS, "-ERR [AUTH] USER command only available "
	    "under a layer", U, REASON_POLICY },
	{ PROTO_POP, ASKED_PASS, "-ERR [SYS/TEMP] Temporary", U,
	    REASON_TEMPORARY },
	{ PROTO_POP, ASKED_PASS, "-ERR [IN-USE] locked", U,
	    REASON_TEMPORARY },
	{ PROTO_POP, ASKED_PASS, "-ERR maildrop already locked", U,
	    REASON_TEMPORARY },
	{ PROTO_SMTP, ASKED_AUTH, "535 Incorrect authentication data", F,
	    REASON_CREDENTIALS },
	{ PROTO_SMTP, ASKED_AUTH, "535 5.7.8 Error: authentication failed: "
	    "Invalid authentication mechanism", U, REASON_POLICY },
	{ PROTO_SMTP, ASKED_AUTH, "535 5.7.8 Error: authentication failed: "
	    "Connection lost to authentication server", U, REASON_TEMPORARY },
	{ PROTO_SMTP, ASKED_AUTH, "535 5.7.139 Authentication unsuccessful, "
	    "SmtpClientAuthentication is disabled for the Tenant", F,
	    REASON_DISABLED },
	{ PROTO_SMTP, ASKED_AUTH, "535 5.7.139 Authentication unsuccessful, "
	    "the user credentials were incorrect.", F, REASON_CREDENTIALS },
	{ PROTO_SMTP, ASKED_AUTH, "435 Unable to authenticate at present", U,
	    REASON_TEMPORARY },
	{ PROTO_SMTP, ASKED_AUTH, "454 4.7.0 Too many login attempts", U,
	    REASON_RATE_LIMIT },
	{ PROTO_SMTP, ASKED_AUTH, "450 4.7.1 Error: too many AUTH commands",
	    U, REASON_RATE_LIMIT },
	{ PROTO_SMTP, ASKED_AUTH, "421 4.3.0 Temporary failure", U,
	    REASON_TEMPORARY },
	{ PROTO_SMTP, ASKED_AUTH, "455 4.3.0 Too many authentication errors",
	    U, REASON_RATE_LIMIT },
	{ PROTO_SMTP, ASKED_AUTH, "503 AUTH command used when not advertised",
	    U, REASON_POLICY },
	{ PROTO_SMTP, ASKED_AUTH, "504 5.7.4 Unrecognized authentication type",
	    U, REASON_POLICY },
	{ PROTO_SMTP, ASKED_AUTH, "501 5.5.2 bad base64", U,
	    REASON_PROTOCOL },
	{ PROTO_SMTP, ASKED_AUTH, "538 5.7.11 Encryption required", U,
	    REASON_POLICY },
	{ PROTO_SMTP, ASKED_AUTH, "534-5.7.9 Application-specific password "
	    "required", F, REASON_DISABLED },
	{ PROTO_SMTP, ASKED_AUTH, "525 5.7.13 account disabled", F,
	    REASON_DISABLED },
	{ PROTO_SMTP, ASKED_AUTH, "235 2.7.0 temporarily welcome", OUTCOME_OK,
	    REASON_UNKNOWN },
	{ PROTO_SMTP, ASKED_AUTH, "550 5.7.1 Authentication failed", F,
	    REASON_CREDENTIALS },
	{ PROTO_SMTP, ASKED_AUTH, "550 5.7.1 not for you", U, REASON_POLICY },
	{ PROTO_IMAP, ASKED_LOGIN, "BAD invalid password", F,
	    REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "BAD User is authenticated but not "
	    "connected.", U, REASON_PROTOCOL },
	{ PROTO_POP, ASKED_PASS, "-ERR Unable to lock maildrop", U,
	    REASON_TEMPORARY },
	{ PROTO_POP, ASKED_PASS, "-ERR [AUTH] (#MBR1212) Incorrect username "
	    "or password.", F, REASON_CREDENTIALS },
	{ PROTO_SMTP, ASKED_AUTH, "571 5.7.1 Your IP is on a blacklist", U,
	    REASON_POLICY },
	{ PROTO_SMTP, ASKED_AUTH, "571 5.7.1 not from there", U,
	    REASON_POLICY },
	{ PROTO_SMTP, ASKED_AUTH, "541 5.7.1 rejected by policy", U,
	    REASON_POLICY },
	{ PROTO_SMTP, ASKED_AUTH, "554 5.7.8 no", F, REASON_CREDENTIALS },
	{ PROTO_SMTP, ASKED_AUTH, "535 5.7.139 no", F, REASON_DISABLED },
	{ PROTO_SMTP, ASKED_AUTH, "334 5.7.8 Missing TOTP token", F,
	    REASON_DISABLED },
	{ PROTO_SMTP, ASKED_AUTH, "334 VXNlcm5hbWU6", U, REASON_PROTOCOL },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [AUTHENTICATIONFAILED] Authentication "
	    "failed. Please try again later.", F, REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO Temporary problem", U,
	    REASON_TEMPORARY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO [UNAVAILABLE] Invalid credentials "
	    "for the directory", U, REASON_TEMPORARY },
	{ PROTO_IMAP, ASKED_LOGIN, "NO denied for temporary.staff@x.test", F,
	    REASON_CREDENTIALS },
	{ PROTO_IMAP, ASKED_LOGIN, "NO not [UNAVAILABLE", F,
	    REASON_CREDENTIALS },
	{ PROTO_POP, ASKED_PASS, "-ERR [AUTH] \"cancel@x.test\": no", F,
	    REASON_CREDENTIALS },
	{ PROTO_POP, ASKED_PASS, "-ERR no entry for <aborted@x.test>", F,
	    REASON_CREDENTIALS },
	{ PROTO_POP, ASKED_PASS, "-ERR [AUTH] Please try again later", F,
	    REASON_CREDENTIALS },
	{ PROTO_POP, ASKED_PASS, "-ERR [AUTH] USER command only available "
	    "under a layer", U, REASON_POLICY },
	{ PROTO_SIEVE, ASKED_AUTH, "NO \"Authentication failed.\"", F,
	    REASON_CREDENTIALS },
	{ PROTO_SIEVE, ASKED_AUTH, "NO (TRYLATER) \"x\"", U,
	    REASON_TEMPORARY },
	{ PROTO_SIEVE, ASKED_AUTH, "NO (ENCRYPT-NEEDED) \"x\"", U,
	    REASON_POLICY },
#undef F
#undef U
};

static void
known_servers_are_judged_as_they_mean_it(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wordings / sizeof wordings[0]; i++) {
		struct judgement j = reply_judge(wordings[i].proto,
		    wordings[i].asked, span_text(wordings[i].text), true,
		    span_text(""));

		if (j.outcome != wordings[i].outcome ||
		    j.reason != wordings[i].reason)
			fail_msg("\"%s\": %s %s", wordings[i].text,
			    outcome_word(j.outcome), reason_word(j.reason));
	}
}

/* The shortest reply that a row is written for. */
static struct judgement
judged_alone(enum reply_table table, const struct phrase *row,
    enum proto proto)
{
	static const char *const refusals[PROTO_COUNT] = {
		[PROTO_IMAP] = "NO", [PROTO_POP] = "-ERR",
		[PROTO_SMTP] = "599", [PROTO_SIEVE] = "NO"
	};
	size_t digits = strspn(row->starts, "0123456789");
	char text[200];

	/* "5": all of SMTP's codes that begin so. */
	snprintf(text, sizeof text, "%s%s %s", row->starts[0] != '\0' ?
	    row->starts : refusals[proto], digits == 0 ? "" :
	    &"99"[digits < 3 ? digits - 1 : 2], row->holds);
	return (reply_judge(proto, table == REPLY_USERS ? ASKED_USER :
	    ASKED_AUTH, span_text(text), true, span_text("")));
}

/* A row below one that fits the same replies would never be asked. */
static void
every_reply_is_judged_as_its_own_row_says(void **state)
{
	const struct phrase *rows;
	struct judgement j;
	size_t i, n;
	int table, p;

	(void)state;
	for (table = 0; table < REPLY_TABLES; table++) {
		rows = replies_all((enum reply_table)table, &n);
		for (i = 0; i < n; i++)
			for (p = 1; p < PROTO_COUNT; p++) {
				if (rows[i].proto != PROTO_UNKNOWN &&
				    rows[i].proto != (enum proto)p)
					continue;
				j = judged_alone((enum reply_table)table,
				    &rows[i], (enum proto)p);
				if (j.outcome != rows[i].outcome ||
				    j.reason != rows[i].reason)
					fail_msg("%s: \"%s\" \"%s\"",
					    proto_word((enum proto)p),
					    rows[i].starts, rows[i].holds);
			}
	}
}

static void
an_echoed_name_is_not_what_the_server_says(void **state)
{
	static const struct {
		const char *user, *text;
		enum reason reason;
	} rows[] = {
		{ "temporary.staff", "NO no temporary.staff here",
		    REASON_CREDENTIALS },
		{ "temporary.staff@x.test", "NO no Temporary.Staff here",
		    REASON_CREDENTIALS },
		{ "cancel", "NO \"cancel\" may not", REASON_CREDENTIALS },
		{ "anna", "NO temporary failure", REASON_TEMPORARY },
		{ "temporary@x.test", "NO temporary failure",
		    REASON_TEMPORARY },
		{ "emp", "NO temporary failure", REASON_TEMPORARY },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(reply_judge(PROTO_IMAP, ASKED_LOGIN,
		    span_text(rows[i].text), true,
		    span_text(rows[i].user)).reason, rows[i].reason);
}

static void
a_reply_cut_anywhere_is_never_failed_for_another_reason(void **state)
{
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof wordings / sizeof wordings[0]; i++) {
		struct span whole = span_text(wordings[i].text);

		for (n = 0; n < whole.len; n++) {
			struct span cut = { whole.p, n };
			struct judgement j = reply_judge(wordings[i].proto,
			    wordings[i].asked, cut, false, span_text(""));

			/* A 535 whose explanation is cut off stays a 535. */
			if (wordings[i].outcome != OUTCOME_FAILED &&
			    j.outcome == OUTCOME_FAILED &&
			    !span_starts(whole, "535") &&
			    !span_starts(whole, "-ERR [AUTH]"))
				fail_msg("\"%.*s\" failed", (int)n,
				    wordings[i].text);
		}
	}
}

/* What explains must say by what it is known, and where that is from. */
static void
every_explanation_says_what_it_expects_and_whence(void **state)
{
	enum cause cause;
	enum host_cause host;
	uint32_t n = 0;

	(void)state;
	for (cause = CAUSE_UNKNOWN + 1; cause < CAUSE_COUNT; cause++) {
		assert_true(strlen(explanation_expects(cause)) > 10);
		assert_true(strlen(explanation_source(cause)) > 5);
		/* A device is accused for what is of the device or of its
		 * account, never for what a host did. */
		assert_true(explanation_level(cause) != LEVEL_HOST ||
		    explanation_accused(cause) == RATING_VICTIM);
		n += explanation_accused(cause) == RATING_VICTIM;
	}
	assert_int_equal(n, 2);
	assert_string_equal(explanation_source(CAUSE_UNKNOWN), "");
	for (host = 0; host < HOST_CAUSES_COUNT; host++) {
		assert_true(strlen(host_cause(host)->expects) > 10);
		assert_true(strlen(host_cause(host)->source) > 5);
	}
}

static void
every_rating_has_advice_that_fits(void **state)
{
	static const char *const makers[] = {
		"", "Apple, Inc.", "Brother industries", "Synology",
		"TP-LINK TECHNOLOGIES CO.,LTD."
	};
	const char *steps[ADVICE_MAX];
	struct snap_device d;
	size_t m;
	int rating, i, n;

	(void)state;
	memset(&d, 0, sizeof d);
	for (rating = RATING_OK; rating < RATING_COUNT; rating++)
		for (m = 0; m < sizeof makers / sizeof makers[0]; m++) {
			d.rating = (enum rating)rating;
			d.cause = m == 2 ? CAUSE_GUESSING : CAUSE_UNKNOWN;
			d.is_by_address = m == 3;
			n = advice_for(&d, makers[m], steps);
			assert_in_range(n, 1, ADVICE_MAX);
			for (i = 0; i < n; i++)
				assert_in_range(strlen(steps[i]), 10, 300);
		}
}

static void
rows_of_clients_and_servers_resolve(void **state)
{
	uint16_t row;

	(void)state;
	row = server_by_greeting(PROTO_IMAP,
	    span_text("* OK [CAPABILITY IMAP4rev1] Dovecot ready."));
	assert_string_equal(server_software(row), "Dovecot");
	assert_string_equal(server_software(0), "");
	assert_string_equal(client_name(0), "");
	row = client_by_line(PROTO_IMAP,
	    span_text("1 ID (\"name\" \"Thunderbird\")"));
	assert_string_equal(client_name(row), "Thunderbird");
	assert_true(client_weight(row) > client_weight(0));
}

static bool
is_some_software(const char *name)
{
	uint16_t row;

	for (row = 1; server_software(row)[0] != '\0'; row++)
		if (strcmp(server_software(row), name) == 0)
			return (true);
	return (false);
}

static void
shares_of_verdicts_add_up(const struct verdict_span *spans)
{
	float sum = 0.f;
	int i;

	for (i = 0; i < VERDICT_SPANS && spans[i].to != 0; i++) {
		assert_true(spans[i].from <= spans[i].to);
		sum += spans[i].share;
	}
	assert_true(i > 0 && sum > .99f && sum < 1.01f);
}

/* First rounds and later ones share one whole each. */
static void
rounds_are_shares_of_one(void **state)
{
	size_t n, i;
	const struct round *all = rounds_all(&n);
	float sum[2] = { 0.f, 0.f };

	(void)state;
	for (i = 0; i < n; i++) {
		assert_true(all[i].what[0] != '\0');
		assert_true(all[i].from <= all[i].to);
		assert_true(all[i].challenge_from <= all[i].challenge_to);
		assert_true(all[i].name_bytes != 0 || all[i].has_response);
		/* Base 64 comes four at a time. */
		assert_int_equal(all[i].from % BASE64_STEP, 0);
		assert_int_equal(all[i].challenge_from % BASE64_STEP, 0);
		sum[all[i].name_bytes != 0] += all[i].share;
	}
	for (i = 0; i < 2; i++)
		assert_true(sum[i] > .9f && sum[i] < 1.01f);
}

/* Shares are of one whole; a slip of the pen there would tilt verdicts. */
static void
shapes_are_shares_of_one(void **state)
{
	static const enum proto protos[] = {
		PROTO_IMAP, PROTO_POP, PROTO_SMTP, PROTO_SIEVE
	};
	size_t n, i, p;
	const struct shape *all = shapes_all(&n);
	int step, next, side;

	(void)state;
	for (p = 0; p < 4; p++) {
		float begins = 0.f;

		for (step = 0; step < STEP_COUNT; step++) {
			float follows = 0.f;

			begins += step_begins(protos[p], (enum step)step);
			for (next = 0; next < STEP_COUNT; next++)
				follows += step_follows(protos[p],
				    (enum step)step, (enum step)next);
			assert_true(follows <= 1.001f);
			for (side = 0; side < 3; side++) {
				float sum = 0.f;

				for (i = 0; i < n; i++)
					if (all[i].proto == protos[p] &&
					    all[i].step == step &&
					    all[i].said == side)
						sum += all[i].share;
				if (sum != 0.f && (sum < .99f || sum > 1.01f))
					print_error("proto %d step %d side %d"
					    ": %f\n", protos[p], step, side,
					    (double)sum);
				assert_true(sum == 0.f ||
				    (sum > .99f && sum < 1.01f));
			}
		}
		assert_true(begins > .95f && begins <= 1.001f);
	}
	for (i = 0; i < n; i++)
		assert_true(all[i].from <= all[i].to);
}

static void
models_are_of_known_servers(void **state)
{
	size_t n, i;
	const struct server_model *m = server_models(&n);

	(void)state;
	for (i = 1; i < n; i++) {
		if (!is_some_software(m[i].software))
			print_error("%s\n", m[i].software);
		assert_true(is_some_software(m[i].software));
		assert_true(m[i].source != NULL && m[i].source[0] != '\0');
		shares_of_verdicts_add_up(m[i].refused);
		shares_of_verdicts_add_up(m[i].accepted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_port_stands_once_and_has_a_source),
		cmocka_unit_test(every_policy_can_be_foretold),
		cmocka_unit_test(the_readme_names_every_locker),
		cmocka_unit_test(every_word_is_spelled),
		cmocka_unit_test(known_servers_are_judged_as_they_mean_it),
		cmocka_unit_test(every_reply_is_judged_as_its_own_row_says),
		cmocka_unit_test(
		    an_echoed_name_is_not_what_the_server_says),
		cmocka_unit_test(
		    a_reply_cut_anywhere_is_never_failed_for_another_reason),
		cmocka_unit_test(
		    every_explanation_says_what_it_expects_and_whence),
		cmocka_unit_test(every_rating_has_advice_that_fits),
		cmocka_unit_test(shapes_are_shares_of_one),
		cmocka_unit_test(rounds_are_shares_of_one),
		cmocka_unit_test(models_are_of_known_servers),
		cmocka_unit_test(rows_of_clients_and_servers_resolve),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
