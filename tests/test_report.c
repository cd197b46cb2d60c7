/* The report: what it advises, whom it names, what it says only once. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "judge/programs.h"
#include "show/report.h"

static struct snapshot snap;
static const char *maker = "";

static const char *
vendor(const struct mac *m)
{
	(void)m;
	return (maker);
}

/* One device without a name that fails 4 times, 2 s apart, at SMTP. */
static struct snap_device *
one_device(void)
{
	struct snap_device *d = &snap.devices[0];

	memset(&snap, 0, sizeof snap);
	snap.n_devices_seen = snap.n_servers_seen = snap.n_devices = 1;
	snap.sessions = snap.failures = 4;
	snap.capture.packets = 5;
	snap.capture.point = POINT_LAN;
	d->rating = RATING_CULPRIT;
	d->cause = CAUSE_STALE_PASSWORD;
	d->remedy = REMEDY_NEW_PASSWORD;
	d->has_mac = true;
	d->n_ips = d->n_servers = 1;
	d->ips[0] = ip_v4((const uint8_t *)"\xc0\xa8\x01\x17");
	d->servers[0].at.ip = d->ips[0];
	d->servers[0].at.port = 587;
	d->servers[0].proto = PROTO_SMTP;
	d->servers[0].failures = d->failures = 4;
	d->interval_ns = INT64_C(2000000000);
	d->last_ns = 3 * d->interval_ns;
	maker = "";
	return (d);
}

static void
account(struct snap_device *d, const char *user, uint32_t failures,
    uint32_t successes)
{
	struct snap_account *a = &d->accounts[d->n_accounts++];

	text_keep(a->user, sizeof a->user, span_text(user));
	a->failures = failures;
	a->successes = successes;
	a->failed_at = 1;
	d->users++;
}

static void
program(struct snap_device *d, const char *name, uint32_t failures,
    uint32_t successes)
{
	struct snap_client *c = &d->clients[d->n_clients++];

	text_keep(c->name, sizeof c->name, span_text(name));
	c->is_named = true;
	c->proto = PROTO_SMTP;
	c->failures = failures;
	c->successes = successes;
}

/* The report in one line: wherever it is wrapped. */
static char *
report(void)
{
	struct report_style style = {
		.ascii = true, .vendor = vendor, .columns = 80
	};
	char *text, *from, *to;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	assert_int_equal(report_print(f, &snap, &style), 0);
	fclose(f);
	for (from = to = text; *from != '\0'; from++) {
		*to = *from == '\n' ? ' ' : *from;
		if (*to != ' ' || to == text || to[-1] != ' ')
			to++;
	}
	*to = '\0';
	return (text);
}

static void
assert_says(const char *words, bool is_said)
{
	char *text;

	programs_judge(&snap.devices[0]);
	text = report();
	if ((strstr(text, words) != NULL) != is_said)
		fail_msg("%s \"%s\" in: %s", is_said ? "no" : "there is",
		    words, text);
	free(text);
}

static void
a_nameless_hp_that_only_sends_may_be_a_printer(void **state)
{
	struct snap_device *d = one_device();

	(void)state;
	maker = "HP";
	assert_says("may be a printer or scanner: open its web page "
	    "(http://192.168.1.23), scan-to-mail", true);
	d->servers[0].proto = PROTO_IMAP;
	assert_says("printer", false);
	d->servers[0].proto = PROTO_SMTP;
	strcpy(d->names[0], "reception-pc");
	d->n_names = 1;
	assert_says("printer", false);
	d->n_names = 0;
	maker = "Hewlett Packard Enterprise";
	assert_says("printer", false);
}

static void
advice_is_on_the_password_that_failed(void **state)
{
	struct snap_device *d = one_device();

	(void)state;
	assert_says("password of the outgoing server (SMTP)", true);
	d->servers[0].proto = PROTO_POP;
	assert_says("password for incoming mail", true);
	d->servers[1] = d->servers[0];
	d->servers[1].proto = PROTO_SMTP;
	d->n_servers = 2;
	assert_says("for incoming AND outgoing mail", true);
}

static void
the_program_that_fails_is_named(void **state)
{
	struct snap_device *d = one_device();

	(void)state;
	program(d, "fetchmail", 4, 0);
	program(d, "mutt", 0, 3);
	assert_says("keeps failing to log in with fetchmail, while mutt logs "
	    "in fine.", true);
	d->remedy = REMEDY_OTHER_PROGRAM;
	assert_says("1. Correct or remove fetchmail: mutt on the same device "
	    "logs in fine.", true);
	strcpy(d->clients[0].name, "with JA4 aaa");
	strcpy(d->clients[1].name, "with JA4 bbb");
	d->clients[0].is_named = d->clients[1].is_named = false;
	assert_says("one program always fails, another logs in fine (told "
	    "apart by their TLS fingerprint)", true);
	/* The same program may look otherwise there. */
	d->remedy = REMEDY_NEW_PASSWORD;
	d->clients[1].proto = PROTO_IMAP;
	assert_says("logs in fine", false);
}

static void
two_programs_that_both_fail_are_not_told_apart(void **state)
{
	struct snap_device *d = one_device();

	(void)state;
	program(d, "fetchmail", 3, 0);
	program(d, "mutt", 1, 3);
	assert_says("logs in fine", false);
	d->clients[1].failures = 0;		/* and one unknown */
	assert_says("logs in fine", false);
	d->clients[0].failures = 4;
	account(d, "anna", 4, 0);		/* mutt's is another one */
	assert_says("logs in fine", false);
}

static void
what_looks_the_same_is_told_once(void **state)
{
	struct snap_device *d = one_device();

	(void)state;
	account(d, "nina@a.test", 2, 0);
	account(d, "nora@a.test", 1, 0);
	account(d, "otto@a.test", 1, 0);
	assert_says("3 as n***@a.test (2 accounts), SMTP to "
	    "192.168.1.23:587; 1 as o***@a.test, SMTP", true);
	assert_says("accounts n***@a.test (2 accounts) and o***@a.test:",
	    true);
	assert_says("n***@a.test (2 accounts): 3 failed, 0 good", true);
	assert_says("(--show-users prints names in full)", true);
}

static void
an_account_that_logs_in_again_is_not_to_be_mended(void **state)
{
	struct snap_device *d = one_device();

	(void)state;
	account(d, "anna", 2, 1);
	account(d, "bert", 2, 0);
	d->n_logins = 1;
	strcpy(d->logins[0].user, "anna");
	d->logins[0].outcome = OUTCOME_OK;
	assert_says("For each of the accounts b***:", true);
	d->logins[0].outcome = OUTCOME_FAILED;
	assert_says("For each of the accounts a*** and b***:", true);
}

static void
a_beat_is_told_only_where_there_is_one(void **state)
{
	struct snap_device *d = one_device();

	(void)state;
	assert_says("one every 2s or so", true);
	d->interval_ns = INT64_C(16960000000);
	d->last_ns = 3 * d->interval_ns;
	assert_says("one every 17s or so", true);
	d->last_ns = INT64_C(2000000000);
	assert_says("UTC, within 2s.", true);
	d->failures = 1;
	assert_says(", at 1970-01-01 00:00:00 UTC.", true);
}

static void
culprits_without_advice_are_counted(void **state)
{
	uint32_t i;

	(void)state;
	one_device();
	for (i = 1; i < 8; i++) {
		snap.devices[i] = snap.devices[0];
		snap.devices[i].remedy = (enum remedy)(i + REMEDY_NEW_PASSWORD);
	}
	snap.n_devices = 8;
	assert_says("And 5 more culprits: see the list", true);
	assert_says("For 5 more devices: see the list", true);
	snap.n_devices = 3;
	assert_says("more culprit", false);
	assert_says("more device", false);
}

static void
what_is_cut_off_is_not_lost_as_well(void **state)
{
	struct snap_capture *c = &snap.capture;

	(void)state;
	one_device();
	c->n_notes = 2;
	c->notes[0].note = NOTE_GAPS;
	c->notes[1].note = NOTE_SNAPLEN;
	c->holes = c->truncated = 7;
	assert_says("gaps in mail", false);
	c->holes = 8;
	assert_says("gaps in mail", true);
}

static void
a_host_with_two_ports_is_one_server(void **state)
{
	(void)state;
	one_device();
	snap.n_servers = snap.n_servers_seen = 2;
	snap.servers[1].at.port = 25;
	assert_says("with 1 server.", true);
	snap.n_servers = 3;		/* and one that never answered */
	snap.servers[2].at.ip = ip_v4((const uint8_t *)"\xc0\xa8\x01\x18");
	assert_says("with 1 server.", true);
	snap.n_servers = 2;
	snap.n_servers_seen = 3;		/* not all of them are in the list */
	assert_says("with 3 services.", true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_nameless_hp_that_only_sends_may_be_a_printer),
		cmocka_unit_test(advice_is_on_the_password_that_failed),
		cmocka_unit_test(the_program_that_fails_is_named),
		cmocka_unit_test(
		    two_programs_that_both_fail_are_not_told_apart),
		cmocka_unit_test(what_looks_the_same_is_told_once),
		cmocka_unit_test(
		    an_account_that_logs_in_again_is_not_to_be_mended),
		cmocka_unit_test(a_beat_is_told_only_where_there_is_one),
		cmocka_unit_test(culprits_without_advice_are_counted),
		cmocka_unit_test(what_is_cut_off_is_not_lost_as_well),
		cmocka_unit_test(a_host_with_two_ports_is_one_server),
	};

	return (cmocka_run_group_tests(tests, NULL, NULL));
}
